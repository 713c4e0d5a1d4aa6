//! Every recorded transaction, event by event.

use std::fmt::Write;

use super::recordings::{TRACES, events, files};
use crate::engines::rpm_ostree::{
    errors::{Context, of_transaction},
    events::Event,
    progress::{Expect, Meter},
    report::is_unchanged,
};

/// What the bar shows over a transaction, and how it ends.
fn walk(name: &str, trace: &str) -> String {
    let events = events(trace);
    let mut titles = events.iter().filter_map(|event| match event {
        Event::Title(title) => Some(title.as_str()),
        _ => None,
    });
    let mut meter = Meter::new(Expect::of_title(titles.next_back().unwrap_or_default()));
    let (mut told, mut last) = (String::new(), String::new());
    let mut messages = Vec::new();
    let mut finished = false;
    for event in &events {
        assert!(!finished, "{name}: nothing comes after the end");
        let before = meter.fraction();
        meter.see(event);
        let now = meter.fraction();
        finished = matches!(event, Event::Finished { .. });
        let succeeded = matches!(event, Event::Finished { success: true, .. });
        assert!(before <= now && now <= 1.0, "{name}: {before} then {now}");
        assert_eq!(now >= 1.0, succeeded, "{name}: full only at a success");
        let (done, total) = meter.bytes();
        assert!(total == 0 || done <= total, "{name}: {done} of {total}");
        let bytes = if (done, total) == (0, 0) {
            String::new()
        } else {
            format!(" {done}/{total} bytes")
        };
        let shown = format!("{} {now:.3}{bytes}", meter.step());
        if shown != last {
            writeln!(told, "  {shown}").unwrap();
        }
        last = shown;
        match event {
            Event::Message(text) => {
                writeln!(told, "    “{}”", text.replace('\u{a0}', " ")).unwrap();
                messages.push(text.clone());
            }
            Event::Signatures { signatures, .. } => {
                let valid = signatures.iter().filter(|one| one.valid).count();
                writeln!(told, "    {valid} of {} signatures valid", signatures.len()).unwrap();
            }
            _ => {}
        }
    }
    let end = match events.last() {
        Some(Event::Finished { success: true, .. }) if is_unchanged(&messages) => "unchanged",
        Some(Event::Finished { success: true, .. }) => "ok",
        Some(Event::Finished { error, .. }) => {
            let messages = &messages;
            let error = of_transaction(
                error,
                Context {
                    requests: &[],
                    messages,
                },
            );
            return format!("{told}  {}: {}\n", error.kind, error.message);
        }
        _ => "no end",
    };
    format!("{told}  {end}\n")
}

/// One after the other; what is told the same is told once.
fn all(folder: &str) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (name, trace) in files(folder) {
        let told = walk(&name, &trace);
        let name = name.trim_end_matches(".txt").to_owned();
        match groups.iter_mut().find(|(other, _)| *other == told) {
            Some((_, names)) => names.push(name),
            None => groups.push((told, vec![name])),
        }
    }
    let texts = groups
        .iter()
        .map(|(told, names)| format!("{}\n{told}", names.join(", ")));
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_transaction_of_an_ostree_origin_is_one_bar() {
    insta::assert_snapshot!("traces", all(TRACES[0]));
}

#[test]
fn every_transaction_of_an_image_is_one_bar() {
    insta::assert_snapshot!("traces_container", all(TRACES[1]));
}

#[test]
fn every_line_of_every_transaction_is_decoded() {
    for (name, trace) in TRACES.into_iter().flat_map(files) {
        let signals = trace.lines().filter(|line| line.contains(" SIG  ")).count();
        let titles = trace
            .lines()
            .filter(|line| line.contains(" Title=Ok("))
            .count();
        assert_eq!(events(&trace).len(), signals + titles, "{name}");
    }
}
