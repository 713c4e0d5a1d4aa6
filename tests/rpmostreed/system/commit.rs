//! What commits say about themselves.

use anyhow::{Context as _, Result};
use ostree::glib::{Variant, prelude::*};
use ostree::{Repo, RepoCommitState};

use super::Fields;
use super::package::Package;
use crate::wire::lookup;

/// The key under which a commit carries its packages, `a(stsss)`.
pub const PACKAGES: &str = "rpmostree.rpmdb.pkglist";
/// Keys that stay out of what is told of a commit: they are long, or the daemon's own.
const HIDDEN: [&str; 8] = [
    PACKAGES,
    LAYERED,
    REMOVED,
    REPLACED,
    REMOTE_REPLACED,
    "rpmostree.advisories",
    "ostree.sizes",
    "xa.cache",
];
/// Names of the packages layered, `as`.
pub const LAYERED: &str = "rpmostree.packages";
/// Base packages removed, `av`.
pub const REMOVED: &str = "rpmostree.removed-base-packages";
/// Base packages replaced by local ones, `a(vv)`.
pub const REPLACED: &str = "rpmostree.replaced-base-packages";
/// Base packages replaced by ones of a repository, `a{sv}`.
pub const REMOTE_REPLACED: &str = "rpmostree.replaced-base-remote-packages";
/// True in commits that a client assembled.
pub const CLIENT_LAYER: &str = "rpmostree.clientlayer";
/// The digest of the image that a commit was made of.
pub const DIGEST: &str = "ostree.manifest-digest";
/// The configuration of that image, JSON.
pub const IMAGE_CONFIG: &str = "ostree.container.image-config";

/// A commit.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its checksum.
    pub checksum: String,
    /// Its metadata, `a{sv}`.
    pub metadata: Variant,
    /// The one before it; of an assembled one its base.
    pub parent: Option<String>,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// The checksums of the root folder's content and of its metadata.
    pub root: (String, String),
    /// Whether all of it is here.
    pub complete: bool,
}

impl Commit {
    /// Loads it.
    ///
    /// # Errors
    /// If the repository lacks it.
    pub fn load(repo: &Repo, checksum: &str) -> Result<Self> {
        let (commit, state) = repo.load_commit(checksum)?;
        let hex = |index| {
            let bytes = commit.child_value(index);
            let bytes = bytes.fixed_array::<u8>().unwrap_or_default();
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        Ok(Self {
            checksum: checksum.to_owned(),
            metadata: commit.child_value(0),
            parent: ostree::commit_get_parent(&commit).map(Into::into),
            timestamp: ostree::commit_get_timestamp(&commit),
            root: (hex(6), hex(7)),
            complete: !state.contains(RepoCommitState::PARTIAL),
        })
    }

    /// Whether a client assembled it.
    #[must_use]
    pub fn is_assembled(&self) -> bool {
        lookup::<bool>(&self.metadata, CLIENT_LAYER) == Some(true)
    }

    /// The base: itself, or of an assembled commit its parent.
    ///
    /// # Errors
    /// If the repository lacks the base.
    pub fn base(&self, repo: &Repo) -> Result<Self> {
        match &self.parent {
            Some(parent) if self.is_assembled() => Self::load(repo, parent),
            _ => Ok(self.clone()),
        }
    }

    /// The version: as stated, else the label of the image.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        lookup(&self.metadata, "version").or_else(|| {
            let config: serde_json::Value =
                serde_json::from_str(&lookup::<String>(&self.metadata, IMAGE_CONFIG)?).ok()?;
            let label = &config["config"]["Labels"]["org.opencontainers.image.version"];
            Some(label.as_str()?.to_owned())
        })
    }

    /// The digest of the image that it was made of.
    #[must_use]
    pub fn digest(&self) -> Option<String> {
        lookup(&self.metadata, DIGEST)
    }

    /// The packages in it, by name.
    ///
    /// # Errors
    /// If it does not list them.
    pub fn packages(&self) -> Result<Vec<Package>> {
        let list = lookup::<Vec<(String, u64, String, String, String)>>(&self.metadata, PACKAGES)
            .with_context(|| format!("commit {} has no package list", self.checksum))?;
        Ok(list
            .into_iter()
            .map(|(name, epoch, version, release, arch)| Package {
                name,
                epoch,
                version,
                release,
                arch,
            })
            .collect())
    }

    /// Its metadata as far as it is told.
    #[must_use]
    pub fn told_metadata(&self) -> Variant {
        let mut told = Fields::new();
        for entry in self.metadata.iter() {
            let key: String = entry.child_value(0).get().unwrap_or_default();
            if !HIDDEN.contains(&key.as_str())
                && let Some(value) = entry.child_value(1).as_variant()
            {
                told.put(&key, &value);
            }
        }
        told.end()
    }

    /// The signatures that a remote's keys were tried on, `av`; empty without any.
    #[must_use]
    pub fn signatures(&self, repo: &Repo, remote: &str) -> Variant {
        let none = ostree::gio::Cancellable::NONE;
        let all = match repo.verify_commit_for_remote(&self.checksum, remote, none) {
            Ok(result) => signatures(&result),
            Err(_) => Vec::new(),
        };
        super::variants(&all)
    }
}

/// Each signature as `(bbbbbsxxsssssxx)`.
#[must_use]
pub fn signatures(result: &ostree::GpgVerifyResult) -> Vec<Variant> {
    (0..result.count_all())
        .map(|index| result.all(index))
        .collect()
}

/// Packages as a commit carries them.
#[must_use]
pub fn package_list(packages: &[Package]) -> Variant {
    let list: Vec<_> = packages
        .iter()
        .map(|it| (&it.name, it.epoch, &it.version, &it.release, &it.arch))
        .collect();
    list.to_variant()
}
