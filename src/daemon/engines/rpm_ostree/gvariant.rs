//! As much of GVariant's format as one file of rpm-ostreed needs: a dictionary with
//! texts (`a{sv}`), in the byte order of this machine.
//!
//! Containers hold their parts one after the other, each from a multiple of its
//! alignment on, and at their end the offsets at which parts of no fixed size end.

use std::collections::HashMap;

/// Both an entry of a dictionary and a variant begin at multiples of this.
const ALIGNMENT: usize = 8;

/// The texts of a dictionary; other values are left out. `None` if it is damaged.
pub(super) fn strings(bytes: &[u8]) -> Option<HashMap<String, String>> {
    let mut texts = HashMap::new();
    for entry in elements(bytes)? {
        let (key, value) = parts(entry)?;
        if let Some(value) = text_of(value)? {
            texts.insert(text(key)?, value);
        }
    }
    Some(texts)
}

/// The entries of an array.
fn elements(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let width = width(bytes.len());
    let offsets = offset(bytes, bytes.len().checked_sub(width)?, width)?;
    let ends = bytes.get(offsets..)?;
    if ends.len() % width != 0 {
        return None;
    }
    let mut start: usize = 0;
    let mut found = Vec::new();
    for at in (0..ends.len()).step_by(width) {
        let end = offset(ends, at, width)?;
        found.push(bytes.get(start.next_multiple_of(ALIGNMENT)..end)?);
        start = end;
    }
    Some(found)
}

/// Key and value of an entry: the key's end is told, the value's is not.
fn parts(entry: &[u8]) -> Option<(&[u8], &[u8])> {
    let width = width(entry.len());
    let end = entry.len().checked_sub(width)?;
    let key = offset(entry, end, width)?;
    let value = entry.get(key.checked_next_multiple_of(ALIGNMENT)?..end)?;
    Some((entry.get(..key)?, value))
}

/// The text in a variant, which is its value, a zero byte and its type; the inner
/// `None` if it is of another type.
fn text_of(variant: &[u8]) -> Option<Option<String>> {
    let zero = variant.iter().rposition(|byte| *byte == 0)?;
    if &variant[zero + 1..] != b"s" {
        return Some(None);
    }
    text(&variant[..zero]).map(Some)
}

fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_suffix(&[0])?;
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// How many bytes an offset takes in a container of this size.
fn width(size: usize) -> usize {
    match size {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

fn offset(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    match *bytes {
        [one] => Some(usize::from(one)),
        [a, b] => Some(usize::from(u16::from_ne_bytes([a, b]))),
        [a, b, c, d] => usize::try_from(u32::from_ne_bytes([a, b, c, d])).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ostree::glib::VariantDict;

    use super::*;

    #[test]
    fn what_glib_writes_is_read_at_every_width() {
        for length in [0, 3, 200, 300, 70_000] {
            let dict = VariantDict::new(None);
            dict.insert("one", "x".repeat(length).as_str());
            dict.insert("number", 7_u32);
            dict.insert("two", "y");
            let variant = dict.end();
            let expected = HashMap::from([
                ("one".to_owned(), "x".repeat(length)),
                ("two".to_owned(), "y".to_owned()),
            ]);
            assert_eq!(strings(variant.data()), Some(expected), "{length}");
        }
        assert_eq!(strings(b""), Some(HashMap::new()));
    }

    #[test]
    fn damaged_bytes_are_refused_and_never_a_panic() {
        let dict = VariantDict::new(None);
        dict.insert("name", "value");
        dict.insert("unit", "some.service");
        let bytes = dict.end().data().to_vec();
        for at in 0..bytes.len() {
            for byte in [0, 1, 8, 0x7f, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                let _ = strings(&damaged);
            }
            let _ = strings(&bytes[..at]);
        }
        assert_eq!(strings(&[9]), None);
        assert_eq!(strings(&[0xff; 300]), None);
    }
}
