//! What the lab's own tests share.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

/// Runs the real `ostree` and returns what it printed.
pub(crate) fn ostree(arguments: &[&str]) -> Result<String> {
    let output = Command::new("ostree").args(arguments).output()?;
    ensure!(
        output.status.success(),
        "ostree {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> String {
    path.display().to_string()
}
