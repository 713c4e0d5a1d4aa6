//! Versions of hand-made objects.

use std::fs;

use anyhow::{Context, Result};
use ostree::glib::{self, prelude::*};

use super::{BRANCH, System};

/// Files of a folder: name and checksum.
pub(crate) type Names = Vec<(String, Vec<u8>)>;
/// Folders in a folder: name, tree and metadata.
pub(crate) type Folders = Vec<(String, Vec<u8>, Vec<u8>)>;

/// A version of hand-made objects, which libostree's own tools would not write.
pub(crate) struct Forge<'a> {
    system: &'a System,
    /// The tree and the metadata of the topmost folder of an honest version.
    pub(crate) root: (Vec<u8>, Vec<u8>),
}

impl<'a> Forge<'a> {
    /// Starts from what the remote offers.
    pub(crate) fn new(system: &'a System) -> Result<Self> {
        let repo = ostree::Repo::new_for_path(system.remote_repo());
        repo.open(ostree::gio::Cancellable::NONE)?;
        let tip = repo.resolve_rev(BRANCH, false)?.context("no branch")?;
        let (commit, _) = repo.load_commit(&tip)?;
        let bytes = |at| commit.child_value(at).get::<Vec<u8>>().context("no bytes");
        Ok(Self {
            system,
            root: (bytes(6)?, bytes(7)?),
        })
    }

    /// Writes an object as it is, and returns its checksum.
    fn object(&self, kind: &str, value: &glib::Variant) -> Result<Vec<u8>> {
        let data = value.data();
        let sum = glib::compute_checksum_for_data(glib::ChecksumType::Sha256, data);
        let sum = sum.context("no checksum")?;
        let (folder, rest) = sum.split_at(2);
        let folder = self.system.remote_repo().join("objects").join(folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{rest}.{kind}")), data)?;
        let digits = sum.as_bytes().chunks(2);
        digits
            .map(|two| Ok(u8::from_str_radix(std::str::from_utf8(two)?, 16)?))
            .collect()
    }

    /// Writes a folder.
    pub(crate) fn folder(&self, files: Names, folders: Folders) -> Result<Vec<u8>> {
        self.object("dirtree", &(files, folders).to_variant())
    }

    /// The honest version's files, and what is named beside them.
    pub(crate) fn beside(&self, files: Names, folders: Folders) -> Result<Vec<u8>> {
        let root = self.load(&self.root.0)?;
        let mut all: (Names, Folders) = root.get().context("no tree")?;
        all.0.extend(files);
        all.1.extend(folders);
        all.0.sort();
        all.1.sort();
        self.folder(all.0, all.1)
    }

    /// The content of a file of the honest version.
    pub(crate) fn file(&self) -> Result<Vec<u8>> {
        let mut tree: (Names, Folders) = self.load(&self.root.0)?.get().context("no tree")?;
        for part in ["usr", "lib"] {
            let mut folders = tree.1.iter();
            let folder = folders
                .find(|(name, ..)| name == part)
                .context("no folder")?;
            tree = self.load(&folder.1)?.get().context("no tree")?;
        }
        let (_, file) = tree.0.into_iter().next().context("no file")?;
        Ok(file)
    }

    fn load(&self, tree: &[u8]) -> Result<glib::Variant> {
        let name: String = tree.iter().map(|byte| format!("{byte:02x}")).collect();
        let (folder, rest) = name.split_at(2);
        let path = self.system.remote_repo().join("objects").join(folder);
        let bytes = fs::read(path.join(format!("{rest}.dirtree")))?;
        let shape = glib::VariantTy::new("(a(say)a(sayay))")?;
        Ok(glib::Variant::from_bytes_with_type(
            &glib::Bytes::from_owned(bytes),
            shape,
        ))
    }

    /// Publishes a version with this tree and description, and returns its checksum.
    pub(crate) fn publish(
        &self,
        tree: &[u8],
        about: &glib::VariantDict,
        time: u64,
    ) -> Result<String> {
        let none: Vec<(String, Vec<u8>)> = Vec::new();
        let commit = glib::Variant::tuple_from_iter([
            about.end(),
            Vec::<u8>::new().to_variant(),
            none.to_variant(),
            "".to_variant(),
            "".to_variant(),
            time.to_be().to_variant(),
            tree.to_vec().to_variant(),
            self.root.1.to_variant(),
        ]);
        let checksum = self.object("commit", &commit)?;
        let checksum: String = checksum.iter().map(|byte| format!("{byte:02x}")).collect();
        let branch = self.system.remote_repo().join("refs/heads").join(BRANCH);
        fs::write(branch, format!("{checksum}\n"))?;
        Ok(checksum)
    }
}
