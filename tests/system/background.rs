//! Notifications while no window is open, on a real notification service.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{
    session::Session,
    window::{Accessibility, Query, Role, SOON, Window},
};
use waymark_tests::{IDLE, PATIENCE, Stage, stays, wait_for};

const SERVICE: &str = "io.github.waymarkos.Waymark1";
const BACKGROUND: &str = "io.github.waymarkos.Waymark.Background";
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const DUNST: &str = "org.dunstproject.cmd0";

/// Whether a name of the session's bus has an owner.
fn is_owned(session: &Session, name: &str) -> Result<bool> {
    let bus = "org.freedesktop.DBus";
    let path = "/org/freedesktop/DBus";
    let call = [
        "busctl",
        "--user",
        "call",
        bus,
        path,
        bus,
        "NameHasOwner",
        "s",
    ];
    let said = session.run(call.iter().chain(&[name]))?.ok()?;
    Ok(said.trim() == "b true")
}

fn wait_owned(session: &Session, name: &str, owned: bool) -> Result<()> {
    wait_for(name, SOON, || {
        Ok((is_owned(session, name)? == owned).then_some(()))
    })
}

fn wait_for_service(stage: &Stage, runs: bool) -> Result<()> {
    wait_for("the service's coming or going", SOON, || {
        let owner = stage.machine().owner_of(SERVICE)?;
        Ok((owner.is_some() == runs).then_some(()))
    })
}

/// How many notifications are on the screen.
fn shown(session: &Session) -> Result<u32> {
    let get = ["busctl", "--user", "get-property", NOTIFICATIONS];
    let displayed = ["/org/freedesktop/Notifications", DUNST, "displayedLength"];
    let said = session.run(get.iter().chain(&displayed))?.ok()?;
    let number = said.trim().strip_prefix("u ").context("no number")?;
    Ok(number.parse()?)
}

fn wait_shown(session: &Session, count: u32) -> Result<()> {
    wait_for(&format!("{count} notifications"), PATIENCE, || {
        Ok((shown(session)? == count).then_some(()))
    })
}

/// Takes all from the screen; every one that there was, the newest first, each as the
/// service has it.
fn history(session: &Session) -> Result<Vec<Value>> {
    let path = "/org/freedesktop/Notifications";
    let call = [
        "busctl",
        "--user",
        "--json=short",
        "call",
        NOTIFICATIONS,
        path,
        DUNST,
    ];
    session
        .run(call.iter().chain(&["NotificationCloseAll"]))?
        .ok()?;
    wait_shown(session, 0)?;
    let said = session
        .run(call.iter().chain(&["NotificationListHistory"]))?
        .ok()?;
    let mut said: Value = serde_json::from_str(&said)?;
    serde_json::from_value(said["data"][0].take()).context("no list")
}

fn text<'a>(notification: &'a Value, key: &str) -> &'a str {
    notification[key]["data"].as_str().unwrap_or_default()
}

#[test]
fn what_needs_a_person_is_told_once_and_the_service_sleeps() -> Result<()> {
    let stage = Stage::short_lived()?;
    let session = stage.session("admin")?.with_display(1000, 900)?;
    let _dunst = session.spawn(["dunst"])?;
    wait_owned(&session, NOTIFICATIONS, true)?;
    let background = session.spawn(["waymark", "--background"])?;
    wait_owned(&session, BACKGROUND, true)?;
    // It asks once, and lets the service go.
    wait_for_service(&stage, true)?;
    wait_for_service(&stage, false)?;
    assert_eq!(shown(&session)?, 0, "all is well");

    let mut root = stage.caller("root")?;
    root.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    wait_shown(&session, 1)?;
    wait_for_service(&stage, false)?;

    // A click opens the window, which shows what it is about.
    let path = "/org/freedesktop/Notifications";
    let call = ["busctl", "--user", "call", NOTIFICATIONS, path, DUNST];
    let click = ["NotificationAction", "u", "0"];
    session.run(call.iter().chain(&click))?.ok()?;
    let bus = Accessibility::connect(&session.accessibility_address()?)?;
    let window = Window::attach(&bus, "waymark", PATIENCE)?;
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    let told = history(&session)?;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(text(&told[0], "appname"), "Waymark");
    assert_eq!(text(&told[0], "summary"), "Restart to finish");
    let version = stage
        .sample
        .versions()?
        .pop()
        .context("no version")?
        .version;
    let body = text(&told[0], "body");
    assert!(body.contains(&version), "{body}");

    // Another process of the same session, as after logging in again, knows of it.
    drop(background);
    wait_owned(&session, BACKGROUND, false)?;
    let _background = session.spawn(["waymark", "--background"])?;
    wait_owned(&session, BACKGROUND, true)?;
    stays("the silence", IDLE, || Ok(shown(&session)? == 0))?;
    ensure!(history(&session)?.len() == 1, "it was told again");
    Ok(())
}

#[test]
fn the_preference_starts_and_ends_it() -> Result<()> {
    let stage = Stage::new()?;
    let (session, window) = stage.window("admin")?;
    assert!(!is_owned(&session, BACKGROUND)?, "it is off at first");
    let preferences = 3;
    window.choose(&Query::any().named("Main Menu"), preferences)?;
    let switch = Query::role(Role::CheckBox).named("Notify While No Window Is Open");
    window.wait(&switch, SOON)?;
    window.click(&switch)?;
    wait_owned(&session, BACKGROUND, true)?;
    let entry = "cat ~/.config/autostart/io.github.waymarkos.Waymark.desktop";
    let entry = session.run(["sh", "-c", entry])?.ok()?;
    assert!(entry.contains("Exec=waymark --background"), "{entry}");
    window.wait(&switch.clone().sensitive(), SOON)?;
    window.click(&switch)?;
    wait_owned(&session, BACKGROUND, false)?;
    let left = session.run(["sh", "-c", "ls ~/.config/autostart"])?.ok()?;
    assert_eq!(left.trim(), "");
    Ok(())
}
