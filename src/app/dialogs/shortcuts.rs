//! What keys do, as a list.

use adw::prelude::*;

use crate::{
    tr,
    widgets::rows::plain,
    window::keys::{self, Shortcut},
};

/// Shows the dialog.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>) {
    let page = adw::PreferencesPage::new();
    for group in keys::groups() {
        let rows = adw::PreferencesGroup::builder().title(group.title).build();
        for shortcut in &group.shortcuts {
            rows.add(&row(shortcut));
        }
        page.add(&rows);
    }
    let view = adw::ToolbarView::builder().content(&page).build();
    view.add_top_bar(&adw::HeaderBar::new());
    adw::Dialog::builder()
        .title(tr!("keys-title"))
        .content_width(480)
        .content_height(620)
        .child(&view)
        .build()
        .present(Some(parent));
}

fn row(shortcut: &Shortcut) -> adw::ActionRow {
    let row = plain(&shortcut.title, "");
    let keys = adw::WrapBox::builder()
        .child_spacing(12)
        .line_spacing(6)
        .align(1.0)
        .valign(gtk::Align::Center)
        .margin_top(6)
        .margin_bottom(6)
        .build();
    let mut said = Vec::new();
    for accelerator in shortcut.keys {
        keys.append(&caps(accelerator));
        if let Some((key, modifiers)) = gtk::accelerator_parse(*accelerator) {
            said.push(gtk::accelerator_get_label(key, modifiers));
        }
    }
    // The caps are several labels each; for a screen reader they are one.
    row.upcast_ref::<gtk::Widget>()
        .update_property(&[gtk::accessible::Property::Description(&said.join(", "))]);
    row.add_suffix(&keys);
    row
}

/// Keys as they are on a keyboard. Their successor comes with libadwaita 1.8.
#[expect(deprecated)]
fn caps(accelerator: &str) -> gtk::ShortcutLabel {
    gtk::ShortcutLabel::new(accelerator)
}
