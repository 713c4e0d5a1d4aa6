//! Installs the product as a distribution would, with `meson install`, into a
//! folder of its own from which the sample system takes it.

use std::env;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use ostree::glib;

use crate::{lock, tool};

/// Set once this process has installed: what is built does not change under it.
static INSTALLED: Mutex<bool> = Mutex::new(false);

/// The product, installed below a folder that stays as it is until this is
/// dropped.
pub(crate) struct Product {
    folder: PathBuf,
    _lock: Option<File>,
}

impl Product {
    /// Builds and installs, once per process. `WAYMARK_SAMPLE_INSTALL` names a
    /// folder in which that is done already, so that many processes can share it.
    pub(crate) fn install() -> Result<Self> {
        if let Some(folder) = env::var_os("WAYMARK_SAMPLE_INSTALL") {
            return Ok(Self {
                folder: folder.into(),
                _lock: None,
            });
        }
        let checkout = tool::checkout()?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(checkout.join("target"), PathBuf::from);
        fs::create_dir_all(&target)?;
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = lock::exclusive(&target.join("lab-install.lock"))?;
        let folder = target.join("lab-install");
        if !*installed {
            install(&checkout, &target.join("lab-build"), &folder)
                .context("installing the product into the sample system")?;
            *installed = true;
        }
        Ok(Self {
            folder,
            _lock: Some(lock),
        })
    }

    /// Changes whenever an installed file does.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        let mut digest =
            glib::Checksum::new(glib::ChecksumType::Sha256).context("no such checksum")?;
        for (path, metadata) in files(&self.folder)? {
            let name = path.strip_prefix(&self.folder)?;
            digest.update(format!("{} {:o}\0", name.display(), metadata.mode()).as_bytes());
            if metadata.is_symlink() {
                digest.update(fs::read_link(&path)?.as_os_str().as_bytes());
            } else {
                digest.update(&fs::read(&path)?);
            }
        }
        let digest = digest.string().context("no checksum")?;
        Ok(digest[..16].to_owned())
    }

    /// Copies the installed files to the new folder `to`, laid out as in a
    /// commit, and takes the line tables out of the programs, which would make
    /// every commit and pull of the sample slow.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<()> {
        tool::copy(&[self.folder.join(".")], to)?;
        if to.join("etc").exists() {
            fs::rename(to.join("etc"), to.join("usr/etc"))?;
        }
        let programs: Vec<_> = files(to)?
            .into_iter()
            .filter(|(path, metadata)| {
                metadata.is_file() && metadata.mode() & 0o111 != 0 && is_elf(path)
            })
            .map(|(path, _)| path)
            .collect();
        if !programs.is_empty() {
            tool::run(Command::new("strip").arg("--strip-debug").args(programs))?;
        }
        Ok(())
    }
}

/// Without the window: that runs on the session's side, with the libraries of the
/// development root.
fn install(checkout: &Path, build: &Path, folder: &Path) -> Result<()> {
    // Anew, so that nothing stays that is no longer installed, and because another
    // checkout may share the cache: a build folder knows its source by path.
    for stale in [build, folder] {
        if stale.exists() {
            fs::remove_dir_all(stale)?;
        }
    }
    tool::run(
        Command::new("meson")
            .args(["setup", "--prefix=/usr", "--buildtype=debug", "-Dapp=false"])
            .args([build, checkout]),
    )?;
    tool::run(
        Command::new("meson")
            .args(["install", "--quiet", "-C"])
            .arg(build)
            .arg("--destdir")
            .arg(folder),
    )?;
    Ok(())
}

fn is_elf(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"\x7fELF"
}

/// Everything below `folder` but folders, sorted by path.
fn files(folder: &Path) -> Result<Vec<(PathBuf, fs::Metadata)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), metadata));
            }
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(found)
}
