//! Versions of the sample system: what to publish, and what was published.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::packages::{Package, PackageChange};

/// A version to publish, told as what it changes in the one before it.
#[derive(Clone, Debug)]
pub struct VersionSpec {
    /// Version string, for example `23.14.17`.
    pub version: String,
    /// The commit's date; OSTree keeps whole seconds.
    pub date: DateTime<Utc>,
    /// Packages to add, upgrade or downgrade.
    pub install: Vec<Package>,
    /// Names of packages to remove.
    pub remove: Vec<String>,
    /// Files to add or replace that no package owns: path below `/usr`, content.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Files of that kind to remove, below `/usr`.
    pub remove_files: Vec<PathBuf>,
    /// A new kernel: its release and its content. None keeps the one before.
    pub kernel: Option<(String, Vec<u8>)>,
    /// Why the branch gets no more versions. Only a system with rpm-ostree says it.
    pub end_of_life: Option<String>,
}

/// Who signed a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// The key that the sample system trusts.
    Trusted,
    /// Nobody.
    Missing,
    /// A key that the sample system does not know.
    Stranger,
}

/// A version that was published.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Published {
    /// Version string.
    pub version: String,
    /// The commit.
    pub checksum: String,
    /// The commit's parent.
    pub parent: Option<String>,
    /// The commit's date.
    pub date: DateTime<Utc>,
    /// How its packages differ from those of its parent, by name.
    pub packages: Vec<PackageChange>,
    /// The lab's own packages in it: name and version. What Debian gives is the
    /// same in all versions.
    pub own_packages: BTreeMap<String, String>,
    /// Files in it that no package owns, below `/usr`.
    pub files: Vec<PathBuf>,
    /// Release of its kernel.
    pub kernel: String,
    /// Who signed it.
    pub signature: Signature,
    /// The digest of its image, if the system follows one.
    #[serde(default)]
    pub image: Option<String>,
}

/// How the files of two versions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// Paths that only the newer has.
    pub added: Vec<PathBuf>,
    /// Paths whose content, owner or mode differ.
    pub changed: Vec<PathBuf>,
    /// Paths that only the older has.
    pub removed: Vec<PathBuf>,
}
