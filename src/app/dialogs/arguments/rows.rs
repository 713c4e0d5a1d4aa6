//! The arguments of a line as rows, each with what can be done to it.

use adw::prelude::*;
use relm4::Sender;

use super::ArgumentsInput;
use crate::{
    tr,
    view_state::arguments::ArgumentRow,
    widgets::rows::{describe, plain, warning},
};

/// Shows the rows.
pub(super) fn fill(list: &gtk::ListBox, rows: &[ArgumentRow], tell: &Sender<ArgumentsInput>) {
    list.remove_all();
    for (place, view) in rows.iter().enumerate() {
        list.append(&row(place, view, tell));
    }
}

/// Gives the keyboard to the row at a place, or to the last one.
pub(super) fn focus(list: &gtk::ListBox, place: usize, rows: usize) {
    let place = i32::try_from(place.min(rows.saturating_sub(1))).unwrap_or(0);
    if let Some(row) = list.row_at_index(place) {
        row.grab_focus();
    }
}

fn row(place: usize, view: &ArgumentRow, tell: &Sender<ArgumentsInput>) -> adw::ActionRow {
    let row = plain(&view.title, &view.subtitle);
    describe(&row, &view.subtitle);
    if view.grave {
        row.add_prefix(&warning());
    }
    let button = |icon: &str, spoken: String, message: fn(usize) -> ArgumentsInput| {
        let button = gtk::Button::builder()
            .icon_name(icon)
            .tooltip_text(spoken)
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let tell = tell.clone();
        button.connect_clicked(move |_| tell.emit(message(place)));
        row.add_suffix(&button);
    };
    let name = || view.title.clone();
    if view.restores {
        let spoken = tr!("arguments-restore", name = name());
        button("edit-undo-symbolic", spoken, ArgumentsInput::Restore);
    }
    if view.edits {
        let spoken = tr!("arguments-edit", name = name());
        button("document-edit-symbolic", spoken, |place| {
            ArgumentsInput::Edit(Some(place))
        });
        let spoken = tr!("arguments-delete", name = name());
        button("user-trash-symbolic", spoken, ArgumentsInput::Delete);
    }
    row
}
