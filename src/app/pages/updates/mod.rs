//! The Updates page: the state in one sentence, one suggested button, what changes.

mod input;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;

pub(crate) use self::input::UpdatesInput;
use crate::{
    tr,
    view_state::{
        Request, World,
        start::{self, StartCard},
        updates::{self, ButtonView, UpdatesView},
    },
    widgets::{
        advisories::{Advisories, AdvisoriesInput},
        changes::{Changes, ChangesInput},
        notices,
        progress::{Progress, ProgressInput},
        start::{Chosen, StartCardWidget},
    },
};

/// The page.
#[derive(Debug)]
pub(crate) struct UpdatesPage {
    view: UpdatesView,
    start: Option<StartCard>,
    card: StartCardWidget,
    progress: Controller<Progress>,
    advisories: Controller<Advisories>,
    changes: Controller<Changes>,
}

#[relm4::component(pub(crate))]
impl Component for UpdatesPage {
    type Init = Client;
    type Input = UpdatesInput;
    type Output = Request;
    type CommandOutput = ();

    view! {
        gtk::ScrolledWindow {
            set_hscrollbar_policy: gtk::PolicyType::Never,

            adw::Clamp {
                set_maximum_size: 720,

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_spacing: 24,
                    set_margin_start: 12,
                    set_margin_end: 12,
                    set_margin_top: 24,
                    set_margin_bottom: 18,

                    #[local_ref]
                    card -> gtk::Box {},

                    gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_spacing: 12,
                        set_valign: gtk::Align::Center,
                        #[watch]
                        set_vexpand: !model.has_more(),

                        gtk::Image {
                            add_css_class: "state-icon",
                            add_css_class: "dim-label",
                            set_accessible_role: gtk::AccessibleRole::Presentation,
                            #[watch]
                            set_icon_name: Some(model.view.icon),
                            #[watch]
                            set_class_active: ("small", model.has_more()),
                        },
                        #[name(title)]
                        gtk::Label {
                            add_css_class: "title-1",
                            set_accessible_role: gtk::AccessibleRole::Heading,
                            set_justify: gtk::Justification::Center,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            #[watch]
                            set_label: &model.view.title,
                        },
                        gtk::Label {
                            set_justify: gtk::Justification::Center,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            #[watch]
                            set_label: &model.view.body,
                            #[watch]
                            set_visible: !model.view.body.is_empty(),
                        },
                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 6,
                            set_halign: gtk::Align::Center,
                            set_margin_top: 12,
                            #[watch]
                            set_visible: model.view.primary.is_some() || model.view.secondary.is_some(),

                            #[name(primary)]
                            gtk::Button {
                                add_css_class: "pill",
                                set_use_underline: true,
                                set_halign: gtk::Align::Center,
                                set_width_request: 180,
                                #[watch]
                                set_label: label(model.view.primary.as_ref()),
                                #[watch]
                                set_visible: model.view.primary.is_some(),
                                #[watch]
                                set_class_active: ("suggested-action", model.suggests()),
                                connect_clicked => UpdatesInput::Primary,
                            },
                            adw::WrapBox {
                                set_align: 0.5,
                                set_child_spacing: 6,
                                set_line_spacing: 6,
                                #[watch]
                                set_visible: model.view.secondary.is_some() || model.view.log.is_some(),

                                gtk::Button {
                                    add_css_class: "pill",
                                    add_css_class: "flat",
                                    set_use_underline: true,
                                    #[watch]
                                    set_label: label(model.view.secondary.as_ref()),
                                    #[watch]
                                    set_visible: model.view.secondary.is_some(),
                                    connect_clicked => UpdatesInput::Secondary,
                                },
                                gtk::Button {
                                    add_css_class: "pill",
                                    add_css_class: "flat",
                                    set_label: &tr!("log-show"),
                                    #[watch]
                                    set_visible: model.view.log.is_some(),
                                    connect_clicked => UpdatesInput::Log,
                                },
                            },
                        },
                        adw::Clamp {
                            set_maximum_size: 480,
                            #[watch]
                            set_visible: model.view.progress.is_some(),
                            #[local_ref]
                            progress -> gtk::Box { set_margin_top: 12 },
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            add_css_class: "caption",
                            set_label: &tr!("job-may-close"),
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_justify: gtk::Justification::Center,
                            #[watch]
                            set_visible: model.is_long(),
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            set_justify: gtk::Justification::Center,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_margin_top: 6,
                            #[watch]
                            set_label: &model.view.footer,
                            #[watch]
                            set_visible: !model.view.footer.is_empty(),
                        },
                    },

                    #[name(notices)]
                    gtk::ListBox {
                        add_css_class: "boxed-list",
                        set_selection_mode: gtk::SelectionMode::None,
                    },

                    #[local_ref]
                    advisories -> gtk::Box {},

                    gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_spacing: 12,
                        #[watch]
                        set_visible: model.view.unseen.is_some(),

                        gtk::Label {
                            add_css_class: "heading",
                            set_accessible_role: gtk::AccessibleRole::Heading,
                            set_label: &tr!("updates-changes"),
                            set_xalign: 0.0,
                        },
                        gtk::Box {
                            add_css_class: "card",
                            set_orientation: gtk::Orientation::Vertical,

                            gtk::Label {
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_justify: gtk::Justification::Center,
                                set_margin_all: 18,
                                #[watch]
                                set_label: model.view.unseen.as_ref().map_or("", |unseen| unseen.text.as_str()),
                            },
                            gtk::Button {
                                add_css_class: "pill",
                                set_can_shrink: true,
                                set_label: &tr!("updates-unseen-button"),
                                set_halign: gtk::Align::Center,
                                set_margin_bottom: 18,
                                #[watch]
                                set_visible: model.download().is_some(),
                                connect_clicked => UpdatesInput::Download,
                            },
                        },
                    },

                    #[local_ref]
                    changes -> gtk::Box {},
                },
            },
        }
    }

    fn init(
        client: Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let progress = Progress::builder()
            .launch(())
            .forward(sender.output_sender(), |cancel| Request::Cancel(cancel.0));
        let advisories = Advisories::builder().launch(client.clone()).detach();
        let changes = Changes::builder()
            .launch((client, tr!("updates-changes")))
            .forward(sender.output_sender(), |fetch| {
                Request::FetchComparison(fetch.0)
            });
        let to_page = {
            let sender = sender.clone();
            move |chosen| sender.input(UpdatesInput::Start(chosen))
        };
        let model = Self {
            view: UpdatesView::default(),
            start: None,
            card: StartCardWidget::new(to_page),
            progress,
            advisories,
            changes,
        };
        let card = model.card.widget();
        let progress = model.progress.widget();
        let advisories = model.advisories.widget();
        let changes = model.changes.widget();
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        match message {
            UpdatesInput::Show(world) => {
                self.show_start(&world);
                let view = updates::view(&world);
                if view == self.view {
                    return;
                }
                let old = std::mem::replace(&mut self.view, view);
                self.show(&old, &world, widgets, &sender);
                self.update_view(widgets, sender);
                if self.view.title != old.title && root.is_mapped() {
                    root.announce(
                        &self.view.title,
                        gtk::AccessibleAnnouncementPriority::Medium,
                    );
                }
                let other = self.view.primary.as_ref().map(|b| &b.request)
                    != old.primary.as_ref().map(|b| &b.request);
                let free = root
                    .root()
                    .and_then(|window| window.focus())
                    .is_none_or(|focus| {
                        !focus.is_mapped() || focus.is_ancestor(root) && !focus.is::<gtk::Text>()
                    });
                if other && free && widgets.primary.is_mapped() {
                    widgets.primary.grab_focus();
                }
            }
            UpdatesInput::CompareAgain(fetched) => self.changes.emit(ChangesInput::Again(fetched)),
            UpdatesInput::Primary => ask(self.view.primary.as_ref(), &sender),
            UpdatesInput::Secondary => ask(self.view.secondary.as_ref(), &sender),
            UpdatesInput::Log => {
                if let Some(job) = self.view.log.clone() {
                    let _ = sender.output(Request::ShowLog(job));
                }
            }
            UpdatesInput::Start(Chosen::Asked(request)) => {
                let _ = sender.output(request);
            }
            UpdatesInput::Start(Chosen::PutAway) => {
                if let Some(card) = &self.start {
                    let _ = sender.output(Request::PutStartAway(card.start.clone()));
                }
            }
            UpdatesInput::Download => {
                if let Some(download) = self.download() {
                    let _ = sender.output(download.clone());
                }
            }
        }
    }
}

fn label(button: Option<&ButtonView>) -> &str {
    button.map_or("", |button| button.label.as_str())
}

fn ask(button: Option<&ButtonView>, sender: &ComponentSender<UpdatesPage>) {
    if let Some(button) = button {
        // The window is gone if this fails.
        let _ = sender.output(button.request.clone());
    }
}

impl UpdatesPage {
    fn show_start(&mut self, world: &World) {
        let start = start::card(world);
        if start != self.start {
            self.card.show(start.as_ref());
            self.start = start;
        }
    }

    fn suggests(&self) -> bool {
        self.view
            .primary
            .as_ref()
            .is_some_and(|button| button.suggested)
    }

    /// Whether something stands below the state.
    fn has_more(&self) -> bool {
        self.view.compared.is_some() || self.view.unseen.is_some()
    }

    fn download(&self) -> Option<&Request> {
        self.view.unseen.as_ref()?.download.as_ref()
    }

    /// Whether what runs may outlive the window's stay on the screen.
    fn is_long(&self) -> bool {
        self.view
            .progress
            .as_ref()
            .is_some_and(|progress| !progress.detail.is_empty())
    }

    fn show(
        &self,
        old: &UpdatesView,
        world: &World,
        widgets: &UpdatesPageWidgets,
        sender: &ComponentSender<Self>,
    ) {
        self.progress
            .emit(ProgressInput::Show(self.view.progress.clone()));
        self.changes.emit(ChangesInput::Fetchable(world.is_idle()));
        self.advisories
            .emit(AdvisoriesInput::Show(self.view.advisories.clone()));
        if self.view.compared != old.compared {
            let versions = self
                .view
                .compared
                .as_ref()
                .map(|c| (c.from.clone(), c.to.clone()));
            self.changes.emit(ChangesInput::Compare(versions));
            if let Some(compared) = &self.view.compared {
                self.changes
                    .emit(ChangesInput::Heading(compared.title.clone()));
            }
        }
        if self.view.notices != old.notices || old.title.is_empty() {
            notices::fill(&widgets.notices, &self.view.notices, sender.output_sender());
        }
    }
}
