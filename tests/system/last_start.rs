//! How the machine started, from one boot to the next: told on the bus, by waymarkctl
//! and in the window.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{
    machine::journal::{Entry, START_FAILED},
    window::{Query, SOON},
};
use waymark_tests::{PATIENCE, Stage, wait_for};

/// How the start came out, once it was judged.
fn judged(stage: &Stage) -> Result<Value> {
    let mut user = stage.caller("user")?;
    user.call("Watch", "", &json!([]))?.ok()?;
    wait_for("the judgement", PATIENCE, || {
        let last = user.property("LastStart")?;
        Ok(last.get("class").is_some().then_some(last))
    })
}

fn assert_class(last: &Value, class: &str, why: Option<&str>) {
    assert_eq!(last["class"], class, "{last}");
    assert_eq!(last.get("why").and_then(Value::as_str), why, "{last}");
}

/// Prepares what is offered, and gives its version.
fn update(stage: &Stage) -> Result<String> {
    let newest = stage.sample.versions()?.pop();
    let newest = newest.context("nothing is published")?;
    stage.caller("admin")?.update()?;
    let staged = stage.machine().deployments()?;
    ensure!(
        staged
            .iter()
            .any(|it| it.staged && it.checksum == newest.checksum)
    );
    Ok(newest.version)
}

/// Leaves no room where the boot list is written.
fn fill_boot(stage: &Stage) -> Result<()> {
    let script = "cp -a /boot /tmp/boot && mount -t tmpfs -o size=64m tmpfs /boot \
        && cp -a /tmp/boot/. /boot && ! dd if=/dev/zero of=/boot/full bs=4k status=none";
    stage.machine().system(["sh", "-c", script])?.ok()?;
    Ok(())
}

#[test]
fn an_update_that_runs_is_told_once() -> Result<()> {
    let mut stage = Stage::new()?;
    let first = stage.running()?;
    let mut user = stage.caller("user")?;
    assert_eq!(
        user.property("LastStart")?,
        json!({}),
        "nothing is known yet"
    );
    drop(user);
    // From the first start on it is known what fails at any start.
    stage.restart()?;
    assert_class(&judged(&stage)?, "unchanged", None);
    let newest = update(&stage)?;
    stage.restart()?;

    // A unit fails that had not failed before.
    let said = Entry::of_systemd("display.service", "Failed to start", START_FAILED);
    stage.machine().note(&[said])?;
    let last = judged(&stage)?;
    assert_class(&last, "updated-with-failures", None);
    assert_eq!(last["failed-units"], json!(["display.service"]));
    assert_eq!(last["runs"]["version"], newest);
    assert_eq!(last["before"]["version"], first.version);
    let (session, window) = stage.window("admin")?;
    window.wait_words("a part of the system failed to start", SOON)?;
    window.wait(
        &Query::button(&format!("Go Back to {}", first.version)),
        SOON,
    )?;
    drop((window, session));

    // The same unit again, and a newer version: the unit is as before.
    stage.sample.publish(&stage.sample.random_version()?)?;
    let newest = update(&stage)?;
    stage.restart()?;
    let said = Entry::of_systemd("display.service", "Failed to start", START_FAILED);
    stage.machine().note(&[said])?;
    assert_class(&judged(&stage)?, "updated", None);
    let (session, window) = stage.window("admin")?;
    window.wait_words(&format!("Updated to {newest}"), SOON)?;
    let dismiss = Query::button("Dismiss");
    window.click(&dismiss)?;
    window.wait_gone(&dismiss, SOON)?;
    drop(window);
    let window = stage.window_in(&session)?;
    window.wait_words(&newest, SOON)?;
    assert!(!window.tree()?.says("Updated to"), "it is told once");

    drop((window, session));
    stage.restart()?;
    assert_class(&judged(&stage)?, "unchanged", None);
    Ok(())
}

#[test]
fn an_update_that_was_not_finished_says_why_and_is_tried_again() -> Result<()> {
    let mut stage = Stage::new()?;
    let first = stage.running()?;
    let newest = update(&stage)?;
    fill_boot(&stage)?;
    stage.restart()?;
    assert_eq!(stage.running()?.id(), first.id());
    assert_class(&judged(&stage)?, "not-finalized", Some("no-space"));

    let (session, window) = stage.window("admin")?;
    window.wait_words(&format!("The update to {newest} was not finished"), SOON)?;
    window.wait_words("There was no room for it", SOON)?;
    window.click(&Query::button("Try Again"))?;
    let restart = Query::button("Restart…").sensitive();
    window.wait(&restart, PATIENCE)?;
    window.wait_gone(&Query::button("Try Again"), SOON)?;
    drop((window, session));

    stage.cut_power()?;
    let last = judged(&stage)?;
    assert_class(&last, "not-finalized", Some("power-cut"));
    let session = stage.session("user")?;
    let told = session
        .spawn(["waymarkctl", "status"])?
        .wait(PATIENCE)?
        .ok()?;
    let line = format!("The update to {newest} was not finished: the machine went down");
    assert!(told.contains(&line), "{told}");
    Ok(())
}

#[test]
fn who_came_back_stays_until_a_newer_version_comes() -> Result<()> {
    let mut stage = Stage::new()?;
    let first = stage.running()?;
    let newest = update(&stage)?;
    stage.restart()?;
    assert_class(&judged(&stage)?, "updated", None);
    let first = stage
        .machine()
        .deployments()?
        .into_iter()
        .find(|it| it.checksum == first.checksum)
        .context("the version before is gone")?;
    stage.restart_into(&first)?;
    assert_eq!(stage.running()?.id(), first.id());
    assert_class(&judged(&stage)?, "came-back", Some("chosen"));

    let (session, window) = stage.window("admin")?;
    window.wait_words(&format!("{} runs, not {newest}", first.version), SOON)?;
    window.click(&Query::button(&format!("Stay on {}", first.version)))?;
    window.wait_words(
        &format!("{newest} is hidden until a newer version comes."),
        PATIENCE,
    )?;
    wait_for("the running version to be next", PATIENCE, || {
        Ok((stage.machine().deployments()?[0].id() == first.id()).then_some(()))
    })?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(admin.property("Update")?, json!({}), "it is not offered");
    assert_eq!(admin.update()?["outcome"], "unchanged", "nor taken unasked");
    assert!(stage.machine().deployments()?.iter().all(|it| !it.staged));

    // Shown again, and hidden again.
    window.click(&Query::button(&format!("Show {newest} Anyway")))?;
    window.wait(&Query::button("Update").sensitive(), PATIENCE)?;
    assert_eq!(admin.property("Update")?["version"], newest);
    let hide = session.spawn(["waymarkctl", "hide"])?.wait(PATIENCE)?;
    hide.ok()?;
    window.wait_gone(&Query::button("Update").sensitive(), PATIENCE)?;

    stage.sample.publish(&stage.sample.random_version()?)?;
    let newer = stage.sample.versions()?.pop().context("nothing is there")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(admin.property("Update")?["version"], newer.version);
    assert_eq!(admin.property("Policy")?["settings"]["hidden"], json!([]));
    window.wait_words(&newer.version, SOON)?;
    Ok(())
}

#[test]
fn what_was_gone_back_from_is_not_offered_again_unless_asked() -> Result<()> {
    let mut stage = Stage::new()?;
    let first = stage.running()?;
    let newest = update(&stage)?;
    stage.restart()?;
    let mut admin = stage.caller("admin")?;
    let all = admin.deployments()?;
    let back = all
        .iter()
        .find(|it| it["checksum"] == first.checksum.as_str())
        .context("the version before is gone")?;
    let back = format!("deployment:{}", back["id"].as_str().context("no id")?);
    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([back, generation, {}]))?;
    drop(admin);
    stage.restart()?;
    let last = judged(&stage)?;
    assert_class(&last, "went-back", None);
    let offered = last["before"]["offered"].clone();

    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(admin.property("Update")?, json!({}), "it is not offered");
    assert_eq!(
        admin.property("Policy")?["settings"]["hidden"],
        json!([offered])
    );
    assert_eq!(admin.update()?["outcome"], "unchanged", "nor taken unasked");
    let (_session, window) = stage.window("admin")?;
    window.wait_words(&format!("You are back on {}", first.version), SOON)?;
    window.click(&Query::button(&format!("Show {newest} Anyway")))?;
    window.wait(&Query::button("Update").sensitive(), PATIENCE)?;
    assert_eq!(admin.property("Update")?["version"], newest);
    Ok(())
}

#[test]
fn only_administrators_hide_a_version_from_everyone() -> Result<()> {
    let stage = Stage::new()?;
    let mut user = stage.caller("user")?;
    user.succeed("Check", "a{sv}", &json!([{}]))?;
    let offered = user.property("Update")?;
    let version = format!("version:{}", offered["checksum"].as_str().context("none")?);
    let refused = user.call("SetHidden", "sba{sv}", &json!([version, true, {}]))?;
    assert_eq!(refused.error_kind(), "NotAuthorized");
    assert_eq!(user.property("Update")?, offered);
    let mut admin = stage.caller("admin")?;
    admin
        .call("SetHidden", "sba{sv}", &json!([version, true, {}]))?
        .ok()?;
    assert_eq!(user.property("Update")?, json!({}));
    Ok(())
}
