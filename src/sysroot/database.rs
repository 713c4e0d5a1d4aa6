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
    // The list is part of the description, so that it is here before the content is.
    if let Some(packages) = rpm::packages(commit) {
        return Ok(Some(Database {
            packages,
            order: |old, new| Some(rpm::compare_versions(old, new)),
        }));
    }
    Ok(dpkg::packages(repo, commit)?.map(|packages| Database {
        packages,
        order: dpkg::compare_versions,
    }))
}
