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

/// A reference to the deployment of an id.
fn named(id: &Value) -> String {
    format!("deployment:{}", id.as_str().unwrap_or_default())
}

/// A list of texts, as an argument.
fn list(words: &[&str]) -> Value {
    json!({"type": "as", "data": words})
}

fn words(value: &Value) -> Vec<&str> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

#[test]
fn updates_are_found_taken_and_dropped_through_rpm_ostree() -> Result<()> {
    let stage = stage()?;
    let mut root = stage.caller("root")?;
    let system = root.property("System")?;
    assert_eq!(system["engine"], "rpm-ostree", "{system}");
    assert_eq!(system["stream"], stage.sample.branch()?.as_str());
    let running = stage.machine().running_checksum()?;
    let told: Vec<_> = root
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

    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let update = root.property("Update")?;
    assert_eq!(update["checksum"], newest.checksum.as_str(), "{update}");
    assert_eq!(update["version"], newest.version.as_str());
    let expected = stage.sample.package_changes(&running, &newest.checksum)?;
    assert_eq!(update["packages-changed"], expected.len());
    let booted = root.deployment(&running)?["id"].clone();
    let from = format!("deployment:{}", booted.as_str().context("no id")?);
    let offered = format!("version:{}", newest.checksum);
    let page = root
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

    let kind = root.fail(
        "Update",
        "sa{sv}",
        &json!([format!("version:{running}"), {}]),
    )?;
    assert_eq!(kind, "Conflict");
    let done = root.succeed("Update", "sa{sv}", &json!([offered, {}]))?;
    assert_eq!(done["outcome"], "ok", "{done}");
    let staged = next(&mut root)?;
    assert_eq!(staged["checksum"], newest.checksum.as_str());
    assert_eq!(staged["staged"], true);
    assert_eq!(root.property("Update")?, json!({}));
    assert_eq!(root.update()?["outcome"], "unchanged");

    let done = root.succeed("Discard", "a{sv}", &json!([{}]))?;
    assert_eq!(done["outcome"], "ok");
    assert_eq!(next(&mut root)?["checksum"], running.as_str());
    assert_eq!(
        root.succeed("Discard", "a{sv}", &json!([{}]))?["outcome"],
        "unchanged"
    );
    Ok(())
}

#[test]
fn any_version_can_be_next_and_is_held_until_updates_are_followed() -> Result<()> {
    let mut stage = stage()?;
    let mut root = stage.caller("root")?;
    let running = stage.machine().running_checksum()?;
    root.update()?;

    // Something is staged: it is dropped, and the third one is next.
    let all = root.deployments()?;
    let third = all.iter().filter(|one| one["staged"] == false).nth(1);
    let third = third.context("one deployment alone")?["id"].clone();
    let third = format!("deployment:{}", third.as_str().context("no id")?);
    let generation = root.generation()?;
    root.succeed("Restore", "sta{sv}", &json!([third, generation, {}]))?;
    let now = next(&mut root)?;
    assert_eq!(
        format!("deployment:{}", now["id"].as_str().unwrap_or("")),
        third
    );
    assert!(root.deployments()?.iter().all(|one| one["staged"] == false));
    let first = &stage.machine().deployments()?[0];
    assert_eq!(now["id"], first.id().as_str());

    let back = format!(
        "deployment:{}",
        root.deployment(&running)?["id"].as_str().unwrap_or("")
    );
    let generation = root.generation()?;
    root.succeed(
        "SetPinned",
        "stba{sv}",
        &json!([third, generation, true, {}]),
    )?;
    let generation = root.generation()?;
    root.succeed("Restore", "sta{sv}", &json!([back, generation, {}]))?;

    // A version that only the remote has.
    let listed = root.succeed("History", "sua{sv}", &json!(["", 50, {}]))?;
    let oldest = stage.sample.versions()?[0].clone();
    let versions = listed["versions"].as_array().context("no versions")?;
    ensure!(
        versions
            .iter()
            .any(|one| one["checksum"] == oldest.checksum.as_str()),
        "{listed}"
    );
    let target = format!("version:{}", oldest.checksum);
    let generation = root.generation()?;
    root.succeed("Restore", "sta{sv}", &json!([target, generation, {}]))?;
    let now = next(&mut root)?;
    assert_eq!(now["held"], oldest.checksum.as_str(), "{now}");
    assert_eq!(root.property("System")?["held"], oldest.checksum.as_str());
    root.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    drop(root);
    stage.restarted()?;
    let mut root = stage.caller("root")?;
    assert_eq!(stage.machine().running_checksum()?, oldest.checksum);
    assert_eq!(root.property("System")?["held"], oldest.checksum.as_str());

    assert_eq!(root.update()?["outcome"], "ok");
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let now = next(&mut root)?;
    assert_eq!(now["checksum"], newest.checksum.as_str());
    assert!(now.get("held").is_none(), "{now}");
    assert!(root.property("System")?.get("held").is_none());

    // Deleting by id, and the pin holds.
    root.succeed("Discard", "a{sv}", &json!([{}]))?;
    let generation = root.generation()?;
    assert_eq!(
        root.fail("Delete", "asta{sv}", &json!([[third], generation, {}]))?,
        "Conflict"
    );
    let keep = json!([{"keep": {"type": "u", "data": 0}}]);
    let cleaned = root.succeed("CleanUp", "a{sv}", &keep)?;
    assert!(cleaned["freed"].as_u64() > Some(0), "{cleaned}");
    assert_eq!(root.deployments()?.len(), 2, "what runs and the pinned one");
    Ok(())
}

#[test]
fn packages_are_added_around_conflicts_removed_and_reset() -> Result<()> {
    let stage = stage()?;
    let mut root = stage.caller("root")?;
    let change = |root: &mut Caller, changes: Value, dry: bool| {
        let options = if dry {
            json!({"dry-run": true})
        } else {
            json!({})
        };
        root.act("ChangePackages", "a{sv}a{sv}", &json!([changes, options]))
    };

    let found = root.succeed("Search", "sa{sv}", &json!(["htop", {}]))?;
    let htop = &found["packages"][0];
    assert_eq!(
        (htop["name"].as_str(), htop["state"].as_str()),
        (Some("htop"), Some("available"))
    );
    let repositories = root.call("GetRepositories", "a{sv}", &json!([{}]))?.ok()?;
    assert_eq!(repositories[0][0]["id"], "lab", "{repositories:?}");

    let dry = change(&mut root, json!({"add": list(&["htop", "ncdu"])}), true)?;
    assert_eq!(dry["outcome"], "ok", "{dry}");
    let names: Vec<_> = dry["changes"]
        .as_array()
        .context("no changes")?
        .iter()
        .map(|one| one["name"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(names, ["htop", "libncdu", "ncdu"]);

    let refused = change(
        &mut root,
        json!({"add": list(&["htop", "broken-deps"])}),
        false,
    )?;
    assert_eq!(refused["error"], "Conflict", "{refused}");
    assert_eq!(
        words(&refused["fields"]["packages"]),
        ["broken-deps"],
        "{refused}"
    );
    assert!(stage.machine().deployments()?.iter().all(|one| !one.staged));

    let done = change(&mut root, json!({"add": list(&["htop", "ncdu"])}), false)?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut root)?["layers"]), ["htop", "ncdu"]);
    assert_eq!(
        change(&mut root, json!({"add": list(&["htop"])}), false)?["outcome"],
        "unchanged"
    );
    let dry = change(&mut root, json!({"remove": list(&["ncdu"])}), true)?;
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
        &mut root,
        json!({"remove": list(&["ncdu"]), "override-remove": list(&["waymark-sample-payload"])}),
        false,
    )?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(
        words(&next(&mut root)?["layers"]),
        ["htop", "waymark-sample-payload"]
    );
    let missing = change(
        &mut root,
        json!({"remove": list(&["ncdu", "nosuch"])}),
        false,
    )?;
    assert_eq!(missing["error"], "NotFound");
    assert_eq!(words(&missing["fields"]["packages"]), ["ncdu", "nosuch"]);
    let done = change(
        &mut root,
        json!({"override-reset": list(&["waymark-sample-payload"])}),
        false,
    )?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut root)?["layers"]), ["htop"]);
    let id = next(&mut root)?["id"].clone();
    let details = root
        .call("GetDeployment", "s", &json!([named(&id)]))?
        .ok()?
        .remove(0);
    assert_eq!(details["layer-details"][0]["kind"], "added", "{details}");

    let done = change(&mut root, json!({"reset-all": true}), false)?;
    assert_eq!(done["outcome"], "ok", "{done}");
    assert_eq!(words(&next(&mut root)?["layers"]), [""; 0]);
    Ok(())
}

#[test]
fn kernel_arguments_and_streams_are_changed_through_rpm_ostree() -> Result<()> {
    let stage = stage()?;
    let mut root = stage.caller("root")?;
    let arguments = |root: &mut Caller| -> Result<Vec<String>> {
        let id = next(root)?["id"].clone();
        let details = root
            .call("GetDeployment", "s", &json!([named(&id)]))?
            .ok()?
            .remove(0);
        Ok(words(&details["kernel-arguments"])
            .into_iter()
            .map(str::to_owned)
            .collect())
    };
    let before = arguments(&mut root)?;
    let seen: Vec<_> = before.iter().map(String::as_str).collect();
    let changes = json!([{"append": list(&["quiet", "a=1"]), "seen": list(&seen)}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    let after = arguments(&mut root)?;
    assert_eq!(after[before.len()..], ["quiet", "a=1"], "{after:?}");
    assert_eq!(
        root.fail("SetKernelArguments", "a{sv}a{sv}", &changes)?,
        "Conflict"
    );
    let changes = json!([{"replace": {"type": "a{ss}", "data": {"a=1": "a=2"}}, "delete": list(&["quiet"])}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    assert_eq!(arguments(&mut root)?[before.len()..], ["a=2"]);

    let branch = stage
        .sample
        .publish_next_major(Some("this stream is at its end"))?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let name = format!("sample:{branch}");
    assert_eq!(root.property("System")?["newer-stream"], name.as_str());
    let listed = root.succeed("ListStreams", "a{sv}", &json!([{}]))?;
    let streams = listed["streams"].as_array().context("no streams")?;
    let newer = streams.iter().find(|one| one["newer"] == true);
    assert_eq!(newer.context("no newer one")?["name"], name.as_str());
    let layered = json!([{"add": list(&["htop"])}, {}]);
    root.succeed("ChangePackages", "a{sv}a{sv}", &layered)?;
    let dry = root.succeed("Rebase", "sa{sv}", &json!([name, {"dry-run": true}]))?;
    assert!(
        !dry["changes"].as_array().context("no changes")?.is_empty(),
        "{dry}"
    );
    root.succeed("Rebase", "sa{sv}", &json!([name, {}]))?;
    let now = next(&mut root)?;
    assert_eq!(now["origin"], name.as_str());
    assert_eq!(words(&now["layers"]), ["htop"]);
    assert_eq!(now["end-of-life"], "this stream is at its end");
    Ok(())
}
