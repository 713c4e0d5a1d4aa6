//! What the service does by itself, and why.

use waymark_model::{
    Policy, PolicyMode, PolicyReason, PolicySettings, PolicyStep, ReasonKind, WaitOverride,
};

use super::{dates::Dates, short, units::count};

/// The settings, and what follows in one line.
pub(crate) fn text(policy: &Policy, dates: Dates) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        text += &format!("{name:<15}{value}\n");
    };
    let settings = &policy.settings;
    line(
        "Mode",
        format!("{}: {}", settings.mode, mode(settings.mode)),
    );
    line("Metered", also(settings.on_metered, "on a metered network"));
    line(
        "Battery",
        also(settings.on_low_battery, "while the battery is low"),
    );
    line("Window", window(settings));
    line("Wait", wait(settings));
    line(
        "Keep",
        match settings.keep {
            0 => "earlier versions as the system does it".to_owned(),
            keep => count(u64::from(keep), "earlier version", "earlier versions"),
        },
    );
    if !settings.hidden.is_empty() {
        let hidden: Vec<_> = settings.hidden.iter().map(|it| short(it)).collect();
        line("Hidden", hidden.join(", "));
    }
    line("Now", now(policy));
    if let Some(next) = policy.next {
        line("Goes on", dates.time(next));
    }
    text
}

/// Every reason, and when it goes on.
pub(crate) fn explained(policy: &Policy, dates: Dates) -> String {
    let mut text = format!("{}\n", now(policy));
    for reason in &policy.reasons {
        let mark = if reason.blocks { "✗" } else { "·" };
        text += &format!("  {mark} {}\n", why(reason, dates));
    }
    text += &match policy.next {
        Some(next) => format!("It goes on when next woken after {}.\n", dates.time(next)),
        None => "It does not go on by itself.\n".to_owned(),
    };
    if let Some(last) = policy.last {
        text += &format!("It was last woken on {}.\n", dates.time(last));
    }
    text
}

fn mode(mode: PolicyMode) -> &'static str {
    match mode {
        PolicyMode::Manual => "nothing happens unless a person asks",
        PolicyMode::Check => "updates are looked for",
        PolicyMode::Download => "updates are looked for and downloaded",
        PolicyMode::Stage => "updates are looked for, downloaded and prepared for the next start",
    }
}

fn also(allowed: bool, when: &str) -> String {
    format!("{} {when}", if allowed { "also" } else { "not" })
}

fn window(settings: &PolicySettings) -> String {
    if settings.window_days.is_empty() {
        return "always open".to_owned();
    }
    let days = settings.window_days.join(", ");
    format!("{days} {}-{}", settings.window_start, settings.window_end)
}

fn wait(settings: &PolicySettings) -> String {
    if settings.wait_days == 0 {
        return "for nothing: the newest version is taken".to_owned();
    }
    let days = count(u64::from(settings.wait_days), "day", "days");
    let unless = match settings.wait_override {
        WaitOverride::Never => String::new(),
        WaitOverride::Critical => ", unless it mends critical faults".to_owned(),
        severity => format!(", unless it mends faults that are {severity} or graver"),
    };
    format!("until a version has been public for {days}{unless}")
}

fn now(policy: &Policy) -> String {
    let version = policy.version.as_deref().map_or("the update", name);
    match policy.step {
        PolicyStep::Nothing => "Nothing is done now.".to_owned(),
        PolicyStep::Check => "Updates are looked for.".to_owned(),
        PolicyStep::Download => format!("{version} is downloaded."),
        PolicyStep::Stage => format!("{version} is downloaded and prepared for the next start."),
    }
}

/// A version, or the beginning of a checksum that stands for one.
fn name(version: &str) -> &str {
    if version.len() >= 64 {
        short(version)
    } else {
        version
    }
}

fn why(reason: &PolicyReason, dates: Dates) -> String {
    use ReasonKind as Kind;
    let version = reason.version.as_deref().map_or("it", name);
    let until = reason
        .until
        .map_or("a later time".to_owned(), |at| dates.time(at));
    match reason.kind {
        Kind::Unknown => "There is a reason that this waymarkctl does not know.".to_owned(),
        Kind::Manual => "Updates are taken only when a person asks.".to_owned(),
        Kind::OtherUpdater => {
            let unit = reason.unit.as_deref().unwrap_or("another program");
            format!("{unit} updates this system by itself.")
        }
        Kind::NotSupported => "This system cannot be updated here.".to_owned(),
        Kind::NoTimer => {
            "waymark-policy.timer does not run, so nothing wakes the service.".to_owned()
        }
        Kind::Busy => {
            let job = reason
                .job
                .as_deref()
                .and_then(|path| path.rsplit('/').next());
            format!("Job {} runs.", job.unwrap_or("of somebody"))
        }
        Kind::Metered => "The network is metered.".to_owned(),
        Kind::LowBattery => "The battery is low.".to_owned(),
        Kind::OutsideWindow => format!("The window opens {until}."),
        Kind::BackingOff => {
            let times = count(u64::from(reason.count.unwrap_or(1)), "time", "times");
            let error = reason.error.unwrap_or_default();
            format!(
                "It failed {times}, the last time with {error}; it is tried again after {until}."
            )
        }
        Kind::Held => format!("The system is held at {version}."),
        Kind::Chosen => format!("Somebody chose {version} for the next start."),
        Kind::CheckedLately => {
            format!("Updates were looked for lately; the next look is due {until}.")
        }
        Kind::TooYoung => format!("{version} is too young until {until}."),
        Kind::Hidden => format!("{version} is hidden until a newer one comes."),
        Kind::NewestOnly => {
            "This system takes the newest version or none, so no earlier one is taken meanwhile."
                .to_owned()
        }
        Kind::Urgent => {
            let severity = reason.severity.unwrap_or_default();
            format!("{version} does not wait: it mends faults that are {severity}.")
        }
        Kind::NoUpdate => "Nothing new is offered.".to_owned(),
        Kind::LacksRoom => format!("There is not enough room for {version}."),
        Kind::CannotDownload => {
            "This system cannot download without preparing; take the mode stage.".to_owned()
        }
        Kind::Downloaded => format!("{version} is downloaded; taking it is up to a person."),
        Kind::Staged => format!("{version} waits for a restart."),
        Kind::OnlyChecks => format!("{version} is offered; the mode only looks."),
        Kind::Offered => format!("{version} is offered."),
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::ErrorKind;

    use super::*;

    const NOW: u64 = 1_795_000_000;

    fn policy() -> Policy {
        Policy {
            settings: PolicySettings {
                mode: PolicyMode::Stage,
                window_days: vec!["sat".into(), "sun".into()],
                window_start: "02:00".into(),
                window_end: "05:00".into(),
                wait_days: 7,
                wait_override: WaitOverride::Important,
                keep: 3,
                hidden: vec!["0a1b".repeat(16)],
                ..PolicySettings::default()
            },
            reasons: vec![
                PolicyReason {
                    until: Some(NOW + 3600),
                    ..PolicyReason::against(ReasonKind::OutsideWindow)
                },
                PolicyReason {
                    version: Some("44.2".into()),
                    ..PolicyReason::told(ReasonKind::Offered)
                },
            ],
            next: Some(NOW + 3600),
            last: Some(NOW - 60),
            ..Policy::default()
        }
    }

    #[test]
    fn the_policy_is_told_whole() {
        let expected = "\
Mode           stage: updates are looked for, downloaded and prepared for the next start
Metered        not on a metered network
Battery        not while the battery is low
Window         sat, sun 02:00-05:00
Wait           until a version has been public for 7 days, unless it mends faults that are important or graver
Keep           3 earlier versions
Hidden         0a1b0a1b0a1b
Now            Nothing is done now.
Goes on        18 Nov 2026, 12:06
";
        assert_eq!(text(&policy(), Dates::fixed(NOW)), expected);
    }

    #[test]
    fn every_reason_is_said() {
        let expected = "\
Nothing is done now.
  ✗ The window opens 18 Nov 2026, 12:06.
  · 44.2 is offered.
It goes on when next woken after 18 Nov 2026, 12:06.
It was last woken on 18 Nov 2026, 11:05 (1 minute ago).
";
        assert_eq!(explained(&policy(), Dates::fixed(NOW)), expected);
        let mut said = std::collections::BTreeSet::new();
        for kind in ReasonKind::ALL {
            let reason = PolicyReason {
                error: Some(ErrorKind::Offline),
                ..PolicyReason::told(*kind)
            };
            assert!(
                said.insert(why(&reason, Dates::fixed(NOW))),
                "{kind} is said like another"
            );
        }
    }

    #[test]
    fn each_step_names_its_version() {
        let mut policy = policy();
        policy.version = Some("44.2".into());
        for step in [PolicyStep::Download, PolicyStep::Stage] {
            policy.step = step;
            assert!(now(&policy).starts_with("44.2 is downloaded"));
        }
    }
}
