//! The rows of a review: what was asked for, and package files.

use adw::prelude::*;

use crate::view_state::{review::FileRow, wishes::WishRow};

/// Shows what was asked for.
pub(super) fn fill_asked(list: &gtk::ListBox, rows: &[WishRow]) {
    for wish in rows {
        let row = adw::ActionRow::builder()
            .use_markup(false)
            .title(&wish.name)
            .subtitle(&wish.what)
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
            .subtitle(&file.subtitle)
            .build();
        if file.unsigned {
            let icon = gtk::Image::from_icon_name("dialog-warning-symbolic");
            icon.add_css_class("warning");
            icon.set_accessible_role(gtk::AccessibleRole::Presentation);
            row.add_prefix(&icon);
        }
        list.append(&row);
    }
}
