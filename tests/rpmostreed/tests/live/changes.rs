//! What transactions do to the system.

use std::collections::HashMap;
use std::io::Write as _;

use crate::stage::{Dict, Stage, dict, list, options, play, strings, text};
use anyhow::{Context as _, Result, ensure};
use waymark_lab::System;
use waymark_rpmostreed::client::{Client, Outcome};
use waymark_rpmostreed::system::{package::Package, rpm};
use zbus::Variant;

#[test]
fn updates() -> Result<()> {
    let stage = Stage::new(System::RpmOstree)?;
    play(updates_on(&stage))
}

async fn updates_on(stage: &Stage) -> Result<()> {
    let client = stage.client().await?;
    client.register("test").await?;

    let mut changes = stage.changes(&client).await?;
    let check = options(&[("mode", "check".into()), ("output-to-self", false.into())]);
    let checked = client.run("AutomaticUpdateTrigger", &(check,)).await?;
    ensure!(checked.success, "{checked:?}");
    assert!(
        checked.signals[0].contains("upgrade (check only)"),
        "{checked:?}"
    );
    assert!(
        checked
            .signals
            .iter()
            .any(|it| it.starts_with("SignatureProgress")),
        "{checked:?}"
    );
    // It comes after the end.
    changes.until("CachedUpdate").await?;
    changes.until("ActiveTransactionPath").await?;
    let update = dict(client.os_property("CachedUpdate").await?)?;
    let newest = stage
        .sample
        .versions()?
        .pop()
        .context("nothing was published")?;
    assert_eq!(text(&update, "checksum")?, newest.checksum);
    assert_eq!(text(&update, "version")?, newest.version);
    let running = stage.machine.running_checksum()?;
    assert_eq!(text(&update, "update-sha256")?, running);
    let diff = dict(update.get("rpm-diff").context("no diff")?.try_clone()?)?;
    let expected = stage.sample.package_changes(&running, &newest.checksum)?;
    let told: usize = ["added", "removed", "upgraded", "downgraded"]
        .iter()
        .filter_map(|key| diff.get(*key))
        .map(|value| list(value).len())
        .sum();
    assert_eq!(told, expected.len(), "{diff:?} {expected:?}");

    let upgraded = client.run("Upgrade", &(options(&[]),)).await?;
    ensure!(upgraded.success, "{upgraded:?}");
    let staged = stage.staged()?.context("nothing is staged")?;
    assert_eq!(staged.checksum, newest.checksum);
    let default = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(text(&default, "id")?, staged.id());
    client.sysroot("Reload", &()).await?;
    let update = dict(client.os_property("CachedUpdate").await?)?;
    assert_eq!(text(&update, "deployment")?, staged.id());

    let again = client.run("Upgrade", &(options(&[]),)).await?;
    assert_eq!(
        again.messages().last(),
        Some(&"No upgrade available."),
        "{again:?}"
    );

    let refused = client.run("Rollback", &(options(&[]),)).await?;
    assert_eq!(
        (refused.success, refused.text.as_str()),
        (false, "Staged deployment (remove with cleanup -p)")
    );
    let cleaned = client
        .run("Cleanup", &(strings(&["pending-deploy"]),))
        .await?;
    ensure!(cleaned.success && stage.staged()?.is_none(), "{cleaned:?}");
    let rolled = client.run("Rollback", &(options(&[]),)).await?;
    ensure!(rolled.success, "{rolled:?}");
    let list = stage.machine.deployments()?;
    assert_eq!(list[1].checksum, running);
    let rollback = dict(client.os_property("RollbackDeployment").await?)?;
    assert_eq!(text(&rollback, "id")?, list[2].id());
    Ok(())
}

#[test]
fn versions_and_packages() -> Result<()> {
    let stage = Stage::new(System::RpmOstree)?;
    play(async {
        let client = stage.client().await?;
        held_at_a_version(&stage, &client).await?;
        layers(&stage, &client).await?;
        overrides(&stage, &client).await?;
        kernel_arguments(&client).await?;
        streams(&stage, &client).await
    })
}

async fn held_at_a_version(stage: &Stage, client: &Client) -> Result<()> {
    let oldest = &stage.sample.versions()?[0];
    let deployed = client
        .run("Deploy", &(&oldest.version, options(&[])))
        .await?;
    ensure!(deployed.success, "{deployed:?}");
    assert_eq!(
        deployed.messages()[0],
        format!("Resolving version '{}'", oldest.version)
    );
    let staged = stage.staged()?.context("nothing is staged")?;
    assert_eq!(staged.checksum, oldest.checksum);
    let origin = stage.staged_origin()?;
    assert!(
        origin.contains(&format!("override-commit={}", oldest.checksum)),
        "{origin}"
    );
    let upgraded = client.run("Upgrade", &(options(&[]),)).await?;
    ensure!(upgraded.success, "{upgraded:?}");
    assert!(
        !stage.staged_origin()?.contains("override-commit"),
        "it follows again"
    );

    let missing = client
        .run("Deploy", &("version=99.1", options(&[])))
        .await?;
    let branch = stage.sample.branch()?;
    assert_eq!(
        missing.text,
        format!("Version 99.1 not found in sample:{branch}")
    );
    client
        .run("Cleanup", &(strings(&["pending-deploy"]),))
        .await?;
    Ok(())
}

async fn change(client: &Client, modifiers: &[(&str, &[&str])], dry: bool) -> Result<Outcome> {
    let modifiers: HashMap<_, _> = modifiers
        .iter()
        .map(|(key, items)| (*key, Variant::from(strings(items))))
        .collect();
    let given = options(&[("no-pull-base", true.into()), ("dry-run", dry.into())]);
    client.run("UpdateDeployment", &(modifiers, given)).await
}

async fn layers(stage: &Stage, client: &Client) -> Result<()> {
    let dry = change(client, &[("install-packages", &["htop", "ncdu"])], true).await?;
    ensure!(dry.success && stage.staged()?.is_none(), "{dry:?}");
    assert_eq!(
        dry.messages()[2..],
        [
            "Installing 3 packages:",
            "  htop-3.4.1-2.fc44.x86_64 (lab)",
            "  libncdu-1.21-1.fc44.x86_64 (lab)",
            "  ncdu-1.21-1.fc44.x86_64 (lab)"
        ]
    );
    let refused = change(
        client,
        &[("install-packages", &["htop", "broken-deps"])],
        false,
    )
    .await?;
    assert!(
        refused
            .text
            .starts_with("Could not depsolve transaction; 1 problem detected:\n"),
        "{refused:?}"
    );
    let refused = change(client, &[("install-packages", &["badscript"])], false).await?;
    assert!(refused.text.contains("code 3"), "{refused:?}");
    let refused = change(client, &[("install-packages", &["bash"])], false).await?;
    assert!(
        refused
            .text
            .starts_with("\"bash\" is already provided by: bash-"),
        "{refused:?}"
    );
    ensure!(stage.staged()?.is_none(), "a failure stages nothing");

    let added = change(client, &[("install-packages", &["htop", "ncdu"])], false).await?;
    ensure!(added.success, "{added:?}");
    assert!(
        added.signals[0].contains("install; install: 2"),
        "{added:?}"
    );
    let staged = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(list(&staged["packages"]), ["\"htop\"", "\"ncdu\""]);
    assert_eq!(
        text(&staged, "base-checksum")?,
        stage.machine.running_checksum()?
    );
    assert!(stage.staged_origin()?.contains("requested=htop;ncdu;"));
    let booted = dict(client.os_property("BootedDeployment").await?)?;
    let ids = (text(&booted, "id")?, text(&staged, "id")?);
    let answer = client.os("GetDeploymentsRpmDiff", &ids).await?;
    let diff: Vec<(String, u32, Dict)> = answer.body().deserialize()?;
    let names: Vec<_> = diff
        .iter()
        .map(|(name, kind, _)| (name.as_str(), *kind))
        .collect();
    assert_eq!(names, [("htop", 0), ("libncdu", 0), ("ncdu", 0)]);
    // What `dpkg` reads from the new commit says the same.
    let root = stage.sample.sysroot().join("ostree/deploy/sample/deploy");
    let root = root.join(format!("{}.0", text(&staged, "checksum")?));
    let installed = waymark_lab::packages::installed(&root.join(waymark_lab::packages::DATABASE))?;
    assert_eq!(
        installed.get("ncdu").map(String::as_str),
        Some("1.21-1.fc44")
    );

    let again = change(client, &[("install-packages", &["htop"])], false).await?;
    assert_eq!(again.text, "Package/capability 'htop' is already requested");
    let removed = change(client, &[("uninstall-packages", &["ncdu"])], false).await?;
    ensure!(removed.success, "{removed:?}");
    assert!(stage.staged_origin()?.contains("requested=htop;\n"));
    Ok(())
}

async fn overrides(stage: &Stage, client: &Client) -> Result<()> {
    let removed = change(
        client,
        &[("override-remove-packages", &["waymark-sample-payload"])],
        false,
    )
    .await?;
    ensure!(removed.success, "{removed:?}");
    let staged = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(
        list(&staged["requested-base-removals"]),
        ["\"waymark-sample-payload\""]
    );
    assert_eq!(list(&staged["base-removals"]).len(), 1);

    let local = Package::new("localpkg", "1.0-1", "x86_64");
    let file = tempfile::tempfile()?;
    (&file).write_all(&rpm::build(&local))?;
    let files = Variant::from(vec![zbus::Fd::from(&file)]);
    let modifiers = HashMap::from([("install-local-packages", files)]);
    let given = options(&[("no-pull-base", true.into())]);
    let added = client.run("UpdateDeployment", &(modifiers, given)).await?;
    ensure!(added.success, "{added:?}");
    let staged = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(
        list(&staged["requested-local-packages"]),
        ["\"localpkg-1.0-1.x86_64\""]
    );

    replaced_from_a_repository(client).await?;
    let missing = change(client, &[("override-reset-packages", &["nosuch"])], false).await?;
    assert_eq!(missing.text, "No overrides for package 'nosuch'");
    let all = options(&[
        ("no-pull-base", true.into()),
        ("no-layering", true.into()),
        ("no-overrides", true.into()),
    ]);
    let reset = client.run("UpdateDeployment", &(options(&[]), all)).await?;
    ensure!(reset.success, "{reset:?}");
    let staged = stage.staged()?.context("nothing is staged")?;
    assert_eq!(staged.checksum, stage.machine.running_checksum()?);
    Ok(())
}

/// As rpm-ostree's own command asks for it.
async fn replaced_from_a_repository(client: &Client) -> Result<()> {
    let replace = async |from: &str, name: &str| {
        let text = format!(
            r#"{{"ex-override-replace":[{{"from":{{"repo":"{from}"}},"packages":["{name}"]}}]}}"#
        );
        let modifiers = HashMap::from([("treefile", Variant::from(text))]);
        let given = options(&[("no-pull-base", true.into())]);
        client.run("UpdateDeployment", &(modifiers, given)).await
    };
    let missing = replace("lab", "bash").await?;
    assert_eq!(missing.text, "No matches for 'bash' in repo 'lab'");
    let replaced = replace("lab", "tar").await?;
    ensure!(replaced.success, "{replaced:?}");
    // The daemon does not look into what it merges.
    assert!(
        replaced.signals[0].contains("\"uninstall\""),
        "{replaced:?}"
    );
    let staged = dict(client.os_property("DefaultDeployment").await?)?;
    let asked = &staged["requested-base-remote-replacements"];
    assert_eq!(asked.value_signature().to_string(), "a(sas)");
    assert_eq!(list(asked), [r#"("repo=lab", ["tar"])"#]);
    let done = &staged["base-remote-replacements"];
    assert!(
        done.to_string().contains("tar-2:9.1-1.fc44.x86_64"),
        "{done:?}"
    );
    let reset = change(client, &[("override-reset-packages", &["tar"])], false).await?;
    ensure!(reset.success, "{reset:?}");
    Ok(())
}

async fn kernel_arguments(client: &Client) -> Result<()> {
    let config: Dict = client
        .os("GetDeploymentBootConfig", &("", true))
        .await?
        .body()
        .deserialize()?;
    let before = text(&config, "options")?;
    let (none, added) = (strings(&[]), strings(&["quiet", "lab=1"]));
    let changed = client
        .run("KernelArgs", &(&before, added, &none, &none, options(&[])))
        .await?;
    ensure!(changed.success, "{changed:?}");
    let config: Dict = client
        .os("GetDeploymentBootConfig", &("", true))
        .await?
        .body()
        .deserialize()?;
    assert!(
        text(&config, "options")?.contains("quiet lab=1"),
        "{config:?}"
    );
    let (none, removed) = (strings(&[]), strings(&["nosuch"]));
    let refused = client
        .run(
            "KernelArgs",
            &(&before, &none, &none, removed, options(&[])),
        )
        .await?;
    ensure!(
        !refused.success && refused.text.contains("nosuch"),
        "{refused:?}"
    );
    Ok(())
}

async fn streams(stage: &Stage, client: &Client) -> Result<()> {
    let branch = stage
        .sample
        .publish_next_major(Some("No more versions come"))?;
    let rebased = client
        .run("Rebase", &(options(&[]), &branch, strings(&[])))
        .await?;
    ensure!(rebased.success, "{rebased:?}");
    let staged = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(text(&staged, "origin")?, format!("sample:{branch}"));
    assert_eq!(text(&staged, "endoflife")?, "No more versions come");
    let same = client
        .run("Rebase", &(options(&[]), &branch, strings(&[])))
        .await?;
    assert_eq!(
        same.text,
        format!("Old and new refs are equal: sample:{branch}")
    );
    Ok(())
}
