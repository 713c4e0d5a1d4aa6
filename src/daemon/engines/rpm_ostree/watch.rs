//! What changes at the daemon, for reading again.

use futures_util::{
    StreamExt, future,
    stream::{self, BoxStream},
};
use waymark_model::Dict;
use zbus::{
    Connection, MatchRule, MessageStream,
    fdo::{DBusProxy, NameOwnerChanged, PropertiesChanged},
    message::Type,
};

use super::proxy::SERVICE;

/// All of the daemon's objects lie below.
const OBJECTS: &str = "/org/projectatomic/rpmostree1";

/// Something that happened at the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Properties have other values.
    Properties {
        /// Path of the object.
        path: String,
        /// Names of the properties.
        names: Vec<String>,
    },
    /// The daemon left the bus: it was idle, or it died. Whatever needs it brings it back.
    Gone,
    /// A daemon came to the bus. What it says may differ from what the last one said.
    Came,
}

impl Change {
    /// Whether a transaction began or was taken off the bus.
    pub(crate) fn is_of_transaction(&self) -> bool {
        matches!(self, Self::Properties { names, .. }
            if names.iter().any(|name| name == "ActiveTransactionPath"))
    }
}

/// Listens on this connection for as long as the stream is held. It does not start
/// the daemon, nor keep it from leaving when it is idle.
///
/// # Errors
/// If the connection is closed.
pub(crate) async fn watch(bus: &Connection) -> zbus::Result<BoxStream<'static, Change>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(SERVICE)
        .interface("org.freedesktop.DBus.Properties")
        .member("PropertiesChanged")
        .path_namespace(OBJECTS)
        .build()?;
    let properties = MessageStream::for_match_rule(rule, bus, None).await?;
    let properties = properties.filter_map(|message| {
        let read = message.ok().and_then(PropertiesChanged::from_message);
        future::ready(read.and_then(|signal| of_properties(&signal)))
    });
    let owner = DBusProxy::new(bus).await?;
    let owner = owner
        .receive_name_owner_changed_with_args(&[(0, SERVICE)])
        .await?;
    let owner = owner.flat_map(|signal| stream::iter(of_owner(&signal)));
    Ok(stream::select(properties, owner).boxed())
}

fn of_properties(signal: &PropertiesChanged) -> Option<Change> {
    let message = signal.message();
    let path = message.header().path()?.to_string();
    let (_, changed, invalidated): (String, Dict, Vec<String>) =
        message.body().deserialize().ok()?;
    let mut names: Vec<String> = changed.into_keys().chain(invalidated).collect();
    names.sort();
    Some(Change::Properties { path, names })
}

fn of_owner(signal: &NameOwnerChanged) -> Vec<Change> {
    let Ok(args) = signal.args() else {
        return Vec::new();
    };
    let gone = args.old_owner().is_some().then_some(Change::Gone);
    let came = args.new_owner().is_some().then_some(Change::Came);
    [gone, came].into_iter().flatten().collect()
}
