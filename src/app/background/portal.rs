//! The notifications of a sandbox, through its portal.

use std::collections::HashMap;

use futures_util::{StreamExt, stream::BoxStream};
use zbus::Variant;

use super::desk::{BUTTON, OPEN};
use crate::view_state::notes::Note;

#[zbus::proxy(
    interface = "org.freedesktop.portal.Notification",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
pub(super) trait Portal {
    fn add_notification(
        &self,
        id: &str,
        notification: HashMap<&str, Variant<'_>>,
    ) -> zbus::Result<()>;
    fn remove_notification(&self, id: &str) -> zbus::Result<()>;
    #[zbus(signal)]
    fn action_invoked(
        &self,
        id: &str,
        action: &str,
        parameter: Vec<Variant<'_>>,
    ) -> zbus::Result<()>;
}

/// Ids of the notifications that are clicked, or whose button is.
pub(super) async fn clicks(portal: &PortalProxy<'_>) -> zbus::Result<BoxStream<'static, String>> {
    let clicks = portal.receive_action_invoked().await?;
    let ids = clicks.filter_map(async |click| Some(click.args().ok()?.id.to_owned()));
    Ok(ids.boxed())
}

/// Posts a note; the id of the notification is its key.
pub(super) async fn post(portal: &PortalProxy<'_>, note: &Note) -> zbus::Result<String> {
    let button = HashMap::from([
        ("label", Variant::from(note.button.as_str())),
        ("action", Variant::from(BUTTON)),
    ]);
    let priority = if note.urgent { "urgent" } else { "normal" };
    let notification = HashMap::from([
        ("title", Variant::from(note.title.as_str())),
        ("body", Variant::from(note.body.as_str())),
        ("priority", Variant::from(priority)),
        ("default-action", Variant::from(OPEN)),
        ("buttons", Variant::from(vec![button])),
    ]);
    portal.add_notification(&note.key, notification).await?;
    Ok(note.key.clone())
}
