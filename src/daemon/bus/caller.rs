//! Who calls.

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
