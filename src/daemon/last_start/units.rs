//! The units that failed, as systemd tells them on the bus.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use zbus::{Connection, OwnedObjectPath, proxy::CacheProperties};

/// How long a start may take until what failed by then is taken as all.
const START: Duration = Duration::from_secs(120);

/// What systemd tells of a unit: name, description, its load, active and sub state,
/// whom it follows, its object; the id, type and object of its job.
type Unit = (
    String,
    String,
    String,
    String,
    String,
    String,
    OwnedObjectPath,
    u32,
    String,
    OwnedObjectPath,
);

#[zbus::proxy(
    interface = "org.freedesktop.systemd1.Manager",
    default_service = "org.freedesktop.systemd1",
    default_path = "/org/freedesktop/systemd1"
)]
trait Manager {
    #[zbus(property)]
    fn system_state(&self) -> zbus::Result<String>;
    /// Without it, systemd sends no signals.
    fn subscribe(&self) -> zbus::Result<()>;
    fn list_units_filtered(&self, states: &[&str]) -> zbus::Result<Vec<Unit>>;
    #[zbus(signal)]
    fn startup_finished(
        &self,
        firmware: u64,
        loader: u64,
        kernel: u64,
        initrd: u64,
        userspace: u64,
        total: u64,
    ) -> zbus::Result<()>;
}

/// Names of the units that failed, once the start is through.
///
/// # Errors
/// There is no systemd on this bus, or it does not answer.
pub async fn failed(connection: &Connection) -> zbus::Result<Vec<String>> {
    let manager = ManagerProxy::builder(connection)
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    manager.subscribe().await?;
    let mut finished = manager.receive_startup_finished().await?;
    let state = manager.system_state().await?;
    if matches!(state.as_str(), "initializing" | "starting")
        && timeout(START, finished.next()).await.is_err()
    {
        tracing::info!("the start is not through yet");
    }
    let units = manager.list_units_filtered(&["failed"]).await?;
    Ok(units.into_iter().map(|unit| unit.0).collect())
}
