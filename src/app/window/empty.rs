//! What stands in place of the pages: why there are none, and what can be done.

use adw::prelude::*;
use gtk::{gio, glib};

use crate::{
    tr,
    view_state::stage::Empty,
    widgets::rows::{plain, reported},
};

/// Shows the reason on a status page.
pub(super) fn show(page: &adw::StatusPage, empty: &Empty) {
    page.set_icon_name(Some(empty.icon));
    page.set_title(&glib::markup_escape_text(&empty.title));
    page.set_description(Some(&glib::markup_escape_text(&empty.body)));
    let next = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(18)
        .build();
    if let Some(command) = empty.command {
        next.append(&copyable(command));
    }
    if let Some(reading) = &empty.read {
        let button = gtk::Button::builder()
            .label(&reading.label)
            .css_classes(["pill", "suggested-action"])
            .halign(gtk::Align::Center)
            .build();
        let address = reading.address.clone();
        button.connect_clicked(move |button| {
            let window = button.root().and_downcast::<gtk::Window>();
            gtk::UriLauncher::new(&address).launch(
                window.as_ref(),
                gio::Cancellable::NONE,
                |opened| {
                    if let Err(error) = opened {
                        tracing::warn!(%error, "no browser opens this");
                    }
                },
            );
        });
        next.append(&button);
    }
    if let Some(details) = &empty.details {
        let report = reported(details);
        next.append(
            &adw::Clamp::builder()
                .maximum_size(420)
                .child(&report)
                .build(),
        );
    }
    page.set_child(Some(&next));
}

/// A command in a row of its own, with a button that copies it.
fn copyable(command: &'static str) -> adw::Clamp {
    let copy = gtk::Button::builder()
        .icon_name("edit-copy-symbolic")
        .tooltip_text(tr!("row-copy", what = command))
        .css_classes(["flat"])
        .valign(gtk::Align::Center)
        .build();
    copy.connect_clicked(move |button| button.clipboard().set_text(command));
    let row = plain(&tr!("command-title"), command);
    row.set_subtitle_selectable(true);
    row.add_css_class("property");
    row.add_css_class("monospace");
    row.add_suffix(&copy);
    let list = gtk::ListBox::builder()
        .selection_mode(gtk::SelectionMode::None)
        .css_classes(["boxed-list"])
        .build();
    list.append(&row);
    adw::Clamp::builder().maximum_size(420).child(&list).build()
}
