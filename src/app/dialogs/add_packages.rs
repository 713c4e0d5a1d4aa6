//! Choosing packages to add: searches of the repositories, or files.

use std::sync::Arc;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{Action, ActionName, Error, ErrorKind, Package};

use super::{
    files, found,
    job::{Heard, Ran, Run},
};
use crate::{
    tr,
    view_state::{
        World, failure, progress,
        search::{self, Chosen},
        wishes::ChosenFile,
    },
    widgets::progress::{Progress, ProgressInput},
};

/// The dialog.
#[derive(Debug)]
pub(crate) struct AddPackages {
    client: Client,
    world: Arc<World>,
    text: String,
    run: Run,
    found: Vec<Package>,
    chosen: Chosen,
    phase: Phase,
    progress: Controller<Progress>,
}

#[derive(Debug, PartialEq)]
enum Phase {
    Start,
    Searching,
    Rows,
    Failed(Error),
}

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum AddInput {
    /// A search was asked for.
    Search(String),
    /// The search is to be stopped.
    Stop,
    /// A package was chosen, or not any more.
    Choose(String, String, bool),
    /// A chosen package was taken back from below the list.
    Unchoose(String),
    /// Add was clicked.
    Add,
    /// Add from File was clicked.
    AddFiles,
    /// Files were chosen.
    Files(Result<Vec<ChosenFile>, Error>),
    /// Details was clicked.
    Details,
    /// The dialog was closed.
    Closed,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Added {
    /// These packages, by name with their version, are to be added.
    Packages(Vec<(String, String)>),
    /// These files are.
    Files(Vec<ChosenFile>),
    /// The dialog was closed.
    Closed,
}

#[relm4::component(pub(crate))]
impl Component for AddPackages {
    type Init = (Client, Arc<World>);
    type Input = AddInput;
    type Output = Added;
    type CommandOutput = Ran;

    view! {
        adw::Dialog {
            set_title: &tr!("add-title"),
            set_content_width: 560,
            set_content_height: 620,
            set_focus: Some(&entry),
            connect_closed => AddInput::Closed,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {
                    pack_start = &gtk::Button {
                        set_label: &tr!("add-file"),
                        connect_clicked => AddInput::AddFiles,
                    },
                },
                add_top_bar = &gtk::Box {
                    set_spacing: 6,
                    set_margin_start: 12,
                    set_margin_end: 12,
                    set_margin_bottom: 12,

                    #[name(entry)]
                    gtk::SearchEntry {
                        set_hexpand: true,
                        set_placeholder_text: Some(&tr!("add-search")),
                        update_property: &[gtk::accessible::Property::Label(&tr!("add-search"))],
                        connect_activate[sender] => move |entry| {
                            sender.input(AddInput::Search(entry.text().into()));
                        },
                        connect_search_changed[go] => move |entry| {
                            go.set_sensitive(!entry.text().trim().is_empty());
                        },
                        connect_stop_search[root] => move |_| {
                            root.close();
                        },
                    },
                    #[local_ref]
                    go -> gtk::Button {
                        set_label: &tr!("add-search-button"),
                        set_sensitive: false,
                        connect_clicked[sender, entry] => move |_| {
                            sender.input(AddInput::Search(entry.text().into()));
                        },
                    },
                },
                #[name(phases)]
                #[wrap(Some)]
                set_content = &gtk::Stack {
                    #[name(notice)]
                    add_named[Some("notice")] = &adw::StatusPage {
                        #[name(details)]
                        #[wrap(Some)]
                        set_child = &gtk::Button {
                            add_css_class: "pill",
                            set_halign: gtk::Align::Center,
                            set_label: &tr!("details"),
                            connect_clicked => AddInput::Details,
                        },
                    },
                    add_named[Some("searching")] = &gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_valign: gtk::Align::Center,
                        set_margin_all: 24,
                        #[local_ref]
                        progress -> gtk::Box {},
                    },
                    add_named[Some("rows")] = &gtk::ScrolledWindow {
                        set_hscrollbar_policy: gtk::PolicyType::Never,

                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_start: 12,
                            set_margin_end: 12,
                            set_margin_top: 3,
                            set_margin_bottom: 18,

                            #[name(list)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("add-list"))],
                            },
                            gtk::Label {
                                add_css_class: "dim-label",
                                add_css_class: "caption",
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_label: &tr!("packages-more", count = search::LIMIT),
                                #[watch]
                                set_visible: model.found.len() > search::LIMIT,
                            },
                        },
                    },
                },
                add_bottom_bar = &gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_spacing: 9,
                    set_margin_all: 12,

                    #[name(chips)]
                    adw::WrapBox {
                        set_child_spacing: 6,
                        set_line_spacing: 6,
                    },
                    gtk::Button {
                        add_css_class: "suggested-action",
                        add_css_class: "pill",
                        set_halign: gtk::Align::Center,
                        #[watch]
                        set_label: &model.chosen.button(),
                        #[watch]
                        set_sensitive: model.chosen != Chosen::default(),
                        connect_clicked => AddInput::Add,
                    },
                },
            },
        }
    }

    fn init(
        (client, world): Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let progress = Progress::builder()
            .launch(())
            .forward(sender.input_sender(), |_| AddInput::Stop);
        let model = Self {
            client,
            world,
            text: String::new(),
            run: Run::default(),
            found: Vec::new(),
            chosen: Chosen::default(),
            phase: Phase::Start,
            progress,
        };
        let progress = model.progress.widget();
        let go = &gtk::Button::new();
        let widgets = view_output!();
        model.show(&widgets);
        model.show_chips(&widgets, &sender);
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
            AddInput::Search(text) => self.search(&text, &sender),
            AddInput::Stop => {
                self.run.stop();
                self.phase = Phase::Start;
            }
            AddInput::Choose(name, version, chosen) => {
                self.chosen.set(&name, &version, chosen);
                self.show_chips(widgets, &sender);
            }
            AddInput::Unchoose(name) => {
                self.chosen.set(&name, "", false);
                self.show_chips(widgets, &sender);
                self.fill(widgets, &sender);
                widgets.entry.grab_focus();
            }
            AddInput::Add => {
                tell(&sender, Added::Packages(self.chosen.packages()));
                root.close();
            }
            AddInput::AddFiles => {
                let input = sender.input_sender().clone();
                files::choose(root, false, move |answer| {
                    // The dialog may be closed by now; then nothing is to be added.
                    let _ = input.send(AddInput::Files(answer));
                });
            }
            AddInput::Files(Ok(files)) => {
                // What was ticked is meant as well.
                tell(&sender, Added::Packages(self.chosen.packages()));
                tell(&sender, Added::Files(files));
                root.close();
            }
            AddInput::Files(Err(error)) => super::details::show(root, &error),
            AddInput::Details => {
                if let Phase::Failed(error) = &self.phase {
                    super::details::show(root, error);
                }
            }
            AddInput::Closed => {
                self.run.stop();
                tell(&sender, Added::Closed);
            }
        }
        self.show(widgets);
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
            Some(Heard::Ended(Ok(result))) => {
                self.found = result.packages.unwrap_or_default();
                self.phase = Phase::Rows;
                self.fill(widgets, &sender);
            }
            Some(Heard::Ended(Err(error))) => {
                self.phase = if error.kind == ErrorKind::Cancelled {
                    Phase::Start
                } else {
                    Phase::Failed(error)
                };
            }
        }
        self.show(widgets);
        self.update_view(widgets, sender);
    }
}

impl AddPackages {
    fn search(&mut self, text: &str, sender: &ComponentSender<Self>) {
        if text.trim().is_empty() || (self.phase == Phase::Searching && text == self.text) {
            return;
        }
        text.clone_into(&mut self.text);
        self.phase = Phase::Searching;
        let waits = progress::asked(&self.world, ActionName::Search);
        self.progress.emit(ProgressInput::Show(Some(waits)));
        let action = Action::Search {
            text: text.trim().to_owned(),
        };
        self.run.begin(&self.client, action, sender);
    }

    fn fill(&self, widgets: &AddPackagesWidgets, sender: &ComponentSender<Self>) {
        widgets.list.remove_all();
        for found in search::rows(&self.found, &self.text, &self.chosen) {
            widgets
                .list
                .append(&found::row(found, sender.input_sender()));
        }
    }

    fn show_chips(&self, widgets: &AddPackagesWidgets, sender: &ComponentSender<Self>) {
        found::show_chips(&widgets.chips, &self.chosen.names(), sender.input_sender());
    }

    fn show(&self, widgets: &AddPackagesWidgets) {
        let (icon, title, body) = match &self.phase {
            Phase::Searching => {
                widgets.phases.set_visible_child_name("searching");
                return;
            }
            Phase::Rows if !self.found.is_empty() => {
                widgets.phases.set_visible_child_name("rows");
                return;
            }
            Phase::Rows => (
                "system-search-symbolic",
                tr!("add-nothing"),
                tr!("add-nothing-body"),
            ),
            Phase::Start => (
                "system-search-symbolic",
                tr!("add-start"),
                tr!("add-start-body"),
            ),
            Phase::Failed(error) => (
                "dialog-warning-symbolic",
                failure::what(ActionName::Search),
                failure::why(error),
            ),
        };
        let escape = gtk::glib::markup_escape_text;
        widgets.notice.set_icon_name(Some(icon));
        widgets.notice.set_title(&escape(&title));
        widgets.notice.set_description(Some(&escape(&body)));
        let failed = matches!(self.phase, Phase::Failed(_));
        widgets.details.set_visible(failed);
        widgets.phases.set_visible_child_name("notice");
    }
}

fn tell(sender: &ComponentSender<AddPackages>, what: Added) {
    // The page is gone if this fails.
    let _ = sender.output(what);
}
