//! The switch for notifications while no window is open.

use adw::prelude::*;
use gtk::glib;

use crate::{
    background::autostart,
    settings::{self, Settings},
    tr,
};

/// The row; `None` where nothing can be kept. It goes back where switching fails.
pub(super) fn row(settings: &Settings) -> Option<adw::SwitchRow> {
    let store = settings.store()?;
    let row = adw::SwitchRow::builder()
        .title(tr!("preferences-background"))
        .subtitle(tr!("preferences-background-body"))
        .build();
    store.bind(settings::BACKGROUND, &row, "active").build();
    row.connect_active_notify(|row| {
        let (row, on) = (row.clone(), row.is_active());
        glib::spawn_future_local(async move {
            row.set_sensitive(false);
            let set = relm4::spawn(autostart::set(on)).await;
            row.set_sensitive(true);
            let failed = match set {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            tracing::warn!(on, %failed, "notifications could not be switched");
            row.set_subtitle(&tr!("preferences-background-failed"));
            if on {
                row.set_active(false);
            }
        });
    });
    Some(row)
}
