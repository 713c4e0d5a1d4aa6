//! Removing what nobody needs any more.

use std::{collections::HashSet, fs, os::unix::fs::MetadataExt, path::Path};

use ostree::{gio, gio::prelude::*};
use waymark_model::{Result, Step};

use crate::{
    boot_list,
    control::Control,
    errors::translate,
    open::{self, Locked},
    outcome::CleanedUp,
    read, refs,
};

/// Removes the stateroot's deployments beyond `keep` earlier ones, as far as they
/// are neither running, next, staged nor pinned; then everything in the repository
/// that no deployment and no ref needs.
pub(crate) fn clean_up(path: Option<&Path>, keep: u32, control: &Control) -> Result<CleanedUp> {
    control.step(Step::Writing);
    control.past_the_point_of_return()?;
    let sysroot = open::locked(path)?;
    let boot_before = boot_size(&sysroot);
    let surplus = surplus(&sysroot, keep);
    if !surplus.is_empty() {
        boot_list::remove(&sysroot, |deployment| {
            surplus.contains(&read::id(deployment))
        })?;
    }

    control.step(Step::CleaningUp);
    let repo = sysroot.repo();
    let base = read::base(&sysroot);
    refs::forget_seen(&repo, base.and_then(|base| base.follows).as_ref())?;
    sysroot
        .prepare_cleanup(gio::Cancellable::NONE)
        .map_err(translate("old deployments could not be removed"))?;
    let (_, objects, bytes) = repo
        .prune(ostree::RepoPruneFlags::REFS_ONLY, 0, gio::Cancellable::NONE)
        .map_err(translate("the repository could not be cleaned"))?;
    Ok(CleanedUp {
        unchanged: surplus.is_empty() && objects == 0,
        freed: bytes + boot_before.saturating_sub(boot_size(&sysroot)),
        removed: surplus.into_iter().collect(),
    })
}

fn surplus(sysroot: &ostree::Sysroot, keep: u32) -> HashSet<String> {
    let deployments = sysroot.deployments();
    let Some(base) = read::base(sysroot) else {
        return HashSet::new();
    };
    deployments
        .iter()
        .filter(|other| {
            other.osname() == base.deployment.osname()
                && !other.equal(&base.deployment)
                && other.index() != 0
                && !other.is_staged()
                && !other.is_pinned()
        })
        .skip(keep as usize)
        .map(read::id)
        .collect()
}

/// What libostree's kernels in /boot occupy.
fn boot_size(sysroot: &Locked) -> u64 {
    let folder = sysroot.path().path().map(|path| path.join("boot/ostree"));
    folder.map_or(0, |folder| size(&folder))
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size(&entry.path()),
            Ok(metadata) => metadata.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}
