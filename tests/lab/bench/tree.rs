//! Versions of any size, made from nothing and always the same: packages of small files
//! that all differ, with a real dpkg database, on top of a version of the sample system.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use ostree::gio::Cancellable;
use ostree::glib::{VariantDict, prelude::*};
use ostree::{MutableTree, ObjectType, Repo, RepoFile};

/// Files of one package, by folder below `/usr` and how many. `{}` is its name; what has
/// none is shared by all.
const FOLDERS: [(&str, usize); 6] = [
    ("bin", 1),
    ("lib/{}", 8),
    ("share/{}", 2),
    ("share/{}/data", 17),
    ("share/doc/{}", 2),
    ("share/locale", 4),
];
/// How many that is.
pub(super) const FILES: usize = 34;
const STATUS: &str = "/usr/share/dpkg/database/status";

/// What of the packages is newer than in the first version.
#[derive(Clone, Copy)]
pub(super) enum Newer {
    Nothing,
    /// Every file of so many packages.
    Packages(usize),
    /// One file of each folder of every other package.
    HalfOfTheFolders,
}

impl Newer {
    fn package(self, package: usize) -> bool {
        match self {
            Self::Nothing => false,
            // Spread over the whole tree.
            Self::Packages(count) => package.is_multiple_of(7) && package / 7 < count,
            Self::HalfOfTheFolders => package % 2 == 1,
        }
    }

    fn file(self, package: usize, file: usize) -> bool {
        self.package(package) && (file == 0 || !matches!(self, Self::HalfOfTheFolders))
    }
}

/// Writes a version of so many packages into the repository at `path`, on top of `base`.
pub(super) fn commit(path: &Path, base: &str, packages: usize, newer: Newer) -> Result<String> {
    let repo = Repo::new_for_path(path);
    repo.open(Cancellable::NONE)?;
    let transaction = repo.auto_transaction(Cancellable::NONE)?;
    let tree = MutableTree::from_commit(&repo, base)?;
    let metadata = folder_metadata(&repo)?;
    for package in 0..packages {
        for (folder, count) in FOLDERS {
            let at = folder_of(
                &tree,
                &format!("usr/{folder}").replace("{}", &name(package)),
                &metadata,
            )?;
            for file in 0..count {
                let version = u8::from(newer.file(package, file));
                let content = format!("{folder} {package} {file} {version}\n").repeat(4);
                write(&repo, &at, &format!("{}-{file}", name(package)), &content)?;
            }
        }
    }
    let mut status = read(path, base, STATUS)?;
    for package in 0..packages {
        stanza(&mut status, package, newer)?;
    }
    let (folder, file) = STATUS[1..].rsplit_once('/').context("no folder")?;
    let at = folder_of(&tree, folder, &metadata)?;
    write(&repo, &at, file, &status)?;

    let root = repo
        .write_mtree(&tree, Cancellable::NONE)?
        .downcast::<RepoFile>()
        .map_err(|_| anyhow::anyhow!("the tree is no RepoFile"))?;
    let (like, _) = repo.load_commit(base)?;
    let described = VariantDict::new(Some(&like.child_value(0)));
    // The list of sizes is that of the base.
    described.remove("ostree.sizes");
    let checksum = repo.write_commit(
        None,
        None,
        None,
        Some(&described.end()),
        &root,
        Cancellable::NONE,
    )?;
    transaction.commit(Cancellable::NONE)?;
    Ok(checksum.into())
}

/// A folder by its path, made where it is not there.
fn folder_of(tree: &MutableTree, path: &str, metadata: &str) -> Result<MutableTree> {
    // The call makes what is above a file.
    let parts: Vec<_> = path.split('/').chain(["file"]).collect();
    Ok(tree.ensure_parent_dirs(&parts, metadata)?)
}

fn name(package: usize) -> String {
    format!("bench-{package:04}")
}

/// As Debian writes them, with the description and the relations that most have.
fn stanza(status: &mut String, package: usize, newer: Newer) -> Result<()> {
    let name = name(package);
    let revision = 1 + u8::from(newer.package(package));
    let before = self::name(package.saturating_sub(1));
    Ok(write!(
        status,
        "\nPackage: {name}\nStatus: install ok installed\nPriority: optional\n\
         Section: libs\nInstalled-Size: {package}\n\
         Maintainer: Debian Developers <bench@example.invalid>\n\
         Architecture: amd64\nMulti-Arch: same\nSource: {name}-source\n\
         Version: 1:2.{package}.0+dfsg-{revision}\n\
         Depends: libc6 (>= 2.38), libgcc-s1 (>= 3.4), {before} (>= 1:2.0)\n\
         Recommends: {before}-data\nSuggests: {name}-doc, {name}-examples\n\
         Breaks: {name}-old (<< 1:2.0)\nReplaces: {name}-old (<< 1:2.0)\n\
         Conffiles:\n /etc/{name}.conf d41d8cd98f00b204e9800998ecf8427e\n\
         Description: library number {package} of the benchmark\n \
         It does what libraries do, for programs that need it, and is described at the\n \
         length that Debian's packages are described at.\n .\n \
         This package contains the shared library and the files that it reads.\n\
         Homepage: https://{name}.example.invalid/\n"
    )?)
}

fn write(repo: &Repo, at: &MutableTree, name: &str, content: &str) -> Result<()> {
    let mode = 0o100_644;
    let file = repo.write_regfile_inline(
        None,
        0,
        0,
        mode,
        None,
        content.as_bytes(),
        Cancellable::NONE,
    )?;
    Ok(at.replace_file(name, &file)?)
}

/// The metadata of a folder that everyone may read: owner, group, mode, and no attributes,
/// with the numbers in network order.
fn folder_metadata(repo: &Repo) -> Result<String> {
    let attributes: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let object = (0_u32, 0_u32, 0o40_755_u32.to_be(), attributes).to_variant();
    let written = repo.write_metadata(ObjectType::DirMeta, None, &object, Cancellable::NONE)?;
    Ok(written.to_hex())
}

fn read(repo: &Path, commit: &str, path: &str) -> Result<String> {
    let repo = format!("--repo={}", repo.display());
    super::run("ostree", &[&repo, "cat", commit, path])
}
