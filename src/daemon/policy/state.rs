//! What the policy remembers over restarts; a part of the service's state file.

use serde::{Deserialize, Serialize};
use waymark_model::{Error, ErrorKind, PolicySettings};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;
/// After the first failure; each further one doubles it.
const FIRST_WAIT: u64 = 30 * MINUTE;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PolicyMemory {
    /// What was chosen.
    pub settings: PolicySettings,
    /// Attempts that failed, one after the other.
    pub failures: Failures,
    /// When the timer last came, in seconds since 1970.
    pub last: Option<u64>,
    /// Id of the deployment that the policy staged.
    pub staged: Option<String>,
    /// Ids of the deployments that the policy pinned.
    pub pins: Vec<String>,
    /// A version whose publisher does not say when it was published.
    pub first_seen: Option<FirstSeen>,
    /// Id of the deployment that runs.
    pub running: Option<String>,
    /// Id of the one that ran before it: the last that is known to be good.
    pub good: Option<String>,
}

/// When a version was first seen here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FirstSeen {
    /// Its checksum or digest.
    pub checksum: String,
    /// In seconds since 1970.
    pub at: u64,
}

/// Attempts that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Failures {
    /// How many, one after the other.
    pub count: u32,
    /// How the last one ended.
    pub error: Option<ErrorKind>,
    /// When the next attempt may be made, in seconds since 1970.
    pub retry_at: u64,
}

impl Failures {
    /// One more. What a person stopped is left alone for a day, and a server for as long
    /// as it asked.
    #[must_use]
    pub fn and(&self, error: &Error, now: u64) -> Self {
        let doubled = FIRST_WAIT << self.count.min(6);
        let wait = match error.kind {
            ErrorKind::Cancelled => DAY,
            _ => doubled.min(DAY),
        };
        let asked = error.fields.retry_after.unwrap_or(0).min(7 * DAY);
        Self {
            count: self.count.saturating_add(1),
            error: Some(error.kind),
            retry_at: now.saturating_add(wait.max(asked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_day() {
        let error = Error::new(ErrorKind::Offline, "no");
        let mut failures = Failures::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            failures = failures.and(&error, 1000);
            waits.push((failures.retry_at - 1000) / MINUTE);
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
        assert_eq!(
            (failures.count, failures.error),
            (9, Some(ErrorKind::Offline))
        );
    }

    #[test]
    fn a_person_and_a_server_are_heard() {
        let stopped = Error::new(ErrorKind::Cancelled, "stopped");
        let busy = Error::new(ErrorKind::Offline, "later")
            .with(|fields| fields.retry_after = Some(3 * DAY));
        let none = Failures::default();
        assert_eq!(none.and(&stopped, 7).retry_at, 7 + DAY);
        assert_eq!(none.and(&busy, 7).retry_at, 7 + 3 * DAY);
        let forever = busy.with(|fields| fields.retry_after = Some(u64::MAX));
        assert_eq!(none.and(&forever, 7).retry_at, 7 + 7 * DAY);
    }
}
