//! Known things as rows that can be copied.

use adw::prelude::*;

use super::rows::plain;
use crate::{
    tr,
    view_state::{facts::Fact, text},
};

/// How much of a value is shown; all of it is copied.
const SHOWN: usize = 2000;

/// Shows these facts and no others.
pub(crate) fn fill(list: &gtk::ListBox, facts: &[Fact]) {
    list.remove_all();
    for fact in facts {
        let row = plain(&fact.label, &text::bounded(&fact.value, SHOWN));
        row.add_css_class("property");
        row.set_subtitle_selectable(true);
        let copy = gtk::Button::builder()
            .icon_name("edit-copy-symbolic")
            .tooltip_text(tr!("row-copy", what = fact.label.clone()))
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let value = fact.value.clone();
        copy.connect_clicked(move |button| button.clipboard().set_text(&value));
        row.add_suffix(&copy);
        list.append(&row);
    }
}
