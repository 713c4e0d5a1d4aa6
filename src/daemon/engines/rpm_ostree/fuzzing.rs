//! What rpm-ostreed says, whatever it is.

use waymark_model::Dict;

use super::{
    cached_update::RawUpdate,
    config,
    deployments::RawDeployment,
    depsolve, describe,
    errors::{self, Context},
    events::{Download, Event},
    findings::Found,
    foreign::holder_of,
    gvariant,
    image::layers,
    kernel_arguments,
    listings::{RawBootConfig, RawPackage, RawRepository},
    plan::Plan,
    progress::{Expect, Meter},
    reading::Reading,
    report::{freed, is_unchanged},
    rpm_diff,
    state::state,
};

/// Reads one dictionary as everything that the daemon tells in dictionaries, and says the
/// system that it tells of in Waymark's words.
pub fn dictionaries(dict: &Dict) {
    let list = [dict.clone()];
    let update = RawUpdate::read(dict);
    let deployments = RawDeployment::read_all(&list);
    assert_eq!(deployments.is_empty(), dict.is_empty());
    for raw in &deployments {
        let _ = describe::details(raw, true, None, describe::summary(raw, true, None));
        let _ = layers(raw.kernel.as_deref().unwrap_or_default());
    }
    let rows = [0, 1, 2, 3, 4].map(|kind| ("name".to_owned(), kind, dict.clone()));
    assert_eq!(rpm_diff::changes(rows.into()).len(), 5);
    assert!(RawRepository::read_all(&list).len() <= 1);
    assert!(RawPackage::read_all(&list).len() <= 1);
    boot_entry(&RawBootConfig::read(dict));
    let found = Found {
        stream: deployments
            .first()
            .and_then(describe::follows)
            .unwrap_or_default()
            .to_owned(),
        ..Found::default()
    };
    let reading = Reading {
        deployments,
        update,
        ..Reading::default()
    };
    let told = state(&reading, Some(&found));
    assert_eq!(told.deployments.len(), reading.deployments.len());
}

/// No argument is lost or made up.
fn boot_entry(config: &RawBootConfig) {
    let arguments = config.arguments();
    let line = config.options.as_deref().unwrap_or_default();
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let told: usize = arguments.iter().map(|one| letters(one)).sum();
    assert_eq!(told, letters(line));
    if let [old, new, ..] = &arguments[..] {
        let _ = kernel_arguments::in_place(old, new);
    }
}

/// Reads a text as the error of a transaction, as the report of the solver, and as what
/// else is said in lines.
pub fn errors(text: &str) {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let requests: Vec<String> = text.split_whitespace().take(4).map(str::to_owned).collect();
    let context = Context {
        requests: &requests,
        messages: &lines,
    };
    let error = errors::of_transaction(text, context);
    assert_eq!(error.raw, text);
    for name in error.fields.packages.iter().flatten() {
        assert!(text.contains(name), "{name}");
    }
    let problems = depsolve::problems(text, &requests).unwrap_or_default();
    assert!(problems.len() <= lines.len() + 1);
    let plan = Plan::read(&lines);
    assert!(plan.changes().len() <= lines.len());
    let _ = (is_unchanged(&lines), freed(&lines));
    let _ = holder_of(text);
    let _ = layers(text);
}

/// Reads rpm-ostree's own files, and what this service keeps of checks.
pub fn files(bytes: &[u8]) {
    if let Some(texts) = gvariant::strings(bytes) {
        let told: usize = texts.iter().map(|(key, text)| key.len() + text.len()).sum();
        assert!(told <= bytes.len());
    }
    let _ = config::driver_in(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = config::lock_in(text);
    }
    if let Ok(found) = serde_json::from_slice::<Found>(bytes) {
        let written = serde_json::to_vec(&found).expect("findings can be written");
        let again: Found = serde_json::from_slice(&written).expect("what was written is read");
        assert_eq!(again, found);
    }
}

/// Follows a transaction. Each line is one signal: a letter for which, and what it says.
pub fn progress(script: &str) {
    let mut lines = script.lines();
    let mut meter = Meter::new(Expect::of_title(lines.next().unwrap_or_default()));
    let mut furthest = 0.0;
    for event in lines.filter_map(event) {
        let was_success = matches!(event, Event::Finished { success: true, .. });
        meter.see(&event);
        let now = meter.fraction();
        assert!((furthest..=1.0).contains(&now), "{furthest} then {now}");
        assert!(was_success || furthest >= 1.0 || now < 1.0 + f64::EPSILON);
        furthest = now;
        let (done, total) = meter.bytes();
        assert!(total == 0 || done <= total, "{done} of {total} bytes");
    }
}

fn event(line: &str) -> Option<Event> {
    let (which, said) = line.split_at_checked(1)?;
    let text = || said.to_owned();
    Some(match which {
        "T" => Event::Title(text()),
        "M" => Event::Message(text()),
        "B" => Event::TaskBegin(text()),
        "E" => Event::TaskEnd(text()),
        "P" => {
            let (percentage, text) = said.split_once(' ')?;
            Event::Percent {
                text: text.to_owned(),
                percentage: percentage.parse().ok()?,
            }
        }
        "D" => Event::Download(download(said)?),
        "S" => Event::Signatures {
            commit: text(),
            signatures: Vec::new(),
        },
        "X" => Event::ProgressEnd,
        "F" => Event::Finished {
            success: said.is_empty(),
            error: text(),
        },
        _ => return None,
    })
}

fn download(said: &str) -> Option<Download> {
    let mut numbers = said.split(' ').map(str::parse::<u64>);
    let mut long = || numbers.next()?.ok();
    let mut short = || u32::try_from(long()?).ok();
    Some(Download {
        outstanding_metadata: short()?,
        content: (short()?, short()?),
        delta: (short()?, short()?, u64::from(short()?)),
        bytes: long()?,
        rate: long()?,
    })
}
