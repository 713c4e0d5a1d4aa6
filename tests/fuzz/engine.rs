//! What the service reads.

use waymarkd::fuzzing as service;

use crate::{bus, text};

pub(crate) fn journal(data: &[u8]) {
    service::journal(data);
}

pub(crate) fn log(data: &[u8]) {
    text(data, service::log);
}

/// A package file, and the signature in one.
pub(crate) fn package_file(data: &[u8]) {
    service::package(data);
    service::key(data);
}

pub(crate) fn progress(data: &[u8]) {
    text(data, service::progress);
}

pub(crate) fn dictionaries(data: &[u8]) {
    if let Some(dict) = bus::dict(data) {
        service::dictionaries(&dict);
    }
}

pub(crate) fn errors(data: &[u8]) {
    text(data, service::errors);
}

pub(crate) fn files(data: &[u8]) {
    service::files(data);
}

pub(crate) fn state(data: &[u8]) {
    service::memory(data);
}
