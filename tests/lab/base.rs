//! The part of the sample system that is the same in all its versions, and that
//! takes long to make: the Debian tree and the product. It is committed once and
//! kept in the cache, as an archive (for servers) and unpacked (for sysroots);
//! samples take both over as links.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ostree::glib;

use crate::double::Double;
use crate::install::Product;
use crate::lock;
use crate::repo::{Archive, Layer, pull_local};
use crate::sample::System;
use crate::tool;
use crate::tree;

/// The branch of the tree without the product.
const BARE_TREE: &str = "tree";
/// How many builds of the product stay in the cache.
const KEPT_BUILDS: usize = 6;

/// The cached base.
pub(crate) struct Base {
    folder: PathBuf,
    commit: String,
}

impl Base {
    /// Makes what is not in the cache yet, of the kind of system that is wanted.
    pub(crate) fn ensure(system: System) -> Result<Self> {
        let debian = PathBuf::from(std::env::var_os("WAYMARK_SAMPLE_TREE").context(
            "WAYMARK_SAMPLE_TREE is not set; the lab is used through the commands in dev/",
        )?);
        let cache = tool::cache()?;
        let product = Product::install()?;
        let _lock = lock::exclusive(&cache.join("lock-sample-base"))?;
        let folder = cache.join(format!("sample-base-{}", recipe(&debian)?));
        if !folder.exists() {
            create(&debian, &folder)?;
        }
        let archive = Archive::open(&folder.join("archive"))?;
        let double = match system {
            System::Ostree => None,
            System::RpmOstree | System::RpmOstreeImage => Some(Double::find()?),
        };
        let commit = with_product(&folder, &archive, &product, double.as_ref())?;
        Ok(Self { folder, commit })
    }

    /// The commit with all that versions share.
    pub(crate) fn commit(&self) -> &str {
        &self.commit
    }

    /// The repository that has it as an archive.
    pub(crate) fn archive(&self) -> PathBuf {
        self.folder.join("archive")
    }

    /// The repository that has it unpacked.
    pub(crate) fn unpacked(&self) -> PathBuf {
        self.folder.join("unpacked")
    }

    /// What the system's `/var` holds when it is first installed.
    pub(crate) fn var(&self) -> PathBuf {
        self.folder.join("var")
    }

    /// The dpkg database of the base.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("database")
    }

    /// The base's `/etc`: passwd and group.
    pub(crate) fn etc(&self) -> PathBuf {
        self.folder.join("etc")
    }
}

/// Changes whenever the base would be made otherwise.
fn recipe(debian: &Path) -> Result<String> {
    let text = format!(
        "{}{}{}{}{}",
        debian.display(),
        include_str!("base.rs"),
        include_str!("tree.rs"),
        include_str!("repo.rs"),
        include_str!("sizes.rs"),
    );
    let digest = glib::compute_checksum_for_data(glib::ChecksumType::Sha256, text.as_bytes())
        .context("no checksum")?;
    Ok(digest[..12].to_owned())
}

fn create(debian: &Path, folder: &Path) -> Result<()> {
    eprintln!("Making the base of the sample system (once)");
    let part = folder.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    let root = part.join("root");
    tree::prepare(debian, &root, &part.join("var"))?;

    let archive = Archive::create(&part.join("archive"))?;
    let commit = archive.commit(
        None,
        &[Layer {
            folder: &root,
            at: "",
        }],
        None,
    )?;
    archive.set_branch(BARE_TREE, &commit)?;
    tool::run(
        tool::ostree()
            .arg(format!("--repo={}", part.join("unpacked").display()))
            .args(["init", "--mode=bare"]),
    )?;
    pull_local(
        &part.join("unpacked"),
        &part.join("archive"),
        BARE_TREE,
        None,
    )?;

    fs::rename(root.join(crate::packages::DATABASE), part.join("database"))?;
    fs::create_dir(part.join("etc"))?;
    tool::copy(
        &[root.join("usr/etc/passwd"), root.join("usr/etc/group")],
        &part.join("etc"),
    )?;
    fs::remove_dir_all(&root)?;
    fs::rename(&part, folder)?;
    Ok(())
}

/// The base with this build of the product, committed if it is a new one.
fn with_product(
    folder: &Path,
    archive: &Archive,
    product: &Product,
    double: Option<&Double>,
) -> Result<String> {
    let mut branch = format!("product/{}", product.fingerprint()?);
    if let Some(double) = double {
        branch.push('-');
        branch.push_str(&double.fingerprint()?);
    }
    if let Some(commit) = archive.branch(&branch)? {
        return Ok(commit);
    }
    let files = tempfile::tempdir_in(folder)?;
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755))?;
    product.copy_to(files.path())?;
    if let Some(double) = double {
        double.copy_to(files.path())?;
    }
    let tree = archive
        .branch(BARE_TREE)?
        .context("the cached base is empty")?;
    let commit = archive.commit(
        Some(&tree),
        &[Layer {
            folder: files.path(),
            at: "",
        }],
        None,
    )?;
    pull_local(
        &folder.join("unpacked"),
        &folder.join("archive"),
        &commit,
        None,
    )?;
    archive.set_branch(&branch, &commit)?;
    forget_old_builds(folder)?;
    Ok(commit)
}

fn forget_old_builds(folder: &Path) -> Result<()> {
    let refs = folder.join("archive/refs/heads/product");
    let mut builds: Vec<_> = fs::read_dir(&refs)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.metadata()?.modified()?, entry.path()))
        })
        .collect::<Result<_>>()?;
    builds.sort();
    let kept = builds.len().saturating_sub(KEPT_BUILDS);
    for (_, path) in &builds[..kept] {
        fs::remove_file(path)?;
    }
    if kept > 0 {
        tool::run(
            tool::ostree()
                .arg(format!("--repo={}", folder.join("archive").display()))
                .args(["prune", "--refs-only"]),
        )?;
    }
    Ok(())
}
