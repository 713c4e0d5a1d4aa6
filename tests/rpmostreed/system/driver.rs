//! The program that is registered to update a system.

use std::fs;
use std::path::Path;

use anyhow::Result;
use ostree::glib::VariantDict;

/// Registers one until the machine starts anew; `run` is the machine's `/run`.
///
/// # Errors
/// If the file cannot be written.
pub fn register(run: &Path, name: &str, unit: &str) -> Result<()> {
    let info = VariantDict::new(None);
    info.insert("driver-name", name);
    info.insert("driver-sd-unit", unit);
    let folder = run.join("rpm-ostree");
    fs::create_dir_all(&folder)?;
    Ok(fs::write(
        folder.join("update-driver.gv"),
        info.end().data(),
    )?)
}
