//! Control groups: where processes are, and moving them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rustix::process::Pid;

/// Where the control groups are seen inside the machine.
pub(crate) const ROOT: &str = "/sys/fs/cgroup";

/// The group that this process is in, below the mount at `root`.
pub(crate) fn of_this_process(root: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string("/proc/self/cgroup")?;
    let path = text
        .lines()
        .find_map(|line| line.strip_prefix("0::/"))
        .context("this kernel has no second version of control groups")?;
    Ok(root.join(path))
}

/// Moves this process into `group`.
pub(crate) fn join(group: &Path) -> Result<()> {
    fs::write(group.join("cgroup.procs"), "0")
        .with_context(|| format!("cannot enter {}", group.display()))
}

/// The processes in `group` and in those below it.
pub(crate) fn members(group: &Path) -> Vec<Pid> {
    let own = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    let mut found: Vec<Pid> = own
        .lines()
        .filter_map(|line| Pid::from_raw(line.parse().ok()?))
        .collect();
    for child in fs::read_dir(group).into_iter().flatten().flatten() {
        if child.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(members(&child.path()));
        }
    }
    found
}
