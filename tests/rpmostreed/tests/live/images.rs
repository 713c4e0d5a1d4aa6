//! A system that follows a container image of a real registry.

use anyhow::{Context as _, Result, ensure};
use waymark_lab::System;
use waymark_rpmostreed::client::Client;

use crate::stage::{Stage, dict, options, play, strings, text};

#[test]
fn an_image_is_followed() -> Result<()> {
    let mut stage = Stage::new(System::RpmOstreeImage)?;
    play(async {
        let client = stage.client().await?;
        what_runs(&stage, &client).await?;
        an_update(&stage, &client).await?;
        held_at_a_digest(&stage, &client).await?;
        layers_blind_the_check(&client).await
    })?;
    stage.stop_registry();
    play(async {
        let refused = check(&stage.client().await?).await?;
        ensure!(refused.contains("connect: connection refused"), "{refused}");
        Ok(())
    })
}

/// Checks and says what went wrong.
async fn check(client: &Client) -> Result<String> {
    let given = options(&[("mode", "check".into()), ("output-to-self", false.into())]);
    let checked = client.run("AutomaticUpdateTrigger", &(given,)).await?;
    ensure!(
        checked.messages().is_empty() || checked.success,
        "{checked:?}"
    );
    Ok(checked.text)
}

async fn what_runs(stage: &Stage, client: &Client) -> Result<()> {
    let booted = dict(client.os_property("BootedDeployment").await?)?;
    assert_eq!(
        text(&booted, "container-image-reference")?,
        stage.sample.image()?
    );
    let running = stage
        .sample
        .deployed()?
        .pop()
        .context("nothing is deployed")?;
    let digest = running.image.context("it is no image")?;
    assert_eq!(text(&booted, "container-image-reference-digest")?, digest);
    assert_eq!(text(&booted, "version")?, running.version);
    for key in ["origin", "gpg-enabled", "signatures", "base-version"] {
        ensure!(!booted.contains_key(key), "{key}");
    }
    Ok(())
}

async fn an_update(stage: &Stage, client: &Client) -> Result<()> {
    let newest = stage
        .sample
        .versions()?
        .pop()
        .context("nothing is published")?;
    assert_eq!(check(client).await?, "");
    let update = dict(client.os_property("CachedUpdate").await?)?;
    assert_eq!(text(&update, "version")?, newest.version);
    assert_eq!(
        text(&update, "checksum")?,
        stage.machine.running_checksum()?,
        "the running one's"
    );
    let diff = dict(update["manifest-diff"].try_clone()?)?;
    assert_eq!(u64::try_from(diff["n-added"].try_clone()?)?, 3, "{diff:?}");
    ensure!(!update.contains_key("rpm-diff"), "{update:?}");

    let upgraded = client.run("Upgrade", &(options(&[]),)).await?;
    ensure!(upgraded.success, "{upgraded:?}");
    let image = stage.sample.image()?;
    let messages = upgraded.messages();
    assert_eq!(messages[0], format!("Pulling manifest: {image}"));
    assert!(messages[1].starts_with(&format!("Importing: {image} (digest: sha256:")));
    assert_eq!(messages[2], "ostree chunk layers already present: 4");
    assert_eq!(messages[3], "ostree chunk layers needed: 2 (1.4\\u{a0}MB)");
    assert_eq!(messages[4], "custom layers needed: 1 (300.0\\u{a0}kB)");
    let begun = upgraded
        .signals
        .iter()
        .filter(|it| it.starts_with("TaskBegin (\"["));
    assert_eq!(begun.count(), 3, "{upgraded:?}");
    let default = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(
        Some(text(&default, "container-image-reference-digest")?),
        newest.image
    );
    let update = dict(client.os_property("CachedUpdate").await?)?;
    ensure!(
        update.contains_key("rpm-diff") && !update.contains_key("version"),
        "{update:?}"
    );
    assert_eq!(text(&update, "deployment")?, text(&default, "id")?);
    let again = client.run("Upgrade", &(options(&[]),)).await?;
    assert_eq!(again.messages().last(), Some(&"No upgrade available."));
    assert_eq!(check(client).await?, "");
    let update = dict(client.os_property("CachedUpdate").await?)?;
    ensure!(
        update.contains_key("manifest-diff"),
        "what is staged is forgotten: {update:?}"
    );
    Ok(())
}

async fn held_at_a_digest(stage: &Stage, client: &Client) -> Result<()> {
    let oldest = &stage.sample.versions()?[0];
    let refused = client
        .run("Deploy", &(&oldest.version, options(&[])))
        .await?;
    ensure!(
        refused
            .text
            .ends_with("OpenImage: invalid reference format"),
        "{refused:?}"
    );
    let digest = oldest.image.as_deref().context("it is no image")?;
    let deployed = client.run("Deploy", &(digest, options(&[]))).await?;
    ensure!(deployed.success, "{deployed:?}");
    let default = dict(client.os_property("DefaultDeployment").await?)?;
    assert_eq!(text(&default, "container-image-reference-digest")?, digest);
    assert_eq!(
        text(&default, "container-image-reference")?,
        stage.sample.image()?
    );
    assert!(
        stage
            .staged_origin()?
            .contains(&format!("override-commit={digest}"))
    );
    let modifiers = options(&[("set-revision", digest.into())]);
    let cleaned = client
        .run("Cleanup", &(strings(&["pending-deploy"]),))
        .await?;
    ensure!(cleaned.success, "{cleaned:?}");
    let given = options(&[("allow-downgrade", false.into())]);
    let refused = client.run("UpdateDeployment", &(modifiers, given)).await?;
    ensure!(
        refused.text.contains("is chronologically older"),
        "{refused:?}"
    );
    Ok(())
}

async fn layers_blind_the_check(client: &Client) -> Result<()> {
    let added = client
        .run(
            "PkgChange",
            &(options(&[]), strings(&["htop"]), strings(&[])),
        )
        .await?;
    ensure!(added.success, "{added:?}");
    let default = dict(client.os_property("DefaultDeployment").await?)?;
    ensure!(
        default.contains_key("base-checksum") && !default.contains_key("base-version"),
        "{default:?}"
    );
    Ok(())
}
