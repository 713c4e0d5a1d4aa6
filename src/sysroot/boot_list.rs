//! The boot list: its order, pins, and what is taken out of it.
//!
//! Indexes shift whenever something changes, so every operation takes ids, locks
//! the sysroot, and looks the deployments up again.

use std::path::Path;

use ostree::gio;
use waymark_model::{Error, ErrorKind, Result, Step};

use crate::{
    control::Control,
    errors::translate,
    kernel_arguments,
    open::{self, Locked},
    outcome::Applied,
    read, space,
};

const LEFT_OVER: &str = "what is left of it could not be removed";

/// Makes a deployment next; a staged one is lost by that.
pub(crate) fn restore(path: Option<&Path>, id: &str, control: &Control) -> Result<Applied> {
    let sysroot = begin(path, control)?;
    let deployments = sysroot.deployments();
    let target = read::find(&deployments, id)?;
    if deployments
        .first()
        .is_some_and(|first| first.equal(&target))
    {
        return Ok(Applied::unchanged(Some(id.to_owned())));
    }
    let mut list = vec![target.clone()];
    list.extend(
        deployments
            .into_iter()
            .filter(|other| !other.equal(&target) && !other.is_staged()),
    );
    write(&sysroot, &list)?;
    Ok(Applied::changed(id.to_owned()))
}

/// Pins or unpins a deployment.
pub(crate) fn set_pinned(
    path: Option<&Path>,
    id: &str,
    pinned: bool,
    control: &Control,
) -> Result<Applied> {
    let sysroot = begin(path, control)?;
    let target = read::find(&sysroot.deployments(), id)?;
    if target.is_pinned() == pinned {
        return Ok(Applied::unchanged(Some(id.to_owned())));
    }
    if target.is_staged() {
        return Err(conflict(id, "a staged version cannot be pinned yet"));
    }
    sysroot
        .deployment_set_pinned(&target, pinned)
        .map_err(translate("the pin could not be changed"))
        .map_err(|error| space::tell_of_boot_list(&sysroot, error))?;
    Ok(Applied::changed(id.to_owned()))
}

/// Deletes deployments: all of them or, if one may not be deleted, none.
pub(crate) fn delete(path: Option<&Path>, ids: &[String], control: &Control) -> Result<Applied> {
    let sysroot = begin(path, control)?;
    let deployments = sysroot.deployments();
    let booted = sysroot.booted_deployment();
    for id in ids {
        let target = read::find(&deployments, id)?;
        if booted.as_ref().is_some_and(|booted| booted.equal(&target)) {
            return Err(conflict(id, "the running version cannot be deleted"));
        }
        if target.is_pinned() {
            return Err(conflict(id, "a pinned version cannot be deleted"));
        }
    }
    if ids.is_empty() {
        return Ok(Applied::unchanged(None));
    }
    remove(&sysroot, |deployment| ids.contains(&read::id(deployment)))?;
    control.step(Step::CleaningUp);
    clean(&sysroot)?;
    Ok(Applied::changed_without_deployment())
}

/// Drops what is staged.
pub(crate) fn discard(path: Option<&Path>, control: &Control) -> Result<Applied> {
    let sysroot = begin(path, control)?;
    let Some(staged) = sysroot.staged_deployment() else {
        return Ok(Applied::unchanged(None));
    };
    let id = read::id(&staged);
    remove(&sysroot, ostree::Deployment::is_staged)?;
    control.step(Step::CleaningUp);
    // Its content hangs on a ref too, so that going through the whole repository, which
    // takes longer than all the rest, would free none of it.
    sysroot
        .prepare_cleanup(gio::Cancellable::NONE)
        .map_err(translate(LEFT_OVER))?;
    Ok(Applied::changed(id))
}

/// Takes deployments out of the list. Their files stay until a cleaning.
pub(crate) fn remove(
    sysroot: &Locked,
    mut gone: impl FnMut(&ostree::Deployment) -> bool,
) -> Result<()> {
    let mut list = sysroot.deployments();
    list.retain(|deployment| !gone(deployment));
    write(sysroot, &list)
}

fn begin(path: Option<&Path>, control: &Control) -> Result<Locked> {
    control.step(Step::Writing);
    control.past_the_point_of_return()?;
    open::locked(path)
}

fn write(sysroot: &Locked, list: &[ostree::Deployment]) -> Result<()> {
    kernel_arguments::require_whole(list)?;
    // Without this flag libostree would also remove what nothing refers to, which takes long.
    let options = ostree::SysrootWriteDeploymentsOpts {
        do_postclean: false,
    };
    sysroot
        .write_deployments_with_options(list, &options, gio::Cancellable::NONE)
        .map_err(translate("the boot list could not be written"))
        .map_err(|error| space::tell_of_boot_list(sysroot, error))
}

fn clean(sysroot: &Locked) -> Result<()> {
    sysroot
        .cleanup(gio::Cancellable::NONE)
        .map_err(translate(LEFT_OVER))
}

fn conflict(id: &str, message: &str) -> Error {
    Error::new(ErrorKind::Conflict, message)
        .with(|fields| fields.reference = Some(format!("deployment:{id}")))
}
