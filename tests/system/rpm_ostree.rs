//! Systems that rpm-ostreed drives, through the service: against the double.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{Options, System, machine::BootOptions};
use waymark_tests::{Caller, Stage};

fn stage() -> Result<Stage> {
    let options = Options {
        system: System::RpmOstree,
        ..Options::default()
    };
    Stage::with(&options, &BootOptions::default())
}

/// What starts next, as the service tells it.
fn next(caller: &mut Caller) -> Result<Value> {
    let all = caller.deployments()?;
    all.into_iter()
        .find(|one| one["next"] == true)
        .context("nothing is next")
}

fn words(value: &Value) -> Vec<&str> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

#[test]
fn updates_are_found_taken_and_dropped_through_rpm_ostree() -> Result<()> {
    let stage = stage()?;
    let mut admin = stage.caller("admin")?;
    let system = admin.property("System")?;
    assert_eq!(system["engine"], "rpm-ostree", "{system}");
    assert_eq!(system["stream"], stage.sample.branch()?.as_str());
    let running = stage.machine().running_checksum()?;
    let told: Vec<_> = admin
        .deployments()?
        .iter()
        .map(|one| one["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let known: Vec<_> = stage
        .machine()
        .deployments()?
        .iter()
        .map(|one| one.id())
        .collect();
    assert_eq!(told, known);

    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let update = admin.property("Update")?;
    assert_eq!(update["checksum"], newest.checksum.as_str(), "{update}");
    assert_eq!(update["version"], newest.version.as_str());
    let expected = stage.sample.package_changes(&running, &newest.checksum)?;
    assert_eq!(update["packages-changed"], expected.len());
    let booted = admin.deployment(&running)?["id"].clone();
    let from = format!("deployment:{}", booted.as_str().context("no id")?);
    let offered = format!("version:{}", newest.checksum);
    let page = admin
        .call(
            "GetChanges",
            "ssuua{sv}",
            &json!([from, offered, 0, 1000, {}]),
        )?
        .ok()?;
    assert_eq!(
        page[1].as_array().map(Vec::len),
        Some(expected.len()),
        "{page:?}"
    );

    let kind = admin.fail(
        "Update",
        "sa{sv}",
        &json!([format!("version:{running}"), {}]),
    )?;
    assert_eq!(kind, "Conflict");
    let done = admin.succeed("Update", "sa{sv}", &json!([offered, {}]))?;
    assert_eq!(done["outcome"], "ok", "{done}");
    let staged = next(&mut admin)?;
    assert_eq!(staged["checksum"], newest.checksum.as_str());
    assert_eq!(staged["staged"], true);
    assert_eq!(admin.property("Update")?, json!({}));
    assert_eq!(admin.update()?["outcome"], "unchanged");

    let done = admin.succeed("Discard", "a{sv}", &json!([{}]))?;
    assert_eq!(done["outcome"], "ok");
    assert_eq!(next(&mut admin)?["checksum"], running.as_str());
    assert_eq!(
        admin.succeed("Discard", "a{sv}", &json!([{}]))?["outcome"],
        "unchanged"
    );
    Ok(())
}

#[test]
fn any_version_can_be_next_and_is_held_until_updates_are_followed() -> Result<()> {
    let mut stage = stage()?;
    let mut admin = stage.caller("admin")?;
    let running = stage.machine().running_checksum()?;
    admin.update()?;

    // Something is staged: it is dropped, and the third one is next.
    let all = admin.deployments()?;
    let third = all.iter().filter(|one| one["staged"] == false).nth(1);
    let third = third.context("one deployment alone")?["id"].clone();
    let third = format!("deployment:{}", third.as_str().context("no id")?);
    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([third, generation, {}]))?;
    let now = next(&mut admin)?;
    assert_eq!(
        format!("deployment:{}", now["id"].as_str().unwrap_or("")),
        third
    );
    assert!(
        admin
            .deployments()?
            .iter()
            .all(|one| one["staged"] == false)
    );
    let first = &stage.machine().deployments()?[0];
    assert_eq!(now["id"], first.id().as_str());

    let back = format!(
        "deployment:{}",
        admin.deployment(&running)?["id"].as_str().unwrap_or("")
    );
    let generation = admin.generation()?;
    admin.succeed(
        "SetPinned",
        "stba{sv}",
        &json!([third, generation, true, {}]),
    )?;
    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([back, generation, {}]))?;

    // A version that only the remote has.
    let listed = admin.succeed("History", "sua{sv}", &json!(["", 50, {}]))?;
    let oldest = stage.sample.versions()?[0].clone();
    let versions = listed["versions"].as_array().context("no versions")?;
    ensure!(
        versions
            .iter()
            .any(|one| one["checksum"] == oldest.checksum.as_str()),
        "{listed}"
    );
    let target = format!("version:{}", oldest.checksum);
    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([target, generation, {}]))?;
    let now = next(&mut admin)?;
    assert_eq!(now["held"], oldest.checksum.as_str(), "{now}");
    assert_eq!(admin.property("System")?["held"], oldest.checksum.as_str());
    admin.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    drop(admin);
    stage.restarted()?;
    let mut admin = stage.caller("admin")?;
    assert_eq!(stage.machine().running_checksum()?, oldest.checksum);
    assert_eq!(admin.property("System")?["held"], oldest.checksum.as_str());

    assert_eq!(admin.update()?["outcome"], "ok");
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let now = next(&mut admin)?;
    assert_eq!(now["checksum"], newest.checksum.as_str());
    assert!(now.get("held").is_none(), "{now}");
    assert!(admin.property("System")?.get("held").is_none());

    // Deleting by id, and the pin holds.
    admin.succeed("Discard", "a{sv}", &json!([{}]))?;
    let generation = admin.generation()?;
    assert_eq!(
        admin.fail("Delete", "asta{sv}", &json!([[third], generation, {}]))?,
        "Conflict"
    );
    let keep = json!([{"keep": {"type": "u", "data": 0}}]);
    let cleaned = admin.succeed("CleanUp", "a{sv}", &keep)?;
    assert!(cleaned["freed"].as_u64() > Some(0), "{cleaned}");
    assert_eq!(
        admin.deployments()?.len(),
        2,
        "what runs and the pinned one"
    );
    Ok(())
}

#[test]
fn packages_are_added_around_conflicts_removed_and_reset() -> Result<()> {
    let stage = stage()?;
    let mut admin = stage.caller("admin")?;
    let change = |admin: &mut Caller, changes: Value, dry: bool| {
        let options = if dry {
            json!({"dry-run": true})
        } else {
            json!({})
        };
        admin.act("ChangePackages", "a{sv}a{sv}", &json!([changes, options]))
    };

    let found = admin.succeed("Search", "sa{sv}", &json!(["htop", {}]))?;
    let htop = &found["packages"][0];
    assert_eq!(
        (htop["name"].as_str(), htop["state"].as_str()),
        (Some("htop"), Some("available"))
    );
    let repositories = admin.call("GetRepositories", "a{sv}", &json!([{}]))?.ok()?;
    assert_eq!(repositories[0][0]["id"], "lab", "{repositories:?}");

    let dry = change(&mut admin, json!({"add": ["htop", "ncdu"]}), true)?;
    assert_eq!(dry["outcome"], "ok", "{dry}");
    let names: Vec<_> = dry["changes"]
        .as_array()
        .context("no changes")?
        .iter()
        .map(|one| one["name"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(names, ["htop", "libncdu", "ncdu"]);

    let refused = change(&mut admin, json!({"add": ["htop", "broken-deps"]}), false)?;
    assert_eq!(refused["error"], "Conflict", "{refused}");
    assert_eq!(
        words(&refused["fields"]["packages"]),
        ["broken-deps"],
        "{refused}"
    );
    assert!(stage.machine().deployments()?.iter().all(|one| !one.staged));

    let done = change(&mut admin, json!({"add": ["htop", "ncdu"]}), false)?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut admin)?["layers"]), ["htop", "ncdu"]);
    assert_eq!(
        change(&mut admin, json!({"add": ["htop"]}), false)?["outcome"],
        "unchanged"
    );
    let dry = change(&mut admin, json!({"remove": ["ncdu"]}), true)?;
    let rows: Vec<_> = dry["changes"]
        .as_array()
        .context("no changes")?
        .iter()
        .map(|one| (one["name"].as_str(), one["change"].as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (Some("libncdu"), Some("removed")),
            (Some("ncdu"), Some("removed"))
        ],
        "{dry}"
    );
    let done = change(
        &mut admin,
        json!({"remove": ["ncdu"], "override-remove": ["waymark-sample-payload"]}),
        false,
    )?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(
        words(&next(&mut admin)?["layers"]),
        ["htop", "waymark-sample-payload"]
    );
    let missing = change(&mut admin, json!({"remove": ["ncdu", "nosuch"]}), false)?;
    assert_eq!(missing["error"], "NotFound");
    assert_eq!(words(&missing["fields"]["packages"]), ["ncdu", "nosuch"]);
    let done = change(
        &mut admin,
        json!({"override-reset": ["waymark-sample-payload"]}),
        false,
    )?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut admin)?["layers"]), ["htop"]);
    let id = next(&mut admin)?["id"].clone();
    let details = admin
        .call("GetDeployment", "s", &json!([id]))?
        .ok()?
        .remove(0);
    assert_eq!(details["layer-details"][0]["kind"], "added", "{details}");

    let done = change(&mut admin, json!({"reset-all": true}), false)?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut admin)?["layers"]), [""; 0]);
    Ok(())
}

#[test]
fn kernel_arguments_and_streams_are_changed_through_rpm_ostree() -> Result<()> {
    let stage = stage()?;
    let mut admin = stage.caller("admin")?;
    let arguments = |admin: &mut Caller| -> Result<Vec<String>> {
        let id = next(admin)?["id"].clone();
        let details = admin
            .call("GetDeployment", "s", &json!([id]))?
            .ok()?
            .remove(0);
        Ok(words(&details["kernel-arguments"])
            .into_iter()
            .map(str::to_owned)
            .collect())
    };
    let before = arguments(&mut admin)?;
    let changes = json!([{"append": ["quiet", "a=1"], "seen": before}, {}]);
    admin.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    let after = arguments(&mut admin)?;
    assert_eq!(after[before.len()..], ["quiet", "a=1"], "{after:?}");
    assert_eq!(
        admin.fail("SetKernelArguments", "a{sv}a{sv}", &changes)?,
        "Conflict"
    );
    let changes = json!([{"replace": {"a=1": "a=2"}, "delete": ["quiet"]}, {}]);
    admin.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    assert_eq!(arguments(&mut admin)?[before.len()..], ["a=2"]);

    let listed = admin.succeed("ListStreams", "a{sv}", &json!([{}]))?;
    let streams = listed["streams"].as_array().context("no streams")?;
    let newer = streams
        .iter()
        .find(|one| one["newer"] == true)
        .with_context(|| listed.to_string())?;
    let name = newer["name"].clone();
    let dry = admin.succeed("Rebase", "sa{sv}", &json!([name, {"dry-run": true}]))?;
    assert!(
        !dry["changes"].as_array().context("no changes")?.is_empty(),
        "{dry}"
    );
    admin.succeed("Rebase", "sa{sv}", &json!([name, {}]))?;
    assert_eq!(next(&mut admin)?["origin"], name);
    Ok(())
}
