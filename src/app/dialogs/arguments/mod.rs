//! Kernel arguments, one a row: edited, then applied together.

mod rows;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_model::KernelArgumentChanges;

use crate::{
    tr,
    view_state::{argument, arguments::Line},
    widgets::rows::Warning,
};

/// The dialog.
#[derive(Debug)]
pub(crate) struct Arguments {
    line: Line,
    /// What the edits end, if the system is held at a version.
    hold: Option<String>,
    /// Which argument the entry is about; a new one without.
    edited: Option<usize>,
    entered: String,
    /// That the edits can keep the computer from starting.
    grave: Warning,
    /// The same of the one that is entered.
    risk: Warning,
}

/// What is edited, and what that ends, if the system is held at a version.
pub(crate) type Init = (Vec<String>, Option<String>);

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum ArgumentsInput {
    /// Edit an argument, or enter a new one.
    Edit(Option<usize>),
    /// Something was typed.
    Entered(String),
    /// What was entered is to be taken.
    Take,
    /// Take an argument away.
    Delete(usize),
    /// Let an argument be as it was.
    Restore(usize),
    /// Forget all edits.
    Reset,
    /// Apply was clicked.
    Apply,
    /// The edits are to be applied, risks and all.
    Confirmed,
    /// Cancel was clicked.
    Cancel,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Edited {
    /// These edits are to be applied.
    Apply(KernelArgumentChanges),
    /// The dialog was closed.
    Closed,
}

#[relm4::component(pub(crate))]
impl Component for Arguments {
    type Init = Init;
    type Input = ArgumentsInput;
    type Output = Edited;
    type CommandOutput = ();

    view! {
        adw::Dialog {
            set_title: &tr!("arguments-title"),
            set_content_width: 560,
            set_content_height: 640,
            connect_closed[sender] => move |_| {
                // The page is gone if this fails.
                let _ = sender.output(Edited::Closed);
            },

            #[name(pages)]
            #[wrap(Some)]
            set_child = &adw::NavigationView {
                add = &adw::NavigationPage {
                    set_title: &tr!("arguments-title"),
                    set_tag: Some("line"),

                    #[wrap(Some)]
                    set_child = &adw::ToolbarView {
                        add_top_bar = &adw::HeaderBar {
                            set_show_start_title_buttons: false,
                            set_show_end_title_buttons: false,
                            pack_start = &gtk::Button {
                                set_label: &tr!("cancel"),
                                connect_clicked => ArgumentsInput::Cancel,
                            },
                            pack_end = &gtk::Button {
                                add_css_class: "suggested-action",
                                set_label: &tr!("arguments-apply"),
                                #[watch]
                                set_sensitive: model.line.count() > 0 && !model.line.is_too_long(),
                                connect_clicked => ArgumentsInput::Apply,
                            },
                        },
                        gtk::ScrolledWindow {
                            set_hscrollbar_policy: gtk::PolicyType::Never,

                            gtk::Box {
                                set_orientation: gtk::Orientation::Vertical,
                                set_spacing: 12,
                                set_margin_start: 18,
                                set_margin_end: 18,
                                set_margin_top: 6,
                                set_margin_bottom: 18,

                                gtk::Label {
                                    add_css_class: "dim-label",
                                    set_label: &tr!("arguments-body"),
                                    set_wrap: true,
                                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                    set_xalign: 0.0,
                                },
                                #[local_ref]
                                hold -> gtk::Box {},
                                #[name(list)]
                                gtk::ListBox {
                                    add_css_class: "boxed-list",
                                    set_selection_mode: gtk::SelectionMode::None,
                                    update_property: &[gtk::accessible::Property::Label(&tr!("arguments-title"))],
                                },
                                adw::WrapBox {
                                    set_child_spacing: 6,
                                    set_line_spacing: 6,

                                    #[name(add)]
                                    gtk::Button {
                                        set_label: &tr!("arguments-add"),
                                        set_use_underline: true,
                                        connect_clicked => ArgumentsInput::Edit(None),
                                    },
                                    gtk::Button {
                                        add_css_class: "flat",
                                        set_label: &tr!("arguments-reset"),
                                        set_use_underline: true,
                                        #[watch]
                                        set_sensitive: model.line.count() > 0,
                                        connect_clicked => ArgumentsInput::Reset,
                                    },
                                },
                                gtk::Label {
                                    add_css_class: "heading",
                                    set_accessible_role: gtk::AccessibleRole::Heading,
                                    set_label: &tr!("arguments-preview"),
                                    set_margin_top: 6,
                                    set_xalign: 0.0,
                                },
                                #[local_ref]
                                grave -> gtk::Box {},
                                gtk::Label {
                                    add_css_class: "error",
                                    set_label: &tr!("arguments-line-too-long"),
                                    set_wrap: true,
                                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                    set_xalign: 0.0,
                                    #[watch]
                                    set_visible: model.line.is_too_long(),
                                },
                                gtk::Box {
                                    add_css_class: "card",

                                    gtk::Label {
                                        add_css_class: "monospace",
                                        set_hexpand: true,
                                        set_margin_all: 12,
                                        set_selectable: true,
                                        set_wrap: true,
                                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                        set_xalign: 0.0,
                                        #[watch]
                                        set_label: &model.line.preview(),
                                    },
                                },
                            },
                        },
                    },
                },
                add = &adw::NavigationPage {
                    set_tag: Some("edit"),
                    #[watch]
                    set_title: &model.edit_title(),

                    #[wrap(Some)]
                    set_child = &adw::ToolbarView {
                        add_top_bar = &adw::HeaderBar {
                            set_show_end_title_buttons: false,
                            pack_end = &gtk::Button {
                                add_css_class: "suggested-action",
                                #[watch]
                                set_label: &model.take_label(),
                                #[watch]
                                set_sensitive: argument::check(model.entered.trim()).is_ok(),
                                connect_clicked => ArgumentsInput::Take,
                            },
                        },
                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_start: 18,
                            set_margin_end: 18,
                            set_margin_top: 6,
                            set_margin_bottom: 18,

                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,

                                #[name(entry)]
                                append = &adw::EntryRow {
                                    set_title: &tr!("arguments-entry"),
                                    connect_changed[sender] => move |entry| {
                                        sender.input(ArgumentsInput::Entered(entry.text().into()));
                                    },
                                    connect_entry_activated => ArgumentsInput::Take,
                                },
                            },
                            #[name(hint)]
                            gtk::Label {
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                            },
                            #[local_ref]
                            risk -> gtk::Box {},
                        },
                    },
                },
            },
        }
    }

    fn init(
        (arguments, hold): Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            line: Line::new(&arguments),
            hold,
            edited: None,
            entered: String::new(),
            grave: Warning::new(),
            risk: Warning::new(),
        };
        let holds = Warning::new();
        holds.show(model.hold.as_deref());
        let (hold, grave, risk) = (holds.widget(), model.grave.widget(), model.risk.widget());
        let widgets = view_output!();
        rows::fill(&widgets.list, &model.line.rows(), sender.input_sender());
        model.show_entered(&widgets);
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        let before = self.line.clone();
        // Where the keyboard goes on once the rows are made anew.
        let mut place = self.line.arguments().len();
        match message {
            ArgumentsInput::Edit(place) => {
                let known = place.and_then(|place| self.line.arguments().get(place));
                let text = known.and_then(|known| known.after.clone());
                self.edited = place;
                self.entered = text.unwrap_or_default();
                widgets.entry.set_text(&self.entered);
                widgets.pages.push_by_tag("edit");
                widgets.entry.grab_focus();
            }
            ArgumentsInput::Entered(text) => self.entered = text,
            ArgumentsInput::Take => {
                let text = self.entered.trim();
                if argument::check(text).is_ok() {
                    match self.edited {
                        Some(at) => {
                            place = at;
                            self.line.replace(at, text);
                        }
                        None => self.line.append(text),
                    }
                    widgets.pages.pop_to_tag("line");
                }
            }
            ArgumentsInput::Delete(at) => {
                place = at;
                self.line.delete(at);
            }
            ArgumentsInput::Restore(at) => {
                place = at;
                self.line.restore(at);
            }
            ArgumentsInput::Reset => {
                place = 0;
                self.line.reset();
            }
            ArgumentsInput::Apply => {
                let question = self.line.question(self.hold.as_deref());
                let input = sender.input_sender().clone();
                super::question::ask(root, &question, move |_| {
                    input.emit(ArgumentsInput::Confirmed);
                });
            }
            ArgumentsInput::Confirmed => {
                // The page is gone if this fails.
                let _ = sender.output(Edited::Apply(self.line.changes()));
                root.close();
            }
            ArgumentsInput::Cancel => {
                root.close();
            }
        }
        if self.line != before {
            let all = self.line.rows();
            rows::fill(&widgets.list, &all, sender.input_sender());
            rows::focus(&widgets.list, place, all.len());
            let grave = self.line.is_grave().then(|| tr!("arguments-grave"));
            self.grave.show(grave.as_deref());
        }
        self.show_entered(widgets);
        self.update_view(widgets, sender);
    }
}

impl Arguments {
    fn edit_title(&self) -> String {
        match self.edited {
            Some(_) => tr!("arguments-edit-title"),
            None => tr!("arguments-add-title"),
        }
    }

    fn take_label(&self) -> String {
        match self.edited {
            Some(_) => tr!("arguments-change"),
            None => tr!("arguments-add-button"),
        }
    }

    /// Says at the entry what is wrong with what was entered, or what it means.
    fn show_entered(&self, widgets: &ArgumentsWidgets) {
        let entered = self.entered.trim();
        // Nothing is wrong before something is typed.
        let fault = argument::check(entered)
            .err()
            .filter(|_| !entered.is_empty());
        let notice = || self.line.notice(self.edited, entered);
        let (text, class) = match &fault {
            Some(fault) => (fault.said(), "error"),
            None => (
                notice().unwrap_or_else(|| tr!("arguments-hint")),
                "dim-label",
            ),
        };
        widgets.hint.set_label(&text);
        widgets.hint.set_css_classes(&[class]);
        if fault.is_some() {
            widgets.entry.add_css_class("error");
        } else {
            widgets.entry.remove_css_class("error");
        }
        let invalid = if fault.is_some() {
            gtk::AccessibleInvalidState::True
        } else {
            gtk::AccessibleInvalidState::False
        };
        let entry: &gtk::Widget = widgets.entry.upcast_ref();
        entry.update_state(&[gtk::accessible::State::Invalid(invalid)]);
        let place = self
            .edited
            .and_then(|place| self.line.arguments().get(place));
        let before = place.and_then(|known| known.before.as_deref());
        let danger = argument::danger(entered).or_else(|| before.and_then(argument::danger));
        let risk = danger.map(|danger| format!("{} {}", danger.said(), tr!("arguments-risk")));
        self.risk.show(risk.as_deref());
    }
}
