//! A connection to one transaction, peer to peer.
//!
//! A peer that stays after the end keeps the whole system busy for half a minute.
//! So it leaves when it is dropped, whatever became of the future that held it.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use zbus::{Connection, Message, MessageStream, OwnedVariant, connection::Builder};

use super::{
    events::{Event, TRANSACTION},
    values::Read,
};

const OBJECT: &str = "/";

/// A socket on the same machine answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(3);

/// Closes a connection when it is dropped: at once, not when its last clone goes.
#[derive(Debug)]
pub(super) struct Leaving(Connection);

impl Leaving {
    /// From now on it is closed when this is dropped.
    pub(super) fn new(connection: Connection) -> Self {
        Self(connection)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.0
    }

    /// Closes it and waits until that is done.
    pub(super) async fn leave(self) {
        // Closed already is as good.
        let _ = self.0.clone().close().await;
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        // Without a runtime the program ends, and its sockets with it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(self.0.clone().close());
        }
    }
}

/// A transaction's other end.
pub(super) struct Peer {
    messages: MessageStream,
    connection: Leaving,
}

impl Peer {
    /// Connects and listens; nothing that is said from now on is missed.
    pub(super) async fn connect(address: &str) -> zbus::Result<Self> {
        let build = Builder::address(address).p2p().build();
        let connection = tokio::time::timeout(PATIENCE, build)
            .await
            .map_err(|_| zbus::Error::from(std::io::Error::from(std::io::ErrorKind::TimedOut)))??;
        Ok(Self {
            messages: MessageStream::from(&connection),
            connection: Leaving::new(connection),
        })
    }

    /// Tells it from other transactions, which have the same address.
    pub(super) fn id(&self) -> String {
        self.connection.connection().server_guid().to_string()
    }

    /// What it says next; `None` once the connection is closed.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            let message = self.messages.next().await?.ok()?;
            if let Some(event) = Event::decode(&message) {
                return Some(event);
            }
        }
    }

    /// Starts it, or joins it if it was started.
    pub(super) fn start(&self) -> BoxFuture<'static, zbus::Result<bool>> {
        let call = self.call("Start");
        async move { call.await?.body().deserialize() }.boxed()
    }

    /// Asks it to end. It says itself when it has.
    pub(super) fn cancel(&self) -> BoxFuture<'static, zbus::Result<()>> {
        let call = self.call("Cancel");
        async move { call.await.map(drop) }.boxed()
    }

    /// One of its properties that are texts.
    pub(super) async fn property(&self, name: &str) -> zbus::Result<String> {
        let properties = Some("org.freedesktop.DBus.Properties");
        let connection = self.connection.connection();
        let which = (TRANSACTION, name);
        let ask = connection.call_method(None::<&str>, OBJECT, properties, "Get", &which);
        // A burst of signals that nobody takes yet can hold the answer back.
        let answer = tokio::time::timeout(PATIENCE, ask).await;
        let answer = answer.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let value: OwnedVariant = answer.body().deserialize()?;
        String::read(&value).ok_or(zbus::Error::IncorrectType)
    }

    /// Leaves, and returns when that is done.
    pub(super) async fn leave(self) {
        drop(self.messages);
        self.connection.leave().await;
    }

    fn call(&self, method: &'static str) -> BoxFuture<'static, zbus::Result<Message>> {
        let connection = self.connection.connection().clone();
        async move {
            connection
                .call_method(None::<&str>, OBJECT, Some(TRANSACTION), method, &())
                .await
        }
        .boxed()
    }
}
