//! The desktop's notifications, of the freedesktop specification.

use std::collections::HashMap;

use futures_util::{StreamExt, stream::BoxStream};
use waymark_model::names::APP_ID;
use zbus::Variant;

use super::desk::{BUTTON, OPEN};
use crate::{tr, view_state::notes::Note};

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
pub(super) trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Variant<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
    fn close_notification(&self, id: u32) -> zbus::Result<()>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;
}

/// Ids of the notifications that are clicked, or whose button is.
pub(super) async fn clicks(
    desktop: &NotificationsProxy<'_>,
) -> zbus::Result<BoxStream<'static, String>> {
    let clicks = desktop.receive_action_invoked().await?;
    let ids = clicks.filter_map(async |click| Some(click.args().ok()?.id.to_string()));
    Ok(ids.boxed())
}

/// Posts a note; the id of the notification.
pub(super) async fn post(desktop: &NotificationsProxy<'_>, note: &Note) -> zbus::Result<u32> {
    let markup = desktop
        .get_capabilities()
        .await?
        .iter()
        .any(|can| can == "body-markup");
    // A server that reads markup would read that of a version's name too.
    let body = if markup {
        gtk::glib::markup_escape_text(&note.body).into()
    } else {
        note.body.clone()
    };
    let (normal, critical) = (1_u8, 2_u8);
    let hints = HashMap::from([
        ("desktop-entry", Variant::from(APP_ID)),
        (
            "urgency",
            Variant::from(if note.urgent { critical } else { normal }),
        ),
    ]);
    let actions = [OPEN, &tr!("note-open"), BUTTON, &note.button];
    let by_the_server = -1;
    desktop
        .notify(
            "Waymark",
            0,
            APP_ID,
            &note.title,
            &body,
            &actions,
            hints,
            by_the_server,
        )
        .await
}
