//! Who calls, and when they leave.

use futures_util::StreamExt;
use waymark_model::{Error, ErrorKind, Result};
use zbus::{
    Connection, fdo,
    message::{Flags, Header},
    names::{BusName, OwnedUniqueName},
};

/// The sender of a message.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their name on the bus; `None` where there is no bus.
    pub name: Option<OwnedUniqueName>,
    /// Their user.
    pub uid: u32,
    /// Whether they allow that somebody is asked for a password.
    pub interactive: bool,
}

impl Caller {
    /// Asks the bus who sent a message.
    ///
    /// # Errors
    /// `NotAuthorized` if the bus does not know: the caller left.
    pub async fn identify(connection: &Connection, header: &Header<'_>) -> Result<Self> {
        let unknown = |raw: String| {
            Error::new(
                ErrorKind::NotAuthorized,
                "the caller is not known to the bus",
            )
            .raw(raw)
        };
        let name = header
            .sender()
            .map(|sender| OwnedUniqueName::from(sender.to_owned()));
        let uid = match &name {
            Some(name) => {
                let bus = fdo::DBusProxy::new(connection)
                    .await
                    .map_err(|error| unknown(error.to_string()))?;
                bus.get_connection_unix_user(BusName::from(name.as_ref()))
                    .await
                    .map_err(|error| unknown(error.to_string()))?
            }
            None => connection
                .peer_creds()
                .await
                .ok()
                .and_then(|credentials| credentials.unix_user_id())
                .ok_or_else(|| unknown("no credentials".to_owned()))?,
        };
        Ok(Self {
            name,
            uid,
            interactive: header
                .primary()
                .flags()
                .contains(Flags::ALLOW_INTERACTIVE_AUTH),
        })
    }
}

/// Waits until a name has left the bus; where there is no bus, until the connection ends.
pub async fn gone(connection: &Connection, name: Option<&OwnedUniqueName>) {
    let Some(name) = name else {
        return connection.closed().await;
    };
    if let Err(error) = left_bus(connection, name).await {
        // Without the bus nobody is there.
        tracing::warn!(%name, %error, "cannot follow a caller; taking them as gone");
    }
}

async fn left_bus(connection: &Connection, name: &OwnedUniqueName) -> zbus::Result<()> {
    let bus = fdo::DBusProxy::new(connection).await?;
    // Followed before asked, so that no leaving is missed in between.
    let mut changes = bus
        .receive_name_owner_changed_with_args(&[(0, name.as_str()), (2, "")])
        .await?;
    if bus.name_has_owner(BusName::from(name.as_ref())).await? {
        changes.next().await;
    }
    Ok(())
}
