//! Restarting the machine, through logind on the bus.

use std::collections::BTreeSet;

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::{Error, ErrorKind, Result};
use zbus::Connection;

use crate::jobs::Machine;

/// What logind tells of an inhibitor: what, who, why, mode, uid, pid.
type Inhibitor = (String, String, String, String, u32, u32);

#[zbus::proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
trait Manager {
    fn list_inhibitors(&self) -> zbus::Result<Vec<Inhibitor>>;
    fn reboot(&self, interactive: bool) -> zbus::Result<()>;
    fn power_off(&self, interactive: bool) -> zbus::Result<()>;
}

/// The real machine.
pub struct Logind {
    connection: Connection,
}

impl Logind {
    /// The logind on this bus. It is looked for anew with every question.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
        }
    }

    async fn manager(&self) -> Result<ManagerProxy<'_>> {
        ManagerProxy::new(&self.connection).await.map_err(no_logind)
    }
}

impl Machine for Logind {
    fn may_restart(&self) -> BoxFuture<'_, Result<()>> {
        async move {
            let inhibitors = self
                .manager()
                .await?
                .list_inhibitors()
                .await
                .map_err(no_logind)?;
            in_the_way(&inhibitors)
        }
        .boxed()
    }

    fn restart(&self, power_off: bool) -> BoxFuture<'_, Result<()>> {
        async move {
            let manager = self.manager().await?;
            // Not interactive: polkit was asked about our caller, and logind sees only us.
            let asked = if power_off {
                manager.power_off(false).await
            } else {
                manager.reboot(false).await
            };
            asked.map_err(no_logind)
        }
        .boxed()
    }
}

/// logind lets root pass inhibitors by, so they are respected here. Those that only
/// delay a shutdown are logind's business.
fn in_the_way(inhibitors: &[Inhibitor]) -> Result<()> {
    let who: BTreeSet<&str> = inhibitors
        .iter()
        .filter(|(what, _, _, mode, ..)| {
            mode == "block" && what.split(':').any(|part| part == "shutdown")
        })
        .map(|(_, who, ..)| who.as_str())
        .collect();
    if who.is_empty() {
        return Ok(());
    }
    let who: Vec<String> = who.into_iter().map(str::to_owned).collect();
    Err(Error::new(
        ErrorKind::Busy,
        format!("in the way of a restart: {}", who.join(", ")),
    )
    .with(|fields| fields.inhibitors = Some(who)))
}

fn no_logind(error: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::EngineGone,
        "logind could not restart the machine",
    )
    .raw(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inhibitor(what: &str, who: &str, mode: &str) -> Inhibitor {
        (what.into(), who.into(), "why".into(), mode.into(), 0, 1)
    }

    #[test]
    fn only_what_blocks_a_shutdown_is_in_the_way() {
        let harmless = [
            inhibitor("sleep:idle", "player", "block"),
            inhibitor("shutdown:sleep", "modem", "delay"),
            inhibitor("handle-power-key", "desktop", "block"),
        ];
        assert!(in_the_way(&harmless).is_ok());
        let blocking = [
            inhibitor("sleep:shutdown", "writer", "block"),
            inhibitor("shutdown", "burner", "block"),
            inhibitor("shutdown", "burner", "block"),
        ];
        let error = in_the_way(&blocking).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Busy);
        let named = error.fields.inhibitors.unwrap();
        assert_eq!(named, ["burner", "writer"]);
    }
}
