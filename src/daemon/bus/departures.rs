//! When callers leave the bus: one subscription, however many wait.

use std::sync::Arc;

use futures_util::StreamExt;
use tokio::sync::{
    OnceCell,
    broadcast::{self, error::RecvError},
};
use zbus::{
    Connection, fdo,
    names::{BusName, OwnedUniqueName},
};

/// How many leave before whoever waits has looked; then it asks the bus again.
const BEHIND: usize = 64;

/// Tells who left. Clones share one subscription, which the first one who waits makes.
#[derive(Clone, Debug)]
pub struct Departures {
    connection: Connection,
    left: broadcast::Sender<OwnedUniqueName>,
    subscribed: Arc<OnceCell<()>>,
}

impl Departures {
    /// The departures from the bus of this connection.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
            left: broadcast::Sender::new(BEHIND),
            subscribed: Arc::default(),
        }
    }

    /// Waits until a name has left the bus; where there is no bus, until the connection ends.
    pub async fn of(&self, name: Option<&OwnedUniqueName>) {
        let Some(name) = name else {
            return self.connection.closed().await;
        };
        tokio::select! {
            () = self.connection.closed() => {}
            left = self.left(name) => {
                if let Err(error) = left {
                    // Without the bus nobody is there.
                    tracing::warn!(%name, %error, "cannot follow a caller; taking them as gone");
                }
            }
        }
    }

    async fn left(&self, name: &OwnedUniqueName) -> zbus::Result<()> {
        // Followed before asked, so that no leaving is missed in between.
        let mut left = self.left.subscribe();
        self.subscribed.get_or_try_init(|| self.subscribe()).await?;
        let bus = fdo::DBusProxy::new(&self.connection).await?;
        while bus.name_has_owner(BusName::from(name.as_ref())).await? {
            loop {
                match left.recv().await {
                    Ok(other) if other == *name => return Ok(()),
                    Ok(_) => {}
                    // Too much was said meanwhile: it may have been among that.
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(()),
                }
            }
        }
        Ok(())
    }

    async fn subscribe(&self) -> zbus::Result<()> {
        let bus = fdo::DBusProxy::new(&self.connection).await?;
        let mut changes = bus.receive_name_owner_changed_with_args(&[(2, "")]).await?;
        let left = self.left.clone();
        tokio::spawn(async move {
            while let Some(change) = changes.next().await {
                let Ok(change) = change.args() else { continue };
                if let BusName::Unique(name) = &change.name {
                    // Nobody may be waiting.
                    let _ = left.send(name.to_owned().into());
                }
            }
        });
        Ok(())
    }
}
