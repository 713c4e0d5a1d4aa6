//! The daemon's configuration, `/etc/rpm-ostreed.conf`.

use std::time::Duration;

use ostree::glib::{KeyFile, KeyFileFlags};

const FILE: &str = "/etc/rpm-ostreed.conf";
const GROUP: &str = "Daemon";

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `AutomaticUpdatePolicy`: none, check, stage.
    pub policy: String,
    /// `IdleExitTimeout`; none: never.
    pub idle: Option<Duration>,
    /// `LockLayering`.
    pub lock_layering: bool,
}

impl Config {
    /// Reads the file; what is missing has the real daemon's default.
    #[must_use]
    pub fn load() -> Self {
        Self::parse(&std::fs::read_to_string(FILE).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let keys = KeyFile::new();
        // A file that is not understood is as none.
        let read = keys.load_from_data(text, KeyFileFlags::NONE);
        let get = |key| {
            read.as_ref()
                .ok()
                .and_then(|()| keys.string(GROUP, key).ok())
        };
        let seconds = get("IdleExitTimeout")
            .and_then(|it| it.parse().ok())
            .unwrap_or(60);
        Self {
            policy: get("AutomaticUpdatePolicy").map_or("none".to_owned(), Into::into),
            idle: (seconds > 0).then(|| Duration::from_secs(seconds)),
            lock_layering: get("LockLayering").is_some_and(|it| it == "true"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_has_a_default() {
        let none = Config::parse("");
        assert_eq!((none.policy.as_str(), none.lock_layering), ("none", false));
        assert_eq!(none.idle, Some(Duration::from_secs(60)));
        let set = Config::parse(
            "[Daemon]\nLockLayering=true\nIdleExitTimeout=2\nAutomaticUpdatePolicy=stage\n",
        );
        assert_eq!((set.policy.as_str(), set.lock_layering), ("stage", true));
        assert_eq!(set.idle, Some(Duration::from_secs(2)));
    }
}
