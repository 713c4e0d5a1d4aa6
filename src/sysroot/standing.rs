//! Whether a version of the stream is an update of what is here.

use waymark_model::{Error, Result};

use crate::{commit::Commit, read::Base};

/// How a version of the stream stands to what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An update would take it.
    Offered,
    /// It runs, comes next, or would come after what is staged.
    Held,
    /// It was made before what runs.
    Older,
}

/// Whether a version of the stream is one that an update would take.
pub(crate) fn is_offered(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    base: &Base,
    version: &Commit,
) -> Result<bool> {
    Ok(of(sysroot, repo, base, version)? == Standing::Offered)
}

/// How a version of the stream stands to what is here. As libostree has it, what was made
/// at the same time is not older.
pub(crate) fn of(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    base: &Base,
    version: &Commit,
) -> Result<Standing> {
    let next = sysroot.deployments().into_iter().next();
    let held = [Some(base.deployment.clone()), next];
    if held
        .iter()
        .flatten()
        .any(|deployment| deployment.csum() == version.checksum)
    {
        return Ok(Standing::Held);
    }
    let is_older = |deployment: &ostree::Deployment| {
        let commit = Commit::find(repo, &deployment.csum())?;
        Ok::<_, Error>(commit.is_some_and(|commit| commit.timestamp() > version.timestamp()))
    };
    if is_older(&base.deployment)? {
        return Ok(Standing::Older);
    }
    match sysroot.staged_deployment() {
        Some(staged) if is_older(&staged)? => Ok(Standing::Held),
        _ => Ok(Standing::Offered),
    }
}
