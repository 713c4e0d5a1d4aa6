//! Making a version that the remote has a deployment of this system.

use std::path::Path;

use ostree::{gio, glib};
use waymark_model::{Error, ErrorKind, Result, Step};

use crate::{
    boot_list, bounds,
    check::{self, Tip},
    choose::{self, Choice},
    commit::{self, Commit},
    control::{Control, Event},
    errors::translate,
    kernel_arguments, open, origin,
    outcome::Applied,
    pull::{self, Scope},
    read::{self, Base, Follows},
    refs, sizes, space,
    standing::{self, Standing},
    streams,
};

/// Downloads and stages the newest version of the stream, or that which fits a choice.
pub(crate) fn update(
    path: Option<&Path>,
    expected: Option<&str>,
    choice: Option<&Choice>,
    control: &Control,
) -> Result<Applied> {
    match bring(path, expected, choice, control)? {
        Brought::Here(commit) => stage_beside_running(path, &commit, control),
        Brought::Unchanged(applied) => Ok(applied),
    }
}

/// The same without staging.
pub(crate) fn fetch(
    path: Option<&Path>,
    expected: Option<&str>,
    choice: Option<&Choice>,
    control: &Control,
) -> Result<Applied> {
    Ok(match bring(path, expected, choice, control)? {
        Brought::Here(_) => Applied::changed_without_deployment(),
        Brought::Unchanged(applied) => applied,
    })
}

/// What bringing an update here came to.
enum Brought {
    /// This version is wholly here.
    Here(Commit),
    /// There is nothing to bring.
    Unchanged(Applied),
}

fn bring(
    path: Option<&Path>,
    expected: Option<&str>,
    choice: Option<&Choice>,
    control: &Control,
) -> Result<Brought> {
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
    match standing::of(&sysroot, &repo, &base, &commit)? {
        Standing::Offered => {}
        Standing::Older if expected.is_none_or(|expected| expected == commit.checksum) => {
            return Err(older(&commit));
        }
        Standing::Held | Standing::Older => {
            return not_offered(&sysroot, &commit, expected).map(Brought::Unchanged);
        }
    }
    let tip = commit.checksum.clone();
    let is_other = expected.is_some_and(|expected| expected != tip);
    let (commit, bytes) = match choice.filter(|_| is_other) {
        Some(choice) => {
            let found = choose::older(&sysroot, &base, &commit, choice, control)?;
            let found = found.filter(|found| Some(found.checksum.as_str()) == expected);
            let found = found.ok_or_else(|| moved(&commit))?;
            let (found, more) = check::describe(&sysroot, follows, &found.checksum, control)?;
            (found, bytes + more)
        }
        None if is_other => return Err(moved(&commit)),
        None => (commit, bytes),
    };
    let branch = &follows.branch;
    download(&sysroot, follows, &commit, Some(branch), bytes, control)?;
    // What the stream points at is known still, where something earlier was taken.
    check::note(&repo, &follows.remote, branch, &tip)?;
    Ok(Brought::Here(commit))
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
    stage_beside_running(path, &commit, control)
}

/// Downloads and stages the newest version of another stream, which is followed
/// from then on.
pub(crate) fn rebase(path: Option<&Path>, stream: &str, control: &Control) -> Result<Applied> {
    control.step(Step::Preparing);
    drop(open::locked(path)?);
    let sysroot = open::for_writing(path)?;
    let mut base = running(&sysroot)?;
    let wanted = streams::named(&base, stream)?;
    let refspec = wanted.to_string();
    let next = sysroot.deployments().into_iter().next();
    if next.is_some_and(|next| origin::refspec(&next).as_ref() == Some(&refspec)) {
        return Ok(Applied::unchanged(None));
    }
    let origin = origin::following(&base.deployment, &refspec)?;
    base.follows = Some(wanted);
    control.step(Step::Checking);
    let Tip { commit, bytes } = check::look(&sysroot, &base, control)?;
    let follows = check::follows(&base)?;
    let branch = Some(follows.branch.as_str());
    download(&sysroot, follows, &commit, branch, bytes, control)?;
    stage(path, &commit, origin.as_ref(), None, control)
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

/// An update never goes back, be it that the publisher took a version back or that somebody
/// serves what was published once: to restore that version is to ask for it.
fn older(tip: &Commit) -> Error {
    Error::new(
        ErrorKind::Conflict,
        "the remote offers an older version than the one that runs",
    )
    .with(|fields| {
        let version = format!("version:{}", tip.checksum);
        fields.reference = Some(version.clone());
        fields.found = Some(version);
    })
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
    let missing = sizes::missing(&repo, commit)?;
    space::require(sysroot, commit, missing)?;
    control.step(Step::Downloading);
    let stated = missing.map_or(0, |missing| missing.download);
    let scope = match branch {
        Some(branch) => Scope::WholeRef(branch, &commit.checksum),
        None => Scope::Whole(&commit.checksum),
    };
    let followed = refs::resolve(&repo, &follows.to_string())?;
    pull::pull(&repo, remote, &scope, control, stated, before)
        .map_err(|error| space::tell_of_version(&repo, commit, error))?;
    if let Err(refused) = bounds::require(&repo, commit) {
        bounds::forget(sysroot, follows, commit, followed.as_deref());
        return Err(refused);
    }
    control.say(Event::Part(1.0));
    if let Some(branch) = branch {
        check::note(&repo, remote, branch, &commit.checksum)?;
    }
    Ok(())
}

/// Stages a version that is wholly here and follows what the running one follows.
fn stage_beside_running(
    path: Option<&Path>,
    commit: &Commit,
    control: &Control,
) -> Result<Applied> {
    let base = running(&open::for_reading(path)?)?;
    let origin = origin::lasting(&base.deployment)?;
    stage(path, commit, origin.as_ref(), None, control)
}

/// Stages a version that is wholly here: the running deployment's /etc is carried
/// over, and its kernel arguments unless others are given.
pub(crate) fn stage(
    path: Option<&Path>,
    commit: &Commit,
    origin: Option<&glib::KeyFile>,
    arguments: Option<&[String]>,
    control: &Control,
) -> Result<Applied> {
    control.step(Step::Staging);
    let sysroot = open::locked_in_time(path, control)?;
    control.past_the_point_of_return()?;
    let base = running(&sysroot)?;
    let repo = sysroot.repo();
    if !Commit::load(&repo, &commit.checksum)?.complete {
        // Staging a version of which only the description is here would fail half-way.
        return Err(Error::new(
            ErrorKind::Corrupt,
            "the new version is not wholly on this disk",
        ));
    }
    // All of them are written when this one is finalized.
    kernel_arguments::require_whole(&sysroot.deployments())?;
    let replaces = sysroot.staged_deployment().is_some();
    let arguments = arguments.map_or_else(
        || read::kernel_arguments(&base.deployment),
        <[String]>::to_vec,
    );
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let options = ostree::SysrootDeployTreeOpts {
        override_kernel_argv: Some(&arguments),
        ..Default::default()
    };
    let staged = sysroot
        .stage_tree_with_options(
            Some(&base.deployment.osname()),
            &commit.checksum,
            origin,
            Some(&base.deployment),
            &options,
            gio::Cancellable::NONE,
        )
        .map_err(translate("the new version could not be staged"))
        .map_err(|error| space::tell(&repo, error))
        .inspect_err(|_| forget_begun(&sysroot))?;
    if replaces {
        sysroot
            .prepare_cleanup(gio::Cancellable::NONE)
            .map_err(translate("the version staged before could not be removed"))?;
    }
    Ok(Applied::changed(read::id(&staged)))
}

/// Removes what was unpacked of a version that could not be staged: the room may be needed.
fn forget_begun(sysroot: &ostree::Sysroot) {
    // Where that fails too the next clean-up does it; the first failure is what is told.
    let _ = sysroot.prepare_cleanup(gio::Cancellable::NONE);
}
