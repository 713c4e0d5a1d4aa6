//! What checks found that rpm-ostreed does not keep: it is remembered over restarts.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

/// What the registry said of a followed image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ImageFound {
    /// Digests that name it: of this machine's image, and of the list that it is in.
    pub(super) digests: Vec<String>,
    /// Version string of the publisher.
    pub(super) version: Option<String>,
    /// When it was made, in seconds since 1970.
    pub(super) timestamp: Option<u64>,
    /// Bytes of the layers that are not on this disk.
    pub(super) missing: Option<u64>,
}

/// What a check found of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Found {
    /// The stream, as origins name it. What was found of another one counts no more.
    pub(super) stream: String,
    /// The remote has it no more.
    pub(super) missing: bool,
    /// The next major version of it, as a rebase takes it.
    pub(super) newer: Option<String>,
    /// The image that it offers, where it is one.
    pub(super) image: Option<ImageFound>,
    /// The version that it offered when an update of a held system found nothing else:
    /// held there is not held.
    pub(super) tip: Option<String>,
}

/// The last check's findings, in a file.
#[derive(Debug)]
pub(super) struct Findings {
    file: PathBuf,
    now: Mutex<Option<Found>>,
}

impl Findings {
    /// Takes up what was remembered in this folder. What cannot be read is forgotten.
    pub(super) fn open(folder: &Path) -> Self {
        let file = folder.join("rpm-ostree.json");
        let text = std::fs::read(&file).unwrap_or_default();
        Self {
            file,
            now: Mutex::new(serde_json::from_slice(&text).ok()),
        }
    }

    /// What was found of this stream.
    pub(super) fn of(&self, stream: &str) -> Option<Found> {
        self.lock().clone().filter(|found| found.stream == stream)
    }

    /// From now on this is known. Without the file it is known until the service leaves.
    pub(super) fn remember(&self, found: Found) {
        let written = serde_json::to_vec(&found)
            .map_err(std::io::Error::from)
            .and_then(|text| {
                // Never half a file: written beside it, and put in its place.
                let fresh = self.file.with_extension("json.new");
                std::fs::write(&fresh, text)?;
                std::fs::rename(&fresh, &self.file)
            });
        if let Err(error) = written {
            tracing::warn!(file = %self.file.display(), %error, "what was found cannot be kept");
        }
        *self.lock() = Some(found);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Found>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_survive_a_restart_and_are_of_one_stream() {
        let folder = tempfile::tempdir().unwrap();
        let found = Found {
            stream: "fedora:a".to_owned(),
            newer: Some("fedora:b".to_owned()),
            ..Found::default()
        };
        Findings::open(folder.path()).remember(found.clone());
        let again = Findings::open(folder.path());
        assert_eq!(again.of("fedora:a"), Some(found));
        assert_eq!(again.of("fedora:b"), None);
        std::fs::write(folder.path().join("rpm-ostree.json"), "[half").unwrap();
        assert_eq!(Findings::open(folder.path()).of("fedora:a"), None);
    }
}
