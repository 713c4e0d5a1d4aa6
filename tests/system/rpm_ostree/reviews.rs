//! What is said before a change is made: comparisons and dry runs, row by row.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::System;

use super::{next, reference, stage, texts, words};

/// Name and kind of each row.
fn rows(changes: &Value) -> Result<Vec<(&str, &str)>> {
    let rows = changes.as_array().context("no changes")?;
    rows.iter()
        .map(|row| Some((row["name"].as_str()?, row["change"].as_str()?)))
        .collect::<Option<_>>()
        .context("a row without a name")
}

#[test]
fn an_offer_is_compared_with_what_runs_and_taken_only_as_it_was_seen() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let running = stage.machine().running_checksum()?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let update = root.property("Update")?;
    assert_eq!(update["checksum"], newest.checksum.as_str(), "{update}");
    assert_eq!(update["version"], newest.version.as_str());
    let expected = stage.sample.package_changes(&running, &newest.checksum)?;
    assert_eq!(update["packages-changed"], expected.len());

    let from = reference(&root.deployment(&running)?)?;
    let offered = format!("version:{}", newest.checksum);
    let ask = json!([from, offered, 0, 1000, {}]);
    let page = root.call("GetChanges", "ssuua{sv}", &ask)?.ok()?;
    assert_eq!(rows(&page[1])?.len(), expected.len());
    // The other way round is the same with the sides changed.
    let ask = json!([offered, from, 0, 1000, {}]);
    let back = root.call("GetChanges", "ssuua{sv}", &ask)?.ok()?;
    assert_eq!(back[0]["packages-added"], page[0]["packages-removed"]);
    assert_eq!(back[0]["packages-upgraded"], page[0]["packages-downgraded"]);

    let other = json!([format!("version:{running}"), {}]);
    assert_eq!(root.fail("Update", "sa{sv}", &other)?, "Conflict");
    assert!(stage.machine().deployments()?.iter().all(|one| !one.staged));
    root.succeed("Update", "sa{sv}", &json!([offered, {}]))?;
    assert_eq!(root.property("Update")?, json!({}));
    assert_eq!(root.update()?["outcome"], "unchanged");
    Ok(())
}

#[test]
fn a_dry_run_tells_what_differs_from_what_is_there_and_nothing_else() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let mut change = |changes: Value, options: Value| {
        root.act("ChangePackages", "a{sv}a{sv}", &json!([changes, options]))
    };
    let dry = || json!({"dry-run": true});
    let both = || json!({"add": words(&["htop", "ncdu"])});
    let told = change(both(), dry())?;
    let added = |name| (name, "added");
    assert_eq!(
        rows(&told["changes"])?,
        ["htop", "libncdu", "ncdu"].map(added)
    );
    assert_eq!(change(both(), json!({}))?["outcome"], "ok");

    let told = change(json!({"remove": words(&["ncdu"])}), dry())?;
    let removed = |name| (name, "removed");
    assert_eq!(rows(&told["changes"])?, ["libncdu", "ncdu"].map(removed));
    let told = change(json!({"reset-all": true}), dry())?;
    assert_eq!(rows(&told["changes"])?, ["htop", "ncdu"].map(removed));

    let missing = change(
        json!({"remove": words(&["ncdu", "nosuch", "neither"])}),
        dry(),
    )?;
    assert_eq!(missing["error"], "NotFound", "{missing}");
    assert_eq!(texts(&missing["fields"]["packages"]), ["neither", "nosuch"]);
    Ok(())
}

#[test]
fn a_newer_stream_is_followed_with_what_is_layered() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let end = "this stream is at its end";
    let stream = format!("sample:{}", stage.sample.publish_next_major(Some(end))?);
    let mut root = stage.caller("root")?;
    let listed = root.succeed("ListStreams", "a{sv}", &json!([{}]))?;
    let streams = listed["streams"].as_array().context("no streams")?;
    let newer = streams.iter().find(|one| one["newer"] == true);
    assert_eq!(newer.context("no newer one")?["name"], stream.as_str());

    let layered = json!([{"add": words(&["htop"])}, {}]);
    root.succeed("ChangePackages", "a{sv}a{sv}", &layered)?;
    let dry = json!([stream, {"dry-run": true}]);
    let told = root.succeed("Rebase", "sa{sv}", &dry)?;
    assert!(!rows(&told["changes"])?.is_empty(), "{told}");
    root.succeed("Rebase", "sa{sv}", &json!([stream, {}]))?;
    let now = next(&mut root)?;
    assert_eq!(now["origin"], stream.as_str());
    assert_eq!(texts(&now["layers"]), ["htop"]);
    assert_eq!(now["end-of-life"], end);
    Ok(())
}

#[test]
fn kernel_arguments_are_replaced_and_deleted_and_refused_if_others_are_there_by_now() -> Result<()>
{
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let before = next(&mut root)?;
    let before = super::whole(&mut root, &before)?;
    let seen = texts(&before["kernel-arguments"]);
    let changes = json!([{"append": words(&["quiet", "a=1"]), "seen": words(&seen)}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    let kind = root.fail("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    assert_eq!(kind, "Conflict");
    let replace = json!({"type": "a{ss}", "data": {"a=1": "a=2"}});
    let changes = json!([{"replace": replace, "delete": words(&["quiet"])}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    let after = next(&mut root)?;
    let after = super::whole(&mut root, &after)?;
    assert_eq!(texts(&after["kernel-arguments"])[seen.len()..], ["a=2"]);
    Ok(())
}
