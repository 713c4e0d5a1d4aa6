//! “Let others find out first”, and hidden versions.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::{BootOptions, Options, System, doubles};
use waymark_tests::Stage;

use super::{DAY, Scene, list, number, reason};

/// Three versions are newer than what runs, days apart, the last some hours old.
fn scene() -> Result<(Scene, Vec<String>)> {
    let scene = Scene::with(&Options {
        newer: 3,
        ..Options::default()
    })?;
    let newer = scene.published()?.split_off(5);
    assert_eq!(newer.len(), 3);
    Ok((scene, newer))
}

#[test]
fn the_newest_that_is_old_enough_is_found_and_taken() -> Result<()> {
    let (mut scene, newer) = scene()?;
    scene.set(&json!({"mode": "stage", "wait-days": number(2)}))?;
    let policy = scene.wake_to_rest()?;
    assert_eq!(scene.staged()?.as_ref(), Some(&newer[1]), "{policy}");
    let young = reason(&policy, "too-young").context("no reason")?;
    assert_eq!(
        scene.root.property("Update")?,
        json!({}),
        "nothing else is offered"
    );

    // In time the newest is old enough too, and takes its place.
    let until = young["until"].as_u64().context("no time")?;
    let now = scene.stage.machine().system(["date", "+%s"])?.ok()?;
    let wait = until - now.trim().parse::<u64>()?;
    assert!(wait < 2 * DAY, "{wait}");
    scene.ahead(wait + 60)?;
    scene.wake_to_rest()?;
    assert_eq!(scene.staged()?.as_ref(), Some(&newer[2]));
    Ok(())
}

#[test]
fn what_waits_is_not_offered_and_an_update_takes_what_is() -> Result<()> {
    let (mut scene, newer) = scene()?;
    scene.set(&json!({"wait-days": number(2)}))?;
    scene.root.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(
        scene.root.property("Update")?["checksum"],
        newer[1].as_str()
    );
    // A person may name the newest all the same.
    let named = json!([format!("version:{}", newer[2]), {}]);
    scene.root.update()?;
    assert_eq!(scene.staged()?.as_ref(), Some(&newer[1]));
    scene.root.succeed("Update", "sa{sv}", &named)?;
    assert_eq!(scene.staged()?.as_ref(), Some(&newer[2]));
    Ok(())
}

#[test]
fn where_nothing_is_old_enough_nothing_is_taken() -> Result<()> {
    let (mut scene, _) = scene()?;
    scene.set(&json!({"mode": "stage", "wait-days": number(90)}))?;
    let policy = scene.wake_to_rest()?;
    let young = reason(&policy, "too-young").context("no reason")?;
    assert_eq!(young["blocks"], true);
    assert_eq!(scene.staged()?, None);
    assert_eq!(scene.root.update()?["outcome"], "unchanged");
    Ok(())
}

#[test]
fn an_engine_that_cannot_choose_says_so_and_waits() -> Result<()> {
    let boot = doubles::allowed(BootOptions::default());
    let mut scene = Scene::on(Stage::rpm_ostree(System::RpmOstree, &boot)?)?;
    scene.set(&json!({"mode": "stage", "wait-days": number(2)}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "newest-only").is_some(), "{policy}");
    assert_eq!(scene.staged()?, None);
    scene.ahead(2 * DAY)?;
    scene.wake_to_rest()?;
    assert_eq!(scene.staged()?, scene.published()?.pop());
    Ok(())
}

#[test]
fn a_hidden_version_is_neither_offered_nor_taken_until_a_newer_one_comes() -> Result<()> {
    let mut scene = Scene::new()?;
    let newest = scene.published()?.pop().context("nothing is published")?;
    scene.set(&json!({"mode": "stage", "hidden": list(&[&newest])}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "hidden").is_some(), "{policy}");
    assert_eq!(scene.root.property("Update")?, json!({}));
    assert_eq!(scene.staged()?, None);

    let newer = scene
        .stage
        .sample
        .publish(&scene.stage.sample.random_version()?)?;
    scene.ahead(DAY)?;
    scene.wake_to_rest()?;
    assert_eq!(scene.staged()?, Some(newer.checksum));
    Ok(())
}

#[test]
fn what_is_hidden_may_be_shown_again() -> Result<()> {
    let mut scene = Scene::new()?;
    let newest = scene.published()?.pop().context("nothing is published")?;
    scene.set(&json!({"hidden": list(&[&newest])}))?;
    scene.root.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(scene.root.property("Update")?, json!({}));
    scene.set(&json!({"hidden": list(&[])}))?;
    assert_eq!(scene.root.property("Update")?["checksum"], newest.as_str());
    Ok(())
}
