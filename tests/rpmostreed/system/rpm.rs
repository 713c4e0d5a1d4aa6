//! The header of an RPM file: which package it is.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};

use super::package::Package;

const LEAD: usize = 96;
const MAGIC: [u8; 3] = [0x8e, 0xad, 0xe8];
const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const ARCH: u32 = 1022;
/// Types of a header's entries.
const INT32: u32 = 4;
const STRING: u32 = 6;

/// Which package an RPM file holds.
///
/// # Errors
/// If it is no RPM file.
pub fn package(file: &[u8]) -> Result<Package> {
    ensure!(file.starts_with(&[0xed, 0xab, 0xee, 0xdb]), "not an rpm");
    let (signature, length) = header(file.get(LEAD..).context("not an rpm")?)?;
    drop(signature);
    let start = LEAD + length.next_multiple_of(8);
    let (entries, _) = header(file.get(start..).context("not an rpm")?)?;
    let text = |tag| match entries.get(&tag) {
        Some(Entry::Text(text)) => Ok(text.clone()),
        _ => bail!("an rpm without tag {tag}"),
    };
    let epoch = match entries.get(&EPOCH) {
        Some(Entry::Number(epoch)) => u64::from(*epoch),
        _ => 0,
    };
    Ok(Package {
        name: text(NAME)?,
        epoch,
        version: text(VERSION)?,
        release: text(RELEASE)?,
        arch: text(ARCH)?,
    })
}

enum Entry {
    Text(String),
    Number(u32),
}

/// The entries that matter and the whole header's length.
fn header(bytes: &[u8]) -> Result<(BTreeMap<u32, Entry>, usize)> {
    ensure!(bytes.starts_with(&MAGIC), "not an rpm header");
    let number = |at: usize| -> Result<u32> {
        let four = bytes.get(at..at + 4).context("an rpm header that ends")?;
        Ok(u32::from_be_bytes(four.try_into()?))
    };
    let (count, size) = (number(8)? as usize, number(12)? as usize);
    let store = 16 + 16 * count;
    let length = store + size;
    ensure!(bytes.len() >= length, "an rpm header that ends");
    let mut entries = BTreeMap::new();
    for index in 0..count {
        let at = 16 + 16 * index;
        let (tag, kind, offset) = (number(at)?, number(at + 4)?, number(at + 8)? as usize);
        let value = store + offset;
        match kind {
            INT32 => drop(entries.insert(tag, Entry::Number(number(value)?))),
            STRING => {
                let rest = bytes
                    .get(value..length)
                    .context("an rpm header that ends")?;
                let text = rest.split(|byte| *byte == 0).next().unwrap_or_default();
                entries.insert(tag, Entry::Text(String::from_utf8_lossy(text).into_owned()));
            }
            _ => {}
        }
    }
    Ok((entries, length))
}

/// An RPM file of a package without files and signatures, for tests.
#[must_use]
pub fn build(package: &Package) -> Vec<u8> {
    let mut file = vec![0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1];
    file.extend(package.nevra().bytes().take(65));
    file.resize(LEAD - 18, 0);
    // The kind of signature: a header.
    file.extend([0, 5]);
    file.resize(LEAD, 0);
    let write = |file: &mut Vec<u8>, texts: &[(u32, &str)], epoch: Option<u64>| {
        let mut store = Vec::new();
        let mut index = Vec::new();
        let mut count = 0_u32;
        let mut add = |tag: u32, kind: u32, offset: usize| {
            for number in [tag, kind, u32::try_from(offset).unwrap_or_default(), 1] {
                index.extend(number.to_be_bytes());
            }
            count += 1;
        };
        if let Some(epoch) = epoch.filter(|epoch| *epoch > 0) {
            add(EPOCH, INT32, 0);
            store.extend(u32::try_from(epoch).unwrap_or_default().to_be_bytes());
        }
        for (tag, text) in texts {
            add(*tag, STRING, store.len());
            store.extend(text.bytes().chain([0]));
        }
        file.extend(MAGIC.iter().chain(&[1, 0, 0, 0, 0]));
        file.extend(count.to_be_bytes());
        file.extend(u32::try_from(store.len()).unwrap_or_default().to_be_bytes());
        file.extend(index);
        file.extend(store);
    };
    write(&mut file, &[], None);
    file.resize(LEAD + (file.len() - LEAD).next_multiple_of(8), 0);
    let texts = [
        (NAME, package.name.as_str()),
        (VERSION, &package.version),
        (RELEASE, &package.release),
        (ARCH, &package.arch),
    ];
    write(&mut file, &texts, Some(package.epoch));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_file_is_read() -> Result<()> {
        let local = Package::new("localpkg", "2:1.0-1", "x86_64");
        assert_eq!(package(&build(&local))?, local);
        assert!(package(b"not a package").is_err());
        assert!(package(&build(&local)[..120]).is_err());
        Ok(())
    }
}
