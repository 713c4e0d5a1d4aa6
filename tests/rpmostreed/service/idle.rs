//! When the daemon leaves: no client is registered and no transaction runs for as long
//! as its configuration says. Calls without registering do not keep it.

use super::World;

/// Waits for that.
pub(super) async fn until(world: &World) {
    loop {
        let changed = world.idle_changed();
        let patience = world.config().idle.filter(|_| world.is_idle());
        match patience {
            None => changed.await,
            Some(patience) => {
                if tokio::time::timeout(patience, changed).await.is_err() {
                    return;
                }
            }
        }
    }
}
