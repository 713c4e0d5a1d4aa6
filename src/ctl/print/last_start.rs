//! How the machine started, against what was meant to run.

use waymark_model::{LastStart, StartClass, StartReason, StartVersion};

use super::{dates::Dates, name, short, table::lines, units::count};

/// All that is known of it; `None`: nothing is.
pub(crate) fn text(last: Option<&LastStart>, hidden: &[String], dates: Dates) -> String {
    let Some(last) = last else {
        return "Nothing is known of this start.\n".to_owned();
    };
    let mut facts = Vec::new();
    let mut fact = |what: &str, value: String| facts.push([what.to_owned(), value]);
    if let Some(when) = last.when {
        fact("Started", dates.time(when));
    }
    for (what, version) in [
        ("Meant", &last.meant),
        ("Runs", &last.runs),
        ("Before", &last.before),
    ] {
        if let Some(version) = version {
            let mut value = dated(version, dates);
            if hidden.contains(&version.offered) {
                value += ", hidden until a newer one comes";
            }
            fact(what, value);
        }
    }
    match last.failed_units.as_deref() {
        None => fact("Failed", "not known".to_owned()),
        Some([]) => fact("Failed", "nothing".to_owned()),
        Some(all) => {
            let new = last.new_failures().len();
            for (number, unit) in all.iter().enumerate() {
                let what = if number == 0 { "Failed" } else { "" };
                let again = if number < new { "" } else { ", as before" };
                fact(what, format!("{unit}{again}"));
            }
        }
    }
    format!("{}\n{}", headline(last), lines("  ", &facts))
}

fn dated(version: &StartVersion, dates: Dates) -> String {
    let mut text = name(version.version.as_deref(), &version.offered).to_owned();
    if version.version.is_some() {
        text += &format!("  {}", short(&version.offered));
    }
    if let Some(published) = version.timestamp {
        text += &format!(", published {}", dates.day(published));
    }
    text
}

/// How it came out, in one sentence without a full stop.
pub(crate) fn headline(last: &LastStart) -> String {
    let of =
        |version: &Option<StartVersion>| version.as_ref().map_or("a version", called).to_owned();
    let (meant, runs) = (of(&last.meant), of(&last.runs));
    match last.class {
        StartClass::Unknown => "It is not known what was meant to run".to_owned(),
        StartClass::Unchanged => format!("{runs} runs, as before"),
        StartClass::Updated => format!("Updated to {runs}"),
        StartClass::UpdatedWithFailures => {
            let failed = last.new_failures().len();
            let failed = u32::try_from(failed).unwrap_or(u32::MAX);
            format!(
                "Updated to {runs}, but {}",
                count(failed, "unit failed", "units failed")
            )
        }
        StartClass::WentBack => format!("Went back to {runs}"),
        StartClass::NotFinalized => {
            format!("The update to {meant} was not finished: {}", why(last))
        }
        StartClass::CameBack => {
            format!("{meant} was meant to run, but {runs} does: {}", why(last))
        }
    }
}

fn called(version: &StartVersion) -> &str {
    name(version.version.as_deref(), &version.offered)
}

fn why(last: &LastStart) -> &'static str {
    match last.why.unwrap_or_default() {
        StartReason::Unknown => "the reason is not known",
        StartReason::NoSpace => "there was no room for it",
        StartReason::TimedOut => "the shutdown did not wait long enough",
        StartReason::Killed => "what was finishing it was stopped",
        StartReason::PowerCut => "the machine went down without shutting down",
        StartReason::Locked => "a program asked to leave it as it is",
        StartReason::Other => "it failed; see journalctl --unit ostree-finalize-staged.service",
        StartReason::Automatic => "the health check went back by itself",
        StartReason::Chosen => "another entry of the boot list was started",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_000_000;

    fn version(name: &str) -> StartVersion {
        StartVersion {
            offered: name.repeat(8),
            version: Some(name.to_owned()),
            timestamp: Some(NOW - 86_400),
            ..StartVersion::default()
        }
    }

    fn last(class: StartClass, why: Option<StartReason>) -> LastStart {
        LastStart {
            class,
            why,
            when: Some(NOW - 300),
            meant: Some(version("44.2")),
            runs: Some(version("44.1")),
            before: Some(version("44.1")),
            ..LastStart::default()
        }
    }

    #[test]
    fn a_start_is_told_whole() {
        let mut last = last(StartClass::CameBack, Some(StartReason::Automatic));
        last.failed_units = Some(vec!["a.service".into(), "b.mount".into()]);
        last.newly_failed = 1;
        let told = text(Some(&last), &["44.2".repeat(8)], Dates::fixed(NOW));
        let expected = "\
44.2 was meant to run, but 44.1 does: the health check went back by itself
  Started  18 Nov 2026, 11:01 (5 minutes ago)
  Meant    44.2  44.244.244.2, published 17 Nov 2026 (1 day ago), hidden until a newer one comes
  Runs     44.1  44.144.144.1, published 17 Nov 2026 (1 day ago)
  Before   44.1  44.144.144.1, published 17 Nov 2026 (1 day ago)
  Failed   a.service
           b.mount, as before
";
        assert_eq!(told, expected);
        let none = text(None, &[], Dates::fixed(NOW));
        assert_eq!(none, "Nothing is known of this start.\n");
    }

    #[test]
    fn every_class_and_reason_has_words() {
        for class in StartClass::ALL {
            assert!(!headline(&last(*class, None)).is_empty());
        }
        let mut words: Vec<_> = StartReason::ALL
            .iter()
            .map(|why| headline(&last(StartClass::NotFinalized, Some(*why))))
            .collect();
        assert!(words[0].starts_with("The update to 44.2 was not finished: "));
        words.dedup();
        assert_eq!(words.len(), StartReason::ALL.len());
    }
}
