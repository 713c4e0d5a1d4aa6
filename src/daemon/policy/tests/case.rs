//! A system on which everything is well and an update waits, for tests to change.

use chrono::{DateTime, FixedOffset, TimeZone};
use waymark_model::{ErrorKind, PolicyMode, PolicyReason, PolicySettings, ReasonKind, Update};

use crate::policy::{
    conditions::Conditions,
    decide::{Decision, Known, decide},
    state::Failures,
};

/// Wednesday, 7 January 2026, 12:00 in a zone two hours east of Greenwich.
pub const NOW: u64 = 1_767_780_000;
pub const HOUR: u64 = 60 * 60;
pub const DAY: u64 = 24 * HOUR;

pub fn time() -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(2 * 3600).unwrap();
    zone.timestamp_opt(NOW.cast_signed(), 0).unwrap()
}

pub fn update() -> Update {
    Update {
        checksum: "e5".into(),
        version: Some("1.5".into()),
        ..Update::default()
    }
}

/// A system on which everything is well and an update waits.
pub struct Case {
    pub settings: PolicySettings,
    pub conditions: Conditions,
    pub known: Known,
}

impl Case {
    pub fn new() -> Self {
        Self {
            settings: PolicySettings {
                mode: PolicyMode::Stage,
                ..PolicySettings::default()
            },
            conditions: Conditions {
                metered: Some(false),
                low_battery: Some(false),
            },
            known: Known {
                supported: true,
                timer: Some(true),
                last_check: Some(NOW - HOUR),
                update: Some(update()),
                ..Known::default()
            },
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn decide(&self) -> Decision {
        decide(&time(), &self.settings, &self.conditions, &self.known)
    }
}

pub fn kinds(decision: &Decision) -> Vec<(ReasonKind, bool)> {
    let all = decision.reasons.iter();
    all.map(|one| (one.kind, one.blocks)).collect()
}

pub fn reason(decision: &Decision, kind: ReasonKind) -> PolicyReason {
    let found = decision.reasons.iter().find(|one| one.kind == kind);
    found
        .unwrap_or_else(|| panic!("{kind} is not in {decision:?}"))
        .clone()
}

pub fn window(case: &mut Case) {
    // It opens in ten hours.
    case.settings.window_days = vec!["wed".into()];
    case.settings.window_start = "22:00".into();
    case.settings.window_end = "23:30".into();
}

pub fn failed(case: &mut Case) {
    case.known.failures = Failures {
        count: 3,
        error: Some(ErrorKind::Offline),
        retry_at: NOW + 2 * HOUR,
    };
}
