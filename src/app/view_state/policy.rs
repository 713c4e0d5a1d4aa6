//! What the service does by itself, and why: in the user's words.

use waymark_model::{
    ActionName, Policy, PolicyMode, PolicyReason, PolicySettings, PolicyStep, ReasonKind,
    WaitOverride,
};

use super::{World, text};
use crate::tr;

/// The hours that are proposed where there were none.
const EVENING: (&str, &str) = ("18:00", "23:00");
/// Times of day are chosen in steps of half an hour.
const STEP: u32 = 30;

/// Everything that the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PolicyView {
    /// What was chosen.
    pub(crate) settings: PolicySettings,
    /// What is done next.
    pub(crate) now: String,
    /// When it goes on.
    pub(crate) next: String,
    /// Every reason for that.
    pub(crate) reasons: Vec<Reason>,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// One sentence.
    pub(crate) text: String,
    /// Whether nothing is done because of it.
    pub(crate) blocks: bool,
}

/// The view of a world; `None` if this system has no such thing.
pub(crate) fn view(world: &World) -> Option<PolicyView> {
    if !world.can(ActionName::SetPolicy) {
        return None;
    }
    let policy = &world.snapshot.policy;
    Some(PolicyView {
        settings: policy.settings.clone(),
        now: now(policy),
        next: match policy.next {
            Some(next) => tr!("policy-next", time = text::moment(next)),
            None => tr!("policy-next-never"),
        },
        reasons: policy.reasons.iter().map(reason).collect(),
    })
}

/// What the modes are called, in the order of [`PolicyMode::ALL`] with the first before it.
pub(crate) fn modes() -> [(PolicyMode, String); 4] {
    [
        (PolicyMode::Manual, tr!("policy-mode-manual")),
        (PolicyMode::Check, tr!("policy-mode-check")),
        (PolicyMode::Download, tr!("policy-mode-download")),
        (PolicyMode::Stage, tr!("policy-mode-stage")),
    ]
}

/// What may override the wait, and what it is called.
pub(crate) fn overrides() -> [(WaitOverride, String); 5] {
    [
        (WaitOverride::Never, tr!("policy-override-never")),
        (WaitOverride::Low, tr!("policy-override-low")),
        (WaitOverride::Moderate, tr!("policy-override-moderate")),
        (WaitOverride::Important, tr!("policy-override-important")),
        (WaitOverride::Critical, tr!("policy-override-critical")),
    ]
}

/// The times of day that can be chosen, `HH:MM`; beside them one that was chosen elsewhere.
pub(crate) fn times(chosen: &str) -> Vec<String> {
    let mut times: Vec<String> = (0..24 * 60 / STEP)
        .map(|step| format!("{:02}:{:02}", step * STEP / 60, step * STEP % 60))
        .collect();
    if !chosen.is_empty() && !times.iter().any(|time| time == chosen) {
        times.push(chosen.to_owned());
        times.sort();
    }
    times
}

/// A window of these hours, or of the proposed ones.
pub(crate) fn hours(settings: &PolicySettings) -> (String, String) {
    if settings.window_start.is_empty() {
        return (EVENING.0.to_owned(), EVENING.1.to_owned());
    }
    (settings.window_start.clone(), settings.window_end.clone())
}

fn now(policy: &Policy) -> String {
    let version = policy.version.as_deref().map(text::held);
    let version = version.unwrap_or_else(|| tr!("unknown-version"));
    match policy.step {
        PolicyStep::Nothing => tr!("policy-step-nothing"),
        PolicyStep::Check => tr!("policy-step-check"),
        PolicyStep::Download => tr!("policy-step-download", version = version),
        PolicyStep::Stage => tr!("policy-step-stage", version = version),
    }
}

fn reason(reason: &PolicyReason) -> Reason {
    Reason {
        text: why(reason),
        blocks: reason.blocks,
    }
}

fn why(reason: &PolicyReason) -> String {
    use ReasonKind as Kind;
    let version = reason.version.as_deref().map(text::held);
    let version = version.unwrap_or_else(|| tr!("unknown-version"));
    let time = reason.until.map(text::moment).unwrap_or_default();
    match reason.kind {
        Kind::Unknown => tr!("policy-why-unknown"),
        Kind::Manual => tr!("policy-why-manual"),
        Kind::OtherUpdater => {
            let unit = text::name(reason.unit.as_deref().unwrap_or_default());
            tr!("policy-why-other-updater", unit = unit)
        }
        Kind::NotSupported => tr!("policy-why-not-supported"),
        Kind::NoTimer => tr!("policy-why-no-timer"),
        Kind::Busy => tr!("policy-why-busy"),
        Kind::Metered => tr!("policy-why-metered"),
        Kind::LowBattery => tr!("policy-why-low-battery"),
        Kind::OutsideWindow => tr!("policy-why-outside-window", time = time),
        Kind::BackingOff => {
            let count = reason.count.unwrap_or(1);
            tr!("policy-why-backing-off", count = count, time = time)
        }
        Kind::Held => tr!("policy-why-held", version = version),
        Kind::Chosen => tr!("policy-why-chosen", version = version),
        Kind::CheckedLately => tr!("policy-why-checked-lately", time = time),
        Kind::TooYoung => tr!("policy-why-too-young", version = version, time = time),
        Kind::Hidden => tr!("policy-why-hidden", version = version),
        Kind::NewestOnly => tr!("policy-why-newest-only"),
        Kind::Urgent => tr!("policy-why-urgent", version = version),
        Kind::NoUpdate => tr!("policy-why-no-update"),
        Kind::LacksRoom => tr!("policy-why-lacks-room", version = version),
        Kind::CannotDownload => tr!("policy-why-cannot-download"),
        Kind::Downloaded => tr!("policy-why-downloaded", version = version),
        Kind::Staged => tr!("policy-why-staged", version = version),
        Kind::OnlyChecks => tr!("policy-why-only-checks", version = version),
        Kind::Offered => tr!("policy-why-offered", version = version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{
        bare,
        testing::{self, NOW},
    };

    #[test]
    fn what_is_done_and_why_is_told_in_words() {
        let mut world = testing::world();
        testing::snapshot(&mut world).policy = Policy {
            step: PolicyStep::Stage,
            version: Some("44.20251122".into()),
            next: Some(NOW),
            reasons: vec![
                PolicyReason {
                    until: Some(NOW),
                    count: Some(3),
                    ..PolicyReason::against(ReasonKind::BackingOff)
                },
                PolicyReason {
                    version: Some("0123456789abcdef".repeat(4)),
                    ..PolicyReason::told(ReasonKind::Offered)
                },
            ],
            ..Policy::default()
        };
        let shown = view(&world).unwrap();
        assert_eq!(bare(&shown.now), "44.20251122 is prepared next");
        let reasons: Vec<_> = shown.reasons.iter().map(|it| bare(&it.text)).collect();
        assert!(reasons[0].starts_with("The last 3 attempts failed."));
        assert_eq!(reasons[1], "0123456789ab is ready to install.");
        assert_eq!(
            shown.reasons.iter().map(|it| it.blocks).collect::<Vec<_>>(),
            [true, false]
        );
        testing::snapshot(&mut world).system.actions.clear();
        assert_eq!(view(&world), None);
    }

    #[test]
    fn every_reason_and_choice_has_words_of_its_own() {
        let mut told: Vec<String> = ReasonKind::ALL
            .iter()
            .map(|kind| why(&PolicyReason::told(*kind)))
            .collect();
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), all);
        assert_eq!(modes().len(), 1 + PolicyMode::ALL.len());
        assert_eq!(overrides().len(), 1 + WaitOverride::ALL.len());
    }

    #[test]
    fn odd_times_stay_choosable() {
        assert_eq!(times("").len(), 48);
        let times = times("06:10");
        assert_eq!(times[12..15], ["06:00", "06:10", "06:30"]);
        let mut settings = PolicySettings::default();
        assert_eq!(hours(&settings).0, "18:00");
        (settings.window_start, settings.window_end) = ("01:00".into(), "04:00".into());
        assert_eq!(hours(&settings), ("01:00".into(), "04:00".into()));
    }
}
