//! How long the service lives, and what becomes of a job when somebody dies.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_lab::session::{Call, Probe};
use waymark_tests::{IDLE, PATIENCE, Stage, stays, wait_for};

const NAME: &str = "io.github.waymarkos.Waymark1";

#[test]
fn a_watch_keeps_the_service_and_its_end_lets_it_go() -> Result<()> {
    let stage = Stage::short_lived()?;
    let mut watcher = stage.caller("user")?;
    watcher.call("Watch", "", &json!([]))?.ok()?;
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;

    stays("the service that is watched", IDLE * 10, || {
        Ok(stage.machine().owner_of(NAME)? == Some(pid))
    })?;

    drop(watcher);
    wait_for("the end of the service", IDLE * 2, || {
        Ok(stage.machine().owner_of(NAME)?.is_none().then_some(()))
    })?;

    // Activation brings it back.
    let mut again = stage.caller("user")?;
    assert!(!again.deployments()?.is_empty());
    assert_ne!(stage.machine().owner_of(NAME)?, Some(pid));
    Ok(())
}

#[test]
fn whoever_calls_while_the_service_is_stopped_is_answered() -> Result<()> {
    let stage = Stage::new()?;
    let mut user = stage.caller("user")?;
    let read = Call::property("Generation");
    user.probe.call(&read)?.ok()?;
    for _ in 0..5 {
        let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
        let pid = pid.to_string();
        stage.machine().system(["kill", "-TERM", &pid])?.ok()?;
        let end = Instant::now() + PATIENCE;
        // The first calls are the old one's to answer, the last the new one's.
        while stage.machine().owner_of(NAME)?.map(|pid| pid.to_string()) == Some(pid.clone()) {
            ensure!(Instant::now() < end, "the service does not end");
            user.probe.call(&read)?.ok()?;
        }
        user.probe.call(&read)?.ok()?;
    }
    Ok(())
}

#[test]
fn what_another_tool_changes_shows_at_once() -> Result<()> {
    let stage = Stage::new()?;
    let mut user = stage.caller("user")?;
    user.call("Watch", "", &json!([]))?.ok()?;
    assert!(
        user.deployments()?
            .iter()
            .all(|each| each["pinned"] == false)
    );
    let generation = user.generation()?;
    for (arguments, pinned) in [(["pin", "1"], true), (["pin", "-u"], false)] {
        let mut command = vec!["ostree", "admin"];
        command.extend(arguments);
        if !pinned {
            command.push("1");
        }
        stage.machine().system(command)?.ok()?;
        wait_for("the pin in the properties", Duration::from_secs(2), || {
            Ok((user.deployments()?[1]["pinned"] == pinned).then_some(()))
        })?;
    }
    assert!(user.generation()?.as_u64() > generation.as_u64());
    Ok(())
}

#[test]
fn a_job_that_lost_its_service_ends_interrupted() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    stage.server.set_rate(Some(200_000));
    stage.server.clear();
    let job = admin.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    ensure!(
        stage
            .server
            .wait_until(PATIENCE, |all| all.iter().filter(|it| it.bytes > 0).count()
                > 20),
        "the download did not get going"
    );
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    stage
        .machine()
        .system(["kill", "-KILL", &pid.to_string()])?
        .ok()?;

    // Asked again, the bus starts it again, and it tells within five seconds.
    let result = wait_for("the interrupted job", Duration::from_secs(5), || {
        let reply = admin.probe.call(&Call::property("Results"))?;
        let results = reply.ok().ok().and_then(|mut values| values.pop());
        Ok(results
            .as_ref()
            .and_then(|all| all.as_array()?.last().cloned())
            .filter(|last| last["job"] == job.as_str()))
    })?;
    assert_eq!(result["error"], "Interrupted", "{result}");
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .all(|each| !each.staged)
    );

    stage.server.set_rate(None);
    admin.update()?;
    Ok(())
}

#[test]
fn a_job_outlives_the_program_that_started_it() -> Result<()> {
    let stage = Stage::short_lived()?;
    let newest = stage
        .sample
        .versions()?
        .pop()
        .context("nothing is published")?;
    let mut admin = stage.caller("admin")?;
    stage.server.set_rate(Some(2_000_000));
    let job = admin.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    drop(admin);

    let mut later = stage.caller("user")?;
    let jobs = later.property("Jobs")?;
    assert_eq!(jobs, json!([job]), "it is not there to be attached to");
    let second = later.call("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(second.error_kind(), "Busy");
    let named = second
        .error
        .as_ref()
        .and_then(|error| error.body.get(1)?["job"].as_str());
    assert_eq!(named, Some(job.as_str()));

    let result = later.result_of(&job)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let staged = stage.machine().deployments()?;
    assert!(
        staged
            .iter()
            .any(|each| each.staged && each.checksum == newest.checksum)
    );
    Ok(())
}

/// Reads a job's properties.
fn look(probe: &mut Probe, job: &str) -> Result<serde_json::Value> {
    let all = Call::new("GetAll", "s", &json!(["io.github.waymarkos.Waymark1.Job"]))
        .at(job)
        .on("org.freedesktop.DBus.Properties");
    Ok(probe.call(&all)?.ok()?.remove(0))
}

#[test]
fn the_bar_is_honest() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    stage.server.clear();
    stage.server.set_rate(Some(1_500_000));
    let job = admin.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();

    let mut fractions = Vec::new();
    let end = wait_for("the end of the update", PATIENCE * 2, || {
        let now = look(&mut admin.probe, &job)?;
        let fraction = now["Fraction"].as_f64().context("no fraction")?;
        if fractions.last() != Some(&fraction) {
            fractions.push(fraction);
        }
        Ok((now["State"] == "finished").then_some(now))
    })?;
    assert_eq!(end["Result"]["outcome"], "ok", "{end}");
    assert!(fractions.is_sorted(), "{fractions:?}");
    assert!(fractions.len() >= 20, "{fractions:?}");
    assert_eq!(fractions.pop(), Some(1.0));
    assert!(fractions.iter().all(|each| *each <= 0.99), "{fractions:?}");

    let counted = stage.server.bytes_sent() as f64;
    let told = end["BytesDone"].as_f64().context("no bytes")?;
    assert!(
        (told - counted).abs() <= counted * 0.1,
        "it told {told} bytes, the server counted {counted}"
    );
    Ok(())
}
