//! What goes over the network, and what may go wrong there.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_lab::session::Call;
use waymark_tests::{Caller, PATIENCE, Stage};

/// Much more than what describes an update, and much less than all of one.
const WELL_INTO_CONTENT: u64 = 1_500_000;

/// In which what was under way when a cancel was answered may still reach the server.
const MOMENT: Duration = Duration::from_secs(1);

#[test]
fn cancel_stops_the_transfer_and_the_next_try_resumes() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    let whole = download_size(&mut admin)?;

    stage.server.clear();
    stage.server.set_rate(Some(800_000));
    let job = admin.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    ensure!(
        stage.server.wait_until(PATIENCE, |all| all
            .iter()
            .map(|request| request.bytes)
            .sum::<u64>()
            > WELL_INTO_CONTENT),
        "the download did not get going"
    );
    let mut watcher = stage.caller("admin")?;
    let cancel = Call::new("Cancel", "", &json!([]))
        .at(&job)
        .on("io.github.waymarkos.Waymark1.Job");
    watcher.probe.call(&cancel)?.ok()?;
    let answered = std::time::Instant::now();

    // The server sees nothing more. A connection that was just being made is found and
    // ended a moment later.
    let later = |request: &waymark_lab::server::Request| request.at > answered + MOMENT;
    ensure!(
        !stage
            .server
            .wait_until(Duration::from_secs(5), |all| all.iter().any(later)),
        "requests go on after the cancel"
    );
    let fetched = stage.server.bytes_sent();
    let results = admin.property("Results")?;
    let last = results
        .as_array()
        .and_then(|all| all.last())
        .context("no result")?;
    assert_eq!(last["outcome"], "cancelled", "{last}");
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .all(|each| !each.staged)
    );

    stage.server.set_rate(None);
    resumes(&stage, &mut admin, whole, fetched)
}

/// What the service says that the update offered still transfers.
fn download_size(caller: &mut Caller) -> Result<u64> {
    let offered = caller.property("Update")?;
    offered["download-size"]
        .as_u64()
        .context("no download size")
}

/// Updates, and checks that most of what was `fetched` by an earlier try is not
/// fetched again. `whole` is what was to fetch before that try: the service takes
/// off what came since.
fn resumes(stage: &Stage, caller: &mut Caller, whole: u64, fetched: u64) -> Result<()> {
    stage.server.clear();
    caller.update()?;
    let rest = stage.server.bytes_sent();
    ensure!(
        rest + fetched / 2 < whole,
        "nothing was resumed: {fetched} of {whole} bytes came first, then {rest}"
    );
    Ok(())
}

#[test]
fn a_version_that_moved_after_the_review_is_not_taken() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    let seen = admin.property("Update")?["checksum"]
        .as_str()
        .context("nothing is offered")?
        .to_owned();
    stage.sample.publish(&stage.sample.random_version()?)?;

    let kind = admin.fail("Update", "sa{sv}", &json!([format!("version:{seen}"), {}]))?;
    assert_eq!(kind, "Conflict");
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .all(|each| !each.staged)
    );
    Ok(())
}

#[test]
fn what_is_not_signed_by_the_publisher_is_not_taken() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let before = stage.machine().deployments()?;
    for publish in [
        waymark_lab::Sample::publish_unsigned,
        waymark_lab::Sample::publish_signed_by_stranger,
    ] {
        publish(&stage.sample, &stage.sample.random_version()?)?;
        assert_eq!(admin.fail("Check", "a{sv}", &json!([{}]))?, "Signature");
        assert_eq!(
            admin.fail("Update", "sa{sv}", &json!(["", {}]))?,
            "Signature"
        );
        assert_eq!(stage.machine().deployments()?, before);
    }
    Ok(())
}

#[test]
fn a_broken_connection_is_offline_and_the_next_try_resumes() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let before = stage.machine().deployments()?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    let whole = download_size(&mut admin)?;
    stage.server.clear();
    stage.server.cut_after(WELL_INTO_CONTENT);
    assert_eq!(admin.fail("Update", "sa{sv}", &json!(["", {}]))?, "Offline");
    let fetched = stage.server.bytes_sent();
    stage.server.mend();
    stage.server.cut_after(0);
    assert_eq!(admin.fail("Check", "a{sv}", &json!([{}]))?, "Offline");
    assert_eq!(stage.machine().deployments()?, before);
    stage.server.mend();
    resumes(&stage, &mut admin, whole, fetched)
}

#[test]
fn a_commit_that_the_remote_lost_is_not_found() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let gone = stage.sample.versions()?[0].checksum.clone();
    stage.sample.remove_commit(&gone)?;
    let generation = admin.generation()?;
    let target = format!("version:{gone}");
    let kind = admin.fail("Restore", "sta{sv}", &json!([target, generation, {}]))?;
    assert_eq!(kind, "NotFound");
    Ok(())
}

#[test]
fn damaged_data_is_refused() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    let before = stage.machine().deployments()?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    stage.server.corrupt(".filez");
    let kind = admin.fail("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(kind, "Corrupt");
    assert_eq!(stage.machine().deployments()?, before);
    stage.server.mend();
    admin.update()?;
    Ok(())
}
