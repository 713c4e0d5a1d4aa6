//! The versions that a remote had before: descriptions alone, page by page.
//!
//! They are fetched by checksum, so no ref moves, and kept by none: the next
//! cleaning removes them.

use waymark_model::{RemoteVersion, Result, Step};

use crate::{
    check,
    commit::{self, Commit},
    control::Control,
    outcome::HistoryPage,
    pull::{self, Scope},
    read::{self, Follows},
    refs,
};

/// A page holds at most so many versions.
const LONGEST: u32 = 200;

/// One page, the newest first, of `followed` or else of what the running deployment
/// follows. `cursor` is empty or what an earlier page gave.
pub(crate) fn page(
    sysroot: &ostree::Sysroot,
    followed: Option<&str>,
    cursor: &str,
    limit: u32,
    control: &Control,
) -> Result<HistoryPage> {
    control.step(Step::FetchingMetadata);
    let base = check::base_on(sysroot, followed)?;
    let Follows { remote, branch } = check::follows(&base)?;
    let repo = sysroot.repo();
    let limit = limit.clamp(1, LONGEST);
    // One more than shown: whether there is a next page depends on it.
    let first = if cursor.is_empty() {
        let scope = Scope::TipHistory(branch, limit);
        let (tip, _) = pull::tip(&repo, remote, branch, &scope, control)?;
        refs::clear_incoming(&repo, branch)?;
        tip
    } else {
        commit::validate(cursor, "cursor")?;
        let scope = Scope::History(cursor, limit);
        pull::pull(&repo, remote, &scope, control, 0, 0)?;
        cursor.to_owned()
    };
    list(sysroot, &repo, first, limit)
}

fn list(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    first: String,
    limit: u32,
) -> Result<HistoryPage> {
    let deployments = sysroot.deployments();
    let mut page = HistoryPage::default();
    let mut next = Some(first);
    // A remote need not keep all of its history; it ends where a version is gone.
    while let Some(checksum) = next {
        let Some(commit) = Commit::find(repo, &checksum)? else {
            break;
        };
        if page.versions.len() == limit as usize {
            page.cursor = Some(checksum);
            break;
        }
        next = commit.parent();
        page.versions.push(RemoteVersion {
            version: commit.version(),
            timestamp: Some(commit.timestamp()),
            deployments: deployments
                .iter()
                .filter(|deployment| deployment.csum() == checksum)
                .map(read::id)
                .collect(),
            checksum,
            tag: None,
        });
    }
    Ok(page)
}
