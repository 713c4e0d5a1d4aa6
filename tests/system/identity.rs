//! Which deployment is meant: by its id, in its stateroot, as the caller saw it.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::{Options, machine::BootOptions};
use waymark_tests::Stage;

fn target(deployment: &Value) -> Result<String> {
    let id = deployment["id"].as_str().context("no id")?;
    Ok(format!("deployment:{id}"))
}

#[test]
fn two_stateroots_with_the_same_checksum_are_told_apart() -> Result<()> {
    let options = Options {
        other_stateroot: true,
        ..Options::default()
    };
    let stage = Stage::with(&options, &BootOptions::default())?;
    let mut admin = stage.caller("admin")?;
    let all = admin.deployments()?;
    let other = all
        .iter()
        .find(|each| each["stateroot"] == "other")
        .context("the other stateroot is not listed")?;
    let twin = all
        .iter()
        .find(|each| each["checksum"] == other["checksum"] && each["stateroot"] == "sample")
        .context("its twin is not listed")?;
    assert_ne!(other["id"], twin["id"]);

    let generation = admin.generation()?;
    admin.succeed(
        "Restore",
        "sta{sv}",
        &json!([target(other)?, generation, {}]),
    )?;
    let first = &stage.machine().deployments()?[0];
    assert_eq!(first.stateroot, "other");
    let generation = admin.generation()?;
    admin.succeed(
        "Restore",
        "sta{sv}",
        &json!([target(twin)?, generation, {}]),
    )?;

    let generation = admin.generation()?;
    // Deleting needs a password; root is not asked.
    let deletion = json!([[target(other)?], generation, {}]);
    let result = stage.caller("root")?.act("Delete", "asta{sv}", &deletion)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let left = stage.machine().deployments()?;
    assert!(left.iter().all(|each| each.stateroot == "sample"));
    assert!(left.iter().any(|each| twin["id"] == each.id().as_str()));
    assert_eq!(left.len(), all.len() - 1);
    Ok(())
}

#[test]
fn an_id_that_was_used_again_is_not_the_one_meant() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let seen = admin.generation()?;
    let earliest = stage
        .machine()
        .deployments()?
        .last()
        .cloned()
        .context("no deployment")?;
    let meant = format!("deployment:{}", earliest.id());

    // Another tool deletes it and deploys the same version again: the same id.
    let index = (stage.machine().deployments()?.len() - 1).to_string();
    stage
        .machine()
        .system(["ostree", "admin", "undeploy", &index])?
        .ok()?;
    let pull = ["ostree", "pull", "sample", &earliest.checksum];
    stage.machine().system(pull)?.ok()?;
    let deploy = [
        "ostree",
        "admin",
        "deploy",
        "--retain",
        "--not-as-default",
        "--no-prune",
        "--os=sample",
        "--origin-file=/tmp/origin",
        &earliest.checksum,
    ];
    let origin = "printf '[origin]\\nrefspec=sample:sample/x86_64/stable\\n' >/tmp/origin";
    stage.machine().system(["sh", "-c", origin])?.ok()?;
    stage.machine().system(deploy)?.ok()?;
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .any(|each| each.id() == earliest.id()),
        "libostree did not use the id again"
    );

    for (member, signature, arguments) in [
        ("Restore", "sta{sv}", json!([meant, seen, {}])),
        ("SetPinned", "stba{sv}", json!([meant, seen, true, {}])),
    ] {
        assert_eq!(
            admin.fail(member, signature, &arguments)?,
            "Conflict",
            "{member}"
        );
    }
    let result = stage
        .caller("root")?
        .fail("Delete", "asta{sv}", &json!([[meant], seen, {}]))?;
    assert_eq!(result, "Conflict");

    // Seen as it is now, it is meant.
    let now = admin.generation()?;
    admin.succeed("SetPinned", "stba{sv}", &json!([meant, now, true, {}]))?;
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .any(|each| each.pinned)
    );
    Ok(())
}

#[test]
fn the_third_deployment_is_restored_and_the_choice_undone() -> Result<()> {
    let mut stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let before = stage.machine().deployments()?;
    assert!(before.len() >= 3);
    let generation = admin.generation()?;
    let third = format!("deployment:{}", before[2].id());
    admin.succeed("Restore", "sta{sv}", &json!([third, generation, {}]))?;
    assert_eq!(stage.machine().deployments()?[0].id(), before[2].id());

    let generation = admin.generation()?;
    let undo = format!("deployment:{}", before[0].id());
    admin.succeed("Restore", "sta{sv}", &json!([undo, generation, {}]))?;
    assert_eq!(stage.machine().deployments()?[0].id(), before[0].id());

    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([third, generation, {}]))?;
    let generation = admin.generation()?;
    let again = admin.succeed("Restore", "sta{sv}", &json!([third, generation, {}]))?;
    assert_eq!(again["outcome"], "unchanged");
    admin.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    drop(admin);
    stage.restarted()?;
    assert_eq!(stage.machine().running_checksum()?, before[2].checksum);
    Ok(())
}
