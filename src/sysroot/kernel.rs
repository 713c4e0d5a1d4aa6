//! The kernel inside a version.

use waymark_model::Result;

use crate::{commit::Commit, object_tree};

const MODULES: &str = "usr/lib/modules";
/// What of a kernel goes to /boot.
const BOOT_FILES: [&str; 3] = ["vmlinuz", "initramfs.img", "devicetree"];

/// The version of its kernel: as the publisher says, else as its files say, as
/// far as they are on this disk.
pub(crate) fn version(repo: &ostree::Repo, commit: &Commit) -> Result<Option<String>> {
    if let Some(stated) = commit.kernel() {
        return Ok(Some(stated));
    }
    let Some(modules) = object_tree::folder(repo, commit, MODULES)? else {
        return Ok(None);
    };
    for (name, tree) in modules.folders {
        let folder = object_tree::Folder::load(repo, &tree)?;
        if folder.is_some_and(|folder| folder.files.contains_key(BOOT_FILES[0])) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The folder of a kernel.
pub(crate) fn folder(version: &str) -> String {
    format!("{MODULES}/{version}")
}

/// Checksums of the files that go to /boot; `None` if their folder is not here.
pub(crate) fn boot_files(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Vec<String>>> {
    let Some(version) = version(repo, commit)? else {
        return Ok(None);
    };
    let folder = object_tree::folder(repo, commit, &folder(&version))?;
    Ok(folder.map(|folder| {
        BOOT_FILES
            .iter()
            .filter_map(|name| folder.files.get(*name).cloned())
            .collect()
    }))
}
