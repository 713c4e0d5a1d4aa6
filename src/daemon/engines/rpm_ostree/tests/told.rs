//! What the service tells of every system that was recorded.

use std::fmt::Write;

use serde::Serialize;
use waymark_model::Deployment;
use waymark_sysroot::Outline;

use super::recordings::{PROPERTIES, dict, dicts, dump, files};
use crate::engines::rpm_ostree::{
    cached_update::RawUpdate,
    deployments::RawDeployment,
    describe,
    findings::{Found, ImageFound},
    offer,
    reading::Reading,
    state::state,
};

/// Each recording of all deployments, with the cached update of the same moment.
fn readings() -> Vec<(String, Reading)> {
    let mut all = Vec::new();
    for folder in PROPERTIES {
        let known = files(folder);
        for (name, text) in &known {
            if !name.starts_with("Deployments") {
                continue;
            }
            let moment = name.trim_start_matches("Deployments");
            let update = known
                .iter()
                .find(|(name, _)| *name == format!("OS.CachedUpdate{moment}"));
            let reading = Reading {
                deployments: RawDeployment::read_all(&dicts(dump(text))),
                update: update.and_then(|(_, text)| RawUpdate::read(&dict(dump(text)))),
                ..Reading::default()
            };
            let moment = moment
                .trim_start_matches(['.', '-'])
                .trim_end_matches(".json");
            all.push((moment.to_owned(), reading));
        }
    }
    assert!(all.len() > 30, "{}", all.len());
    all
}

fn line(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    let fields = value.as_object().unwrap().iter().filter(|(_, value)| {
        let empty = value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty);
        !(empty || value.is_null() || *value == &serde_json::Value::Bool(false))
    });
    let words: Vec<_> = fields
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    words.join(" ")
}

#[test]
fn every_recorded_system_is_told_in_our_words() {
    let mut told = String::new();
    for (name, reading) in readings() {
        let mut state = state(&reading, None);
        state.system.actions.clear();
        state.system.unsupported.clear();
        writeln!(told, "{name}\n  {}", line(&state.system)).unwrap();
        if let Some(update) = &state.update {
            writeln!(told, "  update: {}", line(update)).unwrap();
        }
        for one in &state.deployments {
            writeln!(told, "  - {}", line(one)).unwrap();
        }
    }
    insta::assert_snapshot!("told", told);
}

#[test]
fn all_that_is_known_of_a_deployment_is_in_its_details() {
    let mut told = String::new();
    for (name, reading) in readings() {
        let interesting = [
            "full",
            "layered-overrides-local",
            "remote-override",
            "live",
            "31-layered-booted",
        ];
        if !interesting.contains(&name.as_str()) {
            continue;
        }
        for raw in &reading.deployments {
            let disk = Deployment {
                kernel_arguments: Some(vec!["rw".to_owned()]),
                ..Deployment::default()
            };
            let details = describe::details(raw, false, None, disk);
            writeln!(told, "{name}: {}", line(&details)).unwrap();
        }
    }
    insta::assert_snapshot!("details", told);
}

#[test]
fn advisories_are_told_with_their_links_the_gravest_first() {
    let mut told = String::new();
    for folder in PROPERTIES {
        for (name, text) in files(folder) {
            if !name.contains("CachedUpdate") || name.starts_with("Get") || name.contains("Has") {
                continue;
            }
            let Some(raw) = RawUpdate::read(&dict(dump(&text))) else {
                continue;
            };
            for one in offer::advisories(&raw) {
                writeln!(told, "{name}: {}", line(&one)).unwrap();
            }
        }
    }
    assert!(told.contains("https://"), "{told}");
    insta::assert_snapshot!("advisories", told);
}

/// The recorded system that runs an image, and what a registry may say of its tag.
fn on_an_image() -> Reading {
    let found = readings()
        .into_iter()
        .find(|(name, _)| name == "02-booted-image");
    found.unwrap().1
}

fn said(reading: &Reading, image: ImageFound) -> Found {
    let stream = describe::follows(reading.latest().unwrap()).unwrap();
    Found {
        stream: stream.to_owned(),
        image: Some(image),
        ..Found::default()
    }
}

#[test]
fn an_image_is_offered_by_what_its_registry_says() {
    let reading = on_an_image();
    let booted = reading.booted().unwrap();
    let (now, made) = (
        booted.image.clone().unwrap().digest.unwrap(),
        booted.timestamp.unwrap(),
    );
    let image = |digests: &[&str], timestamp| ImageFound {
        digests: digests.iter().map(|&digest| digest.to_owned()).collect(),
        version: Some("45".to_owned()),
        timestamp: Some(timestamp),
        missing: Some(7),
    };
    let told = |image| {
        let found = said(&reading, image);
        let state = state(&reading, Some(&found));
        (state.update, state.system.stream_state.unwrap().to_string())
    };
    let (update, stream) = told(image(&["sha256:new", "sha256:list"], made + 1));
    let update = update.unwrap();
    assert_eq!(
        (update.checksum.as_str(), update.download_size),
        ("sha256:new", Some(7))
    );
    assert_eq!(update.packages_changed, None, "unknown, not none");
    assert_eq!(update.advisories, None, "unknown, not none");
    assert_eq!(stream, "current");
    // Of this machine or of the list: both name what runs.
    assert_eq!(told(image(&["sha256:new", &now], made)).0, None);
    let older = told(image(&["sha256:old"], made - 1));
    assert_eq!((older.0, older.1.as_str()), (None, "older"));
}

#[test]
fn what_the_daemon_says_of_an_image_is_not_believed() {
    // Its check after a rollback says what was true before.
    for (name, reading) in readings() {
        let image = reading
            .latest()
            .is_some_and(|latest| latest.image.is_some());
        if image {
            assert_eq!(state(&reading, None).update, None, "{name}");
        }
    }
}

#[test]
fn what_is_held_is_told_of_the_deployment_and_of_the_system() {
    let (_, mut reading) = readings().remove(0);
    let id = reading.latest().unwrap().id.clone();
    reading.outline = Outline {
        held: [(id.clone(), "abc".to_owned())].into(),
        ..Outline::default()
    };
    let state = state(&reading, None);
    assert_eq!(state.deployment(&id).unwrap().held.as_deref(), Some("abc"));
    assert_eq!(state.system.held.as_deref(), Some("abc"));
}

#[test]
fn locked_layering_takes_the_actions_away_and_says_why() {
    let (_, mut reading) = readings().remove(0);
    let packages = "packages".to_owned();
    assert!(state(&reading, None).system.actions.contains(&packages));
    reading.locked = true;
    // What is on top can still be taken back.
    let system = state(&reading, None).system;
    assert!(system.actions.contains(&packages));
    assert_eq!(system.unsupported["local-packages"], "locked");
    let bare = reading.deployments.iter_mut().map(|one| RawDeployment {
        id: one.id.clone(),
        osname: one.osname.clone(),
        booted: one.booted,
        ..RawDeployment::default()
    });
    reading.deployments = bare.collect();
    let system = state(&reading, None).system;
    assert!(!system.actions.contains(&packages));
    for action in ["packages", "local-packages", "override"] {
        assert_eq!(system.unsupported[action], "locked", "{action}");
    }
}
