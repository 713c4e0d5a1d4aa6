//! The daemon on the system bus: what it serves, to whom, and when it leaves.

mod access;
mod call;
mod config;
mod experimental;
mod idle;
mod journal;
mod options;
mod os;
mod outside;
mod queries;
mod refusal;
mod sysroot;
mod world;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use inotify::{Inotify, WatchMask};
use zbus::{connection::Builder, fdo};

use std::sync::Arc;

pub use config::Config;
pub use journal::LOG;
pub use world::{SOCKET, World};

/// The daemon's name on the bus.
pub const NAME: &str = "org.projectatomic.rpmostree1";
const ROOT: &str = "/org/projectatomic/rpmostree1";
const SYSROOT: &str = "/org/projectatomic/rpmostree1/Sysroot";
/// libostree touches it with every change of the deployments.
const CHANGES: &str = "/ostree/deploy";

/// Serves until it is idle.
///
/// # Errors
/// If the bus or the sysroot fails.
pub async fn run() -> Result<()> {
    // With an object from the start: else the first call may be lost.
    let bus = Builder::system()
        .serve_at(ROOT, fdo::ObjectManager)
        .build()
        .await?;
    let world = World::new(bus.clone()).await?;
    let server = bus.object_server();
    server
        .at(SYSROOT, sysroot::Sysroot(Arc::clone(&world)))
        .await?;
    let os = world.os_path();
    server.at(os.as_str(), os::Os(Arc::clone(&world))).await?;
    server
        .at(os.as_str(), experimental::Experimental(Arc::clone(&world)))
        .await?;
    tokio::spawn(follow_changes(Arc::clone(&world)));
    bus.request_name(NAME).await?;
    idle::until(&world).await;
    bus.release_name(NAME).await?;
    Ok(())
}

/// Announces what other programs change.
async fn follow_changes(world: Arc<World>) -> Result<()> {
    let inotify = Inotify::init()?;
    inotify
        .watches()
        .add(
            CHANGES,
            WatchMask::ATTRIB | WatchMask::CREATE | WatchMask::DELETE,
        )
        .with_context(|| format!("cannot watch {CHANGES}"))?;
    let mut changes = inotify.into_event_stream([0; 4096])?;
    while let Some(Ok(_)) = changes.next().await {
        // A transaction announces its own changes when they are whole.
        if !world.is_busy() {
            world.reload(true).await;
        }
    }
    Ok(())
}
