//! The policy in the preferences: chosen with a password, refused without, explained.

use anyhow::Result;
use waymark_lab::{
    doubles::TIMER,
    session::Answer,
    window::{Query, Role, SOON, Window, keys::key},
};
use waymark_tests::{PATIENCE, wait_for};

use super::Scene;

fn open(window: &Window) -> Result<()> {
    window.choose(&Query::any().named("Main Menu"), 3)?;
    window.click(&Query::role(Role::PageTab).named("Automatic Updates"))?;
    window.wait_words("Nothing is done now", SOON)
}

/// Chooses what is done, counted from the first choice.
fn choose_mode(window: &Window, steps: usize) -> Result<()> {
    let row = Query::any().named("Without Being Asked");
    window.focus(&row)?;
    window.press(&[key::ENTER])?;
    window.wait(&Query::role(Role::ListItem).saying("Prepare Updates"), SOON)?;
    window.press(&vec![key::DOWN; steps])?;
    window.press(&[key::ENTER])
}

#[test]
fn it_is_chosen_in_the_preferences_and_says_why() -> Result<()> {
    let scene = Scene::new()?;
    let session = scene.stage.session("admin")?.with_display(1000, 900)?;
    let _agent = session.agent(&Answer::Password("admin".to_owned()))?;
    let window = scene.stage.window_in(&session)?;
    open(&window)?;
    choose_mode(&window, 3)?;
    let mut root = scene.stage.caller("root")?;
    wait_for("the mode", PATIENCE, || {
        let settings = root.property("Policy")?["settings"].clone();
        Ok((settings["mode"] == "stage").then_some(()))
    })?;
    assert!(scene.doubles.unit(TIMER).is_some_and(|it| it.active));
    window.wait_words("Updates are looked for next", PATIENCE)?;

    // What another one sets is shown, and is not set back.
    let keep = serde_json::json!([{"keep": super::number(4), "on-metered": true}, {}]);
    root.succeed("SetPolicy", "a{sv}a{sv}", &keep)?;
    let metered = Query::any()
        .named("On Metered Connections")
        .in_state(waymark_lab::window::State::Checked);
    window.wait(&metered, SOON)?;
    let settings = root.property("Policy")?["settings"].clone();
    assert_eq!(settings["mode"], "stage");
    Ok(())
}

#[test]
fn what_is_refused_is_said_and_shown_as_it_is() -> Result<()> {
    let scene = Scene::new()?;
    let (_session, window) = scene.stage.window("refused")?;
    open(&window)?;
    choose_mode(&window, 1)?;
    window.wait_words("The automatic updates could not be changed", PATIENCE)?;
    window.wait_words("Do Nothing", SOON)?;
    let mut root = scene.stage.caller("root")?;
    let settings = root.property("Policy")?["settings"].clone();
    assert_eq!(settings["mode"], "manual");
    Ok(())
}
