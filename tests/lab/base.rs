//! The part of the sample system that is the same in all its versions, and that
//! takes long to make: the Debian tree and the product. It is committed once and
//! kept in the cache, as an archive (for servers) and unpacked (for sysroots).
//! Samples take both over as links, those in memory from one copy in memory.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use ostree::glib;

use crate::double::Double;
use crate::emulator;
use crate::install::Product;
use crate::lock;
use crate::repo::{Archive, Layer, pull_local};
use crate::sample::{MEMORY, Options, System};
use crate::tool;
use crate::tree;

/// The branch of the tree without the product.
const BARE_TREE: &str = "tree";
/// How many builds of the product stay in the cache, those used last.
const KEPT_BUILDS: usize = 6;
/// How many bases stay in the cache, those used last.
const KEPT_BASES: usize = 2;

/// The cached base.
pub(crate) struct Base {
    folder: PathBuf,
    /// Where the two repositories are that a sample can link to.
    repos: PathBuf,
    commit: String,
}

impl Base {
    /// Makes what is not in the cache yet, of the kind of system that is wanted, for
    /// a sample that is in `place` or below it.
    pub(crate) fn ensure(options: &Options, place: &Path) -> Result<Self> {
        let debian = debian(options)?;
        let cache = tool::cache()?;
        let product = options.installed.then(Product::install).transpose()?;
        let _lock = lock::exclusive(&cache.join("lock-sample-base"))?;
        let prefix = if options.whole {
            "machine-base-"
        } else {
            "sample-base-"
        };
        let folder = cache.join(format!("{prefix}{}", recipe(&debian)?));
        if !folder.exists() {
            create(&debian, &folder, options.whole)?;
            forget_old_bases(&cache, prefix, &folder)?;
        }
        used(&folder)?;
        let archive = Archive::open(&folder.join("archive"))?;
        let double = match options.system {
            System::Ostree => None,
            System::RpmOstree | System::RpmOstreeImage => Some(Double::find()?),
        };
        let commit = with_product(&folder, &archive, product.as_ref(), double.as_ref())?;
        let repos = if folder.metadata()?.dev() == place.metadata()?.dev() {
            folder.clone()
        } else {
            in_memory(&folder, &commit)?
        };
        Ok(Self {
            folder,
            repos,
            commit,
        })
    }

    /// The commit with all that versions share.
    pub(crate) fn commit(&self) -> &str {
        &self.commit
    }

    /// The repository that has it as an archive.
    pub(crate) fn archive(&self) -> PathBuf {
        self.repos.join("archive")
    }

    /// The repository that has it unpacked.
    pub(crate) fn unpacked(&self) -> PathBuf {
        self.repos.join("unpacked")
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

fn debian(options: &Options) -> Result<PathBuf> {
    if options.whole {
        return emulator::tree::debian();
    }
    Ok(PathBuf::from(
        std::env::var_os("WAYMARK_SAMPLE_TREE").context(
            "WAYMARK_SAMPLE_TREE is not set; the lab is used through the commands in dev/",
        )?,
    ))
}

/// Changes whenever the base would be made otherwise.
fn recipe(debian: &Path) -> Result<String> {
    let text = format!(
        "{}{}{}{}{}{}",
        debian.display(),
        include_str!("base.rs"),
        include_str!("tree.rs"),
        include_str!("repo.rs"),
        include_str!("sizes.rs"),
        emulator::tree::recipe(),
    );
    let digest = glib::compute_checksum_for_data(glib::ChecksumType::Sha256, text.as_bytes())
        .context("no checksum")?;
    Ok(digest[..12].to_owned())
}

fn create(debian: &Path, folder: &Path, whole: bool) -> Result<()> {
    eprintln!("Making the base of the sample system (once)");
    let part = folder.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    let root = part.join("root");
    tree::prepare(debian, &root, &part.join("var"))?;
    if whole {
        emulator::tree::complete(debian, &root, &part.join("var"))?;
    }

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
    create_bare(&part.join("unpacked"))?;
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

/// The base with this build of the product, or without, committed if it is a new one.
fn with_product(
    folder: &Path,
    archive: &Archive,
    product: Option<&Product>,
    double: Option<&Double>,
) -> Result<String> {
    let product_print = product.map_or_else(|| Ok("none".to_owned()), Product::fingerprint)?;
    let mut branch = format!("product/{product_print}");
    if let Some(double) = double {
        branch.push('-');
        branch.push_str(&double.fingerprint()?);
    }
    if let Some(commit) = archive.branch(&branch)? {
        used(&folder.join("archive/refs/heads").join(&branch))?;
        return Ok(commit);
    }
    let files = tempfile::tempdir_in(folder)?;
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755))?;
    if let Some(product) = product {
        product.copy_to(files.path())?;
    }
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
    let unpacked = folder.join("unpacked");
    pull_local(&unpacked, &folder.join("archive"), &commit, None)?;
    tool::run(on(&unpacked).args(["refs", &format!("--create={branch}"), &commit]))?;
    archive.set_branch(&branch, &commit)?;
    forget_old_builds(folder)?;
    Ok(commit)
}

/// A copy in memory of what this build's samples take over. Links do not cross file
/// systems, and a copy for each sample would fill the memory.
fn in_memory(folder: &Path, commit: &str) -> Result<PathBuf> {
    let name = folder.file_name().context("the base has no name")?;
    let copy = Path::new(MEMORY).join(name);
    let _lock = lock::exclusive(&copy.with_extension("lock"))?;
    if !copy.exists() {
        Archive::create(&copy.join("archive"))?;
        create_bare(&copy.join("unpacked"))?;
    }
    for repo in ["archive", "unpacked"] {
        let object = format!("objects/{}/{}.commit", &commit[..2], &commit[2..]);
        if !copy.join(repo).join(object).exists() {
            pull_local(&copy.join(repo), &folder.join(repo), commit, None)?;
        }
    }
    Ok(copy)
}

fn on(repo: &Path) -> std::process::Command {
    let mut ostree = tool::ostree();
    ostree.arg(format!("--repo={}", repo.display()));
    ostree
}

fn create_bare(repo: &Path) -> Result<()> {
    fs::create_dir_all(repo)?;
    tool::run(on(repo).args(["init", "--mode=bare"]))?;
    Ok(())
}

/// Notes that something in the cache is in use.
fn used(path: &Path) -> Result<()> {
    File::open(path)?.set_modified(SystemTime::now())?;
    Ok(())
}

fn forget_old_builds(folder: &Path) -> Result<()> {
    let builds = by_use(&folder.join("archive/refs/heads/product"), "")?;
    let kept = builds.len().saturating_sub(KEPT_BUILDS);
    for repo in ["archive", "unpacked"] {
        let repo = folder.join(repo);
        for name in &builds[..kept] {
            tool::run(on(&repo).args(["refs", "--delete", &format!("product/{name}")]))?;
        }
        if kept > 0 {
            tool::run(on(&repo).args(["prune", "--refs-only"]))?;
        }
    }
    Ok(())
}

fn forget_old_bases(cache: &Path, prefix: &str, current: &Path) -> Result<()> {
    let bases = by_use(cache, prefix)?;
    let kept = bases.len().saturating_sub(KEPT_BASES);
    for name in &bases[..kept] {
        let base = cache.join(name);
        if base != current {
            fs::remove_dir_all(base)?;
        }
    }
    Ok(())
}

/// The names in a folder that begin so, the longest unused first.
pub(crate) fn by_use(folder: &Path, prefix: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(name) = name.to_str().filter(|name| name.starts_with(prefix)) {
            found.push((entry.metadata()?.modified()?, name.to_owned()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, name)| name).collect())
}
