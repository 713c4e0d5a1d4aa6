//! The service's configuration file.

use std::{io::ErrorKind, path::Path, time::Duration};

use serde::Deserialize;

/// What an administrator can set. Every key has a default.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// After how many seconds the service leaves when nobody needs it.
    pub idle_exit_seconds: u64,
    /// How many seconds a job's object stays after the job's end.
    pub job_linger_seconds: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            idle_exit_seconds: 60,
            job_linger_seconds: 60,
        }
    }
}

impl Config {
    /// Reads the file. A missing one means the defaults; so does a wrong one, which
    /// is told in the log: the service must come up to be of use.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::error!(path = %path.display(), %error, "cannot read the configuration; using the defaults");
                return Self::default();
            }
        };
        toml::from_str(&text).unwrap_or_else(|error| {
            tracing::error!(path = %path.display(), %error, "the configuration is wrong; using the defaults");
            Self::default()
        })
    }

    /// How long the service stays when nobody needs it.
    #[must_use]
    pub fn idle_exit(&self) -> Duration {
        Duration::from_secs(self.idle_exit_seconds.max(1))
    }

    /// How long a job's object stays after the job's end.
    #[must_use]
    pub fn job_linger(&self) -> Duration {
        Duration::from_secs(self.job_linger_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Config {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("waymarkd.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(&path)
    }

    #[test]
    fn takes_what_is_set_and_defaults_for_the_rest() {
        let config = load("idle-exit-seconds = 2\n");
        assert_eq!(config.idle_exit(), Duration::from_secs(2));
        assert_eq!(config.job_linger(), Duration::from_secs(60));
    }

    #[test]
    fn a_wrong_or_missing_file_means_the_defaults() {
        for text in ["idle-exit = 2", "idle-exit-seconds = \"soon\"", "]["] {
            assert_eq!(load(text), Config::default(), "{text}");
        }
        assert_eq!(
            Config::load(Path::new("/nowhere/at/all")),
            Config::default()
        );
    }

    #[test]
    fn the_example_shows_the_defaults() {
        let example = include_str!("../../data/waymarkd.toml");
        assert_eq!(
            toml::from_str::<Config>(example).unwrap(),
            Config::default()
        );
        let commented: String = example
            .lines()
            .filter_map(|line| line.strip_prefix("#").filter(|rest| rest.contains(" = ")))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(
            toml::from_str::<Config>(&commented).unwrap(),
            Config::default()
        );
    }
}
