//! The unit takes most privileges from the service. No systemd runs in the sample
//! system, so a test takes the same capabilities away and walks the main road.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_tests::Stage;

const UNIT: &str = include_str!("../../data/systemd/waymarkd.service.in");
const NAME: &str = "io.github.waymarkos.Waymark1";

/// The unit's capabilities as setpriv wants them.
fn capabilities() -> Result<String> {
    let line = UNIT
        .lines()
        .find_map(|line| line.strip_prefix("CapabilityBoundingSet="))
        .context("the unit sets no capabilities")?;
    let kept = line
        .split_whitespace()
        .map(|name| name.replace("CAP_", "+").to_lowercase());
    Ok([String::from("-all")]
        .into_iter()
        .chain(kept)
        .collect::<Vec<_>>()
        .join(","))
}

#[test]
fn the_main_road_needs_no_more_capabilities_than_the_unit_leaves() -> Result<()> {
    let stage = Stage::new()?;
    let bounding = format!("--bounding-set={}", capabilities()?);
    let mut service = stage.machine().spawn_system([
        "setpriv",
        "--no-new-privs",
        "--inh-caps=-all",
        &bounding,
        "/usr/libexec/waymarkd",
    ])?;
    let end = Instant::now() + Duration::from_secs(20);
    while stage.machine().owner_of(NAME)?.is_none() {
        ensure!(
            Instant::now() < end,
            "it does not come up: {}",
            service.stderr()
        );
        thread::yield_now();
    }

    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    root.succeed("History", "sua{sv}", &json!(["", 5, {}]))?;
    root.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    root.succeed("Discard", "a{sv}", &json!([{}]))?;
    let deployments = root.deployments()?;
    let id = |index: usize| -> Result<String> {
        let id = deployments[index]["id"].as_str().context("no id")?;
        Ok(format!("deployment:{id}"))
    };
    let generation = root.generation()?;
    root.succeed(
        "SetPinned",
        "stba{sv}",
        &json!([id(1)?, generation, true, {}]),
    )?;
    let generation = root.generation()?;
    root.succeed("Restore", "sta{sv}", &json!([id(2)?, generation, {}]))?;
    root.succeed(
        "CleanUp",
        "a{sv}",
        &json!([{"keep": {"type": "u", "data": 0}}]),
    )?;
    assert!(service.is_running(), "{}", service.stderr());
    Ok(())
}
