//! Systems that rpm-ostreed drives: Waymark's service against the double, on a real
//! sysroot, with the real polkit.

mod image;
mod local;
mod others;
mod packages;
mod refusals;
mod reviews;
mod versions;
mod window;

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::{BootOptions, Options, System};
use waymark_rpmostreed::knobs::Knobs;
use waymark_tests::{Caller, Stage};

/// A system of that kind that runs.
fn stage(system: System) -> Result<Stage> {
    stage_with(system, &BootOptions::default())
}

/// The same, with files of its own in /etc.
fn stage_with(system: System, boot: &BootOptions) -> Result<Stage> {
    let options = Options {
        system,
        ..Options::default()
    };
    Stage::with(&options, &boot.clone().telling())
}

/// Turns the double's knobs.
fn turn(stage: &Stage, knobs: &Knobs) -> Result<()> {
    knobs.write(&stage.machine().run_folder().join("rpm-ostreed-double.json"))
}

/// What reached the double so far: methods on the bus, and what happened on sockets.
fn journal(stage: &Stage) -> Result<Vec<Value>> {
    let path = stage.machine().run_folder().join("rpm-ostreed-double.log");
    let text = if path.exists() {
        fs::read_to_string(path)?
    } else {
        String::new()
    };
    let lines = text.lines().map(serde_json::from_str);
    Ok(lines.collect::<Result<_, _>>()?)
}

/// The methods in a journal.
fn methods(journal: &[Value]) -> Vec<&str> {
    journal
        .iter()
        .filter_map(|line| line["method"].as_str())
        .collect()
}

/// The methods that change the system or ask the network.
fn deeds(journal: &[Value]) -> Vec<&str> {
    let reads = [
        "RegisterClient",
        "UnregisterClient",
        "Reload",
        "GetOS",
        "ListRepos",
        "GetPackages",
        "WhatProvides",
        "GetDeploymentBootConfig",
        "GetDeploymentsRpmDiff",
        "GetCachedUpdateRpmDiff",
        "GetCachedDeployRpmDiff",
    ];
    let mut deeds = methods(journal);
    deeds.retain(|method| !reads.contains(method));
    deeds
}

/// Restarts the machine through the service.
fn restart(stage: &mut Stage, mut caller: Caller) -> Result<()> {
    caller.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    drop(caller);
    stage.restarted()
}

/// The deployment that starts next.
fn next(caller: &mut Caller) -> Result<Value> {
    let all = caller.deployments()?;
    let next = all.into_iter().find(|each| each["next"] == true);
    next.context("nothing is next")
}

/// A deployment with all that is known of it.
fn whole(caller: &mut Caller, deployment: &Value) -> Result<Value> {
    let reference = json!([reference(deployment)?]);
    let mut told = caller.call("GetDeployment", "s", &reference)?.ok()?;
    Ok(told.swap_remove(0))
}

/// `deployment:ID`
fn reference(deployment: &Value) -> Result<String> {
    let id = deployment["id"].as_str().context("no id")?;
    Ok(format!("deployment:{id}"))
}

/// A list of texts as a value that says its type.
fn words(list: &[&str]) -> Value {
    json!({"type": "as", "data": list})
}

/// The texts of a list.
fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).collect()
}
