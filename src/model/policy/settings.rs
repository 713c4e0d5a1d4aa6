//! What can be chosen, and what is refused.

use super::{DAYS, HIDDEN_MAX, KEEP_MAX, PolicyChanges, PolicySettings, WAIT_MAX, WINDOW_MIN};
use crate::error::{Error, Result};

impl PolicyChanges {
    /// These, and then those.
    #[must_use]
    pub fn and(self, then: Self) -> Self {
        Self {
            mode: then.mode.or(self.mode),
            on_metered: then.on_metered.or(self.on_metered),
            on_low_battery: then.on_low_battery.or(self.on_low_battery),
            window_days: then.window_days.or(self.window_days),
            window_start: then.window_start.or(self.window_start),
            window_end: then.window_end.or(self.window_end),
            wait_days: then.wait_days.or(self.wait_days),
            wait_override: then.wait_override.or(self.wait_override),
            keep: then.keep.or(self.keep),
            hidden: then.hidden.or(self.hidden),
        }
    }
}

impl PolicySettings {
    /// The same with these changes.
    ///
    /// # Errors
    /// `InvalidArgument`, which names the key and what would be right.
    pub fn with(&self, changes: &PolicyChanges) -> Result<Self> {
        let mut new = self.clone();
        macro_rules! take {
            ($($field:ident),*) => {$(
                if let Some(value) = &changes.$field {
                    new.$field.clone_from(value);
                }
            )*};
        }
        take!(
            mode,
            on_metered,
            on_low_battery,
            window_days,
            window_start,
            window_end
        );
        take!(wait_days, wait_override, keep, hidden);
        if changes.window_days.as_ref().is_some_and(Vec::is_empty) {
            // Asked for beside no days they are a mistake; left over they go.
            new.window_start = changes.window_start.clone().unwrap_or_default();
            new.window_end = changes.window_end.clone().unwrap_or_default();
        }
        new.check()?;
        Ok(new)
    }

    /// The same with a version hidden, or no longer. Of more than can be kept the one that
    /// was hidden first is forgotten.
    ///
    /// # Errors
    /// `InvalidArgument` if that is no checksum or digest.
    pub fn hiding(&self, version: &str, hidden: bool) -> Result<Self> {
        let mut new = self.clone();
        new.hidden.retain(|one| one != version);
        if hidden {
            new.hidden.push(version.to_owned());
            let beyond = new.hidden.len().saturating_sub(HIDDEN_MAX);
            new.hidden.drain(..beyond);
        }
        new.check()?;
        Ok(new)
    }

    fn check(&self) -> Result<()> {
        self.check_window()?;
        if self.wait_days > WAIT_MAX {
            let message = format!("a version waits for at most {WAIT_MAX} days");
            return Err(Error::invalid("wait-days", message));
        }
        if self.keep > KEEP_MAX {
            let message = format!("at most {KEEP_MAX} earlier versions are kept; pin others");
            return Err(Error::invalid("keep", message));
        }
        let is_checksum = |text: &String| {
            let plain = |c: char| c.is_ascii_alphanumeric() || ":-_+.".contains(c);
            !text.is_empty() && text.len() <= 160 && text.chars().all(plain)
        };
        if self.hidden.len() > HIDDEN_MAX || !self.hidden.iter().all(is_checksum) {
            let message = format!("name at most {HIDDEN_MAX} versions, by checksum or digest");
            return Err(Error::invalid("hidden", message));
        }
        Ok(())
    }

    fn check_window(&self) -> Result<()> {
        let days = &self.window_days;
        let odd = |day: &String| !DAYS.contains(&day.as_str());
        let twice = days
            .iter()
            .enumerate()
            .any(|(at, day)| days[..at].contains(day));
        if days.iter().any(odd) || twice {
            let message = format!("name each day once, as one of {}", DAYS.join(", "));
            return Err(Error::invalid("window-days", message));
        }
        let hours = [
            ("window-start", &self.window_start),
            ("window-end", &self.window_end),
        ];
        if days.is_empty() {
            return match hours.iter().find(|(_, text)| !text.is_empty()) {
                Some((key, _)) => Err(Error::invalid(
                    key,
                    "a window with hours needs days: set window-days too",
                )),
                None => Ok(()),
            };
        }
        for (key, text) in hours {
            if minutes(text).is_none() {
                let message = "a window with days needs hours: write HH:MM, from 00:00 to 23:59";
                return Err(Error::invalid(key, message));
            }
        }
        let (start, end) = (minutes(&self.window_start), minutes(&self.window_end));
        if let (Some(start), Some(end)) = (start, end)
            && start != end
            && (end + DAY_MINUTES - start) % DAY_MINUTES < WINDOW_MIN
        {
            let message = format!("the window must be open for {WINDOW_MIN} minutes at least");
            return Err(Error::invalid("window-end", message));
        }
        Ok(())
    }
}

const DAY_MINUTES: u32 = 24 * 60;

/// Minutes after midnight of `HH:MM`; `None` if it is not written so.
#[must_use]
pub fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str, below: u32| {
        let written = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>()
            .ok()
            .filter(|number| written && *number < below)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::ErrorKind, policy::PolicyMode};

    fn days(days: &[&str]) -> Option<Vec<String>> {
        Some(days.iter().map(|&day| day.to_owned()).collect())
    }

    fn window(start: &str, end: &str) -> PolicyChanges {
        PolicyChanges {
            window_days: days(&["sat", "sun"]),
            window_start: Some(start.into()),
            window_end: Some(end.into()),
            ..PolicyChanges::default()
        }
    }

    #[test]
    fn what_is_absent_stays() {
        let before = PolicySettings {
            wait_days: 3,
            on_metered: true,
            ..PolicySettings::default()
        };
        let changes = PolicyChanges {
            mode: Some(PolicyMode::Stage),
            on_metered: Some(false),
            ..PolicyChanges::default()
        };
        let after = before.with(&changes).unwrap();
        assert_eq!(after.mode, PolicyMode::Stage);
        assert_eq!((after.wait_days, after.on_metered), (3, false));
        assert_eq!(after.with(&PolicyChanges::default()), Ok(after));
    }

    #[test]
    fn nonsense_is_refused_by_the_name_of_its_key() {
        let none = PolicyChanges::default();
        let hidden = |text: &str| PolicyChanges {
            hidden: Some(vec![text.into()]),
            ..PolicyChanges::default()
        };
        let cases = [
            (
                "window-start",
                PolicyChanges {
                    window_days: days(&["mon"]),
                    ..none.clone()
                },
            ),
            ("window-start", window("", "06:00")),
            ("window-start", window("24:00", "06:00")),
            ("window-start", window("2:00", "06:00")),
            ("window-start", window("+2:00", "06:00")),
            ("window-end", window("22:00", "06:60")),
            ("window-end", window("22:00", "22:59")),
            ("window-end", window("23:30", "00:15")),
            (
                "window-start",
                PolicyChanges {
                    window_start: Some("02:00".into()),
                    ..none.clone()
                },
            ),
            (
                "window-start",
                PolicyChanges {
                    window_days: days(&[]),
                    ..window("02:00", "04:00")
                },
            ),
            (
                "window-days",
                PolicyChanges {
                    window_days: days(&["monday"]),
                    ..none.clone()
                },
            ),
            (
                "window-days",
                PolicyChanges {
                    window_days: days(&["mon", "mon"]),
                    ..none.clone()
                },
            ),
            (
                "wait-days",
                PolicyChanges {
                    wait_days: Some(91),
                    ..none.clone()
                },
            ),
            (
                "keep",
                PolicyChanges {
                    keep: Some(11),
                    ..none.clone()
                },
            ),
            ("hidden", hidden("")),
            ("hidden", hidden("a b")),
            (
                "hidden",
                PolicyChanges {
                    hidden: Some(vec!["a".into(); 33]),
                    ..none
                },
            ),
        ];
        for (key, changes) in cases {
            let error = PolicySettings::default().with(&changes).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidArgument);
            assert_eq!(error.fields.argument.as_deref(), Some(key), "{changes:?}");
        }
    }

    #[test]
    fn a_window_may_cross_midnight_last_all_day_and_go() {
        for (start, end) in [("22:00", "06:00"), ("02:00", "03:00"), ("00:00", "00:00")] {
            let set = PolicySettings::default().with(&window(start, end)).unwrap();
            let gone = PolicyChanges {
                window_days: days(&[]),
                ..PolicyChanges::default()
            };
            assert_eq!(
                set.with(&gone),
                Ok(PolicySettings::default()),
                "{start} {end}"
            );
        }
    }
}
