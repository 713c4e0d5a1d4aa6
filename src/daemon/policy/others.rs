//! Other programs that update this system by themselves, and our own timer. Others are
//! named and never touched.

use waymark_model::{Error, ErrorKind, Result};
use zbus::{Connection, OwnedObjectPath, proxy::CacheProperties};

use super::quiet;

/// Our timer.
const TIMER: &str = "waymark-policy.timer";
/// Units that take updates by themselves.
const OTHERS: [&str; 4] = [
    "rpm-ostreed-automatic.timer",
    "uupd.timer",
    "ublue-update.timer",
    "bootc-fetch-apply-updates.timer",
];
/// What an `AutomaticUpdatePolicy` is told as.
const DAEMON: &str = "rpm-ostreed.service (AutomaticUpdatePolicy)";
const SYSTEMD: &str = "org.freedesktop.systemd1";

/// A link that systemd made or removed: what it did, where, and what it points at.
type Links = Vec<(String, String, String)>;

#[zbus::proxy(
    interface = "org.freedesktop.systemd1.Manager",
    default_service = "org.freedesktop.systemd1",
    default_path = "/org/freedesktop/systemd1"
)]
trait Manager {
    #[zbus(no_autostart)]
    fn get_unit_file_state(&self, name: &str) -> zbus::Result<String>;
    #[zbus(no_autostart)]
    fn get_unit(&self, name: &str) -> zbus::Result<OwnedObjectPath>;
    #[zbus(no_autostart)]
    fn enable_unit_files(
        &self,
        names: &[&str],
        runtime: bool,
        force: bool,
    ) -> zbus::Result<(bool, Links)>;
    #[zbus(no_autostart)]
    fn disable_unit_files(&self, names: &[&str], runtime: bool) -> zbus::Result<Links>;
    #[zbus(no_autostart)]
    fn reload(&self) -> zbus::Result<()>;
    #[zbus(no_autostart)]
    fn start_unit(&self, name: &str, mode: &str) -> zbus::Result<OwnedObjectPath>;
    #[zbus(no_autostart)]
    fn stop_unit(&self, name: &str, mode: &str) -> zbus::Result<OwnedObjectPath>;
}

async fn manager(bus: &Connection) -> zbus::Result<ManagerProxy<'_>> {
    ManagerProxy::builder(bus)
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// Other programs that take updates by themselves.
pub(super) async fn look(bus: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(manager) = manager(bus).await {
        for unit in OTHERS {
            if is_on(bus, &manager, unit).await == Some(true) {
                found.push(unit.to_owned());
            }
        }
    }
    let policy: Option<String> = quiet::property(
        bus,
        "org.projectatomic.rpmostree1",
        "/org/projectatomic/rpmostree1/Sysroot",
        "org.projectatomic.rpmostree1.Sysroot",
        "AutomaticUpdatePolicy",
    )
    .await;
    if policy.is_some_and(|policy| !matches!(policy.as_str(), "" | "none")) {
        found.push(DAEMON.to_owned());
    }
    found
}

/// Whether our timer runs; `None` without systemd.
pub(super) async fn timer(bus: &Connection) -> Option<bool> {
    let manager = manager(bus).await.ok()?;
    is_on(bus, &manager, TIMER).await
}

/// Whether a unit is enabled or runs; `None` if systemd does not answer.
async fn is_on(bus: &Connection, manager: &ManagerProxy<'_>, unit: &str) -> Option<bool> {
    let enabled = match manager.get_unit_file_state(unit).await {
        Ok(state) => matches!(state.as_str(), "enabled" | "enabled-runtime"),
        Err(zbus::Error::MethodError(name, ..)) if is_there(&name) => false,
        Err(error) => {
            tracing::debug!(unit, %error, "systemd does not say");
            return None;
        }
    };
    if enabled {
        return Some(true);
    }
    let Ok(path) = manager.get_unit(unit).await else {
        return Some(false);
    };
    let interface = "org.freedesktop.systemd1.Unit";
    let state = quiet::property(bus, SYSTEMD, path.as_str(), interface, "ActiveState");
    let state: Option<String> = state.await;
    Some(matches!(
        state.as_deref(),
        Some("active" | "activating" | "reloading")
    ))
}

/// Whether an error is systemd's answer, not the bus's that nobody answers.
fn is_there(error: &str) -> bool {
    error.starts_with("org.freedesktop.systemd1.")
        || matches!(
            error,
            "org.freedesktop.DBus.Error.FileNotFound" | "org.freedesktop.DBus.Error.InvalidArgs"
        )
}

/// Switches our timer on or off, for good and now. What was done is undone if the rest
/// cannot be.
///
/// # Errors
/// `NotSupported` without systemd; `Failed` if systemd refuses.
pub(super) async fn switch(bus: &Connection, on: bool) -> Result<()> {
    let manager = manager(bus).await.map_err(|error| refused(&error))?;
    if on {
        manager
            .enable_unit_files(&[TIMER], false, false)
            .await
            .map_err(|error| refused(&error))?;
        let begun = async {
            manager.reload().await?;
            manager.start_unit(TIMER, "replace").await
        };
        if let Err(error) = begun.await {
            let undone = manager.disable_unit_files(&[TIMER], false).await;
            if let Err(error) = undone {
                tracing::error!(%error, "the timer stays enabled");
            }
            return Err(refused(&error));
        }
        return Ok(());
    }
    manager
        .stop_unit(TIMER, "replace")
        .await
        .map(drop)
        .or_else(|error| match &error {
            // It is not loaded, so it does not run.
            zbus::Error::MethodError(name, ..) if name.as_str() == NO_SUCH_UNIT => Ok(()),
            _ => Err(error),
        })
        .map_err(|error| refused(&error))?;
    let ended = async {
        manager.disable_unit_files(&[TIMER], false).await?;
        manager.reload().await
    };
    if let Err(error) = ended.await {
        if let Err(error) = manager.start_unit(TIMER, "replace").await {
            tracing::error!(%error, "the timer stays stopped");
        }
        return Err(refused(&error));
    }
    Ok(())
}

const NO_SUCH_UNIT: &str = "org.freedesktop.systemd1.NoSuchUnit";

fn refused(error: &zbus::Error) -> Error {
    let (kind, message) = match error {
        zbus::Error::MethodError(name, ..) if is_there(name) => (
            ErrorKind::Failed,
            "systemd refused to switch waymark-policy.timer",
        ),
        _ => (
            ErrorKind::NotSupported,
            "systemd, whose timer wakes the service, cannot be reached",
        ),
    };
    Error::new(kind, message)
        .with(|fields| fields.holder = Some(TIMER.to_owned()))
        .raw(error.to_string())
}
