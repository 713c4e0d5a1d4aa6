//! How large a version is, as its publisher says, and how much of it is here already.
//!
//! The publisher's list (`ostree.sizes`) names every object with its size on the
//! server and on a disk. Without it nothing is known before the download.

use std::{collections::HashMap, fs, io, path::PathBuf};

use ostree::{
    gio::{self, prelude::*},
    glib,
};
use rustix::fs::{FlockOperation, fcntl_lock};
use waymark_model::Result;

use crate::{commit::Commit, errors::translate};

/// What of a version is not here yet, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Missing {
    /// To be transferred, at most (a static delta may be smaller).
    pub(crate) download: u64,
    /// To be written.
    pub(crate) disk: u64,
}

/// What of a version is not here yet; `None` if its publisher does not say.
pub(crate) fn missing(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Missing>> {
    if commit.complete {
        return Ok(Some(Missing::default()));
    }
    let Some(sizes) = listed(commit) else {
        return Ok(None);
    };
    let unfinished = Unfinished::of(repo);
    let mut missing = Missing::default();
    for entry in sizes {
        let (kind, checksum) = (entry.objtype(), entry.checksum());
        let here = repo
            .has_object(kind, &checksum, gio::Cancellable::NONE)
            .map_err(translate("the repository could not be read"))?;
        if !here && !unfinished.holds(kind, &checksum) {
            missing.download = missing.download.saturating_add(entry.archived());
            missing.disk = missing.disk.saturating_add(blocks(entry.unpacked()));
        }
    }
    Ok(Some(missing))
}

/// The publisher's list; `None` if there is none that makes sense.
fn listed(commit: &Commit) -> Option<Vec<ostree::CommitSizesEntry>> {
    const CHECKSUM_AND_TWO_NUMBERS: usize = 32 + 2;
    let list = commit.value("ostree.sizes")?;
    // libostree takes what is shorter for impossible.
    let is_whole = |entry: glib::Variant| entry.size() >= CHECKSUM_AND_TWO_NUMBERS;
    if list.type_().as_str() != "aay" || !list.iter().all(is_whole) {
        return None;
    }
    ostree::commit_get_object_sizes(&commit.object).ok()
}

/// Sizes on a disk by checksum, of files alone; empty if the publisher does not say.
pub(crate) fn of_files(commit: &Commit) -> HashMap<String, u64> {
    listed(commit)
        .unwrap_or_default()
        .iter()
        .filter(|entry| entry.objtype() == ostree::ObjectType::File)
        .map(|entry| (entry.checksum().into(), entry.unpacked()))
        .collect()
}

/// A file occupies whole blocks.
fn blocks(size: u64) -> u64 {
    const BLOCK: u64 = 4096;
    size.div_ceil(BLOCK).saturating_mul(BLOCK)
}

/// Throws away what unfinished downloads left. Once the disk has failed to take it, memory
/// may tell it as whole while the disk has something else, and the next try would believe it.
pub(crate) fn forget_unfinished(repo: &ostree::Repo) {
    Unfinished::of(repo).forget();
}

/// What an interrupted download left: libostree takes it up again on the next try.
struct Unfinished(Vec<PathBuf>);

impl Unfinished {
    fn of(repo: &ostree::Repo) -> Self {
        let folders = repo.path().path().map(|path| path.join("tmp"));
        let folders = folders.and_then(|tmp| fs::read_dir(tmp).ok());
        Self(
            folders
                .into_iter()
                .flatten()
                .flatten()
                .filter(|entry| {
                    entry
                        .file_name()
                        .as_encoded_bytes()
                        .starts_with(b"staging-")
                })
                .map(|entry| entry.path())
                .filter(|path| path.is_dir())
                .collect(),
        )
    }

    /// Throws away what no other program is about to write.
    fn forget(&self) {
        for folder in &self.0 {
            let mut lock = folder.clone().into_os_string();
            lock.push("-lock");
            // Whoever writes there holds the lock, and removes its file in the end.
            let is_free = match fs::File::options().write(true).open(lock) {
                Ok(lock) => fcntl_lock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok(),
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            };
            if is_free {
                // What cannot be removed is as it was before.
                let _ = fs::remove_dir_all(folder);
            }
        }
    }

    fn holds(&self, kind: ostree::ObjectType, checksum: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let name = ostree::object_to_string(checksum, kind);
        let Some((folder, file)) = name.split_at_checked(2) else {
            return false;
        };
        self.0
            .iter()
            .any(|path| path.join(folder).join(file).exists())
    }
}
