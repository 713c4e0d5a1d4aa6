//! Whether a tree is one that a system can have.
//!
//! libostree refuses names that lead elsewhere. But a few objects that name each other
//! over and over describe more files than any disk holds, or folders deeper than any path.
//! It lays such a tree out without end and without hearing of a cancel, and follows folders
//! on its stack. So it is looked at before.

use std::collections::HashMap;

use ostree::{gio, gio::prelude::*};
use waymark_model::{Error, ErrorKind, Result};

use crate::{
    commit::Commit,
    errors::translate,
    object_tree::{self, Folder},
    open,
    read::Follows,
    refs,
};

/// Files and folders of one version. The largest systems have less than half of it.
const MOST: u64 = 2_000_000;
/// Folders in each other.
const DEEPEST: usize = 256;
/// As file systems have it, in bytes.
const LONGEST_NAME: usize = 255;

/// Refuses a version, which is wholly here, whose tree is none that a system can have.
pub(crate) fn require(repo: &ostree::Repo, commit: &Commit) -> Result<()> {
    let mut known = HashMap::new();
    let size = measure(repo, &object_tree::root(commit)?, 0, &mut known)?;
    if size.entries > MOST {
        return Err(refused(&format!("it has {} files", size.entries)));
    }
    Ok(())
}

/// Takes a refused version out of the repository, and every ref that was moved to it;
/// unless it was here before, brought by another tool. `before` is where the followed ref
/// was.
pub(crate) fn forget(
    sysroot: &ostree::Sysroot,
    follows: &Follows,
    commit: &Commit,
    before: Option<&str>,
) {
    if commit.complete {
        return;
    }
    if let Err(error) = remove(sysroot, follows, commit, before) {
        tracing::warn!(%error, raw = error.raw, "a refused version could not be removed");
    }
}

fn remove(
    sysroot: &ostree::Sysroot,
    follows: &Follows,
    commit: &Commit,
    before: Option<&str>,
) -> Result<()> {
    let repo = sysroot.repo();
    let Follows { remote, branch } = follows;
    refs::set_followed(&repo, follows, before)?;
    for name in [
        refs::newest(remote, branch),
        refs::chosen(remote, branch),
        refs::seen(&commit.checksum),
    ] {
        if refs::resolve(&repo, &name)?.as_deref() == Some(&commit.checksum) {
            refs::set(&repo, &name, None)?;
        }
    }
    // Without its commit nothing leads to its folders, and nobody follows them.
    repo.delete_object(
        ostree::ObjectType::Commit,
        &commit.checksum,
        gio::Cancellable::NONE,
    )
    .map_err(translate("the refused version could not be removed"))?;
    let path = sysroot.path().path();
    let _locked = open::locked(path.as_deref())?;
    repo.prune(ostree::RepoPruneFlags::REFS_ONLY, 0, gio::Cancellable::NONE)
        .map_err(translate("the repository could not be cleaned"))?;
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Size {
    entries: u64,
    depth: usize,
}

/// Each folder is looked at once, wherever it is named.
fn measure(
    repo: &ostree::Repo,
    tree: &str,
    above: usize,
    known: &mut HashMap<String, Size>,
) -> Result<Size> {
    let size = match known.get(tree) {
        Some(size) => *size,
        None => {
            if above > DEEPEST {
                return Err(refused("its folders are too deep"));
            }
            let Some(folder) = Folder::load(repo, tree)? else {
                let raw = format!("the tree {tree} is missing from a whole version");
                return Err(Error::new(ErrorKind::Corrupt, "data is damaged").raw(raw));
            };
            let mut names = folder.files.keys().chain(folder.folders.keys());
            if names.any(|name| name.is_empty() || name.len() > LONGEST_NAME) {
                return Err(refused("a file has a name that no file can have"));
            }
            let mut size = Size {
                entries: folder.files.len() as u64,
                depth: 0,
            };
            for below in folder.folders.values() {
                let below = measure(repo, below, above + 1, known)?;
                size.entries = size.entries.saturating_add(below.entries).saturating_add(1);
                size.depth = size.depth.max(below.depth + 1);
            }
            known.insert(tree.to_owned(), size);
            size
        }
    };
    if above + size.depth > DEEPEST {
        return Err(refused("its folders are too deep"));
    }
    Ok(size)
}

fn refused(raw: &str) -> Error {
    Error::new(
        ErrorKind::Corrupt,
        "the new version is none that a system can have",
    )
    .raw(raw)
}
