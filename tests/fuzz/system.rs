//! What is read of the system through libostree, and beside it.

use std::io::Write;

use tempfile::NamedTempFile;
use waymark_sysroot::fuzzing as sysroot;

use crate::{halves, numbers, text};

/// libostree reads the entry itself, from a file.
pub(crate) fn boot_entry(data: &[u8]) {
    let mut file = NamedTempFile::new().expect("a file for the entry");
    file.write_all(data).expect("the entry is written");
    sysroot::boot_entry(file.path());
}

pub(crate) fn commit(data: &[u8]) {
    sysroot::commit(data);
}

pub(crate) fn dpkg(data: &[u8]) {
    let (old, new) = halves(data);
    sysroot::dpkg(old, new);
}

pub(crate) fn etc(data: &[u8]) {
    let (old, new) = halves(data);
    sysroot::difference(old, new);
}

pub(crate) fn folder(data: &[u8]) {
    sysroot::folder(data);
}

pub(crate) fn order(data: &[u8]) {
    let (one, other) = halves(data);
    text(one, |one| text(other, |other| sysroot::order(one, other)));
}

pub(crate) fn origin(data: &[u8]) {
    sysroot::origin(data);
}

pub(crate) fn progress(data: &[u8]) {
    sysroot::progress(numbers(data));
}

pub(crate) fn summary(data: &[u8]) {
    sysroot::summary(data);
}

pub(crate) fn words(data: &[u8]) {
    text(data, sysroot::words);
}
