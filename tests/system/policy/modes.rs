//! How far each mode goes, on a real OSTree system and on the double of rpm-ostreed.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::{BootOptions, Options, System, doubles};
use waymark_tests::Stage;

use super::{Scene, reason};

#[test]
fn manual_does_nothing() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.wake_in_vain("manual")?;
    assert_eq!(scene.explain()?["next"], json!(null));
    Ok(())
}

#[test]
fn check_only_looks() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "check"}))?;
    assert_eq!(scene.wake()?["step"], "check");
    let policy = scene.rest()?;
    assert_eq!(scene.actions()?, ["check"]);
    assert!(reason(&policy, "only-checks").is_some(), "{policy}");
    let update = scene.root.property("Update")?;
    assert_eq!(update["downloaded"], false, "{update}");
    assert_eq!(scene.staged()?, None);
    // Woken again at once it leaves the server alone.
    scene.wake_in_vain("only-checks")?;
    Ok(())
}

#[test]
fn download_brings_all_of_it_and_stages_nothing() -> Result<()> {
    let mut scene = Scene::new()?;
    let before = scene.stage.machine().deployments()?.len();
    scene.set(&json!({"mode": "download"}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "downloaded").is_some(), "{policy}");
    assert_eq!(scene.actions()?, ["check", "update"]);
    assert_eq!(scene.root.property("Update")?["downloaded"], true);
    assert_eq!(scene.stage.machine().deployments()?.len(), before);

    // Taking it needs no download any more.
    scene.stage.server.clear();
    scene.root.update()?;
    let newest = scene.published()?.pop().context("nothing is published")?;
    assert_eq!(scene.staged()?, Some(newest));
    let sent = scene.stage.server.bytes_sent();
    assert!(sent < 200_000, "{sent} bytes were sent");
    Ok(())
}

#[test]
fn stage_prepares_it_as_root_and_a_restart_brings_it() -> Result<()> {
    let mut scene = Scene::new()?;
    let newest = scene.published()?.pop().context("nothing is published")?;
    scene.set(&json!({"mode": "stage"}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "staged").is_some(), "{policy}");
    assert_eq!(scene.staged()?.as_ref(), Some(&newest));
    let results = scene.root.property("Results")?;
    let update = results.as_array().and_then(|all| all.last());
    assert_eq!(update.context("no result")?["uid"], 0);
    scene.root.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    let Scene {
        mut stage,
        root,
        doubles,
    } = scene;
    drop((root, doubles));
    stage.restarted()?;
    assert_eq!(stage.running()?.checksum, newest);
    // What was chosen is chosen still.
    let mut scene = Scene::on(stage)?;
    assert_eq!(scene.explain()?["settings"]["mode"], "stage");
    Ok(())
}

#[test]
fn download_on_rpm_ostree_stages_nothing() -> Result<()> {
    let boot = doubles::allowed(BootOptions::default());
    let mut scene = Scene::on(Stage::rpm_ostree(System::RpmOstree, &boot)?)?;
    scene.set(&json!({"mode": "download"}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "downloaded").is_some(), "{policy}");
    assert_eq!(scene.root.property("Update")?["downloaded"], true);
    assert_eq!(scene.staged()?, None);
    scene.set(&json!({"mode": "stage"}))?;
    scene.wake_to_rest()?;
    let newest = scene.published()?.pop();
    assert_eq!(scene.staged()?, newest);
    Ok(())
}

#[test]
fn an_update_may_be_downloaded_only_by_a_person_too() -> Result<()> {
    let mut scene = Scene::new()?;
    let option = json!(["", {"download-only": true}]);
    scene.root.succeed("Update", "sa{sv}", &option)?;
    assert_eq!(scene.root.property("Update")?["downloaded"], true);
    assert_eq!(scene.staged()?, None);
    let checksum = scene.published()?.pop().context("nothing is published")?;
    let named = json!([format!("version:{checksum}"), {"download-only": true}]);
    scene.root.succeed("Update", "sa{sv}", &named)?;
    let other = json!([format!("version:{}", "0".repeat(64)), {"download-only": true}]);
    assert_eq!(scene.root.fail("Update", "sa{sv}", &other)?, "Conflict");
    Ok(())
}

#[test]
fn what_is_older_than_what_runs_is_never_taken() -> Result<()> {
    let mut scene = Scene::with(&Options {
        newer: 0,
        ..Options::default()
    })?;
    let older = scene.stage.sample.versions()?[0].checksum.clone();
    scene.stage.sample.point_at(&older)?;
    scene.set(&json!({"mode": "stage"}))?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "no-update").is_some(), "{policy}");
    assert_eq!(scene.actions()?, ["check"]);
    assert_eq!(scene.root.property("System")?["stream-state"], "older");
    assert_eq!(scene.staged()?, None);
    Ok(())
}
