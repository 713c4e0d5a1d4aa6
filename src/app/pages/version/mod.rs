//! A version's page: what it is, going back to it, what would change, all that is known.

mod input;

use adw::prelude::*;
use gtk::glib;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{Deployment, Ref, RemoteVersion};

pub(crate) use self::input::{Opened, VersionInput};
use crate::{
    tr,
    view_state::{
        Request, World, facts as known,
        version::{self, VersionView},
    },
    widgets::{
        badges,
        changes::{Changes, ChangesInput},
        compare_with::CompareWith,
        facts,
        progress::{Progress, ProgressInput},
    },
};

/// The page of one version.
#[derive(Debug)]
pub(crate) struct VersionPage {
    client: Client,
    target: Ref,
    remote: Option<RemoteVersion>,
    generation: Option<u64>,
    /// Room that deleting it makes, where known, in bytes.
    frees: Option<u64>,
    details: gtk::ListBox,
    view: VersionView,
    /// What it is compared with, of the others.
    other: Option<Ref>,
    choice: CompareWith,
    progress: Controller<Progress>,
    changes: Controller<Changes>,
}

/// All that is known of the deployment, read from the service.
#[derive(Debug)]
pub(crate) struct Details(waymark_client::Result<Deployment>);

#[relm4::component(pub(crate))]
impl Component for VersionPage {
    type Init = Opened;
    type Input = VersionInput;
    type Output = Request;
    type CommandOutput = Details;

    view! {
        adw::NavigationPage {
            #[watch]
            set_title: &model.view.title,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {},

                gtk::ScrolledWindow {
                    set_hscrollbar_policy: gtk::PolicyType::Never,

                    adw::Clamp {
                        set_maximum_size: 720,

                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_start: 12,
                            set_margin_end: 12,
                            set_margin_top: 18,
                            set_margin_bottom: 18,

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
                                add_css_class: "dim-label",
                                set_justify: gtk::Justification::Center,
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                #[watch]
                                set_label: &model.view.date,
                                #[watch]
                                set_visible: !model.view.date.is_empty(),
                            },
                            #[name(badges)]
                            adw::WrapBox {
                                set_child_spacing: 6,
                                set_line_spacing: 6,
                                set_align: 0.5,
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
                            #[name(primary)]
                            gtk::Button {
                                add_css_class: "pill",
                                add_css_class: "suggested-action",
                                set_use_underline: true,
                                set_halign: gtk::Align::Center,
                                set_margin_top: 6,
                                #[watch]
                                set_label: model.view.primary.as_ref().map_or("", |b| b.label.as_str()),
                                #[watch]
                                set_visible: model.view.primary.is_some(),
                                connect_clicked => VersionInput::Primary,
                            },
                            adw::Clamp {
                                set_maximum_size: 480,
                                #[watch]
                                set_visible: model.view.progress.is_some(),
                                #[local_ref]
                                progress -> gtk::Box {},
                            },
                            gtk::Box {
                                set_halign: gtk::Align::Center,
                                set_spacing: 6,
                                #[watch]
                                set_visible: model.view.pin.is_some() || model.view.delete,

                                gtk::Button {
                                    add_css_class: "flat",
                                    set_use_underline: true,
                                    #[watch]
                                    set_label: &pin_label(model.view.pin),
                                    #[watch]
                                    set_visible: model.view.pin.is_some(),
                                    connect_clicked => VersionInput::Pin,
                                },
                                gtk::Button {
                                    add_css_class: "flat",
                                    add_css_class: "error",
                                    set_use_underline: true,
                                    set_label: &tr!("version-delete"),
                                    #[watch]
                                    set_visible: model.view.delete,
                                    connect_clicked => VersionInput::Delete,
                                },
                            },

                            adw::InlineViewSwitcher {
                                set_halign: gtk::Align::Center,
                                set_margin_top: 12,
                                set_stack: Some(&tabs),
                                #[watch]
                                set_visible: !model.view.others.is_empty() && !model.view.gone,
                            },
                            #[name(tabs)]
                            adw::ViewStack {
                                set_vexpand: true,
                                set_vhomogeneous: false,
                                set_hhomogeneous: false,
                                #[watch]
                                set_visible: !model.view.gone,
                            },
                        },
                    },
                },
            },
        }
    }

    fn init(
        init: Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let Opened {
            client,
            target,
            remote,
            title,
        } = init;
        root.set_title(&title);
        let progress = Progress::builder()
            .launch(())
            .forward(sender.output_sender(), |cancel| Request::Cancel(cancel.0));
        let changes = Changes::builder()
            .launch((client.clone(), String::new()))
            .forward(sender.output_sender(), |fetch| {
                Request::FetchComparison(fetch.0)
            });
        let choice = {
            let sender = sender.clone();
            CompareWith::new(move |place| sender.input(VersionInput::CompareWith(place)))
        };
        let details = gtk::ListBox::builder()
            .css_classes(["boxed-list"])
            .selection_mode(gtk::SelectionMode::None)
            .valign(gtk::Align::Start)
            .margin_top(6)
            .build();
        let named = tr!("version-details-tab");
        details.update_property(&[gtk::accessible::Property::Label(&named)]);
        let model = Self {
            client,
            target,
            remote,
            generation: None,
            frees: None,
            details,
            view: VersionView {
                title,
                ..VersionView::default()
            },
            other: None,
            choice,
            progress,
            changes,
        };
        let progress = model.progress.widget();
        let widgets = view_output!();
        // The list hides itself until it knows what to compare; the tab stays.
        let changes = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .margin_top(6)
            .build();
        changes.set_spacing(12);
        changes.append(model.choice.widget());
        changes.append(model.changes.widget());
        widgets
            .tabs
            .add_titled(&changes, Some("changes"), &tr!("version-compare-tab"));
        widgets
            .tabs
            .add_titled(&model.details, Some("details"), &named);
        if let Some(remote) = &model.remote {
            facts::fill(&model.details, &known::remote_facts(remote));
        }
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        match message {
            VersionInput::Show(world) => self.show(&world, widgets, &sender),
            VersionInput::CompareAgain(fetched) => self.changes.emit(ChangesInput::Again(fetched)),
            VersionInput::CompareWith(place) => {
                let other = usize::try_from(place)
                    .ok()
                    .and_then(|place| self.view.others.get(place));
                if let Some(other) = other.map(|other| other.target.clone()) {
                    self.other = Some(other);
                    self.compare();
                }
            }
            VersionInput::Primary => {
                if let Some(button) = &self.view.primary {
                    ask(&sender, button.request.clone());
                }
            }
            VersionInput::Pin => {
                if let Some(pin) = self.view.pin {
                    ask(
                        &sender,
                        Request::SetPinned(self.target.id().to_owned(), pin),
                    );
                }
            }
            VersionInput::Delete => ask(
                &sender,
                Request::Delete(self.target.id().to_owned(), self.frees),
            ),
        }
        self.update_view(widgets, sender);
    }

    fn update_cmd(&mut self, read: Details, _: ComponentSender<Self>, _: &Self::Root) {
        match read.0 {
            Ok(deployment) => {
                self.frees = deployment.frees;
                facts::fill(&self.details, &known::facts(&deployment));
            }
            Err(error) => tracing::debug!(%error, "no details of a version"),
        }
    }
}

fn ask(sender: &ComponentSender<VersionPage>, request: Request) {
    // The window is gone if this fails.
    let _ = sender.output(request);
}

fn pin_label(pin: Option<bool>) -> String {
    if pin == Some(false) {
        tr!("version-unpin")
    } else {
        tr!("version-pin")
    }
}

impl VersionPage {
    /// Whether the page shows what the reference means.
    pub(crate) fn is_about(&self, target: &Ref) -> bool {
        self.target == *target
    }

    /// The version's name.
    pub(crate) fn title(&self) -> &str {
        &self.view.title
    }

    fn show(
        &mut self,
        world: &World,
        widgets: &VersionPageWidgets,
        sender: &ComponentSender<Self>,
    ) {
        // A version of the remote that was deployed since is shown as what it is now.
        if let Ref::Version(checksum) = &self.target {
            let here = world
                .snapshot
                .deployments
                .iter()
                .find(|d| d.holds(checksum));
            if let Some(here) = here {
                self.target = Ref::Deployment(here.id.clone());
            }
        }
        let view = version::view(world, &self.target, self.remote.as_ref());
        let first = self.generation.is_none();
        if self.generation != Some(world.snapshot.generation) {
            self.generation = Some(world.snapshot.generation);
            self.read(sender);
        }
        if view == self.view {
            return;
        }
        badges::fill(&widgets.badges, &view.badges);
        self.progress
            .emit(ProgressInput::Show(view.progress.clone()));
        self.changes.emit(ChangesInput::Fetchable(world.is_idle()));
        let runs = world.running().as_ref() == Some(&self.target);
        if first && (runs || view.others.is_empty()) {
            widgets.tabs.set_visible_child_name("details");
        }
        let others = view.others != self.view.others;
        let focus = first || (view.primary.is_some() && self.view.primary.is_none());
        self.view = view;
        if others {
            self.show_others();
        }
        self.compare();
        if focus {
            let primary = widgets.primary.clone();
            glib::idle_add_local_once(move || {
                primary.grab_focus();
            });
        }
    }

    /// Fills the choice of what to compare with, and keeps what was chosen.
    fn show_others(&mut self) {
        let others = &self.view.others;
        let chosen = others
            .iter()
            .position(|other| Some(&other.target) == self.other.as_ref())
            .unwrap_or_default();
        self.other = others.get(chosen).map(|other| other.target.clone());
        let names: Vec<&str> = others.iter().map(|other| other.name.as_str()).collect();
        self.choice.fill(&names, chosen);
    }

    fn compare(&self) {
        let versions = self.other.clone().map(|other| (other, self.target.clone()));
        self.changes.emit(ChangesInput::Compare(versions));
    }

    fn read(&self, sender: &ComponentSender<Self>) {
        if let Ref::Deployment(id) = self.target.clone() {
            let client = self.client.clone();
            sender.oneshot_command(async move { Details(client.deployment(&id).await) });
        }
    }
}
