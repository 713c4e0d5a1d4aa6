//! The list of object sizes in a commit's metadata (`ostree.sizes`), which lets
//! a client know a download's size beforehand.
//!
//! `ostree commit --generate-sizes` reads every file again; a version here is
//! mostly objects that the repository has, so their sizes are looked up. The
//! format is libostree's: per object the 32 bytes of its checksum, the size in
//! the archive and the size unpacked as variable-length numbers, and its type.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use ostree::gio::Cancellable;
use ostree::glib::{self, prelude::*};
use ostree::{ObjectType, Repo};

/// Checksum to (object type, size in the archive, size unpacked).
type Sizes = BTreeMap<Vec<u8>, (u8, u64, u64)>;

/// The value of `ostree.sizes` for a tree in an archive repository.
pub(crate) fn of_tree(repo: &Repo, contents: &str, metadata: &str) -> Result<glib::Variant> {
    let mut sizes = Sizes::new();
    add_tree(repo, contents, metadata, &mut sizes)?;
    let entries = sizes
        .into_iter()
        .map(|(mut entry, (kind, archived, unpacked))| {
            push_number(&mut entry, archived);
            push_number(&mut entry, unpacked);
            entry.push(kind);
            entry.to_variant()
        });
    Ok(glib::Variant::array_from_iter_with_type(
        glib::VariantTy::BYTE_STRING,
        entries,
    ))
}

fn add_tree(repo: &Repo, contents: &str, metadata: &str, sizes: &mut Sizes) -> Result<()> {
    add_metadata(repo, ObjectType::DirMeta, metadata, sizes)?;
    if !add_metadata(repo, ObjectType::DirTree, contents, sizes)? {
        return Ok(());
    }
    let tree = repo.load_variant(ObjectType::DirTree, contents)?;
    for file in tree.child_value(0).iter() {
        let checksum = file.child_value(1).data().to_vec();
        if sizes.contains_key(&checksum) {
            continue;
        }
        let name = hex(&checksum);
        let archived =
            repo.query_object_storage_size(ObjectType::File, &name, Cancellable::NONE)?;
        let (info, _) = repo.query_file(&name, Cancellable::NONE)?;
        let unpacked = u64::try_from(info.size()).context("a negative size")?;
        sizes.insert(checksum, (1, archived, unpacked));
    }
    for folder in tree.child_value(1).iter() {
        let contents = hex(folder.child_value(1).data());
        let metadata = hex(folder.child_value(2).data());
        add_tree(repo, &contents, &metadata, sizes)?;
    }
    Ok(())
}

/// Adds a metadata object; false if it was there already.
fn add_metadata(repo: &Repo, kind: ObjectType, name: &str, sizes: &mut Sizes) -> Result<bool> {
    let checksum = unhex(name)?;
    if sizes.contains_key(&checksum) {
        return Ok(false);
    }
    let size = repo.query_object_storage_size(kind, name, Cancellable::NONE)?;
    let kind = if kind == ObjectType::DirTree { 2 } else { 3 };
    sizes.insert(checksum, (kind, size, size));
    Ok(true)
}

fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).context("not a checksum"))
        .collect()
}
