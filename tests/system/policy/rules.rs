//! What keeps the policy from acting, and what lets it go on.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::session::Call;
use waymark_tests::{PATIENCE, wait_for};

use super::{Scene, list, number, reason};

#[test]
fn a_metered_network_is_left_alone_unless_that_is_allowed() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "check"}))?;
    for word in [1, 3] {
        scene.doubles.set_metered(word);
        scene.wake_in_vain("metered")?;
    }
    scene.set(&json!({"on-metered": true}))?;
    assert_eq!(scene.wake()?["step"], "check");
    Ok(())
}

#[test]
fn a_low_battery_is_spared_unless_that_is_allowed() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "check"}))?;
    scene.doubles.set_warning_level(3);
    scene.wake_in_vain("low-battery")?;
    scene.doubles.set_warning_level(1);
    assert_eq!(scene.wake()?["step"], "check");
    Ok(())
}

#[test]
fn the_window_is_waited_for() -> Result<()> {
    let mut scene = Scene::new()?;
    // Two hours long, and it begins in about three.
    let now = scene.stage.machine().system(["date", "+%a %H"])?.ok()?;
    let (day, hour) = now.trim().split_once(' ').context("no date")?;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let today = days.iter().position(|one| *one == day.to_lowercase());
    let (today, hour) = (today.context("no day")?, hour.parse::<usize>()?);
    let start = (hour + 3) % 24;
    let day = days[(today + (hour + 3) / 24) % 7];
    let window = json!({
        "mode": "check",
        "window-days": list(&[day]),
        "window-start": format!("{start:02}:00"),
        "window-end": format!("{:02}:00", (start + 2) % 24),
    });
    scene.set(&window)?;
    let closed = scene.wake_in_vain("outside-window")?;
    let until = closed["until"].as_u64().context("no time")?;
    assert_eq!(scene.explain()?["next"], closed["until"]);
    let now = scene.stage.machine().system(["date", "+%s"])?.ok()?;
    let now: u64 = now.trim().parse()?;
    assert!(
        (2 * 3600..=3 * 3600).contains(&(until - now)),
        "{}",
        until - now
    );

    scene.ahead(until - now - 60)?;
    scene.wake_in_vain("outside-window")?;
    scene.ahead(until - now + 60)?;
    assert_eq!(scene.wake()?["step"], "check");
    scene.rest()?;
    scene.ahead(until - now + 2 * 3600 + 60)?;
    scene.wake_in_vain("outside-window")?;
    Ok(())
}

#[test]
fn a_server_that_fails_is_left_alone_for_longer_each_time() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "check"}))?;
    scene.stage.server.refuse("", 503);
    let mut waits = Vec::new();
    let mut ahead = 0;
    for count in 1..=3 {
        scene.wake()?;
        let off = wait_for("the back-off", PATIENCE, || {
            let policy = scene.explain()?;
            let found = reason(&policy, "backing-off");
            Ok(found.filter(|it| it["count"] == count && reason(&policy, "busy").is_none()))
        })?;
        let now = scene.stage.machine().system(["date", "+%s"])?.ok()?;
        let now = now.trim().parse::<u64>()? + ahead;
        let until = off["until"].as_u64().context("no time")?;
        waits.push((until - now).div_ceil(60).div_ceil(30));
        scene.wake_in_vain("backing-off")?;
        ahead += until - now + 1;
        scene.ahead(ahead)?;
    }
    assert_eq!(waits, [1, 2, 4], "half hours");
    scene.stage.server.mend();
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "backing-off").is_none(), "{policy}");
    Ok(())
}

#[test]
fn a_person_may_cancel_the_policys_job_with_a_password_and_it_rests() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "stage"}))?;
    scene.stage.server.set_rate(Some(100_000));
    scene.wake()?;
    let job = wait_for("the download", PATIENCE, || {
        let jobs = scene.root.property("Jobs")?;
        let path = jobs[0].as_str().map(str::to_owned);
        let Some(path) = path else { return Ok(None) };
        let action = Call::new(
            "Get",
            "ss",
            &json!(["io.github.waymarkos.Waymark1.Job", "Action"]),
        )
        .at(&path)
        .on("org.freedesktop.DBus.Properties");
        let action = scene.root.probe.call(&action)?.ok()?.remove(0);
        Ok((action == "update").then_some(path))
    })?;
    let mut user = scene.stage.caller("user")?;
    let busy = user.call("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(busy.error_kind(), "Busy");
    let fields = &busy.error.as_ref().context("no error")?.body[1];
    assert_eq!(
        (fields["job"].as_str(), fields["uid"].as_u64()),
        (Some(&*job), Some(0))
    );
    let cancel = Call::new("Cancel", "", &json!([]))
        .at(&job)
        .on("io.github.waymarkos.Waymark1.Job");
    assert_eq!(user.probe.call(&cancel)?.error_kind(), "NotAuthorized");
    scene.root.probe.call(&cancel)?.ok()?;
    let policy = wait_for("the rest", PATIENCE, || {
        let policy = scene.explain()?;
        Ok(reason(&policy, "backing-off").map(|_| policy))
    })?;
    let off = reason(&policy, "backing-off").context("no reason")?;
    assert_eq!(off["error"], "Cancelled");
    assert_eq!(scene.staged()?, None);
    Ok(())
}

#[test]
fn a_persons_choice_for_the_next_start_stands() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "stage"}))?;
    let all = scene.root.deployments()?;
    let id = all[1]["id"].as_str().context("no id")?.to_owned();
    let generation = scene.root.generation()?;
    let target = json!([format!("deployment:{id}"), generation, {}]);
    scene.root.succeed("Restore", "sta{sv}", &target)?;
    let policy = scene.wake_to_rest()?;
    assert!(reason(&policy, "chosen").is_some(), "{policy}");
    assert_eq!(scene.root.deployments()?[0]["id"], id.as_str());
    Ok(())
}

#[test]
fn earlier_versions_are_kept_over_an_update_as_was_chosen() -> Result<()> {
    let mut scene = Scene::new()?;
    let all = scene.root.deployments()?;
    let ids: Vec<_> = all
        .iter()
        .filter_map(|one| one["id"].as_str())
        .map(str::to_owned)
        .collect();
    scene.set(&json!({"mode": "stage", "keep": number(2)}))?;
    scene.wake_to_rest()?;
    let pinned = |scene: &mut Scene| -> Result<Vec<String>> {
        let all = scene.root.deployments()?;
        let pinned = all.iter().filter(|one| one["pinned"] == true);
        Ok(pinned
            .filter_map(|one| one["id"].as_str())
            .map(str::to_owned)
            .collect())
    };
    wait_for("the pin", PATIENCE, || {
        Ok((pinned(&mut scene)? == [ids[1].clone()]).then_some(()))
    })?;
    // What is pinned is seen before the job that pinned it has ended.
    scene.rest()?;
    scene.root.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    let Scene {
        mut stage,
        root,
        doubles,
    } = scene;
    drop((root, doubles));
    stage.restarted()?;
    let mut scene = Scene::on(stage)?;
    let left: Vec<_> = scene.root.deployments()?;
    let left: Vec<_> = left.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(
        left[1..],
        [ids[0].as_str(), ids[1].as_str()],
        "the third was dropped"
    );
    Ok(())
}
