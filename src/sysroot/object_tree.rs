//! The files of a version, read from the repository's own tree objects.
//!
//! Objects are `(a(say)a(sayay))`: files with the checksum of their content and
//! metadata, folders with the checksums of their tree and their metadata.

use std::collections::BTreeMap;

use ostree::{
    gio,
    gio::prelude::*,
    glib::{self, FixedSizeVariantArray},
};
use waymark_model::{Error, ErrorKind, Result};

use crate::{commit::Commit, errors::translate};

/// Taken as a whole: byte by byte a large folder takes ten times as long.
type Bytes = FixedSizeVariantArray<Vec<u8>, u8>;
type Object = (Vec<(String, Bytes)>, Vec<(String, Bytes, Bytes)>);

/// No file that is read into memory is larger, a package database for example.
const LARGEST: i64 = 64 << 20;

const UNREADABLE: &str = "the files of a version could not be read";

/// One folder: its files and its folders by name, each with a checksum.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Name and checksum of content and metadata together.
    pub(crate) files: BTreeMap<String, String>,
    /// Name and checksum of the folder's tree.
    pub(crate) folders: BTreeMap<String, String>,
}

impl Folder {
    /// Loads a folder; `None` if it is not on this disk.
    pub(crate) fn load(repo: &ostree::Repo, tree: &str) -> Result<Option<Self>> {
        let object = repo
            .load_variant_if_exists(ostree::ObjectType::DirTree, tree)
            .map_err(translate(UNREADABLE))?;
        object.as_ref().map(Self::parse).transpose()
    }

    pub(crate) fn parse(object: &glib::Variant) -> Result<Self> {
        let (files, folders) = object
            .try_get::<Object>()
            .map_err(|error| damaged(&error.to_string()))?;
        Ok(Self {
            files: files
                .into_iter()
                .map(|(name, checksum)| Ok((name, hex(checksum.as_ref())?)))
                .collect::<Result<_>>()?,
            folders: folders
                .into_iter()
                .map(|(name, tree, _)| Ok((name, hex(tree.as_ref())?)))
                .collect::<Result<_>>()?,
        })
    }
}

/// The checksum of a version's root folder.
pub(crate) fn root(commit: &Commit) -> Result<String> {
    let tree = commit
        .object
        .child_value(6)
        .try_get::<Bytes>()
        .map_err(|error| damaged(&error.to_string()))?;
    hex(tree.as_ref())
}

/// A folder of a version by its path without a slash in front; `None` if the
/// version has no such folder or it is not on this disk.
pub(crate) fn folder(repo: &ostree::Repo, commit: &Commit, path: &str) -> Result<Option<Folder>> {
    let mut here = Folder::load(repo, &root(commit)?)?;
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let tree = here.as_ref().and_then(|folder| folder.folders.get(name));
        let Some(tree) = tree else { return Ok(None) };
        here = Folder::load(repo, tree)?;
    }
    Ok(here)
}

/// A file's content by its path; `None` if the version has no such file or it
/// is not on this disk.
pub(crate) fn read(repo: &ostree::Repo, commit: &Commit, path: &str) -> Result<Option<Vec<u8>>> {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(parent) = folder(repo, commit, parent)? else {
        return Ok(None);
    };
    let Some(checksum) = parent.files.get(name) else {
        return Ok(None);
    };
    let here = repo
        .has_object(ostree::ObjectType::File, checksum, gio::Cancellable::NONE)
        .map_err(translate(UNREADABLE))?;
    if !here {
        return Ok(None);
    }
    let (content, info, _) = repo
        .load_file(checksum, gio::Cancellable::NONE)
        .map_err(translate(UNREADABLE))?;
    if info.size() > LARGEST {
        return Err(damaged(&format!("{path} is too large to be read")));
    }
    content.map(|stream| drain(&stream)).transpose()
}

fn drain(stream: &gio::InputStream) -> Result<Vec<u8>> {
    const CHUNK: usize = 256 * 1024;
    let mut content = Vec::new();
    loop {
        let bytes = stream
            .read_bytes(CHUNK, gio::Cancellable::NONE)
            .map_err(translate(UNREADABLE))?;
        if bytes.is_empty() {
            return Ok(content);
        }
        content.extend_from_slice(&bytes);
    }
}

fn hex(checksum: &[u8]) -> Result<String> {
    let bytes = checksum
        .try_into()
        .map_err(|_| damaged("a checksum has another length than 32 bytes"))?;
    Ok(ostree::Checksum::from_bytes(bytes).to_hex())
}

fn damaged(raw: &str) -> Error {
    Error::new(ErrorKind::Corrupt, "data is damaged").raw(raw)
}
