//! Debian packages made by the lab, and the folder into which the real dpkg
//! installs, upgrades and removes them. That folder holds only what the lab
//! adds to the base tree, and a whole dpkg database: the base's packages and
//! the lab's own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::sample::temporary_folder;
use crate::tool;

/// Where Debian-based OSTree systems keep the dpkg database, seen from `/`.
pub const DATABASE: &str = "usr/share/dpkg/database";

/// The big package that every version of the sample upgrades.
pub const PAYLOAD: &str = "waymark-sample-payload";

/// A package to build and install.
#[derive(Clone, Debug)]
pub struct Package {
    /// Debian package name.
    pub name: String,
    /// Debian version, for example `1:2.4.0-3`.
    pub version: String,
    /// Paths below `/` and their contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

/// How one package differs between two versions of the system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackageChange {
    /// Debian package name.
    pub name: String,
    /// Its version before; none if it was added.
    pub old: Option<String>,
    /// Its version after; none if it was removed.
    pub new: Option<String>,
}

impl Package {
    /// A package of two small files.
    pub fn small(name: &str, version: &str, random: &mut fastrand::Rng) -> Self {
        let folder = Path::new("usr/share").join(name);
        let mut data = vec![0; random.usize(200..4000)];
        random.fill(&mut data);
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            files: vec![
                (folder.join("version"), format!("{version}\n").into_bytes()),
                (folder.join("data.bin"), data),
            ],
        }
    }

    /// The big package: `count` files of about `size` bytes that do not
    /// compress, so that downloading it takes many steps.
    pub fn payload(version: &str, count: usize, size: usize, random: &mut fastrand::Rng) -> Self {
        let folder = Path::new("usr/lib").join(PAYLOAD);
        let files = (0..count)
            .map(|number| {
                let mut data = vec![0; random.usize(size / 2..=size + size / 2)];
                random.fill(&mut data);
                (folder.join(format!("{number:04}.bin")), data)
            })
            .collect();
        Self {
            name: PAYLOAD.to_owned(),
            version: version.to_owned(),
            files,
        }
    }

    /// Builds the package below `folder` and returns the archive's path.
    fn build(&self, folder: &Path) -> Result<PathBuf> {
        let root = folder.join(&self.name);
        write_file(
            &root.join("DEBIAN/control"),
            format!(
                "Package: {}\nVersion: {}\nArchitecture: all\n\
                 Maintainer: Waymark Lab <lab@example.invalid>\n\
                 Section: misc\nPriority: optional\n\
                 Description: part of the Waymark sample system\n",
                self.name, self.version
            )
            .as_bytes(),
        )?;
        for (path, content) in &self.files {
            write_file(&root.join(path), content)?;
        }
        let archive = folder.join(format!("{}.deb", self.name));
        tool::run(
            Command::new("dpkg-deb")
                .args(["--build", "--root-owner-group", "-Znone"])
                .args([&root, &archive]),
        )?;
        Ok(archive)
    }
}

/// Writes a file and the folders above it.
pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content).with_context(|| path.display().to_string())
}

/// The folder into which dpkg installs, while it is worked on: a copy in memory,
/// as dpkg waits for the disk at every step, which takes most of its time.
pub(crate) struct Additions {
    root: TempDir,
}

impl Additions {
    /// Makes the folder, with the dpkg database and the users of the base.
    pub(crate) fn create(database: &Path, etc: &Path) -> Result<Self> {
        let additions = Self::empty()?;
        let root = additions.root.path();
        let to = root.join(DATABASE);
        fs::create_dir_all(&to)?;
        tool::copy(&[database.join(".")], &to)?;
        // dpkg looks up the names in its list of overridden owners here.
        fs::create_dir(root.join("etc"))?;
        tool::copy(&[etc.join("passwd"), etc.join("group")], &root.join("etc"))?;
        Ok(additions)
    }

    /// Takes up what [`Self::save`] left in `folder`.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let additions = Self::empty()?;
        tool::copy(&[folder.join(".")], additions.root.path())?;
        Ok(additions)
    }

    /// Keeps the folder as `folder`, in place of what is there.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir(folder)?;
        tool::copy(&[self.root.path().join(".")], folder)
    }

    fn empty() -> Result<Self> {
        Ok(Self {
            root: temporary_folder()?,
        })
    }

    /// The part of the system tree that this folder adds.
    pub(crate) fn usr(&self) -> PathBuf {
        self.root.path().join("usr")
    }

    /// Installs or upgrades (or downgrades) packages and removes others.
    pub(crate) fn change(&self, install: &[Package], remove: &[String]) -> Result<()> {
        if !remove.is_empty() {
            tool::run(self.dpkg().arg("--purge").args(remove))?;
        }
        if !install.is_empty() {
            let build = temporary_folder()?;
            let archives = install
                .iter()
                .map(|package| package.build(build.path()))
                .collect::<Result<Vec<_>>>()?;
            tool::run(self.dpkg().arg("--install").args(archives))?;
        }
        Ok(())
    }

    fn dpkg(&self) -> Command {
        let root = self.root.path();
        let mut command = Command::new("dpkg");
        command
            .arg(format!("--root={}", root.display()))
            .arg(format!("--admindir={}", root.join(DATABASE).display()))
            .args(["--force-unsafe-io", "--log=/dev/null"])
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

/// Every installed package and its version, as `dpkg-query` reads them from the
/// database in `folder`.
///
/// # Errors
/// If `dpkg-query` cannot read the database.
pub fn installed(folder: &Path) -> Result<BTreeMap<String, String>> {
    let all = installed_with_architecture(folder)?;
    Ok(all
        .into_iter()
        .map(|(name, version, _)| (name, version))
        .collect())
}

/// The same with each package's architecture, sorted by name.
pub(crate) fn installed_with_architecture(folder: &Path) -> Result<Vec<(String, String, String)>> {
    let list = tool::run(
        Command::new("dpkg-query")
            .arg(format!("--admindir={}", folder.display()))
            .args([
                "--show",
                "--showformat=${db:Status-Abbrev}|${Package}|${Version}|${Architecture}\n",
            ]),
    )?;
    let mut all: Vec<_> = list
        .lines()
        .filter_map(|line| {
            let mut fields = line.strip_prefix("ii |")?.split('|').map(str::to_owned);
            Some((fields.next()?, fields.next()?, fields.next()?))
        })
        .collect();
    all.sort();
    Ok(all)
}

/// How two lists of packages differ, by name.
#[must_use]
pub fn changes(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<PackageChange> {
    let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| PackageChange {
            name: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
        })
        .collect()
}
