//! The disks of a machine: its own with the sample system on it, and the remote's.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::sample::{Options, Sample};
use crate::tool;
use crate::version::Published;

/// Where a machine finds the remote's disk.
pub(crate) const REMOTE_URL: &str = "file:///run/remote";
/// Kernel arguments of a machine: where its root is, and what makes its start short.
pub(crate) const ARGUMENTS: [&str; 7] = [
    "root=/dev/vda",
    "rw",
    "console=ttyS0",
    "quiet",
    "mitigations=off",
    "nokaslr",
    "module_blacklist=aesni_intel,sha512_ssse3,sha256_ssse3,sha1_ssse3,autofs4,evdev",
];

/// The disks, and what is on them.
#[derive(Debug)]
pub struct Disks {
    folder: TempDir,
    /// The version that is on the disk.
    pub old: Published,
    /// The version that only the remote has.
    pub new: Published,
}

impl Disks {
    /// Makes them by `seed`: one version installed, a newer one in the remote.
    ///
    /// # Errors
    /// If a tool fails; the message has what it said.
    pub fn make(seed: u64) -> Result<Self> {
        // Beside the cache, whose objects it takes over as links.
        let folder = tempfile::Builder::new()
            .prefix("power-")
            .tempdir_in(tool::cache()?.join("tmp"))?;
        let options = Options {
            whole: true,
            seed: Some(seed),
            older: 0,
            deployed: 1,
            newer: 1,
            ..Options::default()
        };
        let sample = Sample::create(&folder.path().join("sample"), &options)?;
        let mut versions = sample.versions()?;
        let new = versions.pop().context("no newer version")?;
        let old = versions.pop().context("no older version")?;
        let disks = Self { folder, old, new };
        image(&disks.first(), "1600M", &sample.sysroot(), &[])?;
        image(
            &disks.remote(),
            "700M",
            &sample.repo(),
            &["-O", "^has_journal"],
        )?;
        Sample::forget(sample.dir())?;
        Ok(disks)
    }

    /// The remote's disk, which is never written.
    #[must_use]
    pub fn remote(&self) -> PathBuf {
        self.folder.path().join("remote.img")
    }

    /// A copy of the machine's disk as it was made.
    ///
    /// # Errors
    /// If there is no room.
    pub fn fresh(&self, name: &str) -> Result<PathBuf> {
        self.copy(&self.first(), name)
    }

    /// A copy of a disk that no machine uses.
    ///
    /// # Errors
    /// If there is no room.
    pub fn copy(&self, disk: &Path, name: &str) -> Result<PathBuf> {
        let to = self.folder.path().join(format!("{name}.img"));
        tool::run(
            Command::new("cp")
                .args(["--sparse=always", "--reflink=auto"])
                .arg(disk)
                .arg(&to),
        )?;
        Ok(to)
    }

    fn first(&self) -> PathBuf {
        self.folder.path().join("first.img")
    }
}

fn image(file: &Path, size: &str, from: &Path, features: &[&str]) -> Result<()> {
    tool::run(Command::new("truncate").args(["--size", size]).arg(file))?;
    tool::run(
        Command::new("mke2fs")
            .args(["-q", "-t", "ext4"])
            .args(features)
            .arg("-d")
            .arg(from)
            .arg(file),
    )?;
    Ok(())
}
