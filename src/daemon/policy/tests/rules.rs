//! Every rule, and how they go together, with a clock of the test's own.

use waymark_model::{ErrorKind, PolicyMode, PolicyStep, ReasonKind, Severity};

use super::case::{Case, DAY, HOUR, NOW, failed, kinds, reason, update, window};
use crate::{
    engine::Limits,
    policy::{Withheld, conditions::Conditions, decide::CHECK_EVERY},
};

/// A reason, and what makes it one.
type Rule = (ReasonKind, fn(&mut Case));

#[test]
fn each_mode_goes_as_far_as_it_says() {
    use PolicyStep as Step;
    let modes = [
        (PolicyMode::Manual, Step::Nothing, Step::Nothing),
        (PolicyMode::Check, Step::Check, Step::Nothing),
        (PolicyMode::Download, Step::Check, Step::Download),
        (PolicyMode::Stage, Step::Check, Step::Stage),
    ];
    for (mode, when_due, with_update) in modes {
        for (last, step) in [
            (None, when_due),
            (Some(NOW - CHECK_EVERY), when_due),
            (Some(NOW + DAY), when_due),
            (Some(NOW - CHECK_EVERY + 1), with_update),
        ] {
            let case = Case::new().with(|case| {
                case.settings.mode = mode;
                case.known.last_check = last;
            });
            let decision = case.decide();
            assert_eq!(decision.step, step, "{mode} {last:?}");
            let takes = matches!(step, Step::Download | Step::Stage);
            assert_eq!(decision.update.is_some(), takes, "{mode} {last:?}");
        }
    }
}

#[test]
fn what_closes_everything_closes_checks_too() {
    use ReasonKind as Kind;
    let rules: [Rule; 8] = [
        (Kind::Manual, |case| case.settings.mode = PolicyMode::Manual),
        (Kind::OtherUpdater, |case| {
            case.known.others = vec!["uupd.timer".into()];
        }),
        (Kind::NotSupported, |case| case.known.supported = false),
        (Kind::Busy, |case| case.known.busy = Some("/job/1".into())),
        (Kind::Metered, |case| case.conditions.metered = Some(true)),
        (Kind::LowBattery, |case| {
            case.conditions.low_battery = Some(true);
        }),
        (Kind::OutsideWindow, window),
        (Kind::BackingOff, failed),
    ];
    for (kind, rule) in rules {
        for last in [None, Some(NOW - HOUR)] {
            let case = Case::new()
                .with(rule)
                .with(|case| case.known.last_check = last);
            let decision = case.decide();
            assert_eq!(decision.step, PolicyStep::Nothing, "{kind}");
            assert_eq!(decision.update, None, "{kind}");
            assert!(reason(&decision, kind).blocks);
            let closing: Vec<_> = kinds(&decision).into_iter().filter(|one| one.1).collect();
            assert_eq!(closing, [(kind, true)], "{kind} alone");
        }
    }
}

#[test]
fn what_closes_taking_lets_checks_through() {
    use ReasonKind as Kind;
    let rules: [Rule; 9] = [
        (Kind::Held, |case| case.known.held = Some("1.2".into())),
        (Kind::Chosen, |case| case.known.chosen = Some("1.1".into())),
        (Kind::TooYoung, |case| {
            case.known.update = None;
            case.known.withheld = Some(Withheld {
                checksum: "f6".into(),
                version: "1.6".into(),
                until: Some(NOW + 3 * DAY),
            });
        }),
        (Kind::Hidden, |case| {
            case.known.update = None;
            case.known.withheld = Some(Withheld {
                checksum: "f6".into(),
                version: "1.6".into(),
                until: None,
            });
        }),
        (Kind::NoUpdate, |case| case.known.update = None),
        (Kind::LacksRoom, |case| {
            case.known.update.as_mut().unwrap().lacks_room = Some(1);
        }),
        (Kind::CannotDownload, |case| {
            case.settings.mode = PolicyMode::Download;
            case.known.limits.no_download = true;
        }),
        (Kind::Downloaded, |case| {
            case.settings.mode = PolicyMode::Download;
            case.known.update.as_mut().unwrap().downloaded = Some(true);
        }),
        (Kind::OnlyChecks, |case| {
            case.settings.mode = PolicyMode::Check;
        }),
    ];
    for (kind, rule) in rules {
        let decision = Case::new().with(rule).decide();
        assert_eq!(decision.step, PolicyStep::Nothing, "{kind}");
        let closing: Vec<_> = kinds(&decision).into_iter().filter(|one| one.1).collect();
        assert_eq!(closing, [(kind, true)], "{kind} alone");
        let due = Case::new()
            .with(rule)
            .with(|case| case.known.last_check = None);
        assert_eq!(due.decide().step, PolicyStep::Check, "{kind}");
    }
}

#[test]
fn what_is_not_known_never_stands_in_the_way() {
    let case = Case::new().with(|case| {
        case.conditions = Conditions::default();
        case.known.timer = None;
        case.known.update.as_mut().unwrap().downloaded = None;
    });
    assert_eq!(case.decide().step, PolicyStep::Stage);
}

#[test]
fn metered_and_low_battery_may_be_allowed() {
    for (metered, battery) in [(true, false), (false, true), (true, true)] {
        let case = Case::new().with(|case| {
            case.conditions.metered = Some(metered);
            case.conditions.low_battery = Some(battery);
            case.settings.on_metered = metered;
            case.settings.on_low_battery = battery;
        });
        assert_eq!(case.decide().step, PolicyStep::Stage);
    }
}

#[test]
fn every_reason_is_told_in_a_fixed_order() {
    use ReasonKind as Kind;
    let case = Case::new().with(window).with(failed).with(|case| {
        case.conditions.metered = Some(true);
        case.conditions.low_battery = Some(true);
        let known = &mut case.known;
        known.others = vec!["uupd.timer".into(), "other.timer".into()];
        known.supported = false;
        known.timer = Some(false);
        known.busy = Some("/job/1".into());
        known.held = Some("1.2".into());
        known.chosen = Some("1.1".into());
        known.withheld = Some(Withheld {
            checksum: "f6".into(),
            version: "1.6".into(),
            until: Some(NOW + DAY),
        });
        known.limits.newest_only = true;
        known.urgent = Some(Severity::Critical);
        known.staged = Some("1.4".into());
        known.update.as_mut().unwrap().lacks_room = Some(1);
    });
    let told = kinds(&case.decide());
    assert_eq!(
        told,
        [
            (Kind::OtherUpdater, true),
            (Kind::OtherUpdater, true),
            (Kind::NotSupported, true),
            (Kind::NoTimer, false),
            (Kind::Busy, true),
            (Kind::Metered, true),
            (Kind::LowBattery, true),
            (Kind::OutsideWindow, true),
            (Kind::BackingOff, true),
            (Kind::Held, true),
            (Kind::Chosen, true),
            (Kind::TooYoung, false),
            (Kind::NewestOnly, false),
            (Kind::Urgent, false),
            (Kind::LacksRoom, true),
            (Kind::Staged, false),
        ]
    );
    assert!(told.is_sorted());
}

#[test]
fn reasons_say_what_they_are_about() {
    let case = Case::new().with(window).with(failed).with(|case| {
        case.known.busy = Some("/job/1".into());
        case.known.urgent = Some(Severity::Important);
        case.known.withheld = Some(Withheld {
            checksum: "f6".into(),
            version: "1.6".into(),
            until: Some(NOW + DAY),
        });
    });
    let decision = case.decide();
    let about = |kind| reason(&decision, kind);
    assert_eq!(about(ReasonKind::Busy).job.as_deref(), Some("/job/1"));
    assert_eq!(
        about(ReasonKind::OutsideWindow).until,
        Some(NOW + 10 * HOUR)
    );
    let off = about(ReasonKind::BackingOff);
    let offline = Some(ErrorKind::Offline);
    assert_eq!(
        (off.until, off.count, off.error),
        (Some(NOW + 2 * HOUR), Some(3), offline)
    );
    let young = about(ReasonKind::TooYoung);
    assert_eq!(
        (young.until, young.version.as_deref()),
        (Some(NOW + DAY), Some("1.6"))
    );
    let urgent = about(ReasonKind::Urgent);
    let important = Some(Severity::Important);
    assert_eq!(
        (urgent.severity, urgent.version.as_deref()),
        (important, Some("1.5"))
    );
    let late = about(ReasonKind::CheckedLately);
    assert_eq!(late.until, Some(NOW - HOUR + CHECK_EVERY));
}

#[test]
fn an_older_version_is_taken_while_the_newest_is_too_young() {
    let case = Case::new().with(|case| {
        case.known.withheld = Some(Withheld {
            checksum: "f6".into(),
            version: "1.6".into(),
            until: Some(NOW + DAY),
        });
    });
    let decision = case.decide();
    assert_eq!(decision.step, PolicyStep::Stage);
    assert_eq!(decision.update, Some(update()));
    assert!(!reason(&decision, ReasonKind::TooYoung).blocks);
    assert!(!reason(&decision, ReasonKind::Offered).blocks);
}

#[test]
fn a_mode_that_only_looks_says_what_else_is_so() {
    let case = Case::new().with(|case| {
        case.settings.mode = PolicyMode::Check;
        case.known.limits = Limits {
            newest_only: true,
            no_download: true,
        };
        case.known.update.as_mut().unwrap().lacks_room = Some(1);
    });
    let told = kinds(&case.decide());
    let expected = [
        (ReasonKind::CheckedLately, false),
        (ReasonKind::OnlyChecks, true),
    ];
    assert_eq!(told, expected);
}

#[test]
fn every_pair_of_closed_rules_is_closed_and_tells_both() {
    use ReasonKind as Kind;
    let rules: [Rule; 9] = [
        (Kind::OtherUpdater, |case| {
            case.known.others = vec!["uupd.timer".into()];
        }),
        (Kind::NotSupported, |case| case.known.supported = false),
        (Kind::Busy, |case| case.known.busy = Some("/job/1".into())),
        (Kind::Metered, |case| case.conditions.metered = Some(true)),
        (Kind::LowBattery, |case| {
            case.conditions.low_battery = Some(true);
        }),
        (Kind::OutsideWindow, window),
        (Kind::BackingOff, failed),
        (Kind::Held, |case| case.known.held = Some("1.2".into())),
        (Kind::Chosen, |case| case.known.chosen = Some("1.1".into())),
    ];
    for (at, (first, one)) in rules.iter().enumerate() {
        for (second, other) in &rules[at + 1..] {
            let decision = Case::new().with(one).with(other).decide();
            assert_eq!(decision.step, PolicyStep::Nothing, "{first} {second}");
            let told: Vec<_> = kinds(&decision).into_iter().filter(|it| it.1).collect();
            assert_eq!(told, [(*first, true), (*second, true)]);
        }
    }
}
