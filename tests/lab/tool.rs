//! Runs the outside tools that make the sample system (ostree, dpkg, gpg, …)
//! and turns what they say when they fail into errors.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

/// Runs a command to its end and returns what it printed, without the last
/// newline. Fails with its standard error if it did not succeed.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let text = String::from_utf8(output.stdout).with_context(|| format!("{command:?}"))?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// The same for a command that reads `input`.
pub(crate) fn run_with_input(command: &mut Command, input: &str) -> Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!(
            "{command:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// `ostree` as the lab calls it: free to remove what it deployed, and without
/// waiting for the disk, which a throw-away system does not need.
pub(crate) fn ostree() -> Command {
    let mut command = Command::new("ostree");
    command
        .env("OSTREE_SYSROOT_DEBUG", "mutable-deployments")
        .env("OSTREE_SYSROOT_OPTS", "skip-sync");
    command
}

/// Copies what `sources` name into the folder `to`, with owners, modes and
/// extended attributes.
pub(crate) fn copy(sources: &[PathBuf], to: &Path) -> Result<()> {
    run(Command::new("cp")
        .args(["--archive", "--reflink=auto", "--"])
        .args(sources)
        .arg(to))?;
    Ok(())
}

/// Gives the folder `to` the files below `from`, which are never written again,
/// as a repository's objects are: as links where both are on one disk.
pub(crate) fn link_all(from: &Path, to: &Path) -> Result<()> {
    let same_disk = from.metadata()?.dev() == to.metadata()?.dev();
    let how = if same_disk {
        "--link"
    } else {
        "--reflink=auto"
    };
    run(Command::new("cp")
        .args(["--archive", how, "--"])
        .arg(from.join("."))
        .arg(to))?;
    Ok(())
}

/// The folder that outlives a call of the development root.
pub(crate) fn cache() -> Result<PathBuf> {
    let cache = std::env::var_os("WAYMARK_CACHE")
        .context("WAYMARK_CACHE is not set; the lab is used through the commands in dev/")?;
    Ok(PathBuf::from(cache))
}

/// The root of the checkout.
pub(crate) fn checkout() -> Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map(Path::to_owned)
        .context("the lab is not in a checkout")
}
