//! Kernel arguments, one a row: edited, then applied together.

use adw::prelude::*;
use relm4::prelude::*;
use waymark_model::KernelArgumentChanges;

use crate::{
    tr,
    view_state::{
        arguments::{self, Argument, Line},
        text,
    },
};

/// The dialog.
#[derive(Debug)]
pub(crate) struct Arguments {
    line: Line,
    /// Which argument the entry is about; a new one without.
    edited: Option<usize>,
    entered: String,
}

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
    type Init = Vec<String>;
    type Input = ArgumentsInput;
    type Output = Edited;
    type CommandOutput = ();

    view! {
        adw::Dialog {
            set_title: &tr!("arguments-title"),
            set_content_width: 560,
            set_content_height: 600,
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
                                set_label: &tr!("review-apply"),
                                #[watch]
                                set_sensitive: model.line.count() > 0,
                                connect_clicked => ArgumentsInput::Apply,
                            },
                        },
                        add_top_bar = &adw::Banner {
                            set_use_markup: false,
                            set_title: &tr!("arguments-grave"),
                            #[watch]
                            set_revealed: model.line.is_grave(),
                        },
                        gtk::ScrolledWindow {
                            set_hscrollbar_policy: gtk::PolicyType::Never,

                            gtk::Box {
                                set_orientation: gtk::Orientation::Vertical,
                                set_spacing: 12,
                                set_margin_all: 18,

                                gtk::Label {
                                    add_css_class: "dim-label",
                                    set_label: &tr!("arguments-body"),
                                    set_wrap: true,
                                    set_xalign: 0.0,
                                },
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
                                        connect_clicked => ArgumentsInput::Edit(None),
                                    },
                                    gtk::Button {
                                        add_css_class: "flat",
                                        set_label: &tr!("arguments-reset"),
                                        #[watch]
                                        set_sensitive: model.line.count() > 0,
                                        connect_clicked => ArgumentsInput::Reset,
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
                                set_sensitive: arguments::check(model.entered.trim()).is_ok(),
                                connect_clicked => ArgumentsInput::Take,
                            },
                        },
                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_all: 18,

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
                            gtk::Label {
                                add_css_class: "dim-label",
                                set_wrap: true,
                                set_xalign: 0.0,
                                #[watch]
                                set_label: &model.hint(),
                            },
                            gtk::Label {
                                add_css_class: "warning",
                                set_wrap: true,
                                set_xalign: 0.0,
                                set_label: &tr!("arguments-grave"),
                                #[watch]
                                set_visible: model.enters_grave(),
                            },
                        },
                    },
                },
            },
        }
    }

    fn init(
        arguments: Vec<String>,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            line: Line::new(&arguments),
            edited: None,
            entered: String::new(),
        };
        let widgets = view_output!();
        fill(&widgets.list, &model.line, &sender);
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
                if arguments::check(text).is_ok() {
                    match self.edited {
                        Some(place) => self.line.replace(place, text),
                        None => self.line.append(text),
                    }
                    widgets.pages.pop_to_tag("line");
                }
            }
            ArgumentsInput::Delete(place) => self.line.delete(place),
            ArgumentsInput::Restore(place) => self.line.restore(place),
            ArgumentsInput::Reset => self.line.reset(),
            ArgumentsInput::Apply => {
                // The page is gone if this fails.
                let _ = sender.output(Edited::Apply(self.line.changes()));
                root.close();
            }
            ArgumentsInput::Cancel => {
                root.close();
            }
        }
        if self.line != before {
            fill(&widgets.list, &self.line, &sender);
            widgets.add.grab_focus();
        }
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

    fn hint(&self) -> String {
        match arguments::check(self.entered.trim()) {
            // Nothing is wrong before something is typed.
            Err(fault) if !self.entered.trim().is_empty() => fault.said(),
            _ => tr!("arguments-hint"),
        }
    }

    fn enters_grave(&self) -> bool {
        let place = self
            .edited
            .and_then(|place| self.line.arguments().get(place));
        let before = place.and_then(|known| known.before.as_deref());
        arguments::is_grave(self.entered.trim()) || before.is_some_and(arguments::is_grave)
    }
}

fn fill(list: &gtk::ListBox, line: &Line, sender: &ComponentSender<Arguments>) {
    list.remove_all();
    for (place, argument) in line.arguments().iter().enumerate() {
        list.append(&row(place, argument, sender));
    }
}

fn row(place: usize, argument: &Argument, sender: &ComponentSender<Arguments>) -> adw::ActionRow {
    let shown = argument.after.as_ref().or(argument.before.as_ref());
    let name = shown.map(|text| text::plain(text)).unwrap_or_default();
    let subtitle = match (&argument.before, &argument.after) {
        (None, _) => tr!("arguments-is-new"),
        (Some(_), None) => tr!("arguments-is-gone"),
        (Some(before), Some(after)) if before != after => {
            tr!("arguments-was", before = text::plain(before))
        }
        _ => String::new(),
    };
    let row = adw::ActionRow::builder()
        .use_markup(false)
        .title(&name)
        .title_lines(0)
        .subtitle(subtitle)
        .build();
    let button = |icon: &str, spoken: String, message: fn(usize) -> ArgumentsInput| {
        let button = gtk::Button::builder()
            .icon_name(icon)
            .tooltip_text(spoken)
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let input = sender.input_sender().clone();
        button.connect_clicked(move |_| input.emit(message(place)));
        row.add_suffix(&button);
    };
    if shown.is_some_and(|text| arguments::is_fixed(text)) {
        row.set_subtitle(&tr!("arguments-fixed"));
        return row;
    }
    if argument.before.is_some() && argument.before != argument.after {
        let spoken = tr!("arguments-restore", name = name.clone());
        button("edit-undo-symbolic", spoken, ArgumentsInput::Restore);
    }
    if argument.after.is_some() {
        let spoken = tr!("arguments-edit", name = name.clone());
        button("document-edit-symbolic", spoken, |place| {
            ArgumentsInput::Edit(Some(place))
        });
        let spoken = tr!("arguments-delete", name = name);
        button("user-trash-symbolic", spoken, ArgumentsInput::Delete);
    }
    row
}
