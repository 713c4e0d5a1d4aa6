//! The window when something happens around it.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_lab::window::{Query, Role, SOON};
use waymark_tests::{PATIENCE, Stage};

const NAME: &str = "io.github.waymarkos.Waymark1";

#[test]
fn a_pin_from_outside_is_in_the_window_at_once() -> Result<()> {
    let stage = Stage::new()?;
    let (_session, window) = stage.window("user")?;
    window.click(&Query::role(Role::PageTab).named("Versions"))?;
    let pinned = Query::label("Pinned").within(Query::role(Role::ListItem));
    ensure!(!window.tree()?.has(&pinned), "something is pinned already");
    stage
        .machine()
        .system(["ostree", "admin", "pin", "1"])?
        .ok()?;
    window.wait(&pinned, Duration::from_secs(2))?;
    Ok(())
}

#[test]
fn closing_the_window_does_not_stop_the_update() -> Result<()> {
    let stage = Stage::new()?;
    let (session, window) = stage.window("admin")?;
    let update = stage.check_in(&window)?;
    stage.server.set_rate(Some(400_000));
    window.click(&update)?;
    let bar = Query::role(Role::ProgressBar);
    window.wait(&bar, SOON)?;
    window.close()?;

    let window = stage.window_in(&session)?;
    window.wait(&bar, SOON)?;
    window.wait(&Query::button("Cancel").sensitive(), SOON)?;
    stage.server.set_rate(None);
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .any(|each| each.staged)
    );
    Ok(())
}

#[test]
fn a_job_of_another_user_is_shown_with_its_starter() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    stage.server.set_rate(Some(300_000));
    admin.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let (_session, window) = stage.window("user")?;
    window.wait(&Query::role(Role::ProgressBar), SOON)?;
    window.wait_words("Started by admin", SOON)?;
    Ok(())
}

#[test]
fn a_refusal_is_said_in_words() -> Result<()> {
    let stage = Stage::new()?;
    stage
        .caller("admin")?
        .succeed("Check", "a{sv}", &json!([{}]))?;
    let before = stage.imprint()?;
    let (_session, window) = stage.window("refused")?;
    let update = Query::button("Update").sensitive();
    window.wait(&update, SOON)?;
    window.click(&update)?;
    window.wait_words("You are not allowed to do this", SOON)?;
    assert_eq!(stage.imprint()?, before);
    Ok(())
}

#[test]
fn a_service_that_dies_in_mid_update_is_told() -> Result<()> {
    let stage = Stage::new()?;
    let (_session, window) = stage.window("admin")?;
    let update = stage.check_in(&window)?;
    stage.server.set_rate(Some(300_000));
    window.click(&update)?;
    window.wait(&Query::role(Role::ProgressBar), SOON)?;
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    stage
        .machine()
        .system(["kill", "-KILL", &pid.to_string()])?
        .ok()?;
    window.wait_words(
        "The service ended before the work was done",
        Duration::from_secs(5),
    )?;
    ensure!(
        stage.machine().owner_of(NAME)? != Some(pid),
        "it was not started again"
    );
    Ok(())
}

#[test]
fn a_closed_window_lets_the_service_go() -> Result<()> {
    let stage = Stage::short_lived()?;
    let (_session, window) = stage.window("user")?;
    window.wait_words(&stage.running()?.version, SOON)?;
    let pid = stage.machine().owner_of(NAME)?;
    ensure!(pid.is_some(), "the service does not run");
    waymark_tests::stays(
        "the service under an open window",
        waymark_tests::IDLE * 10,
        || Ok(stage.machine().owner_of(NAME)? == pid),
    )?;
    window.close()?;
    waymark_tests::wait_for("the end of the service", waymark_tests::IDLE * 2, || {
        Ok(stage.machine().owner_of(NAME)?.is_none().then_some(()))
    })
}
