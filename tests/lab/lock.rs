//! Locks between processes: tests run beside each other and share a cache.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result};
use rustix::fs::{FlockOperation, flock};

/// Waits until no other process holds `path`, and holds it until the file is
/// dropped.
pub(crate) fn exclusive(path: &Path) -> Result<File> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    flock(&file, FlockOperation::LockExclusive)?;
    Ok(file)
}

/// Waits until no other process holds `path` for itself, and keeps it so until the file
/// is dropped.
pub(crate) fn shared(path: &Path) -> Result<File> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    flock(&file, FlockOperation::LockShared)?;
    Ok(file)
}
