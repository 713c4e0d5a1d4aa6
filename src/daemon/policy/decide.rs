//! What the policy does now, and why. Pure.
//!
//! Every rule that says something is told, in the order of [`ReasonKind`]. Rules of the
//! first kind stand in the way of everything, rules of the second of taking a version.

use chrono::{DateTime, TimeZone};
use waymark_model::{
    PolicyMode, PolicyReason, PolicySettings, PolicyStep, ReasonKind, Severity, Update,
};

use super::{
    choice::{self, Withheld},
    conditions::Conditions,
    state::Failures,
    window::Window,
};
use crate::engine::Limits;

/// How often updates are looked for, in seconds.
pub const CHECK_EVERY: u64 = 6 * 60 * 60;

/// What is known of the system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Updates can be looked for and taken.
    pub supported: bool,
    /// Units and programs that update this system by themselves.
    pub others: Vec<String>,
    /// Whether the timer runs, where that is known.
    pub timer: Option<bool>,
    /// The job that runs.
    pub busy: Option<String>,
    /// Attempts that failed.
    pub failures: Failures,
    /// What the system is held at.
    pub held: Option<String>,
    /// What somebody chose for the next start.
    pub chosen: Option<String>,
    /// When a check last succeeded, in seconds since 1970.
    pub last_check: Option<u64>,
    /// What is offered.
    pub update: Option<Update>,
    /// The newest version, where it is not offered.
    pub withheld: Option<Withheld>,
    /// Why the offered one need not wait.
    pub urgent: Option<Severity>,
    /// What the policy or an update staged.
    pub staged: Option<String>,
    /// What this system cannot do.
    pub limits: Limits,
}

/// What follows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// What is done now.
    pub step: PolicyStep,
    /// The version that is downloaded or staged.
    pub update: Option<Update>,
    /// Every reason.
    pub reasons: Vec<PolicyReason>,
    /// When it may go on, in seconds since 1970.
    pub next: Option<u64>,
}

/// Decides.
#[must_use]
pub fn decide<Tz: TimeZone>(
    now: &DateTime<Tz>,
    settings: &PolicySettings,
    conditions: &Conditions,
    known: &Known,
) -> Decision {
    let at = u64::try_from(now.timestamp()).unwrap_or(0);
    let mut reasons = in_general(now, at, settings, conditions, known);
    let closed = reasons.iter().any(|one| one.blocks);
    let due = due(at, known.last_check);
    let taking = about_versions(settings, known);
    let blocked = taking.iter().any(|one| one.blocks);
    let manual = settings.mode == PolicyMode::Manual;
    if due > at && !manual && known.supported {
        reasons.push(PolicyReason {
            until: Some(due),
            ..PolicyReason::told(ReasonKind::CheckedLately)
        });
    }
    reasons.extend(taking);
    reasons.sort_by_key(|one| one.kind);

    let step = match settings.mode {
        _ if closed => PolicyStep::Nothing,
        PolicyMode::Manual => PolicyStep::Nothing,
        _ if due <= at => PolicyStep::Check,
        _ if blocked => PolicyStep::Nothing,
        PolicyMode::Check => PolicyStep::Nothing,
        PolicyMode::Download => PolicyStep::Download,
        PolicyMode::Stage => PolicyStep::Stage,
    };
    let takes = matches!(step, PolicyStep::Download | PolicyStep::Stage);
    Decision {
        update: known.update.clone().filter(|_| takes),
        next: next(now, at, due, settings, &reasons, step),
        step,
        reasons,
    }
}

/// What stands in the way of everything.
fn in_general<Tz: TimeZone>(
    now: &DateTime<Tz>,
    at: u64,
    settings: &PolicySettings,
    conditions: &Conditions,
    known: &Known,
) -> Vec<PolicyReason> {
    use ReasonKind as Kind;
    let against = PolicyReason::against;
    let other = |unit: &String| PolicyReason {
        unit: Some(unit.clone()),
        ..against(Kind::OtherUpdater)
    };
    if settings.mode == PolicyMode::Manual {
        let told = known.others.iter().map(|unit| PolicyReason {
            blocks: false,
            ..other(unit)
        });
        return [against(Kind::Manual)].into_iter().chain(told).collect();
    }
    let mut all: Vec<PolicyReason> = known.others.iter().map(other).collect();
    let mut note = |so: bool, reason: PolicyReason| {
        if so {
            all.push(reason);
        }
    };
    note(!known.supported, against(Kind::NotSupported));
    note(
        known.timer == Some(false),
        PolicyReason::told(Kind::NoTimer),
    );
    note(
        known.busy.is_some(),
        PolicyReason {
            job: known.busy.clone(),
            ..against(Kind::Busy)
        },
    );
    let metered = conditions.metered == Some(true);
    note(metered && !settings.on_metered, against(Kind::Metered));
    let low = conditions.low_battery == Some(true);
    note(low && !settings.on_low_battery, against(Kind::LowBattery));
    let opens = Window::of(settings).and_then(|window| window.opens(now));
    note(
        opens.is_some(),
        PolicyReason {
            until: opens,
            ..against(Kind::OutsideWindow)
        },
    );
    let failures = &known.failures;
    // Farther away than any wait can be: the clock was wrong then.
    let waits = failures.retry_at > at && failures.retry_at - at <= 8 * 24 * 60 * 60;
    note(
        waits,
        PolicyReason {
            until: Some(failures.retry_at),
            count: Some(failures.count),
            error: failures.error,
            ..against(Kind::BackingOff)
        },
    );
    all
}

/// What stands in the way of taking a version, and what explains which one is taken.
fn about_versions(settings: &PolicySettings, known: &Known) -> Vec<PolicyReason> {
    use ReasonKind as Kind;
    let mut all = Vec::new();
    let mut note = |kind: Kind, blocks: bool, version: Option<&String>| {
        all.push(PolicyReason {
            version: version.cloned(),
            ..if blocks {
                PolicyReason::against(kind)
            } else {
                PolicyReason::told(kind)
            }
        });
    };
    let mode = settings.mode;
    let update = known.update.as_ref();
    let version = update.map(choice::name);
    let version = version.as_ref();
    if mode != PolicyMode::Manual {
        if known.held.is_some() {
            note(Kind::Held, true, known.held.as_ref());
        }
        if known.chosen.is_some() {
            note(Kind::Chosen, true, known.chosen.as_ref());
        }
    }
    if let Some(withheld) = &known.withheld {
        let nothing = update.is_none();
        let name = Some(&withheld.version);
        match withheld.until {
            Some(_) => note(Kind::TooYoung, nothing, name),
            None => note(Kind::Hidden, nothing, name),
        }
        if known.limits.newest_only && withheld.until.is_some() {
            note(Kind::NewestOnly, false, name);
        }
    }
    if known.urgent.is_some() {
        note(Kind::Urgent, false, version);
    }
    if update.is_none() && known.withheld.is_none() {
        note(Kind::NoUpdate, true, None);
    }
    if let Some(staged) = &known.staged {
        note(Kind::Staged, false, Some(staged));
    }
    if let Some(update) = update
        && mode != PolicyMode::Manual
    {
        let lacks = update.lacks_room.is_some() && mode != PolicyMode::Check;
        if lacks {
            note(Kind::LacksRoom, true, version);
        }
        let is_here = update.downloaded == Some(true);
        if mode == PolicyMode::Download && !is_here && known.limits.no_download {
            note(Kind::CannotDownload, true, version);
        }
        if mode != PolicyMode::Stage && is_here {
            note(Kind::Downloaded, true, version);
        }
        if mode == PolicyMode::Check {
            note(Kind::OnlyChecks, true, version);
        }
    }
    if !all.iter().any(|one| one.blocks) && update.is_some() {
        all.push(PolicyReason {
            version: version.cloned(),
            ..PolicyReason::told(Kind::Offered)
        });
    }
    for one in &mut all {
        match one.kind {
            Kind::TooYoung => one.until = known.withheld.as_ref().and_then(|it| it.until),
            Kind::Urgent => one.severity = known.urgent,
            _ => {}
        }
    }
    all
}

/// When the next check is due. A last one in the future is one of a wrong clock.
fn due(at: u64, last: Option<u64>) -> u64 {
    match last {
        Some(last) if last <= at => last + CHECK_EVERY,
        _ => at,
    }
}

/// When the policy may go on: never while what is in its way has no end by itself and is
/// not looked at again, otherwise with its next waking after the last thing that waits.
fn next<Tz: TimeZone>(
    now: &DateTime<Tz>,
    at: u64,
    due: u64,
    settings: &PolicySettings,
    reasons: &[PolicyReason],
    step: PolicyStep,
) -> Option<u64> {
    use ReasonKind as Kind;
    let never = [Kind::Manual, Kind::OtherUpdater, Kind::NotSupported];
    let is_for_ever = |one: &PolicyReason| one.blocks && never.contains(&one.kind);
    if reasons
        .iter()
        .any(|one| is_for_ever(one) || one.kind == Kind::NoTimer)
    {
        return None;
    }
    if step != PolicyStep::Nothing {
        return Some(at);
    }
    let general = [Kind::OutsideWindow, Kind::BackingOff];
    let open = reasons.iter().filter(|one| general.contains(&one.kind));
    let open = open.filter_map(|one| one.until).max().unwrap_or(at);
    let is_closed = |one: &PolicyReason| one.blocks && one.kind < Kind::Held;
    let then = if reasons.iter().any(is_closed) {
        open
    } else {
        let old_enough = reasons.iter().filter(|one| one.kind == Kind::TooYoung);
        let old_enough = old_enough.filter_map(|one| one.until).min();
        old_enough.map_or(due, |until| until.min(due)).max(open)
    };
    // A wait that ends while the window is closed goes on until it opens.
    let moment = i64::try_from(then)
        .ok()
        .and_then(|then| now.timezone().timestamp_opt(then, 0).earliest());
    let opens = moment.and_then(|moment| Window::of(settings)?.opens(&moment));
    Some(opens.unwrap_or(then))
}
