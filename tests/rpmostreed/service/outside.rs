//! What the daemon asks of others on the bus: who leaves, and a restart.

use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use zbus::{Connection, fdo};

use super::refusal::Refusal;
use super::world::World;

/// Asks logind for a restart, unless somebody is in the way.
pub(super) async fn reboot(world: &World) -> Result<()> {
    const LOGIND: &str = "org.freedesktop.login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    let path = "/org/freedesktop/login1";
    let asked = world
        .bus()
        .call_method(Some(LOGIND), path, Some(MANAGER), "ListInhibitors", &())
        .await?;
    let all: Vec<(String, String, String, String, u32, u32)> = asked.body().deserialize()?;
    let in_the_way = all.iter().find(|(what, _, _, mode, ..)| {
        mode == "block" && what.split(':').any(|part| part == "shutdown")
    });
    if let Some((_, who, why, ..)) = in_the_way {
        anyhow::bail!(
            "Reboot blocked by a systemd inhibitor lock in `block` mode\nHeld by: {who}\nReason: {why}"
        );
    }
    world.rebooting.store(true, Ordering::SeqCst);
    world
        .bus()
        .call_method(Some(LOGIND), path, Some(MANAGER), "Reboot", &(false,))
        .await
        .context("cannot restart")?;
    Ok(())
}

/// Ends when a connection has left the bus. Watching has begun when this returns.
pub(super) async fn left(
    bus: &Connection,
    name: &str,
) -> Result<impl Future<Output = ()> + Send + 'static, Refusal> {
    let name = name.to_owned();
    let watch = async {
        let proxy = fdo::DBusProxy::new(bus).await?;
        let mut changes = proxy
            .receive_name_owner_changed_with_args(&[(0, &name), (2, "")])
            .await?;
        let there = proxy.name_has_owner(name.as_str().try_into()?).await?;
        zbus::Result::Ok(async move {
            if there {
                changes.next().await;
            }
        })
    };
    watch
        .await
        .map_err(|error| Refusal::failed(error.to_string()))
}
