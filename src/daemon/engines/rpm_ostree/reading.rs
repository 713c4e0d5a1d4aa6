//! The system as it was read at one moment: what the daemon says, and what only the
//! disk says.

use std::path::Path;

use futures_util::future::try_join3;
use waymark_model::{Error, ErrorKind, Result};
use waymark_sysroot::{Outline, Sysroot};
use zbus::{Connection, OwnedObjectPath};

use super::{
    cached_update::RawUpdate,
    call::Os,
    config,
    deployments::RawDeployment,
    driver,
    errors::of_method,
    proxy::{self, OsProxy},
};

/// One reading of the system.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// In boot order, a staged one first.
    pub(super) deployments: Vec<RawDeployment>,
    /// What a check or a staged update left.
    pub(super) update: Option<RawUpdate>,
    /// What only the disk says.
    pub(super) outline: Outline,
    /// The administrator turned layering off.
    pub(super) locked: bool,
    /// The program that is registered to update this system.
    pub(super) driver: Option<String>,
}

impl Reading {
    /// Reads all of it.
    ///
    /// # Errors
    /// `EngineGone` if the daemon does not come up; what libostree says.
    pub(super) async fn take(bus: &Connection, os: &Os, sysroot: &Sysroot) -> Result<Self> {
        let told = async {
            let os = os_proxy(bus, os).await?;
            let root = proxy::sysroot(bus)
                .await
                .map_err(|error| of_method(&error))?;
            let both = futures_util::future::try_join(root.deployments(), os.cached_update());
            both.await.map_err(|error| of_method(&error))
        };
        let driver = async { Ok(driver::registered(bus, Path::new(config::DRIVER)).await) };
        let (outline, (deployments, update), driver) =
            try_join3(sysroot.outline(), told, driver).await?;
        Ok(Self {
            deployments: RawDeployment::read_all(&deployments),
            update: RawUpdate::read(&update),
            outline,
            locked: config::layering_locked(Path::new(config::CONFIG)),
            driver,
        })
    }

    /// What runs.
    pub(super) fn booted(&self) -> Option<&RawDeployment> {
        self.deployments.iter().find(|one| one.booted)
    }

    /// What a change starts from: the first of the running stateroot, staged or not.
    pub(super) fn latest(&self) -> Option<&RawDeployment> {
        let booted = self.booted()?;
        let mut own = self.deployments.iter();
        own.find(|one| one.osname == booted.osname)
    }

    /// The same, where there must be one.
    ///
    /// # Errors
    /// `NotSupported` if the machine runs none of the deployments.
    pub(super) fn required(&self) -> Result<&RawDeployment> {
        self.latest().ok_or_else(not_booted)
    }

    /// The staged one.
    pub(super) fn staged(&self) -> Option<&RawDeployment> {
        self.deployments.iter().find(|one| one.staged)
    }

    /// The deployment of this id.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn find(&self, id: &str) -> Result<&RawDeployment> {
        let found = self.deployments.iter().find(|one| one.id == id);
        found.ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                format!("there is no deployment “{id}”"),
            )
            .with(|fields| fields.reference = Some(format!("deployment:{id}")))
        })
    }
}

/// The daemon's object of the running stateroot.
///
/// # Errors
/// `NotSupported` if the machine runs none; `EngineGone` if the daemon does not come up.
pub(super) async fn running(bus: &Connection) -> Result<Os> {
    let ask = async { proxy::sysroot(bus).await?.booted().await };
    let path: OwnedObjectPath = ask.await.map_err(|error| of_method(&error))?;
    if path.as_str() == "/" {
        return Err(not_booted());
    }
    Ok(path)
}

/// The daemon's object, to call.
///
/// # Errors
/// `EngineGone` if the bus is gone.
pub(super) async fn os_proxy(bus: &Connection, os: &Os) -> Result<OsProxy<'static>> {
    proxy::os(bus, os.clone())
        .await
        .map_err(|error| of_method(&error))
}

fn not_booted() -> Error {
    Error::new(
        ErrorKind::NotSupported,
        "the machine runs none of the deployments on its disk",
    )
}
