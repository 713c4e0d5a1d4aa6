//! The rows of a review: what was asked for, and package files.

use adw::prelude::*;

use crate::{
    view_state::{review::FileRow, wishes::WishRow},
    widgets::rows::{plain, warning},
};

/// Shows what was asked for.
pub(super) fn fill_asked(list: &gtk::ListBox, rows: &[WishRow]) {
    for wish in rows {
        let row = plain(&wish.name, &wish.subtitle);
        list.append(&row);
    }
}

/// Shows the package files, and which of them nobody signed.
pub(super) fn fill_files(list: &gtk::ListBox, files: &[FileRow]) {
    list.remove_all();
    for file in files {
        let row = plain(&file.title, &file.subtitle);
        if file.unsigned {
            row.add_prefix(&warning());
        }
        list.append(&row);
    }
}
