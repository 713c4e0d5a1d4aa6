//! A remote that offers what is older than what runs: its publisher took a version back, or
//! somebody serves what was published once. Nothing goes back unless it is asked for.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_lab::server::Wrong;
use waymark_lab::session::Call;
use waymark_lab::window::Query;
use waymark_lab::{BootOptions, Options};
use waymark_tests::{Caller, PATIENCE, Stage};

/// A system whose newest version runs.
fn up_to_date() -> Result<Stage> {
    let options = Options {
        newer: 0,
        ..Options::default()
    };
    Stage::with(&options, &BootOptions::default())
}

/// A check finds the older version, and says so without offering it.
fn is_told(caller: &mut Caller) -> Result<()> {
    caller.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(caller.property("Update")?, json!({}));
    assert_eq!(caller.property("System")?["stream-state"], "older");
    Ok(())
}

#[test]
fn what_is_older_is_told_and_taken_only_by_its_name() -> Result<()> {
    let stage = up_to_date()?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(admin.property("System")?["stream-state"], "current");

    let older = stage.sample.versions()?[0].checksum.clone();
    stage.sample.point_at(&older)?;
    is_told(&mut admin)?;
    let before = stage.imprint()?;
    let named = format!("version:{older}");
    for (version, options) in [
        ("", json!({})),
        (named.as_str(), json!({})),
        ("", json!({"download-only": true})),
    ] {
        let call = Call::new("Update", "sa{sv}", &json!([version, options])).waiting();
        let reply = admin.probe.call(&call)?;
        let result = reply.finished.context("it was not tried")?;
        assert_eq!(result["error"], "Conflict", "{result}");
        assert_eq!(result["fields"]["ref"], named, "{result}");
    }
    assert_eq!(stage.imprint()?, before);

    let generation = admin.generation()?;
    admin.succeed("Restore", "sta{sv}", &json!([named, generation, {}]))?;
    let next = stage.machine().deployments()?.remove(0);
    assert!(next.staged && next.checksum == older, "{next:?}");
    // Now it is next, and there is nothing more to take.
    let again = admin.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(again["outcome"], "unchanged");
    Ok(())
}

#[test]
fn a_replayed_remote_is_older_until_the_real_one_answers() -> Result<()> {
    let stage = up_to_date()?;
    let mut admin = stage.caller("admin")?;
    let before = stage.imprint()?;
    let older = stage.sample.deployed()?[0].checksum.clone();
    let newest = stage.running()?.checksum;
    let files = [
        "summary".to_owned(),
        format!("refs/heads/{}", stage.sample.branch()?),
    ];
    let read = |file: &String| std::fs::read(stage.sample.repo().join(file));

    stage.sample.point_at(&older)?;
    let old = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    stage.sample.point_at(&newest)?;
    let published = stage.sample.publish(&stage.sample.random_version()?)?;
    for (file, old) in files.iter().zip(old) {
        let path = format!("/{file}");
        stage.server.set_wrong(&path, Wrong::Replaced(old));
    }
    is_told(&mut admin)?;
    assert_eq!(
        admin.fail("Update", "sa{sv}", &json!(["", {}]))?,
        "Conflict"
    );
    assert!(!stage.machine().deployments()?[0].staged);
    ensure!(stage.imprint()? != before, "what was found is not known");

    stage.server.mend();
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(admin.property("System")?["stream-state"], "current");
    assert_eq!(admin.property("Update")?["checksum"], published.checksum);
    admin.update()?;
    Ok(())
}

#[test]
fn the_window_and_the_terminal_say_that_there_is_nothing_to_take() -> Result<()> {
    let stage = up_to_date()?;
    stage
        .sample
        .point_at(&stage.sample.versions()?[0].checksum)?;
    let (session, window) = stage.window("admin")?;
    window.click(&Query::button("Check Now"))?;
    window.wait_words("older than what runs", PATIENCE)?;
    let tree = window.tree()?;
    ensure!(!tree.has(&Query::button("Update")), "{tree}");

    let said = session.run(["waymarkctl", "update", "--yes"])?;
    ensure!(!said.status.success(), "{said:?}");
    ensure!(
        said.stderr.contains("waymarkctl restore"),
        "it does not say how: {said:?}"
    );
    Ok(())
}
