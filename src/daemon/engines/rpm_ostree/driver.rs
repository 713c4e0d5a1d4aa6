//! The program that is registered to update this system, if it is there.

use std::path::Path;

use zbus::Connection;

use super::{config, proxy::unit_counts};

/// Name of the driver that the file tells, unless its unit was stopped.
pub(super) async fn registered(bus: &Connection, file: &Path) -> Option<String> {
    let driver = config::driver(file)?;
    match unit_counts(bus, &driver.unit).await {
        Ok(true) => Some(driver.name),
        Ok(false) => None,
        Err(error) => {
            // Better to hold back once too often than to get in its way.
            tracing::info!(%error, unit = driver.unit, "whether the update driver runs is not known");
            Some(driver.name)
        }
    }
}
