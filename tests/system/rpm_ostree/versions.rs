//! Updating, going back, and going back to what only the remote has.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::System;

use super::{next, reference, restart, stage, texts, whole};

#[test]
fn the_system_is_updated_and_taken_back_to_any_deployment() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let running = stage.machine().running_checksum()?;
    let mut root = stage.caller("root")?;
    let system = root.property("System")?;
    assert_eq!(system["engine"], "rpm-ostree");
    assert_eq!(system["stream"], stage.sample.branch()?);

    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let update = root.property("Update")?;
    assert_eq!(update["checksum"], newest.checksum);
    assert_eq!(update["version"], newest.version);
    let expected = stage.sample.package_changes(&running, &newest.checksum)?;
    assert_eq!(update["packages-changed"], expected.len());
    let compared = json!([
        format!("version:{running}"),
        format!("version:{}", newest.checksum),
        0,
        1000,
        {}
    ]);
    let told = root.call("GetChanges", "ssuua{sv}", &compared)?.ok()?;
    assert_eq!(told[0]["packages-known"], true);
    assert_eq!(told[0]["total"], expected.len());

    let result = root.update()?;
    assert_eq!(result["outcome"], "ok");
    let staged = next(&mut root)?;
    assert_eq!(staged["checksum"], newest.checksum);
    assert_eq!(staged["staged"], true);
    assert_eq!(root.property("Update")?, json!({}));
    assert_eq!(root.update()?["outcome"], "unchanged");

    restart(&mut stage, root)?;
    assert_eq!(stage.machine().running_checksum()?, newest.checksum);

    // The last in the list, over whatever is between.
    let mut root = stage.caller("root")?;
    let all = root.deployments()?;
    let target = all.last().context("no deployment")?.clone();
    assert_ne!(target["checksum"], newest.checksum);
    let generation = root.generation()?;
    root.succeed(
        "Restore",
        "sta{sv}",
        &json!([reference(&target)?, generation, {}]),
    )?;
    assert_eq!(next(&mut root)?["id"], target["id"]);
    restart(&mut stage, root)?;
    assert_eq!(target["checksum"], stage.machine().running_checksum()?);
    Ok(())
}

#[test]
fn a_deployment_is_restored_though_one_is_staged() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    root.update()?;
    let all = root.deployments()?;
    let target = all.last().context("no deployment")?.clone();
    let generation = root.generation()?;
    root.succeed(
        "Restore",
        "sta{sv}",
        &json!([reference(&target)?, generation, {}]),
    )?;
    let now = root.deployments()?;
    assert!(now.iter().all(|each| each["staged"] == false), "{now:?}");
    assert_eq!(now[0]["id"], target["id"]);
    Ok(())
}

#[test]
fn a_version_of_the_remote_is_held_until_updates_are_followed_again() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let history = root.succeed("History", "sua{sv}", &json!(["", 50, {}]))?;
    let versions = history["versions"].as_array().context("no versions")?;
    let published = stage.sample.versions()?;
    let told: Vec<_> = versions.iter().map(|each| &each["version"]).collect();
    let expected: Vec<_> = published.iter().rev().map(|each| &each.version).collect();
    assert_eq!(told, expected);
    let only_remote = versions
        .iter()
        .rfind(|each| texts(&each["deployments"]).is_empty())
        .context("all are on this disk")?;
    let checksum = only_remote["checksum"].as_str().context("no checksum")?;

    let generation = root.generation()?;
    let target = json!([format!("version:{checksum}"), generation, {}]);
    root.succeed("Restore", "sta{sv}", &target)?;
    let staged = next(&mut root)?;
    assert_eq!(staged["checksum"], checksum);
    assert!(staged["held"].is_string(), "{staged}");
    restart(&mut stage, root)?;

    let mut root = stage.caller("root")?;
    let system = root.property("System")?;
    assert!(system["held"].is_string(), "{system}");
    assert_eq!(system["stream"], stage.sample.branch()?, "the origin stays");
    // A change would end it, and says so before.
    let add = json!([{"add": super::words(&["htop"])}, {"dry-run": true}]);
    let tried = root.succeed("ChangePackages", "a{sv}a{sv}", &add)?;
    assert_eq!(tried["ends-hold"], system["held"], "{tried}");
    root.update()?;
    let followed = next(&mut root)?;
    assert_eq!(
        followed["checksum"],
        published.last().context("none")?.checksum
    );
    assert!(followed["held"].is_null(), "{followed}");
    Ok(())
}

#[test]
fn deployments_are_pinned_deleted_and_cleaned_up() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let all = root.deployments()?;
    let earlier: Vec<_> = all
        .iter()
        .filter(|each| each["booted"] == false && each["next"] == false)
        .collect();
    let (first, last) = (earlier.first(), earlier.last());
    let (first, last) = (first.context("none")?, last.context("none")?);
    let generation = root.generation()?;
    let pin = json!([reference(first)?, generation, true, {}]);
    root.succeed("SetPinned", "stba{sv}", &pin)?;
    if first["id"] != last["id"] {
        let generation = root.generation()?;
        let delete = json!([[reference(last)?], generation, {}]);
        root.succeed("Delete", "asta{sv}", &delete)?;
    }
    let clean = json!([{"keep": {"type": "u", "data": 0}}]);
    root.succeed("CleanUp", "a{sv}", &clean)?;
    let left = root.deployments()?;
    assert!(
        left.iter()
            .all(|each| each["booted"] == true || each["pinned"] == true),
        "{left:?}"
    );
    assert_eq!(left.len(), 2);
    Ok(())
}

#[test]
fn kernel_arguments_and_streams_are_changed() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let newer = stage.sample.publish_next_major(None)?;
    let mut root = stage.caller("root")?;
    let before = next(&mut root)?;
    let before = whole(&mut root, &before)?;
    let changes = json!([{"append": super::words(&["waymark.test=1"])}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    let after = next(&mut root)?;
    let after = whole(&mut root, &after)?;
    let mut expected = texts(&before["kernel-arguments"]);
    expected.push("waymark.test=1");
    assert_eq!(texts(&after["kernel-arguments"]), expected);
    restart(&mut stage, root)?;

    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let stream = format!("sample:{newer}");
    assert_eq!(root.property("System")?["newer-stream"], stream);
    let dry = json!([stream, {"dry-run": true}]);
    let result = root.succeed("Rebase", "sa{sv}", &dry)?;
    assert_eq!(result["dry-run"], true);
    assert!(result["changes"].is_array(), "{result}");
    assert_ne!(next(&mut root)?["origin"], stream);
    root.succeed("Rebase", "sa{sv}", &json!([stream, {}]))?;
    assert_eq!(next(&mut root)?["origin"], stream);
    restart(&mut stage, root)?;
    let mut root = stage.caller("root")?;
    assert_eq!(root.property("System")?["stream"], newer);
    let all = root.deployments()?;
    assert!(
        all.iter().any(|each| each["id"] == after["id"]),
        "the way back stays: {all:?}"
    );
    Ok(())
}
