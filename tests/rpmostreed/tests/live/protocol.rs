//! The rules of transactions: one at a time, who joins, what holds them, who may.

use crate::stage::{Dict, PATIENCE, Stage, options, play, strings, text};
use anyhow::{Context as _, Result, ensure};
use futures_util::StreamExt as _;
use serde_json::json;
use waymark_lab::{
    BootOptions, Presence, Session, System,
    session::{BusError, Call},
};
use waymark_rpmostreed::client::Client;
use waymark_rpmostreed::knobs::{Fail, Knobs, Point};

#[test]
fn one_at_a_time() -> Result<()> {
    let stage = Stage::new(System::RpmOstree)?;
    play(async {
        let client = stage.client().await?;
        others_wait_or_join(&stage, &client).await?;
        a_caller_who_leaves_takes_it_along(&stage, &client).await?;
        another_program_is_named(&stage, &client).await?;
        a_failure_and_a_death(&stage, &client).await?;
        the_log_tells(&stage)
    })?;
    who_may(&stage)
}

async fn others_wait_or_join(stage: &Stage, client: &Client) -> Result<()> {
    stage.knobs(&Knobs {
        hold: Some(Point::Pull),
        ..Knobs::default()
    })?;
    let mut first = client.ask("Upgrade", &(options(&[]),)).await?;
    assert_eq!(first.property("Title").await?, "new-deployment");
    ensure!(first.start().await?, "the first starts it");
    first.until("PropertiesChanged").await?;
    assert_eq!(first.property("Title").await?, "upgrade");

    let other = stage.client().await?;
    let refused = other.os("Cleanup", &(strings(&["base"]),)).await;
    let Err(zbus::Error::MethodError(name, text, _)) = refused else {
        anyhow::bail!("{refused:?}");
    };
    assert!(name.ends_with(".Code26"), "{name}");
    assert!(text.is_some_and(|it| it.starts_with("Transaction in progress: upgrade\n")));
    let mut joined = other.ask("Upgrade", &(options(&[]),)).await?;
    ensure!(!joined.start().await?, "the second joins");
    joined.cancel().await?;
    let outcome = joined.follow().await?;
    assert_eq!(
        (outcome.success, outcome.text.as_str()),
        (false, "Operation was cancelled")
    );
    assert_eq!(first.follow().await?.text, outcome.text);
    // Who comes late hears the end.
    let mut late = other.ask("Upgrade", &(options(&[]),)).await?;
    ensure!(!late.start().await?, "it has ended");
    assert_eq!(late.follow().await?.text, outcome.text);
    // Who stays keeps others away.
    drop((joined, late));
    client.sysroot("Reload", &()).await?;
    ensure!(
        other.os("Cleanup", &(strings(&["base"]),)).await.is_err(),
        "one lingers"
    );
    stage.knobs(&Knobs::default())?;
    let mut changes = stage.changes(client).await?;
    drop(first);
    changes.until("ActiveTransactionPath").await?;
    let cleaned = other.run("Cleanup", &(strings(&["base"]),)).await?;
    ensure!(cleaned.success, "{cleaned:?}");
    Ok(())
}

async fn a_caller_who_leaves_takes_it_along(stage: &Stage, client: &Client) -> Result<()> {
    let mut changes = stage.changes(client).await?;
    let leaves = stage.machine.system([
        "/usr/libexec/rpm-ostreed-double",
        "client",
        "upgrade",
        "leave",
    ])?;
    ensure!(leaves.clone().ok()?.contains("connected"), "{leaves:?}");
    while !String::try_from(changes.until("ActiveTransactionPath").await?)?.is_empty() {}
    ensure!(stage.staged()?.is_none(), "nothing ran");
    Ok(())
}

async fn another_program_is_named(stage: &Stage, client: &Client) -> Result<()> {
    stage.knobs(&Knobs {
        hold: Some(Point::Stage),
        ..Knobs::default()
    })?;
    let program = stage.machine.spawn_system([
        "/usr/libexec/rpm-ostreed-double",
        "client",
        "upgrade",
        "linger",
    ])?;
    program.wait_for_output(PATIENCE, |text| text.contains("started").then_some(()))?;
    let active = client.sysroot_property("ActiveTransaction").await?;
    let (method, sender, _): (String, String, String) = active.try_into()?;
    assert_eq!(method, "Upgrade");
    let path: String = client
        .sysroot_property("ActiveTransactionPath")
        .await?
        .try_into()?;
    let mut peer = client.connect(&path).await?;
    let description = peer.property("InitiatingClientDescription").await?;
    assert!(
        description.starts_with(&format!("client(id:cli dbus{sender} unit:")),
        "{description}"
    );
    assert!(description.ends_with(" uid:0)"), "{description}");
    ensure!(!peer.start().await?, "it runs");
    stage.knobs(&Knobs::default())?;
    ensure!(peer.follow().await?.success, "it goes on");
    drop(peer);
    program.wait_for_output(PATIENCE, |text| {
        text.contains("finished true").then_some(())
    })?;
    ensure!(
        client.os("Rollback", &(options(&[]),)).await.is_err(),
        "it lingers"
    );
    let mut changes = stage.changes(client).await?;
    drop(program);
    changes.until("ActiveTransactionPath").await?;
    client
        .run("Cleanup", &(strings(&["pending-deploy"]),))
        .await?;
    Ok(())
}

async fn a_failure_and_a_death(stage: &Stage, client: &Client) -> Result<()> {
    let fail = Fail {
        at: Point::Pull,
        text: "While pulling x: no reason".to_owned(),
    };
    stage.knobs(&Knobs {
        fail: Some(fail),
        ..Knobs::default()
    })?;
    let failed = client.run("Upgrade", &(options(&[]),)).await?;
    assert_eq!(
        (failed.success, failed.text.as_str()),
        (false, "While pulling x: no reason")
    );

    let before = stage.machine.owner_of("org.projectatomic.rpmostree1")?;
    stage.knobs(&Knobs {
        die: Some(Point::Stage),
        ..Knobs::default()
    })?;
    let mut peer = client.ask("Upgrade", &(options(&[]),)).await?;
    peer.start().await?;
    let mut changes = client.departures().await?;
    ensure!(peer.follow().await.is_err(), "it died");
    tokio::time::timeout(PATIENCE, changes.next())
        .await?
        .context("the bus is gone")?;
    let again = client.run("Upgrade", &(options(&[]),)).await?;
    ensure!(again.success, "{again:?}");
    assert_ne!(
        stage.machine.owner_of("org.projectatomic.rpmostree1")?,
        before
    );
    ensure!(stage.staged()?.is_some(), "the next one does it");
    Ok(())
}

fn the_log_tells(stage: &Stage) -> Result<()> {
    let log = stage.log()?;
    let upgrades = log.iter().filter(|it| it["method"] == "Upgrade").count();
    assert_eq!(upgrades, 8, "{log:?}");
    // A process that follows another counts anew.
    let process = log
        .iter()
        .find(|it| it["transaction"] == 1)
        .map(|it| &it["process"]);
    let first: Vec<_> = log
        .iter()
        .filter(|it| it["transaction"] == 1 && Some(&it["process"]) == process)
        .collect();
    let starts = first.iter().filter(|it| it["what"] == "Start").count();
    assert_eq!(starts, 3, "{first:?}");
    Ok(())
}

/// The name of the error of a call, if it failed.
fn refusal(
    session: &Session,
    object: &str,
    interface: &str,
    call: &Call,
) -> Result<Option<BusError>> {
    let call = call
        .clone()
        .to("org.projectatomic.rpmostree1")
        .at(&format!("/org/projectatomic/rpmostree1/{object}"))
        .on(&format!("org.projectatomic.rpmostree1.{interface}"));
    Ok(session.call(&call)?.error)
}

fn who_may(stage: &Stage) -> Result<()> {
    let user = stage.machine.session("user", Presence::Active)?;
    let denied = "org.freedesktop.DBus.Error.AccessDenied";
    let upgrade = Call::new("Upgrade", "a{sv}", &json!([{}]));
    let error = refusal(&user, "sample", "OS", &upgrade)?.context("it was not refused")?;
    assert_eq!(error.name, denied);
    assert_eq!(
        error.message,
        "rpmostreed OS operation Upgrade not allowed for user"
    );
    let change = Call::new("UpdateDeployment", "a{sv}a{sv}", &json!([{}, {}]));
    let error = refusal(&user, "sample", "OS", &change)?.context("it was not refused")?;
    assert_eq!(error.name, denied);
    let register = Call::new("RegisterClient", "a{sv}", &json!([{}]));
    assert!(
        refusal(&user, "Sysroot", "Sysroot", &register)?.is_none(),
        "an active session may"
    );
    let away = stage.machine.session("user", Presence::Remote)?;
    assert!(
        refusal(&away, "Sysroot", "Sysroot", &register)?.is_some(),
        "others may not"
    );
    let repos = Call::new("ListRepos", "", &json!([]));
    assert!(
        refusal(&away, "sample", "OS", &repos)?.is_none(),
        "anyone may read"
    );
    let moo = Call::new("Moo", "b", &json!([true]));
    assert!(
        refusal(&user, "sample", "OSExperimental", &moo)?.is_some(),
        "root's alone"
    );
    Ok(())
}

#[test]
fn configuration_counts() -> Result<()> {
    let boot = BootOptions::default().file(
        "/etc/rpm-ostreed.conf",
        "[Daemon]\nLockLayering=true\nIdleExitTimeout=1\n",
    );
    let stage = Stage::with(System::RpmOstree, &boot)?;
    play(async {
        let client = stage.client().await?;
        let given = (options(&[]), strings(&["htop"]), strings(&[]));
        let refused = client.run("PkgChange", &given).await?;
        assert_eq!(
            refused.text,
            "Cannot operate; `LockLayering=true` in configuration."
        );
        let trigger = client
            .os("AutomaticUpdateTrigger", &(options(&[]),))
            .await?;
        let answer: (bool, String) = trigger.body().deserialize()?;
        assert_eq!(answer, (false, String::new()), "the policy is none");

        let mut left = client.departures().await?;
        tokio::time::timeout(PATIENCE, left.next())
            .await?
            .context("it stays")?;
        let packages: Vec<Dict> = client
            .os("GetPackages", &(strings(&["tmux"]),))
            .await?
            .body()
            .deserialize()?;
        assert_eq!(text(&packages[0], "evr")?, "3.5a-4.fc44");
        Ok(())
    })
}
