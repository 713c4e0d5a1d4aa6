//! Restarting from the window: who is in the way is named, and turning the machine off
//! finishes an update too.

use anyhow::Result;
use serde_json::json;
use waymark_lab::window::{Query, Role, SOON, Window};
use waymark_tests::{PATIENCE, Stage};

/// Opens the question, and answers it.
fn answer(window: &Window, button: &str) -> Result<()> {
    window.click(&Query::button("Restart…").sensitive())?;
    let question = Query::role(Role::Alert).named("Restart Now?");
    window.wait(&question, SOON)?;
    window.click(&Query::button(button).within(question))
}

#[test]
fn who_is_in_the_way_is_named_and_turning_off_finishes_too() -> Result<()> {
    let mut stage = Stage::new()?;
    let before = stage.running()?.checksum;
    stage
        .caller("root")?
        .succeed("Update", "sa{sv}", &json!(["", {}]))?;
    let (session, window) = stage.window("admin")?;

    let inhibit = "systemd-inhibit --what=shutdown --mode=block --who='Video Export' \
                   --why='It is not done' sh -c 'echo held; read line'";
    let inhibitor = session.spawn(["sh", "-c", inhibit])?;
    inhibitor.take_line(SOON)?;
    answer(&window, "Restart")?;
    window.wait_words("Video Export", PATIENCE)?;
    window.wait_words("asked not to restart now", SOON)?;
    drop(inhibitor);
    window.click(&Query::button("Close"))?;

    answer(&window, "Power Off")?;
    // What the click asks for is on its way only then: the window stays until the end.
    stage.turned_off_and_on()?;
    drop((window, session));
    assert_ne!(stage.running()?.checksum, before, "the new version runs");
    Ok(())
}
