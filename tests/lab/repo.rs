//! The archive repository: commits made from a base commit and what a version
//! adds to it, signatures, and the summary. Uses libostree in the calling thread.

use std::fs::{self, File};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use ostree::gio::Cancellable;
use ostree::glib::{self, prelude::*};
use ostree::{
    MutableTree, ObjectType, Repo, RepoCommitModifier, RepoCommitModifierFlags, RepoFile, RepoMode,
};

use crate::key::Key;
use crate::sizes::{self, Sizes};
use crate::tool;

/// An OSTree repository in archive mode.
pub(crate) struct Archive {
    path: PathBuf,
    repo: Repo,
}

/// A folder and where in the tree its files go ("" is the root).
pub(crate) struct Layer<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) at: &'a str,
}

/// What a commit says about itself.
pub(crate) struct Label<'a> {
    pub(crate) version: &'a str,
    pub(crate) kernel: &'a str,
    pub(crate) date: DateTime<Utc>,
    pub(crate) parent: Option<&'a str>,
    /// What only commits of an rpm-ostree system say.
    pub(crate) rpm: Option<RpmLabel<'a>>,
}

/// What a commit of an rpm-ostree system says too.
pub(crate) struct RpmLabel<'a> {
    /// The branch that it belongs to.
    pub(crate) branch: &'a str,
    /// Its packages: name, version, architecture.
    pub(crate) packages: Vec<(String, String, String)>,
    /// Why the branch gets no more versions.
    pub(crate) end_of_life: Option<&'a str>,
}

impl RpmLabel<'_> {
    fn write(&self, dict: &glib::VariantDict) {
        dict.insert("ostree.ref-binding", vec![self.branch.to_owned()]);
        if let Some(why) = self.end_of_life {
            dict.insert("ostree.endoflife", why);
        }
        let packages = self.packages.iter().map(|(name, version, architecture)| {
            let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
            let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
            let epoch: u64 = epoch.parse().unwrap_or_default();
            let arch = match architecture.as_str() {
                "all" => "noarch",
                _ => std::env::consts::ARCH,
            };
            (
                name.clone(),
                epoch,
                version.to_owned(),
                release.to_owned(),
                arch.to_owned(),
            )
        });
        dict.insert("rpmostree.rpmdb.pkglist", packages.collect::<Vec<_>>());
    }
}

impl Archive {
    /// Makes the repository. It is throw-away: fast rather than safe or small.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)?;
        let repo = Repo::new_for_path(path);
        repo.create(RepoMode::Archive, Cancellable::NONE)?;
        let config = repo.copy_config();
        config.set_boolean("core", "fsync", false);
        config.set_string("archive", "zlib-level", "1");
        repo.write_config(&config)?;
        Self::open(path)
    }

    /// Opens the repository.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let repo = Repo::new_for_path(path);
        repo.open(Cancellable::NONE)
            .with_context(|| path.display().to_string())?;
        Ok(Self {
            path: path.to_owned(),
            repo,
        })
    }

    /// Writes a commit of `layers`, one on another, on top of the tree of the
    /// commit `base`. It belongs to no branch yet. Without a label it is only
    /// for the lab's own use.
    pub(crate) fn commit(
        &self,
        base: Option<&str>,
        layers: &[Layer<'_>],
        label: Option<&Label<'_>>,
    ) -> Result<String> {
        let transaction = self.repo.auto_transaction(Cancellable::NONE)?;
        let tree = match base {
            Some(base) => MutableTree::from_commit(&self.repo, base)?,
            None => MutableTree::new(),
        };
        for layer in layers {
            self.add(&tree, layer)
                .with_context(|| layer.folder.display().to_string())?;
        }
        let root = self
            .repo
            .write_mtree(&tree, Cancellable::NONE)?
            .downcast::<RepoFile>()
            .map_err(|_| anyhow::anyhow!("the tree is no RepoFile"))?;
        let metadata = self.metadata(base, label, &root)?;
        let date = label.map_or(DateTime::UNIX_EPOCH, |label| label.date);
        let checksum = self.repo.write_commit_with_time(
            label.and_then(|label| label.parent),
            label
                .map(|label| format!("Waymark Sample OS {}", label.version))
                .as_deref(),
            None,
            Some(&metadata),
            &root,
            date.timestamp().cast_unsigned(),
            Cancellable::NONE,
        )?;
        transaction.commit(Cancellable::NONE)?;
        Ok(checksum.into())
    }

    /// Writes a commit of the same tree after a commit, which says nothing but its version.
    pub(crate) fn commit_again(
        &self,
        parent: &str,
        version: &str,
        date: DateTime<Utc>,
    ) -> Result<String> {
        let (root, _) = self.repo.read_commit(parent, Cancellable::NONE)?;
        let root = root
            .downcast::<RepoFile>()
            .map_err(|_| anyhow::anyhow!("the tree is no RepoFile"))?;
        let dict = glib::VariantDict::new(None);
        dict.insert("version", version);
        let checksum = self.repo.write_commit_with_time(
            Some(parent),
            None,
            None,
            Some(&dict.end()),
            &root,
            date.timestamp().cast_unsigned(),
            Cancellable::NONE,
        )?;
        Ok(checksum.into())
    }

    fn add(&self, tree: &MutableTree, layer: &Layer<'_>) -> Result<()> {
        let tree = match layer.at {
            "" => tree.clone(),
            name => tree.ensure_dir(name)?,
        };
        let modifier = RepoCommitModifier::new(RepoCommitModifierFlags::empty(), None);
        let folder = File::open(layer.folder)?;
        self.repo.write_dfd_to_mtree(
            folder.as_raw_fd(),
            ".",
            &tree,
            Some(&modifier),
            Cancellable::NONE,
        )?;
        Ok(())
    }

    fn metadata(
        &self,
        base: Option<&str>,
        label: Option<&Label<'_>>,
        root: &RepoFile,
    ) -> Result<glib::Variant> {
        let known = match base {
            Some(base) => Sizes::of_commit(&self.repo, base)?,
            None => Sizes::default(),
        };
        let sizes = known.of_tree(
            &self.repo,
            &root
                .tree_get_contents_checksum()
                .context("a tree without contents")?,
            &root
                .tree_get_metadata_checksum()
                .context("a tree without metadata")?,
        )?;
        let dict = glib::VariantDict::new(None);
        if let Some(label) = label {
            dict.insert("version", label.version);
            dict.insert("ostree.bootable", true);
            dict.insert("ostree.linux", label.kernel);
            if let Some(rpm) = &label.rpm {
                rpm.write(&dict);
            }
        }
        dict.insert_value(sizes::KEY, &sizes);
        Ok(dict.end())
    }

    /// Signs a commit.
    pub(crate) fn sign(&self, checksum: &str, key: &Key) -> Result<()> {
        let home = key
            .home()
            .to_str()
            .context("the key's folder is not UTF-8")?;
        self.repo
            .sign_commit(checksum, key.id(), Some(home), Cancellable::NONE)?;
        Ok(())
    }

    /// Moves (or makes) a branch and writes the summary anew.
    pub(crate) fn set_branch(&self, branch: &str, checksum: &str) -> Result<()> {
        self.repo
            .set_ref_immediate(None, branch, Some(checksum), Cancellable::NONE)?;
        self.repo.regenerate_summary(None, Cancellable::NONE)?;
        Ok(())
    }

    /// The commit that a branch points to, if there is one.
    pub(crate) fn branch(&self, branch: &str) -> Result<Option<String>> {
        Ok(self.repo.resolve_rev(branch, true)?.map(Into::into))
    }

    /// Takes a commit out of the repository; what it points to stays.
    pub(crate) fn remove_commit(&self, checksum: &str) -> Result<()> {
        self.repo
            .delete_object(ObjectType::Commit, checksum, Cancellable::NONE)?;
        Ok(())
    }

    /// Takes over all objects of another archive, as links: pulling them would
    /// take some seconds.
    pub(crate) fn import(&self, from: &Path) -> Result<()> {
        tool::link_all(&from.join("objects"), &self.path.join("objects"))
    }

    /// Checks out the folder `subpath` of a commit to `to`.
    pub(crate) fn checkout(&self, checksum: &str, subpath: &str, to: &Path) -> Result<()> {
        tool::run(
            tool::ostree()
                .arg(format!("--repo={}", self.path.display()))
                .args(["checkout", "--user-mode", "--fsync=no"])
                .arg(format!("--subpath={subpath}"))
                .arg(checksum)
                .arg(to),
        )?;
        Ok(())
    }

    /// The files that differ between two commits.
    pub(crate) fn differences(&self, from: &str, to: &str) -> Result<Vec<(char, PathBuf)>> {
        let list = tool::run(
            tool::ostree()
                .arg(format!("--repo={}", self.path.display()))
                .args(["diff", from, to]),
        )?;
        list.lines()
            .map(|line| {
                let (kind, path) = line
                    .split_once(char::is_whitespace)
                    .context("ostree diff")?;
                let kind = kind.chars().next().context("ostree diff")?;
                Ok((kind, PathBuf::from(path.trim_start())))
            })
            .collect()
    }
}

/// Pulls a commit between repositories on this machine.
pub(crate) fn pull_local(
    to: &Path,
    from: &Path,
    checksum: &str,
    remote: Option<&str>,
) -> Result<()> {
    let mut pull = tool::ostree();
    pull.arg(format!("--repo={}", to.display()))
        .arg("pull-local");
    if let Some(remote) = remote {
        pull.arg(format!("--remote={remote}"));
    }
    tool::run(pull.arg("--disable-fsync").arg(from).arg(checksum))?;
    Ok(())
}
