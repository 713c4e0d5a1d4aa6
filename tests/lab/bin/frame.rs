//! The outermost process of a machine. It gives the machine a control group
//! of its own, so that polkit reads session paths as it does on a real system,
//! and removes the group when the machine has ended: groups outlive namespaces.

use std::{
    env, fs,
    path::Path,
    process::{self, Command, ExitCode},
};

use anyhow::{Context, Result};
use waymark_lab::machine::Plan;

use crate::{cgroups, mounts};

/// Runs the machine to its end and exits with init's status.
pub(crate) fn run(plan: &Plan) -> Result<ExitCode> {
    let all = plan.boot.join("cgroup");
    fs::create_dir_all(&all)?;
    mounts::cgroup2(&all)?;
    let home = cgroups::of_this_process(&all)?;
    let own = all.join(format!("waymark-lab-{}", process::id()));
    fs::create_dir(&own).with_context(|| format!("cannot make {}", own.display()))?;

    cgroups::join(&own)?;
    let status = Command::new("unshare")
        .args([
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--cgroup",
            "--fork",
            "--kill-child",
        ])
        .arg(env::current_exe()?)
        .arg("init")
        .arg(plan.file())
        .status();
    cgroups::join(&home)?;
    remove_tree(&own);
    let code = status.context("cannot start the machine")?.code();
    Ok(code
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Removes a control group and those below it. What cannot be removed is left:
/// it holds nothing but a name.
fn remove_tree(group: &Path) {
    for child in fs::read_dir(group).into_iter().flatten().flatten() {
        if child.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_tree(&child.path());
        }
    }
    if let Err(error) = fs::remove_dir(group) {
        eprintln!("cannot remove {}: {error}", group.display());
    }
}
