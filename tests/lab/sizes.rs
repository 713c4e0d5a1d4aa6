//! The list of object sizes in a commit's metadata (`ostree.sizes`), which lets
//! a client know a download's size beforehand.
//!
//! `ostree commit --generate-sizes` reads every file again. Here most objects of
//! a version are those of the base commit, whose list is taken as known.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, Result, ensure};
use ostree::gio::Cancellable;
use ostree::glib::{self, prelude::*};
use ostree::{ObjectType, Repo};

/// The metadata key.
pub(crate) const KEY: &str = "ostree.sizes";

type Checksum = [u8; 32];

/// The list's entries as libostree writes them: the 32 bytes of the checksum,
/// the size in the archive and the size unpacked as variable-length numbers, and
/// the object's type.
#[derive(Default)]
pub(crate) struct Sizes {
    entries: HashMap<Checksum, Vec<u8>>,
}

impl Sizes {
    /// Those that a commit has in its metadata.
    pub(crate) fn of_commit(repo: &Repo, checksum: &str) -> Result<Self> {
        let (commit, _) = repo.load_commit(checksum)?;
        let metadata = glib::VariantDict::new(Some(&commit.child_value(0)));
        let mut entries = HashMap::new();
        if let Some(list) = metadata.lookup_value(KEY, None) {
            for entry in list.iter() {
                let entry = entry.data().to_vec();
                let checksum = *entry.first_chunk().context("a size without a checksum")?;
                entries.insert(checksum, entry);
            }
        }
        Ok(Self { entries })
    }

    /// The value for a tree in an archive repository. Looks up what is not known.
    pub(crate) fn of_tree(
        &self,
        repo: &Repo,
        contents: &str,
        metadata: &str,
    ) -> Result<glib::Variant> {
        let mut walk = Walk {
            repo,
            known: self,
            found: BTreeMap::new(),
        };
        walk.tree(parse(contents)?, parse(metadata)?)?;
        Ok(glib::Variant::array_from_iter_with_type(
            glib::VariantTy::BYTE_STRING,
            walk.found.values().map(ToVariant::to_variant),
        ))
    }
}

struct Walk<'a> {
    repo: &'a Repo,
    known: &'a Sizes,
    found: BTreeMap<Checksum, Vec<u8>>,
}

impl Walk<'_> {
    fn tree(&mut self, contents: Checksum, metadata: Checksum) -> Result<()> {
        self.object(ObjectType::DirMeta, metadata)?;
        if !self.object(ObjectType::DirTree, contents)? {
            return Ok(());
        }
        let tree = self
            .repo
            .load_variant(ObjectType::DirTree, &hex(&contents))?;
        for file in tree.child_value(0).iter() {
            self.object(ObjectType::File, checksum(&file.child_value(1))?)?;
        }
        for folder in tree.child_value(1).iter() {
            self.tree(
                checksum(&folder.child_value(1))?,
                checksum(&folder.child_value(2))?,
            )?;
        }
        Ok(())
    }

    /// Adds an object; false if it was there already.
    fn object(&mut self, kind: ObjectType, checksum: Checksum) -> Result<bool> {
        if self.found.contains_key(&checksum) {
            return Ok(false);
        }
        let entry = match self.known.entries.get(&checksum) {
            Some(entry) => entry.clone(),
            None => self.look_up(kind, &checksum)?,
        };
        self.found.insert(checksum, entry);
        Ok(true)
    }

    fn look_up(&self, kind: ObjectType, checksum: &Checksum) -> Result<Vec<u8>> {
        let name = hex(checksum);
        let archived = self
            .repo
            .query_object_storage_size(kind, &name, Cancellable::NONE)?;
        let (number, unpacked) = match kind {
            ObjectType::File => {
                let (info, _) = self.repo.query_file(&name, Cancellable::NONE)?;
                (1, u64::try_from(info.size()).context("a negative size")?)
            }
            ObjectType::DirTree => (2, archived),
            _ => (3, archived),
        };
        let mut entry = checksum.to_vec();
        push_number(&mut entry, archived);
        push_number(&mut entry, unpacked);
        entry.push(number);
        Ok(entry)
    }
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

fn checksum(value: &glib::Variant) -> Result<Checksum> {
    value.data().try_into().context("not a checksum")
}

fn hex(checksum: &Checksum) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    checksum
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

fn parse(text: &str) -> Result<Checksum> {
    ensure!(text.len() == 64 && text.is_ascii(), "{text} is no checksum");
    let mut checksum = [0; 32];
    for (at, byte) in checksum.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16)?;
    }
    Ok(checksum)
}
