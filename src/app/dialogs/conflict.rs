//! Packages that stand in the way of a change, all by name.

use adw::prelude::*;
use gtk::accessible::Property;
use waymark_model::Error;

use crate::{
    tr,
    view_state::text,
    widgets::rows::{plain, reported},
};

const CLOSE: &str = "close";
const WITHOUT: &str = "without";

/// From this many names on the list scrolls.
const MANY: usize = 6;

/// Shows the dialog; `then` runs if the rest is wanted without them, which is
/// offered only if `rest` says that something is left.
pub(crate) fn show(
    parent: &impl IsA<gtk::Widget>,
    error: &Error,
    rest: bool,
    then: impl FnOnce() + 'static,
) {
    let packages = error.fields.packages.clone().unwrap_or_default();
    let dialog = adw::AlertDialog::builder()
        .heading(tr!("conflict-title", count = packages.len()))
        .body(if rest {
            tr!("conflict-body", count = packages.len())
        } else {
            tr!("conflict-body-all")
        })
        .heading_use_markup(false)
        .body_use_markup(false)
        .close_response(CLOSE)
        .default_response(CLOSE)
        .extra_child(&content(&packages, error))
        .build();
    dialog.add_response(CLOSE, &tr!("cancel"));
    if rest {
        dialog.add_response(WITHOUT, &tr!("conflict-without", count = packages.len()));
        dialog.set_response_appearance(WITHOUT, adw::ResponseAppearance::Suggested);
    }
    dialog.choose(Some(parent), gtk::gio::Cancellable::NONE, move |answer| {
        if answer == WITHOUT {
            then();
        }
    });
}

fn content(packages: &[String], error: &Error) -> gtk::Box {
    let list = gtk::ListBox::builder()
        .selection_mode(gtk::SelectionMode::None)
        .css_classes(["boxed-list"])
        .build();
    list.update_property(&[Property::Label(&tr!("conflict-list"))]);
    for package in packages {
        let row = plain(&text::plain(package), "");
        list.append(&row);
    }
    let content = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(12)
        .build();
    if packages.len() > MANY {
        let scroller = gtk::ScrolledWindow::builder()
            .child(&list)
            .hscrollbar_policy(gtk::PolicyType::Never)
            .min_content_height(240)
            .build();
        content.append(&scroller);
    } else {
        content.append(&list);
    }
    let problems = error.fields.problems.clone().unwrap_or_default();
    let problems = match (problems.is_empty(), error.raw.trim()) {
        (true, "") => error.message.clone(),
        (true, raw) => raw.to_owned(),
        (false, _) => problems.join("\n\n"),
    };
    let lines: Vec<String> = problems.lines().map(text::plain).collect();
    content.append(&reported(&lines.join("\n")));
    content
}
