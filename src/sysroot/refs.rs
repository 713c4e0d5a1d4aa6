//! Waymark's own refs in the system's repository.
//!
//! What Waymark fetches to *look at* hangs on refs below `waymark/`, never on the
//! ref that the system follows: that one moves only once a version is wholly
//! here, so other tools find it as they would without Waymark.

use ostree::gio;
use waymark_model::Result;

use crate::{errors::translate, read::Follows};

const PREFIX: &str = "waymark";
/// A stand-in for a remote's name while the remote's ref is being fetched.
pub(crate) const INCOMING: &str = "waymark-incoming";

/// What the stream pointed at when it was last looked at.
pub(crate) fn newest(remote: &str, branch: &str) -> String {
    format!("{PREFIX}/newest/{remote}/{branch}")
}

/// Where the followed ref stood at that moment: if it moved since, another tool fetched.
pub(crate) fn followed(remote: &str, branch: &str) -> String {
    format!("{PREFIX}/followed/{remote}/{branch}")
}

/// The version of the stream that may be taken, where the newest may not.
pub(crate) fn chosen(remote: &str, branch: &str) -> String {
    format!("{PREFIX}/chosen/{remote}/{branch}")
}

/// Keeps what was fetched to compare with a version.
pub(crate) fn seen(checksum: &str) -> String {
    format!("{PREFIX}/seen/{checksum}")
}

/// What a ref points at.
pub(crate) fn resolve(repo: &ostree::Repo, refspec: &str) -> Result<Option<String>> {
    Ok(repo
        .resolve_rev(refspec, true)
        .map_err(translate("a ref could not be read"))?
        .map(Into::into))
}

/// Points a local ref at a version, or removes it.
pub(crate) fn set(repo: &ostree::Repo, name: &str, checksum: Option<&str>) -> Result<()> {
    set_of(repo, None, name, checksum)
}

/// Points the followed ref at a version, or removes it.
pub(crate) fn set_followed(
    repo: &ostree::Repo,
    follows: &Follows,
    checksum: Option<&str>,
) -> Result<()> {
    set_of(repo, Some(&follows.remote), &follows.branch, checksum)
}

/// Removes what an earlier fetch of the remote's ref left behind.
pub(crate) fn clear_incoming(repo: &ostree::Repo, branch: &str) -> Result<()> {
    set_of(repo, Some(INCOMING), branch, None)
}

/// Removes the refs that only kept what was looked at, and those of streams that
/// are not followed any more.
pub(crate) fn forget_seen(repo: &ostree::Repo, follows: Option<&Follows>) -> Result<()> {
    let needed = follows.map(|follows| {
        let (remote, branch) = (&follows.remote, &follows.branch);
        [
            newest(remote, branch),
            followed(remote, branch),
            chosen(remote, branch),
        ]
    });
    let kept = repo
        .list_refs_ext(
            Some(PREFIX),
            ostree::RepoListRefsExtFlags::NONE,
            gio::Cancellable::NONE,
        )
        .map_err(translate("the refs could not be read"))?;
    kept.keys()
        .filter(|name| !needed.iter().flatten().any(|needed| needed == *name))
        .try_for_each(|name| set(repo, name, None))
}

fn set_of(
    repo: &ostree::Repo,
    remote: Option<&str>,
    name: &str,
    checksum: Option<&str>,
) -> Result<()> {
    repo.set_ref_immediate(remote, name, checksum, gio::Cancellable::NONE)
        .map_err(translate("a ref could not be written"))
}
