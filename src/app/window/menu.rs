//! The primary menu, and what keys do.

use adw::prelude::*;
use gtk::{gio, glib};
use relm4::ComponentSender;
use waymark_model::ActionName;

use super::{Window, WindowInput, keys};
use crate::{
    dialogs,
    settings::Settings,
    tr,
    view_state::{Request, World},
};

/// The window's action that shows what a job says; its target is the job's path.
pub(crate) const SHOW_LOG: &str = "show-log";

/// The primary menu.
pub(crate) fn menu() -> gio::Menu {
    let menu = gio::Menu::new();
    let system = gio::Menu::new();
    system.append(Some(&tr!("menu-check")), Some("win.check"));
    system.append(Some(&tr!("menu-clean-up")), Some("win.clean-up"));
    system.append(Some(&tr!("menu-streams")), Some("win.streams"));
    menu.append_section(None, &system);
    let window = gio::Menu::new();
    window.append(Some(&tr!("menu-preferences")), Some("win.preferences"));
    window.append(Some(&tr!("menu-shortcuts")), Some("win.shortcuts"));
    window.append(Some(&tr!("menu-about")), Some("win.about"));
    menu.append_section(None, &window);
    menu
}

/// Gives the window its actions and their keys.
pub(crate) fn install(window: &adw::ApplicationWindow, sender: &ComponentSender<Window>) {
    let input = |make: fn() -> WindowInput| {
        let sender = sender.input_sender().clone();
        move |_: &adw::ApplicationWindow, _: &gio::SimpleAction, _: Option<&glib::Variant>| {
            sender.emit(make());
        }
    };
    let check = gio::ActionEntry::builder("check")
        .activate(input(|| WindowInput::Asked(Request::Check)))
        .build();
    let clean_up = gio::ActionEntry::builder("clean-up")
        .activate(input(|| WindowInput::Asked(Request::CleanUp)))
        .build();
    let streams = gio::ActionEntry::builder("streams")
        .activate(input(|| WindowInput::Asked(Request::ChooseStream(None))))
        .build();
    let log = {
        let sender = sender.input_sender().clone();
        gio::ActionEntry::builder(SHOW_LOG)
            .parameter_type(Some(glib::VariantTy::STRING))
            .activate(
                move |_: &adw::ApplicationWindow, _, path: Option<&glib::Variant>| {
                    if let Some(path) = path.and_then(glib::Variant::get) {
                        sender.emit(WindowInput::Asked(Request::ShowLog(path)));
                    }
                },
            )
            .build()
    };
    let preferences = gio::ActionEntry::builder("preferences")
        .activate(input(|| WindowInput::PreferencesAsked))
        .build();
    let shortcuts = gio::ActionEntry::builder("shortcuts")
        .activate(|window: &adw::ApplicationWindow, _, _| dialogs::shortcuts::show(window))
        .build();
    let about = gio::ActionEntry::builder("about")
        .activate(input(|| WindowInput::AboutAsked))
        .build();
    window.add_action_entries([check, clean_up, streams, log, preferences, shortcuts, about]);
    let app = relm4::main_application();
    let page = {
        let sender = sender.input_sender().clone();
        gio::ActionEntry::builder("page")
            .parameter_type(Some(glib::VariantTy::STRING))
            .activate(
                move |_: &gtk::Application, _, name: Option<&glib::Variant>| {
                    if let Some(name) = name.and_then(glib::Variant::get) {
                        sender.emit(WindowInput::Turn(name));
                    }
                },
            )
            .build()
    };
    let quit = gio::ActionEntry::builder("quit")
        .activate(|app: &gtk::Application, _, _| app.quit())
        .build();
    app.add_action_entries([page, quit]);
    keys::install(&app);
}

/// Offers only what can work on this system; the menu shows the rest as insensitive.
pub(crate) fn allow(window: &adw::ApplicationWindow, settings: &Settings, world: &World) {
    enable(
        window,
        "check",
        world.is_idle() && !world.is_doing(ActionName::Check) && world.can(ActionName::Check),
    );
    enable(
        window,
        "preferences",
        settings.store().is_some() || world.can(ActionName::SetPolicy),
    );
    enable(
        window,
        "streams",
        world.is_idle() && world.can(ActionName::Rebase) && world.can(ActionName::ListStreams),
    );
    enable(
        window,
        "clean-up",
        world.is_idle() && world.can(ActionName::CleanUp),
    );
}

fn enable(window: &adw::ApplicationWindow, action: &str, enabled: bool) {
    let action = window.lookup_action(action);
    if let Some(action) = action.and_downcast::<gio::SimpleAction>() {
        action.set_enabled(enabled);
    }
}
