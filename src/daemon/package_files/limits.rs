//! What a package's headers may be, looked at before a parser believes them.
//!
//! The parser makes room for what an index claims. So each claim is held against what
//! is really there: no entry lies outside, and together they claim no byte twice.

use std::{
    collections::HashSet,
    io::{self, Read},
};

/// The first bytes of every package.
const LEAD: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];
const LEAD_SIZE: u64 = 96;
/// The first bytes of a header.
const MAGIC: [u8; 4] = [0x8e, 0xad, 0xe8, 0x01];
const INTRO_SIZE: usize = 16;
const ENTRY_SIZE: usize = 16;
/// Most entries of an index, as rpm has it.
const ENTRIES_MAX: usize = 0xffff;
/// Most bytes of a header's data.
const DATA_MAX: usize = 64 << 20;

/// Whether a file begins like a package.
pub(super) fn begins_like_a_package(bytes: &[u8]) -> bool {
    bytes.starts_with(&LEAD)
}

/// The lead and both headers of a package, if they are what they claim to be.
pub(super) fn headers(file: impl Read) -> io::Result<Vec<u8>> {
    let mut file = io::BufReader::new(file);
    let mut bytes = Vec::new();
    take(&mut file, LEAD_SIZE, &mut bytes)?;
    let signatures = header(&mut file, &mut bytes)?;
    // The signatures are filled up, so that what follows begins at a multiple of 8.
    take(&mut file, (8 - signatures % 8) % 8, &mut bytes)?;
    header(&mut file, &mut bytes)?;
    Ok(bytes)
}

/// Reads one header; gives the size of its data.
fn header(file: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<u64> {
    let start = bytes.len();
    take(file, INTRO_SIZE as u64, bytes)?;
    let intro = &bytes[start..];
    if !intro.starts_with(&MAGIC) {
        return Err(wrong("a header does not begin like one"));
    }
    let (entries, data) = (number(&intro[8..]), number(&intro[12..]));
    if entries > ENTRIES_MAX || data > DATA_MAX {
        return Err(wrong("a header is too large"));
    }
    take(file, (entries * ENTRY_SIZE + data) as u64, bytes)?;
    let (index, store) = bytes[start + INTRO_SIZE..].split_at(entries * ENTRY_SIZE);
    let mut claimed = 0;
    let mut tags = HashSet::new();
    for entry in index.chunks_exact(ENTRY_SIZE) {
        // Of two values one parser may take the first and another the second.
        if !tags.insert(number(entry)) {
            return Err(wrong("a header says something twice"));
        }
        claimed += length(entry, store)?;
        if claimed > data {
            return Err(wrong("a header's entries claim more than there is"));
        }
    }
    Ok(data as u64)
}

/// How many bytes of the store an entry claims.
fn length(entry: &[u8], store: &[u8]) -> io::Result<usize> {
    let (kind, offset, count) = (
        number(&entry[4..]),
        number(&entry[8..]),
        number(&entry[12..]),
    );
    let rest = store
        .get(offset..)
        .filter(|_| count <= store.len())
        .ok_or_else(|| wrong("a header's entry lies outside"))?;
    let length = match kind {
        0 => 0,
        1 | 2 | 7 => count,
        3 => count * 2,
        4 => count * 4,
        5 => count * 8,
        6 if count != 1 => return Err(wrong("a header's string is several")),
        6 | 8 | 9 => strings(rest, count)?,
        _ => return Err(wrong("a header's entry is of no known type")),
    };
    if length > rest.len() {
        return Err(wrong("a header's entry lies outside"));
    }
    Ok(length)
}

fn strings(rest: &[u8], count: usize) -> io::Result<usize> {
    let mut ends = rest.iter().enumerate().filter(|(_, byte)| **byte == 0);
    match count.checked_sub(1) {
        None => Ok(0),
        Some(last) => ends
            .nth(last)
            .map(|(at, _)| at + 1)
            .ok_or_else(|| wrong("a header's string does not end")),
    }
}

fn take(file: &mut impl Read, length: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let read = file.take(length).read_to_end(bytes)?;
    if read as u64 == length {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take(4)
        .fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn wrong(fault: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, fault)
}
