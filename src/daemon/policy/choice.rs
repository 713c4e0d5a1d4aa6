//! Which version is offered: old enough, and not hidden. Pure.

use waymark_model::{PolicySettings, Severity, Update, WaitOverride};

use super::state::FirstSeen;
use crate::engine::State;

const DAY: u64 = 24 * 60 * 60;

/// What an engine that can choose looks for when the newest version will not do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// For how long a version must have been public, in seconds.
    pub wait: u64,
    /// Versions that are not offered; nor is what came before them.
    pub hidden: Vec<String>,
}

impl Choice {
    /// What was chosen.
    #[must_use]
    pub fn of(settings: &PolicySettings) -> Self {
        Self {
            wait: u64::from(settings.wait_days) * DAY,
            hidden: settings.hidden.clone(),
        }
    }

    /// Whether there may be versions that are not offered.
    #[must_use]
    pub fn is_choosy(&self) -> bool {
        *self != Self::default()
    }
}

/// The newest version, where it is not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Its checksum or digest.
    pub checksum: String,
    /// Its version string, or else its checksum.
    pub version: String,
    /// When it is old enough, in seconds since 1970; `None`: it is hidden.
    pub until: Option<u64>,
}

/// What to call an update.
#[must_use]
pub fn name(update: &Update) -> String {
    let version = update.version.clone().filter(|text| !text.is_empty());
    version.unwrap_or_else(|| update.checksum.clone())
}

/// The state as it is told: what may be offered of what the engine found. `seen` is when a
/// version without a date came up.
#[must_use]
pub fn tell(
    mut state: State,
    settings: &PolicySettings,
    seen: Option<&FirstSeen>,
    now: u64,
) -> State {
    let older = state.older.take();
    let Some(newest) = state.update.take() else {
        return state;
    };
    match verdict(&newest, settings, seen, now) {
        Verdict::Offered => state.update = Some(newest),
        Verdict::Urgent(severity) => {
            state.urgent = Some(severity);
            state.update = Some(newest);
        }
        Verdict::Withheld(until) => {
            state.withheld = Some(Withheld {
                version: name(&newest),
                checksum: newest.checksum,
                until,
            });
            let fits = |older: &Update| verdict(older, settings, None, now) == Verdict::Offered;
            // What is hidden hides what came before it.
            state.update = older.filter(|older| until.is_some() && fits(older));
        }
    }
    state
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Offered,
    Urgent(Severity),
    Withheld(Option<u64>),
}

fn verdict(
    update: &Update,
    settings: &PolicySettings,
    seen: Option<&FirstSeen>,
    now: u64,
) -> Verdict {
    if settings.hidden.contains(&update.checksum) {
        return Verdict::Withheld(None);
    }
    let seen = seen.filter(|seen| seen.checksum == update.checksum && seen.at <= now);
    let published = update.timestamp.filter(|at| *at <= now);
    let public = published.or(seen.map(|seen| seen.at)).unwrap_or(now);
    let until = public + u64::from(settings.wait_days) * DAY;
    if until <= now {
        return Verdict::Offered;
    }
    match gravest(update).filter(|severity| overrides(*severity, settings.wait_override)) {
        Some(severity) => Verdict::Urgent(severity),
        None => Verdict::Withheld(Some(until)),
    }
}

fn gravest(update: &Update) -> Option<Severity> {
    let counts = update.advisories.iter().flatten();
    counts
        .filter(|(_, count)| **count > 0)
        .map(|(word, _)| Severity::from_word(word))
        .max()
}

fn overrides(severity: Severity, from: WaitOverride) -> bool {
    let least = match from {
        WaitOverride::Never => return false,
        WaitOverride::Low => Severity::Low,
        WaitOverride::Moderate => Severity::Moderate,
        WaitOverride::Important => Severity::Important,
        WaitOverride::Critical => Severity::Critical,
    };
    severity >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 100 * DAY;

    fn version(checksum: &str, days_old: u64) -> Update {
        Update {
            checksum: checksum.into(),
            timestamp: Some(NOW - days_old * DAY),
            ..Update::default()
        }
    }

    fn grave(update: Update, severity: &str, count: u32) -> Update {
        Update {
            advisories: Some([(severity.to_owned(), count)].into()),
            ..update
        }
    }

    fn waiting(days: u32) -> PolicySettings {
        PolicySettings {
            wait_days: days,
            ..PolicySettings::default()
        }
    }

    fn told(newest: Update, older: Option<Update>, settings: &PolicySettings) -> State {
        let state = State {
            update: Some(newest),
            older,
            ..State::default()
        };
        tell(state, settings, None, NOW)
    }

    #[test]
    fn what_is_old_enough_is_offered_to_the_second() {
        for (days, offered) in [(0, true), (6, true), (7, true), (8, false)] {
            let state = told(version("a", 7), None, &waiting(days));
            assert_eq!(state.update.is_some(), offered, "{days}");
            assert_eq!(state.withheld.is_some(), !offered, "{days}");
        }
        let until = told(version("a", 2), None, &waiting(7))
            .withheld
            .unwrap()
            .until;
        assert_eq!(until, Some(NOW + 5 * DAY));
    }

    #[test]
    fn an_older_one_is_taken_in_place_of_one_too_young() {
        let offered = |older| told(version("new", 1), Some(older), &waiting(7)).update;
        assert_eq!(offered(version("old", 8)), Some(version("old", 8)));
        assert_eq!(offered(version("old", 6)), None);
        let newest = told(version("new", 9), Some(version("old", 12)), &waiting(7));
        assert_eq!(newest.update.unwrap().checksum, "new");
        assert_eq!(newest.older, None);
    }

    #[test]
    fn grave_advisories_end_the_wait_where_that_was_chosen() {
        let words = ["low", "moderate", "important", "critical"];
        for (at, from) in WaitOverride::ALL.iter().enumerate() {
            let settings = PolicySettings {
                wait_override: *from,
                ..waiting(7)
            };
            for (place, word) in words.iter().enumerate() {
                let state = told(grave(version("a", 1), word, 1), None, &settings);
                let urgent = state.update.is_some().then(|| Severity::from_word(word));
                assert_eq!(state.urgent, urgent, "{from} {word}");
                assert_eq!(urgent.is_some(), place >= at, "{from} {word}");
            }
            for harmless in [
                version("a", 1),
                grave(version("a", 1), "unknown", 3),
                grave(version("a", 1), "critical", 0),
            ] {
                assert!(told(harmless, None, &settings).update.is_none(), "{from}");
            }
        }
        let never = told(grave(version("a", 1), "critical", 1), None, &waiting(7));
        assert_eq!(never.update, None);
        // What is old enough did not need it.
        let old = told(grave(version("a", 9), "critical", 1), None, &waiting(7));
        assert_eq!((old.update.is_some(), old.urgent), (true, None));
    }

    #[test]
    fn what_is_hidden_hides_what_came_before_until_something_newer_comes() {
        let settings = PolicySettings {
            hidden: vec!["bad".into()],
            wait_override: WaitOverride::Low,
            ..waiting(0)
        };
        let bad = grave(version("bad", 30), "critical", 1);
        let state = told(bad, Some(version("old", 40)), &settings);
        assert_eq!(state.update, None);
        assert_eq!(state.withheld.unwrap().until, None);
        let newer = told(version("new", 0), Some(version("bad", 30)), &settings);
        assert_eq!(newer.update.unwrap().checksum, "new");
        let young = PolicySettings {
            wait_days: 7,
            ..settings
        };
        let between = told(version("new", 1), Some(version("bad", 30)), &young);
        assert_eq!(between.update, None);
    }

    #[test]
    fn a_version_without_a_believable_date_waits_from_when_it_was_seen() {
        for timestamp in [None, Some(NOW + 1)] {
            let undated = Update {
                timestamp,
                ..version("a", 0)
            };
            let seen = |checksum: &str, days: u64| FirstSeen {
                checksum: checksum.into(),
                at: NOW - days * DAY,
            };
            for (seen, offered) in [
                (None, false),
                (Some(seen("a", 6)), false),
                (Some(seen("a", 7)), true),
                (Some(seen("b", 9)), false),
            ] {
                let state = State {
                    update: Some(undated.clone()),
                    ..State::default()
                };
                let told = tell(state, &waiting(7), seen.as_ref(), NOW);
                assert_eq!(told.update.is_some(), offered, "{seen:?}");
            }
        }
    }
}
