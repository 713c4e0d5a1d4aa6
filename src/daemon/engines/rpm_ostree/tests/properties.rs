//! Every dump of a property or an answer, read whole.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write},
};

use serde::Serialize;
use waymark_model::Change;
use zbus::Variant;

use super::recordings::{PROPERTIES, answer, dict, dicts, dump, file, files, untyped};
use crate::engines::rpm_ostree::{
    cached_update::RawUpdate,
    deployments::RawDeployment,
    listings::{RawBootConfig, RawPackage, RawRepository},
    rpm_diff::{Row, changes},
};

/// A value without what is empty, one line a key.
fn compact(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    let fields = value.as_object().unwrap().iter().filter(|(_, value)| {
        let empty = value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty);
        !(empty || value.is_null() || *value == &serde_json::Value::Bool(false))
    });
    fields.fold(String::new(), |mut text, (key, value)| {
        writeln!(text, "  {key}: {value}").unwrap();
        text
    })
}

/// Dumps of one kind; those that are equal are told once.
fn told(start: &str, tell: impl Fn(&str) -> String) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for folder in PROPERTIES {
        for (name, text) in files(folder) {
            if !name.starts_with(start) {
                continue;
            }
            // The answer of a call that was refused is no answer.
            if text.starts_with("Call failed") {
                continue;
            }
            let told = tell(&text);
            let name = name.trim_start_matches(start).trim_end_matches(".json");
            let name = name.trim_start_matches(['.', '-']).to_owned();
            match groups.iter_mut().find(|(other, _)| *other == told) {
                Some((_, names)) => names.push(name),
                None => groups.push((told, vec![name])),
            }
        }
    }
    assert!(!groups.is_empty(), "{start}");
    let texts = groups
        .iter()
        .map(|(told, names)| format!("{}\n{told}", names.join(", ")));
    texts.collect::<Vec<_>>().join("\n")
}

fn deployments(text: &str) -> String {
    let all = RawDeployment::read_all(&dicts(dump(text)));
    all.iter().map(compact).collect::<Vec<_>>().join("  --\n")
}

fn rows(rows: &[Change]) -> String {
    rows.iter().fold(String::new(), |mut text, row| {
        let layered = if row.layered == Some(true) {
            " (layered)"
        } else {
            ""
        };
        let (name, change) = (&row.name, row.change);
        let arch = row.architecture.as_deref().unwrap_or("?");
        let (old, new) = (row.old.as_deref(), row.new.as_deref());
        let versions: Vec<&str> = [old, new].into_iter().flatten().collect();
        writeln!(
            text,
            "  {change} {name}.{arch} {}{layered}",
            versions.join(" → ")
        )
        .unwrap();
        text
    })
}

fn update(text: &str) -> String {
    let Some(update) = RawUpdate::read(&dict(dump(text))) else {
        return "  nothing\n".to_owned();
    };
    let RawUpdate {
        changes,
        advisories,
        ..
    } = &update;
    let mut told = format!(
        "  {:?}\n",
        RawUpdate {
            changes: None,
            advisories: None,
            ..update.clone()
        }
    );
    told += &changes
        .as_deref()
        .map_or("  changes unknown\n".to_owned(), rows);
    match advisories {
        None => told += "  advisories unknown\n",
        Some(all) => all
            .iter()
            .for_each(|one| writeln!(told, "  {one:?}").unwrap()),
    }
    told
}

#[test]
fn deployments_are_read_whole() {
    insta::assert_snapshot!("deployments", told("Deployments", deployments));
}

/// What `rpm-ostree status --json` prints are the same dictionaries without their
/// types; those are known from the dumps.
#[test]
fn what_only_the_command_printed_is_read_whole() {
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    for folder in PROPERTIES {
        let dumps = files(folder).into_iter();
        for (_, text) in dumps.filter(|(name, _)| name.starts_with("Deployments")) {
            for (key, value) in dicts(dump(&text)).into_iter().flatten() {
                types.insert(key, value.value_signature().to_string());
            }
        }
    }
    types.insert("endoflife".to_owned(), "s".to_owned());
    let told = ["status", "status-eol", "status-live"].map(|name| {
        let text = file(&format!("properties/{name}.json"));
        let all = RawDeployment::read_all(&untyped(&text, &types));
        let all = all.iter().map(compact).collect::<Vec<_>>().join("  --\n");
        format!("{name}\n{all}")
    });
    insta::assert_snapshot!("status", told.join("\n"));
}

#[test]
fn single_deployments_are_those_of_the_list() {
    let one = |text: &str| {
        let read = RawDeployment::read(&dict(dump(text)));
        read.map_or("  none\n".into(), |one| compact(&one))
    };
    for kind in [
        "OS.BootedDeployment",
        "OS.DefaultDeployment",
        "OS.RollbackDeployment",
    ] {
        let name = kind.trim_start_matches("OS.").to_lowercase();
        insta::assert_snapshot!(name, told(kind, one));
    }
}

#[test]
fn cached_updates_are_read_whole() {
    let both = ["CachedUpdate", "OS.CachedUpdate"].map(|kind| told(kind, update));
    insta::assert_snapshot!("cached_updates", both.join("\n"));
}

/// The first argument of an answer of a method that compares: its rows.
fn compared(text: &str) -> Vec<Change> {
    let Some(Variant::Array(list)) = answer(text).into_iter().next() else {
        panic!("{text}");
    };
    let row = |row: &Variant<'static>| -> Row {
        let Variant::Structure(row) = row else {
            panic!("{row}");
        };
        let fields = row.fields();
        (
            String::try_from(&fields[0]).unwrap(),
            u32::try_from(&fields[1]).unwrap(),
            dict(fields[2].try_clone().unwrap()),
        )
    };
    changes(list.iter().map(row).collect())
}

#[test]
fn comparisons_are_read_whole() {
    let tell = |text: &str| rows(&compared(text));
    let both = ["GetCachedUpdateRpmDiff", "GetDeploymentsRpmDiff"].map(|kind| told(kind, tell));
    insta::assert_snapshot!("comparisons", both.join("\n"));
}

fn list<T: Debug>(name: &str, read: impl Fn(&[waymark_model::Dict]) -> Vec<T>) -> String {
    let mut answer = answer(&file(&format!("properties/{name}.json")));
    let all = read(&dicts(answer.remove(0)));
    all.iter().fold(format!("{name}\n"), |mut text, one| {
        writeln!(text, "  {one:?}").unwrap();
        text
    })
}

#[test]
fn listings_are_read_whole() {
    let packages = ["Search", "GetPackages", "WhatProvides", "WhatProvides-name"];
    let mut told: String = packages
        .map(|name| list(name, RawPackage::read_all))
        .concat();
    told += &list("ListRepos", RawRepository::read_all);
    insta::assert_snapshot!("listings", told);
}

#[test]
fn a_boot_entry_is_read_by_the_keys_that_the_daemon_has() {
    let text = r#"{"type": "a{sv}", "data": {"staged": {"type": "b", "data": true},
        "options": {"type": "s", "data": "root=UUID=1 quiet"}}}"#;
    let config = RawBootConfig::read(&dict(dump(text)));
    assert!(config.staged && config.title.is_none());
    assert_eq!(config.arguments(), ["root=UUID=1", "quiet"]);
}
