//! rpm-ostreed's interfaces on the bus, as far as they are called here.
//!
//! No call has a time limit: some ask a person first. Nothing is cached: a daemon
//! that went away and came back would leave old values behind.

use std::collections::HashMap;

use futures_util::StreamExt;
use waymark_model::Dict;
use zbus::{
    Connection, OwnedObjectPath, Variant,
    connection::Builder,
    fdo::{DBusProxy, NameOwnerChangedStream},
    names::UniqueName,
    proxy::CacheProperties,
};

use super::rpm_diff::Row;

/// The daemon's name on the bus.
pub(crate) const SERVICE: &str = "org.projectatomic.rpmostree1";

/// Options of a method.
pub(crate) type Options<'a> = HashMap<&'a str, Variant<'a>>;

/// Which bus the daemon is on.
#[derive(Clone, Debug, Default)]
pub(crate) enum Bus {
    /// The system's.
    #[default]
    System,
    /// The one at this address.
    #[cfg(any(test, feature = "measure"))]
    At(String),
}

impl Bus {
    /// A new connection of its own.
    ///
    /// # Errors
    /// If the bus cannot be reached.
    pub(crate) async fn connect(&self) -> zbus::Result<Connection> {
        match self {
            Self::System => Builder::system().build().await,
            #[cfg(any(test, feature = "measure"))]
            Self::At(address) => Builder::address(address.as_str()).build().await,
        }
    }
}

/// Method, sender and object of the transaction that is active; empty if none is.
pub(crate) type ActiveTransaction = (String, String, String);

#[zbus::proxy(
    interface = "org.projectatomic.rpmostree1.Sysroot",
    default_service = "org.projectatomic.rpmostree1",
    default_path = "/org/projectatomic/rpmostree1/Sysroot"
)]
pub(crate) trait Sysroot {
    /// Tells the daemon who calls; option `id`.
    fn register_client(&self, options: &Options<'_>) -> zbus::Result<()>;
    /// Reads the disk again. Answered when all that happened before is announced.
    fn reload(&self) -> zbus::Result<()>;
    /// The object of a stateroot; the empty name is the running one.
    #[zbus(name = "GetOS")]
    fn get_os(&self, name: &str) -> zbus::Result<OwnedObjectPath>;

    /// The object of the running stateroot; `/` if the machine runs none.
    #[zbus(property(emits_changed_signal = "false"))]
    fn booted(&self) -> zbus::Result<OwnedObjectPath>;
    /// See [`ActiveTransaction`].
    #[zbus(property(emits_changed_signal = "false"))]
    fn active_transaction(&self) -> zbus::Result<ActiveTransaction>;
    /// Address of the active transaction, or empty.
    #[zbus(property(emits_changed_signal = "false"))]
    fn active_transaction_path(&self) -> zbus::Result<String>;
    /// All deployments, in the order of the boot list.
    #[zbus(property(emits_changed_signal = "false"))]
    fn deployments(&self) -> zbus::Result<Vec<Dict>>;
}

#[zbus::proxy(
    interface = "org.projectatomic.rpmostree1.OS",
    default_service = "org.projectatomic.rpmostree1"
)]
pub(crate) trait Os {
    /// Starts a check; false and no address if it is turned off.
    fn automatic_update_trigger(&self, options: &Options<'_>) -> zbus::Result<(bool, String)>;
    /// Pulls and stages what the stream offers.
    fn upgrade(&self, options: &Options<'_>) -> zbus::Result<String>;
    /// Stages a version of the stream.
    fn deploy(&self, revision: &str, options: &Options<'_>) -> zbus::Result<String>;
    /// Follows another stream and stages it.
    fn rebase(
        &self,
        options: &Options<'_>,
        refspec: &str,
        packages: &[&str],
    ) -> zbus::Result<String>;
    /// Changes much at once.
    fn update_deployment(
        &self,
        modifiers: &Options<'_>,
        options: &Options<'_>,
    ) -> zbus::Result<String>;
    /// Makes the other version next.
    fn rollback(&self, options: &Options<'_>) -> zbus::Result<String>;
    /// Removes what is not needed.
    fn cleanup(&self, elements: &[&str]) -> zbus::Result<String>;
    /// Stages a deployment with other arguments of the kernel.
    fn kernel_args(
        &self,
        existing: &str,
        added: &[String],
        replaced: &[String],
        removed: &[String],
        options: &Options<'_>,
    ) -> zbus::Result<String>;
    /// Fetches the descriptions of the repositories.
    fn refresh_md(&self, options: &Options<'_>) -> zbus::Result<String>;

    /// How the packages of two deployments differ.
    fn get_deployments_rpm_diff(&self, from: &str, to: &str) -> zbus::Result<Vec<Row>>;
    /// How the packages of the cached update differ from a deployment's.
    fn get_cached_update_rpm_diff(&self, deployment: &str) -> zbus::Result<(Vec<Row>, Dict)>;
    /// How the packages of a version that is here differ from the running ones.
    fn get_cached_deploy_rpm_diff(
        &self,
        revision: &str,
        packages: &[&str],
    ) -> zbus::Result<(Vec<Row>, Dict)>;
    /// Fetches what [`get_cached_deploy_rpm_diff`](OsProxy::get_cached_deploy_rpm_diff) needs.
    fn download_deploy_rpm_diff(&self, revision: &str, packages: &[&str]) -> zbus::Result<String>;
    /// Fetches what [`get_cached_rebase_rpm_diff`](OsProxy::get_cached_rebase_rpm_diff) needs.
    fn download_rebase_rpm_diff(&self, refspec: &str, packages: &[&str]) -> zbus::Result<String>;
    /// How the packages of another stream, as it was fetched, differ from the running ones.
    fn get_cached_rebase_rpm_diff(
        &self,
        refspec: &str,
        packages: &[&str],
    ) -> zbus::Result<(Vec<Row>, Dict)>;
    /// The boot entry of a deployment, by its number; empty and true for the pending one.
    fn get_deployment_boot_config(&self, index: &str, pending: bool) -> zbus::Result<Dict>;
    /// The repositories of packages.
    fn list_repos(&self) -> zbus::Result<Vec<Dict>>;
    /// The newest package of each of these names in the repositories that are used, for
    /// each architecture.
    fn get_packages(&self, names: &[&str]) -> zbus::Result<Vec<Dict>>;
    /// Packages whose name or description fits.
    fn search(&self, words: &[&str]) -> zbus::Result<Vec<Dict>>;

    /// What runs.
    #[zbus(property(emits_changed_signal = "false"))]
    fn booted_deployment(&self) -> zbus::Result<Dict>;
    /// What starts next.
    #[zbus(property(emits_changed_signal = "false"))]
    fn default_deployment(&self) -> zbus::Result<Dict>;
    /// What a rollback would make next; empty if nothing.
    #[zbus(property(emits_changed_signal = "false"))]
    fn rollback_deployment(&self) -> zbus::Result<Dict>;
    /// What a check found.
    #[zbus(property(emits_changed_signal = "false"))]
    fn cached_update(&self) -> zbus::Result<Dict>;
    /// The stateroot's name.
    #[zbus(property(emits_changed_signal = "false"))]
    fn name(&self) -> zbus::Result<String>;
}

/// The daemon's object for the whole disk.
///
/// # Errors
/// If the connection is closed.
pub(crate) async fn sysroot(bus: &Connection) -> zbus::Result<SysrootProxy<'static>> {
    SysrootProxy::builder(bus)
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// The daemon's object for one stateroot.
///
/// # Errors
/// If the connection is closed.
pub(crate) async fn os(bus: &Connection, path: OwnedObjectPath) -> zbus::Result<OsProxy<'static>> {
    OsProxy::builder(bus)
        .path(path)
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

#[zbus::proxy(
    interface = "org.freedesktop.systemd1.Manager",
    default_service = "org.freedesktop.systemd1",
    default_path = "/org/freedesktop/systemd1"
)]
trait Systemd {
    fn load_unit(&self, name: &str) -> zbus::Result<OwnedObjectPath>;
}

#[zbus::proxy(
    interface = "org.freedesktop.systemd1.Unit",
    default_service = "org.freedesktop.systemd1"
)]
trait Unit {
    #[zbus(property(emits_changed_signal = "false"))]
    fn active_state(&self) -> zbus::Result<String>;
}

/// Whether a unit runs, or should and failed: rpm-ostree passes a registered driver
/// by only if its unit was stopped.
///
/// # Errors
/// If systemd cannot be asked.
pub(crate) async fn unit_counts(bus: &Connection, unit: &str) -> zbus::Result<bool> {
    let path = SystemdProxy::new(bus).await?.load_unit(unit).await?;
    let unit = UnitProxy::builder(bus)
        .path(path)
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    let state = unit.active_state().await?;
    Ok(["active", "activating", "reloading", "failed"].contains(&state.as_str()))
}

/// Says when the daemon that has the name now has lost it.
pub(crate) struct Owner {
    changes: NameOwnerChangedStream,
    name: String,
}

impl Owner {
    /// Watches the daemon that runs now.
    ///
    /// # Errors
    /// `NameHasNoOwner` if none does.
    pub(crate) async fn watch(bus: &Connection) -> zbus::Result<Self> {
        let dbus = DBusProxy::new(bus).await?;
        // Subscribed before it is asked who it is: no loss falls between the two.
        let changes = dbus
            .receive_name_owner_changed_with_args(&[(0, SERVICE)])
            .await?;
        let name = dbus.get_name_owner(SERVICE.try_into()?).await?.to_string();
        Ok(Self { changes, name })
    }

    /// Waits until that daemon is gone, or the bus.
    pub(crate) async fn lost(&mut self) {
        while let Some(change) = self.changes.next().await {
            let Ok(args) = change.args() else { continue };
            let before = args.old_owner().as_ref().map(UniqueName::as_str);
            if before == Some(self.name.as_str()) {
                return;
            }
        }
    }
}
