//! Where notifications go: to the desktop, or from a sandbox to the portal.

use futures_util::stream::BoxStream;
use zbus::Connection;

use super::{
    desktop::{self, NotificationsProxy},
    portal::{self, PortalProxy},
};
use crate::view_state::notes::Note;

/// Key of the action that a click on the notification itself is.
pub(super) const OPEN: &str = "default";
/// Key of its button.
pub(super) const BUTTON: &str = "show";

/// Where notifications go.
#[derive(Debug)]
pub(super) enum Desk {
    /// To the desktop.
    Desktop(NotificationsProxy<'static>),
    /// To the portal.
    Portal(PortalProxy<'static>),
}

impl Desk {
    /// That of a session.
    pub(super) async fn open(session: &Connection, sandboxed: bool) -> zbus::Result<Self> {
        Ok(if sandboxed {
            Self::Portal(PortalProxy::new(session).await?)
        } else {
            Self::Desktop(NotificationsProxy::new(session).await?)
        })
    }

    /// Ids of the notifications that are clicked, or whose button is.
    pub(super) async fn clicks(&self) -> zbus::Result<BoxStream<'static, String>> {
        match self {
            Self::Desktop(desktop) => desktop::clicks(desktop).await,
            Self::Portal(portal) => portal::clicks(portal).await,
        }
    }

    /// Posts a note; the id of the notification.
    pub(super) async fn post(&self, note: &Note) -> zbus::Result<String> {
        match self {
            Self::Desktop(desktop) => Ok(desktop::post(desktop, note).await?.to_string()),
            Self::Portal(portal) => portal::post(portal, note).await,
        }
    }

    /// Takes a notification back; it may be gone already.
    pub(super) async fn withdraw(&self, id: &str) {
        let gone = match self {
            Self::Desktop(desktop) => match id.parse() {
                Ok(id) => desktop.close_notification(id).await,
                Err(_) => Ok(()),
            },
            Self::Portal(portal) => portal.remove_notification(id).await,
        };
        if let Err(error) = gone {
            tracing::debug!(%error, "a notification could not be taken back");
        }
    }
}
