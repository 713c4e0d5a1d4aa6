//! What registries say, and what the machine's files say of them.

use waymark_registry::fuzzing as registry;

use crate::{halves, text};

/// A file, and the image that is looked for in it.
pub(crate) fn files(data: &[u8]) {
    let (image, file) = halves(data);
    text(file, |file| {
        registry::authorities(file);
        text(image, |image| {
            if let Some(image) = registry::reference(image) {
                registry::registries(file, &image);
                registry::credentials(file, &image);
            }
        });
    });
}

pub(crate) fn headers(data: &[u8]) {
    registry::header(data);
}

pub(crate) fn lines(data: &[u8]) {
    registry::lines(data);
}

/// A manifest and a configuration.
pub(crate) fn manifest(data: &[u8]) {
    let (manifest, configuration) = halves(data);
    registry::manifest(manifest, configuration);
}

pub(crate) fn reference(data: &[u8]) {
    text(data, |text| drop(registry::reference(text)));
}

pub(crate) fn tags(data: &[u8]) {
    registry::tags(data);
}
