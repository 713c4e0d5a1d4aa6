//! Finding the commit of a ref that a user names by its version or checksum.

use anyhow::{Result, bail};
use ostree::Repo;

use super::commit::Commit;
use super::pull::{Scope, pull};
use super::run::Run;

/// How a revision is named.
enum Named<'a> {
    Version(&'a str),
    Checksum(&'a str),
}

/// Fetches the descriptions of a ref's commits and returns the one that is named:
/// `version=…`, `revision=…`, a checksum, or else a version.
///
/// # Errors
/// If the ref cannot be pulled or has no such commit.
pub fn find(
    run: &Run<'_>,
    repo: &Repo,
    remote: &str,
    branch: &str,
    revision: &str,
    any_branch: bool,
) -> Result<String> {
    let named = match revision.split_once('=') {
        Some(("version", version)) => Named::Version(version),
        Some(("revision", checksum)) => Named::Checksum(checksum),
        _ if is_checksum(revision) => Named::Checksum(revision),
        _ => Named::Version(revision),
    };
    let refspec = format!("{remote}:{branch}");
    match named {
        Named::Version(version) => run.message(format!("Resolving version '{version}'")),
        Named::Checksum(checksum) => run.message(format!("Validating checksum '{checksum}'")),
    }
    if let Named::Checksum(checksum) = named
        && any_branch
    {
        return Ok(checksum.to_owned());
    }
    pull(run, repo, remote, branch, Scope::Descriptions(-1))?;
    let mut next = repo.resolve_rev(&refspec, false)?.map(String::from);
    while let Some(checksum) = next {
        let Ok(commit) = Commit::load(repo, &checksum) else {
            break;
        };
        let found = match named {
            Named::Version(version) => commit.version().as_deref() == Some(version),
            Named::Checksum(checksum) => commit.checksum == checksum,
        };
        if found {
            return Ok(commit.checksum);
        }
        next = commit.parent;
    }
    match named {
        Named::Version(version) => bail!("Version {version} not found in {refspec}"),
        Named::Checksum(checksum) => bail!("Checksum {checksum} not found in {refspec}"),
    }
}

/// Whether a text is a commit's checksum.
#[must_use]
pub fn is_checksum(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
