//! Who made this, what is new in it, and what a report of a fault needs.

use std::env;

use adw::prelude::*;
use gtk::glib;

use crate::{
    RESOURCES, tr,
    view_state::{
        World,
        about::{self, Platform},
    },
};

/// Shows the dialog. Name, developers, addresses, licence and release notes are those
/// of the metainfo.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>, world: &World) {
    let version = env!("CARGO_PKG_VERSION");
    let metainfo = format!("{RESOURCES}/metainfo.xml");
    let dialog = adw::AboutDialog::from_appdata(&metainfo, Some(version));
    dialog.set_version(version);
    dialog.set_comments(&tr!("about-comments"));
    dialog.set_debug_info(&about::debug_info(world, &platform()));
    dialog.set_debug_info_filename("waymark-debug-info.txt");
    dialog.present(Some(parent));
}

fn platform() -> Platform {
    let said = |name: &str| env::var(name).unwrap_or_default();
    let version = |parts: [u32; 3]| parts.map(|part| part.to_string()).join(".");
    let gtk = [
        gtk::major_version(),
        gtk::minor_version(),
        gtk::micro_version(),
    ];
    let adw = [
        adw::major_version(),
        adw::minor_version(),
        adw::micro_version(),
    ];
    Platform {
        versions: vec![
            ("Waymark", env!("CARGO_PKG_VERSION").to_owned()),
            ("GTK", version(gtk)),
            ("libadwaita", version(adw)),
        ],
        environment: vec![
            ("Desktop", said("XDG_CURRENT_DESKTOP")),
            ("Session", said("XDG_SESSION_TYPE")),
            ("Language", glib::language_names()[0].to_string()),
            ("Flatpak", said("FLATPAK_ID")),
        ],
    }
}
