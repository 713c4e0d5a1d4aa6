//! How much room deleting a deployment makes.
//!
//! A deployment's files are links to objects of the repository. An object goes with the
//! deployment if no other has a link to it: then its links are those of this deployment
//! and the repository's own.

use std::{
    collections::HashMap,
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use ostree::gio::{self, prelude::*};

/// More files than this are not looked at.
const FILES_MAX: usize = 1_000_000;

/// Where the files are that may go with a deployment.
#[derive(Debug)]
pub(crate) struct Room {
    folder: PathBuf,
    /// Its kernel's, unless another deployment starts with the same one.
    kernel: Option<PathBuf>,
}

/// That of a deployment; `None` if the repository keeps its version for another reason.
pub(crate) fn of(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    deployment: &ostree::Deployment,
) -> Option<Room> {
    let checksum = deployment.csum();
    let deployments = sysroot.deployments();
    let mut others = deployments.iter().filter(|other| !other.equal(deployment));
    if others.clone().any(|other| other.csum() == checksum) || is_wanted(repo, &checksum)? {
        return None;
    }
    let boot = boot_folder(deployment);
    let kernel = if others.any(|other| boot_folder(other) == boot) {
        None
    } else {
        Some(sysroot.path().path()?.join("boot/ostree").join(boot))
    };
    Some(Room {
        folder: sysroot.deployment_directory(deployment).path()?,
        kernel,
    })
}

impl Room {
    /// The room in bytes; `None` where it cannot be known: too many files, or one that
    /// cannot be read. Walks through all of them.
    pub(crate) fn bytes(&self) -> Option<u64> {
        let kernel = match &self.kernel {
            Some(folder) => Files::below(folder)?.all,
            None => 0,
        };
        Some(Files::below(&self.folder)?.only_here() + kernel)
    }
}

/// Whether a ref beside those of deployments keeps it.
fn is_wanted(repo: &ostree::Repo, checksum: &str) -> Option<bool> {
    let refs = repo.list_refs(None, gio::Cancellable::NONE).ok()?;
    Some(
        refs.iter()
            .any(|(name, kept)| kept == checksum && !name.starts_with("ostree/")),
    )
}

/// The folder of its kernel in /boot/ostree, which deployments with the same one share.
fn boot_folder(deployment: &ostree::Deployment) -> String {
    format!("{}-{}", deployment.osname(), deployment.bootcsum())
}

#[derive(Default)]
struct Files {
    count: usize,
    /// Bytes of all, each link counted.
    all: u64,
    /// By inode: links that it has, links found, bytes.
    linked: HashMap<u64, (u64, u64, u64)>,
    /// Bytes of those without a link elsewhere.
    own: u64,
}

impl Files {
    fn below(folder: &Path) -> Option<Self> {
        let mut files = Self::default();
        files.walk(folder, fs::symlink_metadata(folder).ok()?.dev())?;
        Some(files)
    }

    fn walk(&mut self, folder: &Path, device: u64) -> Option<()> {
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            self.count += 1;
            if self.count > FILES_MAX {
                return None;
            }
            if metadata.is_dir() {
                if metadata.dev() == device {
                    self.walk(&entry.path(), device)?;
                }
            } else {
                self.add(&metadata);
            }
        }
        Some(())
    }

    fn add(&mut self, metadata: &Metadata) {
        let bytes = metadata.blocks() * 512;
        self.all += bytes;
        match metadata.nlink() {
            1 => self.own += bytes,
            links => {
                let file = self.linked.entry(metadata.ino());
                let (_, found, _) = file.or_insert((links, 0, bytes));
                *found += 1;
            }
        }
    }

    /// Bytes of what has no link but these and the repository's.
    fn only_here(&self) -> u64 {
        let linked = self.linked.values();
        let gone = linked.filter(|(links, found, _)| found + 1 >= *links);
        self.own + gone.map(|(_, _, bytes)| bytes).sum::<u64>()
    }
}
