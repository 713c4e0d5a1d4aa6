//! Switching it on and off: the timer, other updaters, and who may.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::{
    doubles::{TIMER, Unit},
    session::{Call, Presence},
};
use waymark_tests::{PATIENCE, Stage, wait_for};

use super::{Scene, number, reason};

const ON: Unit = Unit {
    enabled: true,
    active: true,
};

#[test]
fn the_timer_goes_with_the_mode() -> Result<()> {
    let mut scene = Scene::new()?;
    assert_eq!(
        scene.doubles.unit(TIMER),
        Some(Unit::default()),
        "it is installed"
    );
    scene.set(&json!({"mode": "check"}))?;
    assert_eq!(scene.doubles.unit(TIMER), Some(ON));
    scene.set(&json!({"mode": "stage"}))?;
    let calls = ["enable", "start"].map(|call| format!("{call} {TIMER}"));
    let told: Vec<_> = scene
        .doubles
        .calls()
        .into_iter()
        .filter(|call| call != "reload")
        .collect();
    assert_eq!(told, calls, "it was switched once");
    scene.set(&json!({"mode": "manual"}))?;
    assert_eq!(scene.doubles.unit(TIMER), Some(Unit::default()));
    Ok(())
}

#[test]
fn nothing_is_half_switched() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.doubles.refuse_start(true);
    let on = json!([{"mode": "check", "wait-days": number(3)}, {}]);
    assert_eq!(scene.root.fail("SetPolicy", "a{sv}a{sv}", &on)?, "Failed");
    assert_eq!(scene.doubles.unit(TIMER), Some(Unit::default()));
    let settings = scene.explain()?["settings"].clone();
    assert_eq!(
        (&settings["mode"], &settings["wait-days"]),
        (&json!("manual"), &json!(0))
    );
    Ok(())
}

#[test]
fn without_systemd_it_stays_off() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let on = json!([{"mode": "check"}, {}]);
    assert_eq!(root.fail("SetPolicy", "a{sv}a{sv}", &on)?, "NotSupported");
    let wait = json!([{"wait-days": number(3)}, {}]);
    root.succeed("SetPolicy", "a{sv}a{sv}", &wait)?;
    let settings = root.property("Policy")?["settings"].clone();
    assert_eq!(
        (&settings["mode"], &settings["wait-days"]),
        (&json!("manual"), &json!(3))
    );
    Ok(())
}

#[test]
fn another_updater_is_named_and_never_touched() -> Result<()> {
    let mut scene = Scene::new()?;
    let units = [
        "rpm-ostreed-automatic.timer",
        "uupd.timer",
        "bootc-fetch-apply-updates.timer",
    ];
    for unit in units {
        for state in [
            ON,
            Unit {
                active: false,
                ..ON
            },
            Unit {
                enabled: false,
                ..ON
            },
        ] {
            scene.doubles.install(unit, state);
            let on = json!([{"mode": "check"}, {}]);
            let call = Call::new("SetPolicy", "a{sv}a{sv}", &on).waiting();
            let result = scene.root.probe.call(&call)?.finished.context("no end")?;
            assert_eq!(result["error"], "Conflict", "{unit}: {result}");
            assert_eq!(result["fields"]["holder"], unit, "{result}");
            assert_eq!(scene.doubles.unit(unit), Some(state));
        }
        scene.doubles.install(unit, Unit::default());
    }
    assert_eq!(scene.doubles.calls(), [""; 0]);
    // One that comes later stands in the way.
    scene.set(&json!({"mode": "check"}))?;
    scene.doubles.install(units[1], ON);
    let found = scene.wake_in_vain("other-updater")?;
    assert_eq!(found["unit"], units[1]);
    Ok(())
}

#[test]
fn what_was_chosen_outlives_the_service() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.set(&json!({"mode": "check", "wait-days": number(5)}))?;
    let before = scene.explain()?["settings"].clone();
    let name = "io.github.waymarkos.Waymark1";
    let pid = scene
        .stage
        .machine()
        .owner_of(name)?
        .context("it does not run")?;
    scene
        .stage
        .machine()
        .system(["kill", "-KILL", &pid.to_string()])?
        .ok()?;
    wait_for("the service's end", PATIENCE, || {
        Ok((scene.stage.machine().owner_of(name)? != Some(pid)).then_some(()))
    })?;
    assert_eq!(scene.root.property("Policy")?["settings"], before);
    assert_eq!(scene.explain()?["settings"], before);
    Ok(())
}

#[test]
fn root_alone_wakes_it_and_everyone_may_ask_why() -> Result<()> {
    let stage = Stage::new()?;
    let wake = Call::new("ApplyPolicy", "a{sv}", &json!([{}]));
    let explain = Call::new("ExplainPolicy", "a{sv}", &json!([{}]));
    for user in ["user", "admin", "refused", "keeper", "nobody"] {
        let presence = if user == "nobody" {
            Presence::None
        } else {
            Presence::Active
        };
        let session = stage.machine().session(user, presence)?;
        let mut probe = session.probe()?;
        for wake in [wake.clone(), wake.clone().interactive()] {
            assert_eq!(probe.call(&wake)?.error_kind(), "NotAuthorized", "{user}");
        }
        let policy = probe.call(&explain)?.ok()?.remove(0);
        assert!(reason(&policy, "manual").is_some(), "{user}: {policy}");
    }
    let mut root = stage.caller("root")?;
    root.probe.call(&wake)?.ok()?;
    Ok(())
}
