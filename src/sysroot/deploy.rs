//! Making a version that the remote has a deployment of this system.

use std::path::Path;

use ostree::{gio, glib};
use waymark_model::{Error, ErrorKind, Result, Step};

use crate::{
    boot_list,
    check::{self, Tip},
    commit::{self, Commit},
    control::{Control, Event},
    errors::translate,
    facade::Applied,
    open,
    pull::{self, Scope},
    read::{self, Base, Follows},
    sizes, space,
};

/// Downloads and stages the newest version of the stream.
pub(crate) fn update(
    path: Option<&Path>,
    expected: Option<&str>,
    control: &Control,
) -> Result<Applied> {
    control.step(Step::Preparing);
    if let Some(expected) = expected {
        commit::validate(expected, "ref")?;
    }
    // Told before the download rather than after it; a download itself must not
    // keep others from the system.
    drop(open::locked(path)?);
    let sysroot = open::for_writing(path)?;
    let base = running(&sysroot)?;
    let follows = check::follows(&base)?;

    control.step(Step::Checking);
    let Tip { commit, bytes } = check::look(&sysroot, &base, control)?;
    let repo = sysroot.repo();
    if !read::is_offered(&sysroot, &repo, &base, &commit)? {
        return not_offered(&sysroot, &commit, expected);
    }
    if expected.is_some_and(|expected| expected != commit.checksum) {
        return Err(moved(&commit));
    }
    download(
        &sysroot,
        follows,
        &commit,
        Some(&follows.branch),
        bytes,
        control,
    )?;
    stage(path, &commit, control)
}

/// Stages a version of the remote that is on no deployment, beside the others.
/// What the system follows stays as it is.
pub(crate) fn restore_version(
    path: Option<&Path>,
    checksum: &str,
    control: &Control,
) -> Result<Applied> {
    commit::validate(checksum, "ref")?;
    let sysroot = open::for_writing(path)?;
    let base = check::base(&sysroot)?;
    let stateroot = base.deployment.osname();
    let held = sysroot
        .deployments()
        .into_iter()
        .find(|held| held.csum() == checksum && held.osname() == stateroot);
    if let Some(held) = held {
        return boot_list::restore(path, &read::id(&held), control);
    }
    control.step(Step::Preparing);
    drop(open::locked(path)?);
    let base = running(&sysroot)?;
    let follows = check::follows(&base)?;
    control.step(Step::FetchingMetadata);
    let (commit, bytes) = check::describe(&sysroot, follows, checksum, control)?;
    let bound = commit.bound_refs();
    if !bound.is_empty() && !bound.contains(&follows.branch) {
        let message = format!(
            "version {checksum} is none of the stream {}",
            follows.branch
        );
        return Err(Error::new(ErrorKind::NotFound, message));
    }
    download(&sysroot, follows, &commit, None, bytes, control)?;
    stage(path, &commit, control)
}

fn running(sysroot: &ostree::Sysroot) -> Result<Base> {
    if sysroot.booted_deployment().is_none() {
        return Err(Error::new(
            ErrorKind::NotSupported,
            "only a system that runs can be updated",
        ));
    }
    check::base(sysroot)
}

fn not_offered(sysroot: &ostree::Sysroot, tip: &Commit, expected: Option<&str>) -> Result<Applied> {
    let next = sysroot.deployments().into_iter().next();
    let prepared = next.filter(|next| next.csum() == tip.checksum);
    if expected.is_some_and(|expected| expected != tip.checksum) {
        return Err(moved(tip));
    }
    match (prepared, expected) {
        (Some(next), _) => Ok(Applied::unchanged(Some(read::id(&next)))),
        (None, None) => Ok(Applied::unchanged(None)),
        (None, Some(_)) => Err(moved(tip)),
    }
}

fn moved(tip: &Commit) -> Error {
    Error::new(
        ErrorKind::Conflict,
        "the remote no longer offers the version that was asked for",
    )
    .with(|fields| fields.found = Some(format!("version:{}", tip.checksum)))
}

/// Checks for room and fetches all of a version. With a branch, the followed ref
/// moves to it, as other tools expect of an update.
fn download(
    sysroot: &ostree::Sysroot,
    follows: &Follows,
    commit: &Commit,
    branch: Option<&str>,
    before: u64,
    control: &Control,
) -> Result<()> {
    let repo = sysroot.repo();
    let remote = &follows.remote;
    let before = before + check::describe_kernel(&repo, remote, commit, control, before)?;
    space::require(sysroot, commit)?;
    control.step(Step::Downloading);
    let stated = sizes::missing(&repo, commit)?.map_or(0, |missing| missing.download);
    let scope = match branch {
        Some(branch) => Scope::WholeRef(branch, &commit.checksum),
        None => Scope::Whole(&commit.checksum),
    };
    pull::pull(&repo, remote, &scope, control, stated, before)?;
    control.say(Event::Part(1.0));
    if let Some(branch) = branch {
        check::note(&repo, remote, branch, &commit.checksum)?;
    }
    Ok(())
}

/// Stages a version that is wholly here: the running deployment's /etc, kernel
/// arguments and origin are carried over.
fn stage(path: Option<&Path>, commit: &Commit, control: &Control) -> Result<Applied> {
    control.step(Step::Staging);
    control.past_the_point_of_return()?;
    let sysroot = open::locked(path)?;
    let base = running(&sysroot)?;
    let repo = sysroot.repo();
    if !Commit::load(&repo, &commit.checksum)?.complete {
        // Staging a version of which only the description is here would fail half-way.
        return Err(Error::new(
            ErrorKind::Corrupt,
            "the new version is not wholly on this disk",
        ));
    }
    let replaces = sysroot.staged_deployment().is_some();
    let arguments = read::kernel_arguments(&base.deployment);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let options = ostree::SysrootDeployTreeOpts {
        override_kernel_argv: Some(&arguments),
        ..Default::default()
    };
    let origin = origin(&base.deployment)?;
    let staged = sysroot
        .stage_tree_with_options(
            Some(&base.deployment.osname()),
            &commit.checksum,
            origin.as_ref(),
            Some(&base.deployment),
            &options,
            gio::Cancellable::NONE,
        )
        .map_err(translate("the new version could not be staged"))
        .map_err(|error| space::tell(&repo, error))?;
    if replaces {
        sysroot
            .prepare_cleanup(gio::Cancellable::NONE)
            .map_err(translate("the version staged before could not be removed"))?;
    }
    Ok(Applied::changed(read::id(&staged)))
}

/// A deployment's origin without what is true of that deployment alone, such as a pin.
fn origin(deployment: &ostree::Deployment) -> Result<Option<glib::KeyFile>> {
    let Some(own) = deployment.origin() else {
        return Ok(None);
    };
    let copy = glib::KeyFile::new();
    copy.load_from_data(&own.to_data(), glib::KeyFileFlags::NONE)
        .map_err(translate("what the system follows could not be read"))?;
    ostree::Deployment::origin_remove_transient_state(&copy);
    Ok(Some(copy))
}
