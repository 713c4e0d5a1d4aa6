//! Rows and their buttons: their texts, and how a screen reader says them.

use adw::prelude::*;
use gtk::accessible::Property;

use crate::tr;

/// A row whose title and subtitle are text and no markup, and told in full.
///
/// A builder of `adw::ActionRow` reads both as markup before it hears that they are none,
/// and GTK then complains about each `<` in them.
pub(crate) fn plain(title: &str, subtitle: &str) -> adw::ActionRow {
    let row = adw::ActionRow::builder()
        .use_markup(false)
        .title_lines(0)
        .build();
    row.set_title(title);
    row.set_subtitle(subtitle);
    row
}

/// What stands on a row behind its name: its subtitle, and words that are beside it.
pub(crate) fn describe(row: &adw::ActionRow, description: &str) {
    let row: &gtk::Widget = row.upcast_ref();
    row.reset_relation(gtk::AccessibleRelation::DescribedBy);
    row.update_property(&[Property::Description(description)]);
}

/// Names a row that opens: what takes the keyboard is the row, which is not named after
/// its title.
pub(crate) fn call(row: &adw::ExpanderRow, name: &str) {
    let row: &gtk::ListBoxRow = row.upcast_ref();
    row.update_property(&[Property::Label(name)]);
}

/// The word on a button, and its name where that word alone says too little.
pub(crate) fn name(button: &gtk::Button, word: &str, spoken: &str) {
    button.set_label(word);
    button.reset_relation(gtk::AccessibleRelation::LabelledBy);
    button.update_property(&[Property::Label(spoken)]);
}

/// Lets a label tell all of its text where there is no room for it.
pub(crate) fn tell_when_cut(label: &gtk::Label) {
    label.set_has_tooltip(true);
    label.connect_query_tooltip(|label, _, _, _, tooltip| {
        tooltip.set_text(Some(&label.text()));
        label.layout().is_ellipsized()
    });
}

/// A sign before what can do harm. The words beside it say the same.
pub(crate) fn warning() -> gtk::Image {
    gtk::Image::builder()
        .icon_name("dialog-warning-symbolic")
        .css_classes(["warning"])
        .accessible_role(gtk::AccessibleRole::Presentation)
        .build()
}

/// What another program reported, in its own words, once it is asked for.
pub(crate) fn reported(report: &str) -> gtk::ListBox {
    let label = gtk::Label::builder()
        .label(report)
        .css_classes(["caption", "monospace"])
        .selectable(true)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .xalign(0.0)
        .margin_start(12)
        .margin_end(12)
        .margin_top(12)
        .margin_bottom(12)
        .build();
    let scroller = gtk::ScrolledWindow::builder()
        .child(&label)
        .hscrollbar_policy(gtk::PolicyType::Never)
        .propagate_natural_height(true)
        .max_content_height(180)
        .build();
    let said = gtk::ListBoxRow::builder()
        .child(&scroller)
        .activatable(false)
        .build();
    said.update_property(&[Property::Label(&tr!("details-raw"))]);
    let details = adw::ExpanderRow::builder().title(tr!("details")).build();
    call(&details, &tr!("details"));
    details.add_row(&said);
    let list = gtk::ListBox::builder()
        .selection_mode(gtk::SelectionMode::None)
        .css_classes(["boxed-list"])
        .build();
    list.append(&details);
    list
}

/// A sentence with that sign before it; hidden while there is none.
#[derive(Debug)]
pub(crate) struct Warning {
    root: gtk::Box,
    label: gtk::Label,
}

impl Warning {
    pub(crate) fn new() -> Self {
        let label = gtk::Label::builder()
            .wrap(true)
            .wrap_mode(gtk::pango::WrapMode::WordChar)
            .xalign(0.0)
            .hexpand(true)
            .build();
        let icon = warning();
        icon.set_valign(gtk::Align::Start);
        let root = gtk::Box::builder().spacing(9).visible(false).build();
        root.append(&icon);
        root.append(&label);
        Self { root, label }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::Box {
        &self.root
    }

    /// Shows this sentence, or nothing.
    pub(crate) fn show(&self, text: Option<&str>) {
        self.label.set_label(text.unwrap_or_default());
        self.root.set_visible(text.is_some());
    }
}
