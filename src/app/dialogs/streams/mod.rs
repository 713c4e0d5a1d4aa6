//! Following another stream: choosing one, seeing what that means, going over to it.
//!
//! What is chosen is looked at by a dry run first. Only then can it be followed,
//! which the window asks for; the dialog closes.

mod input;
mod steps;

use std::sync::Arc;

use adw::prelude::*;
use gtk::glib;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::Action;

use self::input::{Stage, StreamsInput};
use super::job::{Heard, Ran, Run};
use crate::{
    tr,
    view_state::{
        Request, World, progress,
        streams::{self, StreamRow},
    },
    widgets::{
        change_row::ChangeItem,
        long_list::LongList,
        progress::{Progress, ProgressInput},
    },
};

/// The dialog.
#[derive(Debug)]
pub(crate) struct StreamsDialog {
    client: Client,
    world: Arc<World>,
    /// Opened for one stream: there is no list to go back to.
    direct: bool,
    chosen: String,
    stage: Stage,
    rows: Vec<StreamRow>,
    run: Run,
    progress: Controller<Progress>,
    changes: LongList<ChangeItem>,
    numbers: String,
    entry: adw::EntryRow,
}

/// What the dialog is opened with.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The way to the service.
    pub(crate) client: Client,
    /// What is known.
    pub(crate) world: Arc<World>,
    /// The stream to look at; without one there is a choice.
    pub(crate) stream: Option<String>,
}

#[relm4::component(pub(crate))]
impl Component for StreamsDialog {
    type Init = Opened;
    type Input = StreamsInput;
    type Output = Request;
    type CommandOutput = Ran;

    view! {
        adw::Dialog {
            set_content_width: 560,
            set_content_height: 620,
            #[watch]
            set_title: &model.title(),
            connect_closed => StreamsInput::Closed,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {
                    pack_start = &gtk::Button {
                        set_icon_name: "go-previous-symbolic",
                        set_tooltip_text: Some(&tr!("rebase-back")),
                        #[watch]
                        set_visible: model.can_go_back(),
                        connect_clicked => StreamsInput::Back,
                    },
                },

                #[name(stages)]
                gtk::Stack {
                    set_vhomogeneous: false,

                    #[name(list_page)]
                    add_named[Some("list")] = &adw::PreferencesPage {
                        set_description: &tr!("rebase-choose-body"),
                        add = &adw::PreferencesGroup {
                            #[local_ref]
                            entry -> adw::EntryRow {
                                set_title: &tr!("rebase-entry"),
                                set_show_apply_button: false,
                                connect_entry_activated => StreamsInput::Entered,
                                connect_changed => StreamsInput::Typing,
                            },
                        },
                        add = &adw::PreferencesGroup {
                            gtk::Button {
                                set_label: &tr!("rebase-look"),
                                add_css_class: "pill",
                                set_halign: gtk::Align::Center,
                                #[watch]
                                set_sensitive: streams::refusal(&model.entry.text()).is_none(),
                                connect_clicked => StreamsInput::Entered,
                            },
                        },
                        add = &adw::PreferencesGroup {
                            set_title: &tr!("rebase-list"),
                            gtk::Label {
                                add_css_class: "dim-label",
                                set_label: &tr!("rebase-none"),
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                #[watch]
                                set_visible: !model.rows.iter().any(|row| row.choosable),
                            },
                            #[name(list)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("rebase-list"))],
                                connect_row_activated[sender] => move |_, row| {
                                    sender.input(StreamsInput::Chosen(row.index()));
                                },
                                #[watch]
                                set_visible: !model.rows.is_empty(),
                            },
                        },
                    },
                    add_named[Some("working")] = &gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_valign: gtk::Align::Center,
                        set_spacing: 12,
                        set_margin_all: 24,

                        gtk::Label {
                            add_css_class: "title-2",
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_justify: gtk::Justification::Center,
                            #[watch]
                            set_label: &model.working_title(),
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_justify: gtk::Justification::Center,
                            set_label: &tr!("rebase-looking-body"),
                        },
                        #[local_ref]
                        progress -> gtk::Box { set_margin_top: 12 },
                    },
                    add_named[Some("failed")] = &adw::StatusPage {
                        set_icon_name: Some("dialog-error-symbolic"),
                        #[watch]
                        set_title: &glib::markup_escape_text(&model.failed_title()),
                        #[watch]
                        set_description: Some(&glib::markup_escape_text(&model.failed_body())),
                        #[wrap(Some)]
                        set_child = &gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,

                            #[name(blockers)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("rebase-blocked-list"))],
                                #[watch]
                                set_visible: matches!(model.stage, Stage::Blocked(..)),
                            },
                            gtk::Button {
                                set_label: &tr!("updates-try-again"),
                                add_css_class: "pill",
                                set_halign: gtk::Align::Center,
                                connect_clicked => StreamsInput::Again,
                            },
                            gtk::Button {
                                set_label: &tr!("details"),
                                add_css_class: "pill",
                                add_css_class: "flat",
                                set_halign: gtk::Align::Center,
                                connect_clicked => StreamsInput::Details,
                            },
                        },
                    },
                    add_named[Some("ready")] = &gtk::ScrolledWindow {
                        set_hscrollbar_policy: gtk::PolicyType::Never,
                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_all: 18,

                            gtk::Label {
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                                set_label: &tr!("rebase-note"),
                            },
                            gtk::Label {
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                                #[watch]
                                set_label: &streams::way_back(&model.world),
                            },
                            #[name(go)]
                            gtk::Button {
                                add_css_class: "pill",
                                add_css_class: "suggested-action",
                                set_halign: gtk::Align::Center,
                                #[watch]
                                set_label: &model.go_label(),
                                connect_clicked => StreamsInput::Go,
                            },
                            gtk::Label {
                                add_css_class: "heading",
                                set_accessible_role: gtk::AccessibleRole::Heading,
                                set_xalign: 0.0,
                                set_margin_top: 12,
                                set_label: &tr!("rebase-changes"),
                            },
                            gtk::Label {
                                add_css_class: "dim-label",
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                                #[watch]
                                set_label: &model.numbers,
                            },
                            #[local_ref]
                            changes -> gtk::ScrolledWindow {
                                set_vexpand: true,
                                set_min_content_height: 200,
                                #[watch]
                                set_visible: !model.changes.is_empty(),
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
            world,
            stream,
        } = init;
        let progress = Progress::builder()
            .launch(())
            .forward(sender.input_sender(), |_| StreamsInput::Stop);
        let mut model = Self {
            client,
            world,
            direct: stream.is_some(),
            chosen: stream.unwrap_or_default(),
            stage: Stage::Listing,
            rows: Vec::new(),
            run: Run::default(),
            progress,
            changes: LongList::new(&tr!("rebase-changes")),
            numbers: String::new(),
            entry: adw::EntryRow::new(),
        };
        if model.direct {
            model.look(&sender);
        } else {
            model.ask(Stage::Listing, Action::ListStreams, &sender);
        }
        let entry = &model.entry;
        let progress = model.progress.widget();
        let changes = model.changes.widget();
        let widgets = view_output!();
        model.turn(&widgets);
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
            StreamsInput::Chosen(place) => {
                let row = usize::try_from(place)
                    .ok()
                    .and_then(|place| self.rows.get(place));
                if let Some(row) = row.filter(|row| row.choosable) {
                    self.chosen.clone_from(&row.name);
                    self.look(&sender);
                }
            }
            StreamsInput::Entered => {
                let entered = self.entry.text();
                if streams::refusal(&entered).is_none() {
                    entered.trim().clone_into(&mut self.chosen);
                    self.look(&sender);
                }
            }
            StreamsInput::Typing => {
                let wrong =
                    !self.entry.text().is_empty() && streams::refusal(&self.entry.text()).is_some();
                self.entry.set_class_active("error", wrong);
            }
            StreamsInput::Back => {
                self.run.stop();
                self.stage = Stage::Choosing;
            }
            StreamsInput::Again if self.chosen.is_empty() => {
                self.ask(Stage::Listing, Action::ListStreams, &sender);
            }
            StreamsInput::Again => self.look(&sender),
            StreamsInput::Details => {
                if let Stage::Blocked(_, error) | Stage::Failed(error) = &self.stage {
                    super::details::show(root, error);
                }
            }
            StreamsInput::Stop => {
                self.run.stop();
                if self.direct {
                    root.close();
                } else {
                    self.stage = Stage::Choosing;
                }
            }
            StreamsInput::Go => {
                let action = Action::Rebase {
                    stream: self.chosen.clone(),
                    dry_run: false,
                };
                // The window is gone if this fails.
                let _ = sender.output(Request::Perform(Box::new(action)));
                root.close();
            }
            StreamsInput::Closed => self.run.stop(),
        }
        self.turn(widgets);
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        ran: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        match self.run.hear(ran) {
            None => return,
            Some(Heard::Goes(path, goes)) => {
                let shown = progress::view(&self.world, &path, &goes);
                self.progress.emit(ProgressInput::Show(Some(shown)));
            }
            Some(Heard::Ended(answer)) => self.take(answer, widgets),
        }
        self.turn(widgets);
        self.update_view(widgets, sender);
    }
}
