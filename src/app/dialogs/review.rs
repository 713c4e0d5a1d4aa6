//! Changes of packages before they are applied: a dry run, then what it found.

use std::sync::Arc;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{ActionName, Error, ErrorKind, JobResult};

use super::{
    job::{Heard, Ran, Run},
    review_rows,
};
use crate::{
    tr,
    view_state::{World, failure, layers, progress, review, wishes::Wishes},
    widgets::{
        change_row::ChangeItem,
        long_list::LongList,
        progress::{Progress, ProgressInput},
        rows::Warning,
    },
};

/// As many rows are shown before the list scrolls on its own.
const ROWS: u32 = 7;

/// The dialog.
#[derive(Debug)]
pub(crate) struct Review {
    client: Client,
    world: Arc<World>,
    wishes: Wishes,
    run: Run,
    phase: Phase,
    numbers: String,
    progress: Controller<Progress>,
    list: LongList<ChangeItem>,
}

#[derive(Debug, PartialEq)]
enum Phase {
    Working,
    Ready,
    Failed(Error),
}

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum ReviewInput {
    /// Apply was clicked.
    Apply,
    /// Cancel was clicked.
    Cancel,
    /// Try Again was clicked.
    Again,
    /// Details was clicked.
    Details,
    /// The dialog was closed.
    Closed,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Reviewed {
    /// It is to be applied.
    Apply,
    /// Packages stand in the way.
    Conflict(Error),
    /// The dialog was closed.
    Closed,
}

#[relm4::component(pub(crate))]
impl Component for Review {
    type Init = (Client, Arc<World>, Wishes);
    type Input = ReviewInput;
    type Output = Reviewed;
    type CommandOutput = Ran;

    view! {
        adw::Dialog {
            set_title: &tr!("review-title"),
            set_content_width: 560,
            set_content_height: 620,
            connect_closed => ReviewInput::Closed,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {
                    set_show_start_title_buttons: false,
                    set_show_end_title_buttons: false,
                    pack_start = &gtk::Button {
                        set_label: &tr!("cancel"),
                        connect_clicked => ReviewInput::Cancel,
                    },
                    #[name(apply)]
                    pack_end = &gtk::Button {
                        add_css_class: "suggested-action",
                        set_label: &tr!("review-apply"),
                        #[watch]
                        set_sensitive: model.phase == Phase::Ready,
                        connect_clicked => ReviewInput::Apply,
                    },
                },
                #[name(phases)]
                #[wrap(Some)]
                set_content = &gtk::Stack {
                    add_named[Some("working")] = &gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_spacing: 18,
                        set_valign: gtk::Align::Center,
                        set_margin_all: 24,

                        gtk::Label {
                            add_css_class: "title-4",
                            set_label: &tr!("review-working"),
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_justify: gtk::Justification::Center,
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            set_label: &tr!("review-working-body"),
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_justify: gtk::Justification::Center,
                        },
                        #[local_ref]
                        progress -> gtk::Box {},
                    },
                    #[name(failed)]
                    add_named[Some("failed")] = &adw::StatusPage {
                        set_icon_name: Some("dialog-warning-symbolic"),
                        #[wrap(Some)]
                        set_child = &gtk::Box {
                            set_halign: gtk::Align::Center,
                            set_spacing: 12,

                            gtk::Button {
                                add_css_class: "pill",
                                set_label: &tr!("details"),
                                connect_clicked => ReviewInput::Details,
                            },
                            gtk::Button {
                                add_css_class: "pill",
                                add_css_class: "suggested-action",
                                set_label: &tr!("updates-try-again"),
                                connect_clicked => ReviewInput::Again,
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
                                add_css_class: "dim-label",
                                set_label: &tr!("review-note"),
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                            },
                            #[local_ref]
                            hold -> gtk::Box {},
                            gtk::Label {
                                add_css_class: "heading",
                                set_accessible_role: gtk::AccessibleRole::Heading,
                                set_label: &tr!("review-asked"),
                                set_xalign: 0.0,
                            },
                            #[name(asked)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("review-asked"))],
                            },
                            #[name(files_heading)]
                            gtk::Label {
                                add_css_class: "heading",
                                set_accessible_role: gtk::AccessibleRole::Heading,
                                set_label: &tr!("review-files"),
                                set_xalign: 0.0,
                            },
                            #[name(files)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("review-files"))],
                            },
                            gtk::Label {
                                add_css_class: "heading",
                                set_accessible_role: gtk::AccessibleRole::Heading,
                                set_label: &tr!("review-changes"),
                                set_xalign: 0.0,
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
                            list -> gtk::ScrolledWindow {
                                set_max_content_height: 300,
                                #[watch]
                                set_visible: !model.list.is_empty(),
                            },
                        },
                    },
                },
            },
        }
    }

    fn init(
        (client, world, wishes): Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let progress = Progress::builder()
            .launch(())
            .forward(sender.input_sender(), |_| ReviewInput::Cancel);
        let mut model = Self {
            client,
            world,
            wishes,
            run: Run::default(),
            phase: Phase::Working,
            numbers: String::new(),
            progress,
            list: LongList::new(&tr!("review-changes")),
        };
        let warning = Warning::new();
        warning.show(layers::hold_ends(&model.world).as_deref());
        let (progress, hold) = (model.progress.widget(), warning.widget());
        let list = model.list.widget();
        let widgets = view_output!();
        review_rows::fill_asked(&widgets.asked, &model.wishes.rows());
        model.start(&sender);
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
            ReviewInput::Apply => {
                tell(&sender, Reviewed::Apply);
                root.close();
            }
            ReviewInput::Cancel => {
                root.close();
            }
            ReviewInput::Again => self.start(&sender),
            ReviewInput::Details => {
                if let Phase::Failed(error) = &self.phase {
                    super::details::show(root, error);
                }
            }
            ReviewInput::Closed => {
                self.run.stop();
                tell(&sender, Reviewed::Closed);
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
        root: &Self::Root,
    ) {
        match self.run.hear(ran) {
            None => return,
            Some(Heard::Goes(path, goes)) => {
                let shown = progress::view(&self.world, &path, &goes);
                // Cancel is in the header here.
                let shown = progress::ProgressView {
                    path: String::new(),
                    ..shown
                };
                self.progress.emit(ProgressInput::Show(Some(shown)));
            }
            Some(Heard::Ended(Ok(result))) => self.found(*result, widgets),
            Some(Heard::Ended(Err(error))) => {
                if error.kind == ErrorKind::Conflict && error.fields.packages.is_some() {
                    tell(&sender, Reviewed::Conflict(error));
                    root.close();
                    return;
                }
                if error.kind == ErrorKind::Cancelled {
                    root.close();
                    return;
                }
                self.phase = Phase::Failed(error);
            }
        }
        self.show(widgets);
        self.update_view(widgets, sender);
        if self.phase == Phase::Ready {
            // It takes the keyboard only now that it can be clicked.
            widgets.apply.grab_focus();
        }
    }
}

impl Review {
    fn start(&mut self, sender: &ComponentSender<Self>) {
        self.phase = Phase::Working;
        let waits = progress::asked(&self.world, ActionName::ChangePackages);
        self.progress.emit(ProgressInput::Show(Some(waits)));
        let action = self.wishes.action(true);
        self.run.begin(&self.client, action, sender);
    }

    fn found(&mut self, result: JobResult, widgets: &ReviewWidgets) {
        let files = review::files(&result.packages.unwrap_or_default());
        widgets.files_heading.set_visible(!files.is_empty());
        widgets.files.set_visible(!files.is_empty());
        review_rows::fill_files(&widgets.files, &files);
        self.numbers = review::numbers(result.changes.as_deref());
        self.list.clear();
        let changes = result.changes.unwrap_or_default();
        self.list.extend(changes.into_iter().map(ChangeItem));
        self.list.fit(ROWS);
        self.phase = Phase::Ready;
    }

    fn show(&self, widgets: &ReviewWidgets) {
        let page = match &self.phase {
            Phase::Working => "working",
            Phase::Ready => "ready",
            Phase::Failed(error) => {
                let escape = gtk::glib::markup_escape_text;
                let what = failure::what(ActionName::ChangePackages);
                widgets.failed.set_title(&escape(&what));
                let why = failure::why(error);
                widgets.failed.set_description(Some(&escape(&why)));
                "failed"
            }
        };
        widgets.phases.set_visible_child_name(page);
    }
}

fn tell(sender: &ComponentSender<Review>, what: Reviewed) {
    // The page is gone if this fails.
    let _ = sender.output(what);
}
