//! Waymark's window: what the system is made of, updating it, and going back.
//!
//! ```text
//! main ── Window (window/) ── UpdatesPage, VersionsPage, PackagesPage, VersionPage (pages/)
//!           │                      └── Changes, Progress, rows, badges (widgets/)
//!           ├── keys, Settings       what keys do; what is kept from run to run
//!           ├── World, view_state/   what is known, and what is shown of it: no widgets there
//!           └── waymark-client       the service, on relm4's tokio threads
//!  └── background/                   notifications, where no window is wanted
//! ```
//!
//! Data runs one way round. Pages ask by [`Request`](view_state::Request); the
//! window answers with a question or an action; the service tells what became of
//! the system; every page shows the new [`World`](view_state::World). Widgets live
//! on the main thread, calls of the service are commands on tokio's.

mod args;
mod background;
mod clock;
mod dialogs;
mod i18n;
#[cfg(test)]
mod icons;
mod pages;
mod settings;
mod view_state;
mod widgets;
mod window;

use adw::prelude::*;
use anyhow::Context;
use clap::Parser;
use gtk::gio;
use relm4::RelmApp;
use tracing_subscriber::EnvFilter;
use waymark_model::names::APP_ID;

use crate::{
    args::{Args, Page},
    window::Window,
};

/// The project's page.
const HOMEPAGE: &str = "https://github.com/waymarkos/waymark";

/// Where the bundled icons and the style sheet are.
const RESOURCES: &str = "/io/github/waymarkos/Waymark";

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    if args.page.is_some_and(turn_open_window) {
        return Ok(());
    }
    i18n::select();
    if args.background {
        return background::run();
    }
    gio::resources_register_include!("waymark.gresource")
        .context("the bundled resources could not be read")?;
    adw::init().context("there is no display to open a window on")?;
    gtk::Widget::set_default_direction(if i18n::is_right_to_left() {
        gtk::TextDirection::Rtl
    } else {
        gtk::TextDirection::Ltr
    });
    let app = adw::Application::builder()
        .application_id(APP_ID)
        .resource_base_path(RESOURCES)
        .build();
    RelmApp::from_app(app)
        .with_args(vec![env!("CARGO_BIN_NAME").to_owned()])
        .run::<Window>(args.page);
    Ok(())
}

/// Shows the page in the window that is open already; false if none is.
fn turn_open_window(page: Page) -> bool {
    let launcher = gio::Application::new(Some(APP_ID), gio::ApplicationFlags::IS_LAUNCHER);
    if launcher.register(gio::Cancellable::NONE).is_err() || !launcher.is_remote() {
        return false;
    }
    launcher.activate_action("page", Some(&page.name().to_variant()));
    launcher.activate();
    // Nothing waits for the answers, so this program could end before it has asked.
    launcher
        .dbus_connection()
        .is_none_or(|bus| bus.flush_sync(gio::Cancellable::NONE).is_ok())
}
