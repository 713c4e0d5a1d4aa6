//! Looking for what a remote has, without downloading it: a version's description
//! and its package database.

use waymark_model::{Error, ErrorKind, Ref, Result, Step};

use crate::{
    choose::{self, Choice},
    commit::{self, Commit},
    control::Control,
    dpkg, kernel,
    pull::{self, Scope},
    read::{self, Base, Follows},
    refs, streams,
};

/// What the stream points at now.
pub(crate) struct Tip {
    pub(crate) commit: Commit,
    /// What looking transferred, in bytes.
    pub(crate) bytes: u64,
}

/// Looks for an update; with a target, fetches what comparing with it needs.
pub(crate) fn check(
    sysroot: &ostree::Sysroot,
    target: Option<&Ref>,
    choice: Option<&Choice>,
    control: &Control,
) -> Result<()> {
    control.step(Step::Checking);
    match target {
        None => {
            let base = base(sysroot)?;
            let tip = look(sysroot, &base, control)?;
            match choice {
                Some(choice) => choose::note(sysroot, &base, &tip.commit, choice, control),
                None => choose::forget(sysroot, &base),
            }
        }
        Some(Ref::Deployment(id)) => read::find(&sysroot.deployments(), id).map(|_| ()),
        Some(Ref::Version(checksum)) => {
            commit::validate(checksum, "ref")?;
            let base = base(sysroot)?;
            describe(sysroot, follows(&base)?, checksum, control).map(|_| ())
        }
    }
}

/// Fetches what comparing with the newest version of another stream needs.
pub(crate) fn look_at(sysroot: &ostree::Sysroot, stream: &str, control: &Control) -> Result<Ref> {
    control.step(Step::Checking);
    let base = base_on(sysroot, Some(stream))?;
    let tip = look(sysroot, &base, control)?;
    Ok(Ref::Version(tip.commit.checksum))
}

/// What an update starts from.
pub(crate) fn base(sysroot: &ostree::Sysroot) -> Result<Base> {
    read::base(sysroot)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "there is no deployment on this system"))
}

/// The same, if another stream than the running deployment's is followed by now.
pub(crate) fn base_on(sysroot: &ostree::Sysroot, followed: Option<&str>) -> Result<Base> {
    let mut base = base(sysroot)?;
    if let Some(stream) = followed {
        base.follows = Some(streams::named(&base, stream)?);
    }
    Ok(base)
}

/// What the system follows.
pub(crate) fn follows(base: &Base) -> Result<&Follows> {
    base.follows.as_ref().ok_or_else(|| {
        Error::new(
            ErrorKind::NotSupported,
            "the system follows no remote, so there is nothing to look for",
        )
    })
}

/// Asks the remote what the stream points at, and notes it.
pub(crate) fn look(sysroot: &ostree::Sysroot, base: &Base, control: &Control) -> Result<Tip> {
    let Follows { remote, branch } = follows(base)?;
    let repo = sysroot.repo();
    let scope = Scope::TipPaths(branch, described_paths());
    let (checksum, bytes) = pull::tip(&repo, remote, branch, &scope, control)?;
    note(&repo, remote, branch, &checksum)?;
    refs::clear_incoming(&repo, branch)?;
    Ok(Tip {
        commit: Commit::load(&repo, &checksum)?,
        bytes,
    })
}

/// Notes what the stream points at, and where the followed ref stands meanwhile.
pub(crate) fn note(repo: &ostree::Repo, remote: &str, branch: &str, tip: &str) -> Result<()> {
    let followed = refs::resolve(repo, &format!("{remote}:{branch}"))?;
    refs::set(repo, &refs::newest(remote, branch), Some(tip))?;
    refs::set(repo, &refs::followed(remote, branch), followed.as_deref())
}

/// Fetches what is needed to show and compare a version of the remote, and keeps
/// it. Returns the version and what was transferred.
pub(crate) fn describe(
    sysroot: &ostree::Sysroot,
    follows: &Follows,
    checksum: &str,
    control: &Control,
) -> Result<(Commit, u64)> {
    let repo = sysroot.repo();
    if let Some(commit) = Commit::find(&repo, checksum)?
        && commit.complete
    {
        return Ok((commit, 0));
    }
    let scope = Scope::Paths(checksum, described_paths());
    let bytes = pull::pull(&repo, &follows.remote, &scope, control, 0, 0)?;
    refs::set(&repo, &refs::seen(checksum), Some(checksum))?;
    Ok((Commit::load(&repo, checksum)?, bytes))
}

/// Fetches the list of a version's kernel files, which the check for space needs.
/// Returns what was transferred.
pub(crate) fn describe_kernel(
    repo: &ostree::Repo,
    remote: &str,
    commit: &Commit,
    control: &Control,
    before: u64,
) -> Result<u64> {
    let Some(version) = commit.kernel().filter(|_| !commit.complete) else {
        return Ok(0);
    };
    // A path that no version has: the folders on the way are fetched, no file is.
    let nothing = format!("{}/.waymark", kernel::folder(&version));
    let scope = Scope::Paths(&commit.checksum, vec![nothing]);
    pull::pull(repo, remote, &scope, control, 0, before)
}

fn described_paths() -> Vec<String> {
    dpkg::STATUS_FILES
        .iter()
        .map(|&path| path.to_owned())
        .collect()
}
