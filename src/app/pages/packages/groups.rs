//! What differs from the published image, and what is to come, as groups of rows.

use adw::prelude::*;
use relm4::Sender;
use waymark_model::Layer;

use super::PackagesInput;
use crate::{
    tr,
    view_state::{
        layers::{Group, LayerRow},
        wishes::WishRow,
    },
    widgets::rows::{describe, name, plain},
};

/// The groups, with what of each row can change.
#[derive(Debug)]
pub(super) struct Groups {
    root: gtk::Box,
    tell: Sender<PackagesInput>,
    shown: Vec<(Layer, RowWidgets)>,
}

#[derive(Debug)]
struct RowWidgets {
    row: adw::ActionRow,
    mark: gtk::Label,
    button: gtk::Button,
}

impl Groups {
    /// No groups yet, in this box.
    pub(super) fn new(root: gtk::Box, tell: Sender<PackagesInput>) -> Self {
        Self {
            root,
            tell,
            shown: Vec::new(),
        }
    }

    /// Shows these. `offered` is whether rows have buttons, `idle` whether these work now.
    pub(super) fn show(&mut self, groups: &[Group], offered: bool, idle: bool) {
        let rows = || groups.iter().flat_map(|group| &group.rows);
        // Rows that stay keep their widgets, and with them the keyboard's place.
        let same = rows()
            .map(|row| &row.layer)
            .eq(self.shown.iter().map(|(layer, _)| layer));
        if !same {
            self.build(groups);
        }
        for (row, (_, widgets)) in rows().zip(&self.shown) {
            widgets.show(row, offered, idle);
        }
        self.root.set_visible(!self.shown.is_empty());
    }

    fn build(&mut self, groups: &[Group]) {
        while let Some(child) = self.root.first_child() {
            self.root.remove(&child);
        }
        self.shown.clear();
        for group in groups {
            self.root.append(&heading(&group.title, &group.body));
            let list = list(&group.title);
            for row in &group.rows {
                let widgets = RowWidgets::new(row, &self.tell);
                list.append(&widgets.row);
                self.shown.push((row.layer.clone(), widgets));
            }
            self.root.append(&list);
        }
    }
}

impl RowWidgets {
    fn new(view: &LayerRow, tell: &Sender<PackagesInput>) -> Self {
        let row = plain(&view.title, "");
        let mark = gtk::Label::builder()
            .css_classes(["caption", "accent"])
            .wrap(true)
            .natural_wrap_mode(gtk::NaturalWrapMode::None)
            .xalign(1.0)
            .build();
        let button = gtk::Button::builder()
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let (tell, layer) = (tell.clone(), view.layer.clone());
        button.connect_clicked(move |_| tell.emit(PackagesInput::Toggle(layer.clone())));
        row.add_suffix(&mark);
        row.add_suffix(&button);
        Self { row, mark, button }
    }

    fn show(&self, view: &LayerRow, offered: bool, idle: bool) {
        self.row.set_subtitle(&view.subtitle);
        describe(&self.row, &view.spoken);
        self.mark
            .set_label(view.mark.as_deref().unwrap_or_default());
        self.mark.set_visible(view.mark.is_some());
        self.button.set_visible(offered);
        self.button.set_sensitive(idle);
        name(&self.button, &view.button, &view.button_name);
    }
}

/// Shows what is to come; `tell` hears which is taken back. Says whether the keyboard
/// was here and has no place any more.
pub(super) fn show_coming(root: &gtk::Box, rows: &[WishRow], tell: &Sender<PackagesInput>) -> bool {
    let held_focus = root.focus_child().is_some();
    while let Some(child) = root.first_child() {
        root.remove(&child);
    }
    root.set_visible(!rows.is_empty());
    if rows.is_empty() {
        return held_focus;
    }
    root.append(&heading(&tr!("layers-coming"), ""));
    let list = list(&tr!("layers-coming"));
    for wish in rows {
        let row = plain(&wish.name, &wish.subtitle);
        describe(&row, &wish.subtitle);
        let button = gtk::Button::builder()
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let spoken = tr!("layers-forget-named", name = wish.name.clone());
        name(&button, &tr!("layers-forget"), &spoken);
        let (tell, about) = (tell.clone(), wish.about.clone());
        button.connect_clicked(move |_| tell.emit(PackagesInput::TakeBack(about.clone())));
        row.add_suffix(&button);
        list.append(&row);
    }
    root.append(&list);
    if held_focus {
        list.child_focus(gtk::DirectionType::TabForward);
    }
    false
}

/// A heading, and one sentence more where there is one.
pub(super) fn heading(title: &str, body: &str) -> gtk::Box {
    let label = |text: &str, class: &str| {
        gtk::Label::builder()
            .label(text)
            .css_classes([class])
            .wrap(true)
            .wrap_mode(gtk::pango::WrapMode::WordChar)
            .xalign(0.0)
            .build()
    };
    let root = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(3)
        .margin_top(6)
        .build();
    let title = label(title, "heading");
    title.set_accessible_role(gtk::AccessibleRole::Heading);
    root.append(&title);
    if !body.is_empty() {
        root.append(&label(body, "dim-label"));
    }
    root
}

/// A list without rows.
pub(super) fn list(title: &str) -> gtk::ListBox {
    let list = gtk::ListBox::builder()
        .selection_mode(gtk::SelectionMode::None)
        .css_classes(["boxed-list"])
        .build();
    list.update_property(&[gtk::accessible::Property::Label(title)]);
    list
}
