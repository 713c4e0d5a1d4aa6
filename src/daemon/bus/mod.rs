//! The service on the bus: what is served, to whom, and what is said to whom.
//!
//! Everything here runs on the tokio runtime of the process. Methods take `&self`;
//! what changes lives behind the [`World`] and the
//! [`Runner`](crate::jobs::Runner).

mod announcer;
mod arguments;
mod caller;
mod departures;
mod desk;
mod failure;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod job;
mod service;
#[cfg(test)]
mod tests;
mod watches;

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt};
use tokio::time::sleep;
use waymark_model::names;
use zbus::{Connection, connection, fdo};

pub use caller::Caller;
pub use departures::Departures;
pub use desk::Desk;
pub use job::BusBoard;
pub use service::Service;
pub use watches::Watches;

use crate::world::World;

/// A connection that takes calls in as soon as it is there. One that begins to with its
/// first object does so some time later, and on a busy machine loses the first call: that
/// for which the bus has started the service.
pub fn listening(builder: connection::Builder<'_>) -> connection::Builder<'_> {
    builder.serve_at(names::PATH, fdo::ObjectManager)
}

/// Serves the service's object and begins to announce changes. The name is asked
/// for afterwards, so that the first call already finds everything.
///
/// # Errors
/// The connection broke.
pub async fn serve(connection: &Connection, service: Service, world: &World) -> zbus::Result<()> {
    let server = connection.object_server();
    server.at(names::PATH, service).await?;
    world.announce_to(Box::new(announcer::Announcer::new(connection)?));
    Ok(())
}

/// How long changes are waited for that belong to the one just heard of: a download
/// touches the repository many times.
const SETTLE: Duration = Duration::from_millis(100);

/// Follows what the engine says of changes, from this call on and for as long as it
/// says something.
pub fn follow(world: Arc<World>) -> impl Future<Output = ()> + Send {
    let mut changes = world.engine().changes().fuse();
    async move {
        // What changed between the first read and this call was told to nobody.
        let mut more = Some(());
        while more.is_some() {
            if let Err(error) = world.refresh().await {
                tracing::warn!(
                    error = error.message,
                    raw = error.raw,
                    "cannot read the system"
                );
            }
            more = changes.next().await;
            sleep(SETTLE).await;
            // Whatever came meanwhile is read now.
            let _ = changes.next().now_or_never();
        }
    }
}
