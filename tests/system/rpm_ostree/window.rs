//! The three situations by the window, on a system that rpm-ostreed drives.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::{
    System,
    session::{Answer, Session},
    window::{Query, Role, SOON, Window, keys::key},
};
use waymark_tests::{PATIENCE, Stage};

use super::{stage, words};
use crate::window_settings::{add_argument, apply_arguments};

/// What the window warns of where an edit can do so.
const KEEPS_FROM_STARTING: &str = "can keep the computer from starting";

fn show_page(window: &Window, page: &str) -> Result<()> {
    window.click(&Query::role(Role::PageTab).named(page))
}

/// Confirms the restart, waits for the next boot and opens the window there.
fn restart(stage: &mut Stage, session: Session, window: Window) -> Result<(Session, Window)> {
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    window.click(&Query::button("Restart…").sensitive())?;
    let alert = Query::role(Role::Alert).named("Restart Now?");
    window.click(&Query::button("Restart").within(alert))?;
    stage.restarted()?;
    drop((window, session));
    stage.window("admin")
}

/// Searches the repositories and ticks the package: its row does that.
fn choose(window: &Window, package: &str) -> Result<()> {
    window.write(&Query::any().named("Search the Repositories"), package)?;
    window.click(&Query::button("Search").sensitive())?;
    let found = Query::role(Role::List).named("Packages Found");
    let row = Query::role(Role::ListItem).named(package).within(found);
    window.wait(&row, PATIENCE)?;
    window.click(&row)
}

/// Applies what was collected, after a look at it.
fn apply(window: &Window) -> Result<()> {
    window.click(&Query::button("Review and Apply…").sensitive())?;
    let apply = Query::button("Apply").sensitive();
    window.wait(&apply, PATIENCE)?;
    window.click(&apply)
}

#[test]
fn an_update_and_the_way_back_to_the_third_deployment() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let third = stage
        .machine()
        .deployments()?
        .last()
        .cloned()
        .context("nothing is deployed")?;
    let (session, window) = stage.window("admin")?;
    let update = stage.check_in(&window)?;
    window.wait_words(&newest.version, SOON)?;
    let keep = Query::button(&format!("Keep {}", third.version));
    if window.tree()?.has(&keep) {
        window.click(&keep)?;
        window.wait_gone(&keep, PATIENCE)?;
    }
    window.click(&update)?;
    let (session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, newest.checksum);

    show_page(&window, "Versions")?;
    let row = Query::role(Role::ListItem).saying(&third.version);
    window.wait(&row, SOON)?;
    window.click(&row)?;
    window.wait_words("Compare With", SOON)?;
    window.click(&Query::button("Go Back to This Version"))?;
    let _open = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, third.checksum);
    Ok(())
}

#[test]
fn packages_are_added_without_the_one_in_the_way_removed_and_reset() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let session = stage.session("admin")?.with_display(1000, 900)?;
    // Overrides ask for a password, whoever the administrator is.
    let _agent = session.agent(&Answer::Password("admin".to_owned()))?;
    let window = stage.window_in(&session)?;
    show_page(&window, "Packages")?;
    window.wait_words("exactly the published image", SOON)?;
    window.click(&Query::button("Add Packages…"))?;
    choose(&window, "htop")?;
    choose(&window, "broken-deps")?;
    window.click(&Query::button("Add 2 Packages").sensitive())?;
    window.wait_words("2 changes", SOON)?;
    window.click(&Query::button("Review and Apply…").sensitive())?;

    let alert = Query::role(Role::Alert).named("A Package Stands in the Way");
    window.wait(&alert, PATIENCE)?;
    window.wait(
        &Query::any().containing("broken-deps").within(alert.clone()),
        SOON,
    )?;
    window.click(&Query::button("Continue Without It").within(alert))?;
    let apply_button = Query::button("Apply").sensitive();
    window.wait(&apply_button, PATIENCE)?;
    window.click(&apply_button)?;
    window.wait_words("differs from the published image by 1 package", PATIENCE)?;

    window.click(&Query::button("Remove htop"))?;
    apply(&window)?;
    window.wait_words("exactly the published image", PATIENCE)?;

    // The page shows the new state a moment before the job has ended.
    window.wait(&Query::button("Add Packages…").sensitive(), PATIENCE)?;
    let mut root = stage.caller("root")?;
    let changes = json!([{"override-remove": words(&["tar"])}, {}]);
    root.succeed("ChangePackages", "a{sv}a{sv}", &changes)?;
    window.wait_words("by 1 removal", PATIENCE)?;
    window.click(&Query::button("Reset tar"))?;
    apply(&window)?;
    window.wait_words("exactly the published image", PATIENCE)?;

    window.click(&Query::button("Change…").sensitive())?;
    add_argument(&window, "waymark.test=\"a b\"")?;
    assert!(!window.tree()?.says(KEEPS_FROM_STARTING), "it cannot");
    apply_arguments(&window)?;
    window.wait_words("waymark.test=\"a b\"", PATIENCE)?;
    Ok(())
}

#[test]
fn a_version_of_the_remote_is_held_and_updates_are_followed_again() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let versions = stage.sample.versions()?;
    let oldest = versions.first().context("no version")?.clone();
    let newest = versions.last().context("no version")?.clone();
    let (session, window) = stage.window("admin")?;
    show_page(&window, "Versions")?;
    window.click(&Query::button("Show"))?;
    let row = Query::role(Role::ListItem).saying(&oldest.version);
    window.wait(&row, PATIENCE)?;
    window.click(&row)?;
    window.click(&Query::button("Go Back to This Version"))?;
    let (session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, oldest.checksum);
    window.wait_words("Held at", SOON)?;

    // What would end it says so before.
    let ends = format!("stays at {} now, and this change ends that", oldest.version);
    show_page(&window, "Packages")?;
    window.click(&Query::button("Change…").sensitive())?;
    window.wait_words(&ends, SOON)?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&Query::button("Add Argument…"), SOON)?;
    window.click(&Query::button("Add Packages…"))?;
    choose(&window, "htop")?;
    window.click(&Query::button("Add 1 Package").sensitive())?;
    window.click(&Query::button("Review and Apply…").sensitive())?;
    window.wait(&Query::button("Apply").sensitive(), PATIENCE)?;
    window.wait_words(&ends, SOON)?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&Query::button("Apply"), SOON)?;
    show_page(&window, "Updates")?;

    window.click(&Query::button("Follow Updates"))?;
    let (_session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, newest.checksum);
    assert!(!window.tree()?.says("Held at"));
    Ok(())
}
