//! Other programs that use rpm-ostreed, and its death.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{System, session::Call};
use waymark_rpmostreed::knobs::{Knobs, Point};
use waymark_tests::{Caller, Stage, wait_for};

use super::{journal, next, stage, turn};

const SECONDS: Duration = Duration::from_secs(20);

/// A property of a job.
fn of_job(caller: &mut Caller, job: &str, property: &str) -> Result<Value> {
    let read = Call::new(
        "Get",
        "ss",
        &json!(["io.github.waymarkos.Waymark1.Job", property]),
    )
    .at(job)
    .on("org.freedesktop.DBus.Properties");
    Ok(caller.probe.call(&read)?.ok()?.swap_remove(0))
}

/// Waits until one job runs and gives its path.
fn running_job(caller: &mut Caller) -> Result<String> {
    wait_for("a job", SECONDS, || {
        let jobs = caller.property("Jobs")?;
        Ok(jobs[0].as_str().map(str::to_owned))
    })
}

fn let_go(stage: &Stage) -> Result<()> {
    turn(stage, &Knobs::default())
}

fn held_at(point: Point) -> Knobs {
    Knobs {
        hold: Some(point),
        ..Knobs::default()
    }
}

#[test]
fn a_daemon_that_dies_in_the_middle_is_told_at_once_and_the_next_try_works() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    turn(
        &stage,
        &Knobs {
            die: Some(Point::Pull),
            ..Knobs::default()
        },
    )?;
    let begun = Instant::now();
    let kind = root.fail("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(kind, "EngineGone");
    ensure!(begun.elapsed() < Duration::from_secs(5) + SECONDS / 4);
    let result = root.update()?;
    assert_eq!(result["outcome"], "ok");
    assert_eq!(next(&mut root)?["staged"], true);
    Ok(())
}

#[test]
fn what_another_program_does_is_shown_and_only_those_who_may_cancel_it() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    // The service looks before the other program comes.
    root.property("System")?;
    turn(&stage, &held_at(Point::Pull))?;
    let other =
        stage
            .machine()
            .spawn_system(["/usr/libexec/rpm-ostreed-double", "client", "upgrade"])?;
    other.wait_for_output(SECONDS, |text| text.contains("started").then_some(()))?;

    let job = running_job(&mut root)?;
    assert_eq!(of_job(&mut root, &job, "Action")?, "update");
    let holder = of_job(&mut root, &job, "Holder")?;
    assert!(holder["program"].is_string(), "{holder}");
    assert_eq!(holder["uid"], 0, "{holder}");
    let busy = root.call("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(busy.error_kind(), "Busy");

    let mut user = stage.caller("user")?;
    let cancel = Call::new("Cancel", "", &json!([]))
        .at(&job)
        .on("io.github.waymarkos.Waymark1.Job");
    let refused = user.probe.call(&cancel)?;
    assert_eq!(refused.error_kind(), "NotAuthorized");
    root.probe.call(&cancel)?.ok()?;
    let output = other.wait(SECONDS)?;
    ensure!(
        output.stdout.contains("finished false"),
        "{}",
        output.stdout
    );
    wait_for("the end of the job", SECONDS, || {
        Ok(root.property("Jobs")?[0].is_null().then_some(()))
    })?;

    // Nobody stayed behind: the next one is not kept waiting.
    let_go(&stage)?;
    let begun = Instant::now();
    root.update()?;
    ensure!(begun.elapsed() < Duration::from_secs(25));
    Ok(())
}

#[test]
fn every_transaction_is_started_once_and_left() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    root.update()?;
    root.succeed("Discard", "a{sv}", &json!([{}]))?;
    let journal = journal(&stage)?;
    let said = |what: &str| {
        journal
            .iter()
            .filter(|line| line["what"].as_str().is_some_and(|it| it.starts_with(what)))
            .count()
    };
    let made = super::methods(&journal)
        .into_iter()
        .filter(|method| ["AutomaticUpdateTrigger", "Upgrade", "Cleanup"].contains(method))
        .count();
    assert_eq!(made, 3, "{journal:?}");
    assert_eq!(said("Start"), made, "{journal:?}");
    Ok(())
}

#[test]
fn a_job_that_is_cancelled_ends_its_transaction() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    turn(&stage, &held_at(Point::Pull))?;
    let job = root.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    wait_for("the transaction", SECONDS, || {
        let lines = journal(&stage)?;
        let started = lines.iter().any(|line| {
            line["what"]
                .as_str()
                .is_some_and(|it| it.starts_with("Start"))
        });
        Ok(started.then_some(()))
    })?;
    let cancel = Call::new("Cancel", "", &json!([]))
        .at(&job)
        .on("io.github.waymarkos.Waymark1.Job");
    root.probe.call(&cancel)?.ok()?;
    let result = root.result_of(&job)?;
    assert_eq!(result["outcome"], "cancelled", "{result}");
    let_go(&stage)?;
    assert_eq!(root.update()?["outcome"], "ok");
    Ok(())
}
