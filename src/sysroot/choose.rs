//! Finding an earlier version of the stream, where the newest is not wanted yet.
//!
//! Only descriptions of versions are fetched. The one that was found hangs on a ref of our
//! own, with what comparing with it needs.

use waymark_model::Result;

use crate::{
    check,
    commit::Commit,
    control::Control,
    pull::{self, Scope},
    read::{Base, Follows},
    refs, standing,
};

/// How many versions are fetched at a time, and looked at at most.
const PAGE: u32 = 50;
const MOST: u32 = 1000;

/// What may be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Published at this time or before, in seconds since 1970.
    pub published_by: u64,
    /// Versions that are not taken; nor is what came before them.
    pub hidden: Vec<String>,
}

impl Choice {
    fn hides(&self, commit: &Commit) -> bool {
        self.hidden.contains(&commit.checksum)
    }

    fn takes(&self, commit: &Commit) -> bool {
        commit.timestamp() <= self.published_by && !self.hides(commit)
    }
}

/// Looks behind the newest version and notes what was found.
pub(crate) fn note(
    sysroot: &ostree::Sysroot,
    base: &Base,
    tip: &Commit,
    choice: &Choice,
    control: &Control,
) -> Result<()> {
    let found = older(sysroot, base, tip, choice, control)?;
    let follows = check::follows(base)?;
    if let Some(found) = &found {
        check::describe(sysroot, follows, &found.checksum, control)?;
    }
    let name = refs::chosen(&follows.remote, &follows.branch);
    let checksum = found.as_ref().map(|found| found.checksum.as_str());
    refs::set(&sysroot.repo(), &name, checksum)
}

/// Forgets what was found.
pub(crate) fn forget(sysroot: &ostree::Sysroot, base: &Base) -> Result<()> {
    let follows = check::follows(base)?;
    let name = refs::chosen(&follows.remote, &follows.branch);
    refs::set(&sysroot.repo(), &name, None)
}

/// The newest version before `tip` that may be taken; `None` if `tip` itself may, or none
/// that is newer than what runs.
pub(crate) fn older(
    sysroot: &ostree::Sysroot,
    base: &Base,
    tip: &Commit,
    choice: &Choice,
    control: &Control,
) -> Result<Option<Commit>> {
    if choice.takes(tip) {
        return Ok(None);
    }
    let repo = sysroot.repo();
    let Follows { remote, .. } = check::follows(base)?;
    let mut here = tip.clone();
    for _ in 0..MOST {
        if choice.hides(&here) || !standing::is_offered(sysroot, &repo, base, &here)? {
            return Ok(None);
        }
        if choice.takes(&here) {
            return Ok(Some(here));
        }
        let Some(parent) = here.parent() else {
            return Ok(None);
        };
        if Commit::find(&repo, &parent)?.is_none() {
            // From one that the remote has: it need not have all that came before.
            let scope = Scope::History(&here.checksum, PAGE);
            pull::pull(&repo, remote, &scope, control, 0, 0)?;
        }
        match Commit::find(&repo, &parent)? {
            Some(before) => here = before,
            None => return Ok(None),
        }
    }
    Ok(None)
}
