//! The packages of a version, whichever kind of database it has.

use std::cmp::Ordering;

use waymark_model::{Package, Result};

use crate::{commit::Commit, dpkg, rpm};

/// What a version holds.
pub(crate) struct Database {
    /// By name and architecture.
    pub(crate) packages: Vec<Package>,
    /// How versions of its kind are ordered; `None` of a version that is none.
    pub(crate) order: fn(&str, &str) -> Option<Ordering>,
}

/// The packages of a version; `None` if it has no database that is on this disk.
pub(crate) fn of(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Database>> {
    if let Some(listed) = listed(commit) {
        return Ok(Some(listed));
    }
    Ok(dpkg::packages(repo, commit)?.map(debian))
}

/// The packages of two versions, where it can be told at once without those that are the
/// same in both; `None` if one of them has no database that is on this disk.
pub(crate) fn differing(
    repo: &ostree::Repo,
    from: &Commit,
    to: &Commit,
) -> Result<Option<[Database; 2]>> {
    match (listed(from), listed(to)) {
        (None, None) => {
            let (from, to) = (dpkg::status(repo, from)?, dpkg::status(repo, to)?);
            let (Some(from), Some(to)) = (from, to) else {
                return Ok(None);
            };
            Ok(Some(dpkg::parse_differing(&from, &to)?.map(debian)))
        }
        (Some(from), Some(to)) => Ok(Some([from, to])),
        _ => Ok(of(repo, from)?
            .zip(of(repo, to)?)
            .map(|(from, to)| [from, to])),
    }
}

/// The list that is part of the description, so that it is here before the content is.
fn listed(commit: &Commit) -> Option<Database> {
    Some(Database {
        packages: rpm::packages(commit)?,
        order: |old, new| Some(rpm::compare_versions(old, new)),
    })
}

fn debian(packages: Vec<Package>) -> Database {
    Database {
        packages,
        order: dpkg::compare_versions,
    }
}
