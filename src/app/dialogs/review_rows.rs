//! The rows of a review: what was asked for, and package files.

use adw::prelude::*;

use crate::{
    view_state::{review::FileRow, wishes::WishRow},
    widgets::rows::warning,
};

/// Shows what was asked for.
pub(super) fn fill_asked(list: &gtk::ListBox, rows: &[WishRow]) {
    for wish in rows {
        let row = adw::ActionRow::builder()
            .use_markup(false)
            .title(&wish.name)
            .title_lines(0)
            .subtitle(&wish.subtitle)
            .build();
        list.append(&row);
    }
}

/// Shows the package files, and which of them nobody signed.
pub(super) fn fill_files(list: &gtk::ListBox, files: &[FileRow]) {
    list.remove_all();
    for file in files {
        let row = adw::ActionRow::builder()
            .use_markup(false)
            .title(&file.title)
            .title_lines(0)
            .subtitle(&file.subtitle)
            .build();
        if file.unsigned {
            row.add_prefix(&warning());
        }
        list.append(&row);
    }
}
