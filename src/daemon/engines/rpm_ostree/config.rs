//! What rpm-ostree's own files say about who may change the system.

use std::{io, path::Path};

use super::gvariant::strings;

/// rpm-ostreed's configuration. It reads this one file and no folder beside it.
pub(crate) const CONFIG: &str = "/etc/rpm-ostreed.conf";

/// Where a program that drives updates is registered until the next start.
pub(crate) const DRIVER: &str = "/run/rpm-ostree/update-driver.gv";

/// A program that drives the updates of this system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Driver {
    /// Its name, for people.
    pub(crate) name: String,
    /// The systemd unit that it runs in. It counts only while that is not stopped.
    pub(crate) unit: String,
}

/// Whether the administrator turned layering off. Without the file it is on.
pub(crate) fn layering_locked(config: &Path) -> bool {
    match std::fs::read_to_string(config) {
        Ok(text) => lock_in(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => {
            tracing::warn!(path = %config.display(), %error, "rpm-ostreed's configuration cannot be read");
            false
        }
    }
}

/// `LockLayering` of the group `Daemon`. In a file that says it twice the last counts,
/// and a value that is no boolean is as if it were not there.
pub(super) fn lock_in(text: &str) -> bool {
    let mut in_daemon = false;
    let mut locked = false;
    for line in text.lines().map(str::trim) {
        if let Some(group) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            in_daemon = group == "Daemon";
        } else if let Some((key, value)) = line.split_once('=')
            && in_daemon
            && key.trim_end() == "LockLayering"
        {
            locked = matches!(value.trim(), "true" | "1");
        }
    }
    locked
}

/// The registered driver, if there is one.
pub(crate) fn driver(path: &Path) -> Option<Driver> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the update driver cannot be read");
            return None;
        }
    };
    let found = driver_in(&bytes);
    if found.is_none() {
        tracing::warn!(path = %path.display(), "the update driver's file holds none");
    }
    found
}

pub(super) fn driver_in(bytes: &[u8]) -> Option<Driver> {
    let mut entries = strings(bytes)?;
    Some(Driver {
        name: entries.remove("driver-name")?,
        unit: entries.remove("driver-sd-unit")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layering_is_locked_only_by_the_daemons_own_key() {
        let cases = [
            ("", false),
            ("[Daemon]\nLockLayering=true\n", true),
            ("[Daemon]\n LockLayering = 1 \n", true),
            ("[Daemon]\nLockLayering=false\n", false),
            ("[Daemon]\n#LockLayering=true\n", false),
            ("[Daemon]\nLockLayering=maybe\n", false),
            ("[Other]\nLockLayering=true\n", false),
            (
                "[Daemon]\nLockLayering=true\n[Other]\nLockLayering=false\n",
                true,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(lock_in(text), expected, "{text}");
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rpm-ostreed.conf");
        assert!(!layering_locked(&path));
        std::fs::write(&path, "[Daemon]\nLockLayering=true\n").unwrap();
        assert!(layering_locked(&path));
    }

    #[test]
    fn the_driver_is_read_as_glib_wrote_it() {
        use ostree::glib::VariantDict;
        let dict = VariantDict::new(None);
        dict.insert("driver-name", "Zincati");
        dict.insert("driver-sd-unit", "zincati.service");
        let bytes = dict.end();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("update-driver.gv");
        assert_eq!(driver(&path), None);
        std::fs::write(&path, bytes.data()).unwrap();
        let expected = Driver {
            name: "Zincati".to_owned(),
            unit: "zincati.service".to_owned(),
        };
        assert_eq!(driver(&path), Some(expected));
        std::fs::write(&path, b"garbage").unwrap();
        assert_eq!(driver(&path), None);
    }
}
