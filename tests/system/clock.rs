//! A clock that is set back: what was noted in what is the future now holds nothing up.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use chrono::Utc;
use serde_json::{Value, json};
use waymark_lab::{BootOptions, doubles, session::Call, window::SOON};
use waymark_tests::{Caller, IDLE, Stage, wait_for};

const NAME: &str = "io.github.waymarkos.Waymark1";
const DAY: i64 = 24 * 60 * 60;

/// Sets the service's clock right, and wrong by so many days.
fn set_clock(stage: &Stage, days: i64) -> Result<()> {
    let file = stage.machine().run_folder().join("waymark-clock-ahead");
    Ok(fs::write(file, (days * DAY).to_string())?)
}

fn restart_service(stage: &Stage) -> Result<()> {
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    stage.machine().system(["kill", &pid.to_string()])?.ok()?;
    wait_for("the end of the service", IDLE * 10, || {
        Ok((stage.machine().owner_of(NAME)? != Some(pid)).then_some(()))
    })
}

fn explain(root: &mut Caller) -> Result<Value> {
    let explain = Call::new("ExplainPolicy", "a{sv}", &json!([{}]));
    Ok(root.probe.call(&explain)?.ok()?.remove(0))
}

#[test]
fn years_back_nothing_is_refused_and_nothing_waits_for_years() -> Result<()> {
    let boot = doubles::allowed(BootOptions::default());
    let stage = Stage::with(&waymark_lab::Options::default(), &boot)?;
    let _doubles = doubles::Doubles::start(stage.machine())?;
    let mut root = stage.caller("root")?;
    // The clock is ahead by ten years: that is when all this is noted.
    set_clock(&stage, 3650)?;
    let settings = json!([{"mode": "check", "wait-days": {"type": "u", "data": 3}}, {}]);
    root.succeed("SetPolicy", "a{sv}a{sv}", &settings)?;
    restart_service(&stage)?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let ahead = root.generation()?.as_u64();
    let checked = root.property("LastCheck")?["when"].as_u64();
    let now = u64::try_from(Utc::now().timestamp())?;
    ensure!(checked > Some(now), "{checked:?}");

    // It is right again, and then wrong the other way, before the versions were made.
    for days in [0, -3650] {
        set_clock(&stage, days)?;
        restart_service(&stage)?;
        let policy = explain(&mut root)?;
        assert_eq!(policy["step"], "check", "a check is due: {policy}");
        ensure!(
            root.generation()?.as_u64() > ahead,
            "a generation came again"
        );

        // What somebody sees now can be acted upon.
        let (all, generation) = (root.deployments()?, root.generation()?);
        let target = format!("deployment:{}", all[1]["id"].as_str().context("no id")?);
        let pinned = all[1]["pinned"] == false;
        root.succeed(
            "SetPinned",
            "stba{sv}",
            &json!([target, generation, pinned, {}]),
        )?;
        root.succeed("Check", "a{sv}", &json!([{}]))?;
        let told = root.property("LastCheck")?;
        let told = told["when"].as_i64().context("no time")?;
        let clock = Utc::now().timestamp() + days * DAY;
        ensure!((told - clock).abs() < 600, "{told} at {clock}");
        let policy = explain(&mut root)?;
        let (next, clock) = (policy["next"].as_i64(), clock.unsigned_abs());
        let next = next.with_context(|| format!("it never goes on: {policy}"))?;
        ensure!(next - i64::try_from(clock)? <= 4 * DAY, "{policy}");
        let text = policy.to_string();
        for reason in policy["reasons"].as_array().into_iter().flatten() {
            let until = reason["until"].as_i64().unwrap_or(0);
            ensure!(
                until - i64::try_from(clock)? <= 4 * DAY,
                "it waits for years: {text}"
            );
        }
    }
    Ok(())
}

/// Whether a number in it is less than none.
fn is_negative(text: &str) -> bool {
    text.split([' ', '\n', '"', '\u{2068}'])
        .filter_map(|word| word.strip_prefix(['-', '\u{2212}']))
        .any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

#[test]
fn a_check_in_the_future_is_told_by_its_date() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    set_clock(&stage, 400)?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let (session, window) = stage.window("user")?;
    window.wait_words("Checked on ", SOON)?;
    let tree = window.tree()?;
    ensure!(!is_negative(&tree.to_string()), "{tree}");
    let status = session.run(["waymarkctl", "status"])?.ok()?;
    ensure!(!is_negative(&status), "{status}");
    Ok(())
}
