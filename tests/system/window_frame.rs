//! What is around the pages: menu, dialogs, keys, and what the window remembers.

use anyhow::{Result, ensure};
use serde_json::json;
use waymark_lab::{
    session::Session,
    window::{
        Query, Role, SOON, Window,
        keys::{Modifier, key},
    },
};
use waymark_tests::{PATIENCE, Stage, wait_for};

/// The places of the items in the primary menu.
mod item {
    pub(super) const PREFERENCES: usize = 3;
    pub(super) const ABOUT: usize = 5;
}

/// Writes what the window finds when it opens next.
fn settings(session: &Session, text: &str) -> Result<()> {
    let write = "cd && mkdir -p .config/glib-2.0/settings && \
        printf '[io/github/waymarkos/Waymark]\\n%s' \"$1\" >.config/glib-2.0/settings/keyfile";
    session.run(["sh", "-c", write, "sh", text])?.ok()?;
    Ok(())
}

fn main_menu() -> Query {
    Query::any().named("Main Menu")
}

fn page(name: &str) -> Query {
    Query::role(Role::PageTab).named(name)
}

/// Whether a page of the switcher is the one that is shown.
fn wait_selected(window: &Window, name: &str) -> Result<()> {
    let tab = page(name).in_state(waymark_lab::window::State::Selected);
    window.wait(&tab, SOON)?;
    Ok(())
}

/// Nothing that the program wrote says that something has no room.
fn ensure_fits(window: &Window, what: &str) -> Result<()> {
    let said = window.said();
    ensure!(
        !said.contains("exceeds") && !said.contains("needs at least"),
        "{what} is larger than the window: {said}"
    );
    Ok(())
}

#[test]
fn what_is_chosen_holds_and_is_remembered() -> Result<()> {
    let stage = Stage::new()?;
    let session = stage.session("admin")?.with_display(1000, 900)?;
    settings(&session, "check-on-open=false\n")?;
    let window = stage.window_in(&session)?;

    // The welcome comes first, once.
    let start = Query::button("Get Started");
    window.wait_words("Welcome to Waymark", SOON)?;
    window.click(&start)?;
    window.wait_gone(&start, SOON)?;

    // Nothing was checked; from now on the window does that by itself.
    window.wait_words("Not checked yet", SOON)?;
    window.choose(&main_menu(), item::PREFERENCES)?;
    window.click(&Query::any().named("Check When the Window Opens"))?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&Query::any().named("Earlier Versions to Keep"), SOON)?;
    window.click(&page("Versions"))?;
    wait_selected(&window, "Versions")?;
    window.close()?;

    let window = stage.window_in(&session)?;
    wait_selected(&window, "Versions")?;
    ensure!(!window.tree()?.has(&start), "the welcome came again");
    let mut caller = stage.caller("admin")?;
    wait_for("a check that nobody clicked", PATIENCE, || {
        let last = caller.property("LastCheck")?;
        Ok((last["outcome"] == "ok").then_some(()))
    })?;
    window.click(&page("Updates"))?;
    window.wait(&Query::button("Update").sensitive(), PATIENCE)?;
    drop(window);

    // As many versions stay as were chosen: one more than by itself.
    settings(
        &session,
        "welcomed=true\ncheck-on-open=false\nkeep=uint32 2\n",
    )?;
    let before = stage.machine().deployments()?.len();
    let window = stage.window_in(&session)?;
    window.wait(&page("Updates"), SOON)?;
    window.choose(&main_menu(), 1)?;
    window.wait_words("No version is removed.", SOON)?;
    let alert = Query::role(Role::Alert).named("Clean Up?");
    window.click(&Query::button("Clean Up").within(alert))?;
    wait_for("the clean-up's end", PATIENCE, || {
        let results = caller.property("Results")?;
        let all = results.as_array().into_iter().flatten();
        Ok(all
            .into_iter()
            .find(|one| one["action"] == "clean-up")
            .cloned())
    })?;
    assert_eq!(stage.machine().deployments()?.len(), before);
    Ok(())
}

#[test]
fn everything_around_the_pages_fits_the_smallest_window() -> Result<()> {
    let stage = Stage::new()?;
    let mut admin = stage.caller("admin")?;
    admin.succeed("Check", "a{sv}", &json!([{}]))?;
    let session = stage.session("user")?.with_display(1000, 900)?;
    // 360 by 294, and the border that GTK draws where no window manager does.
    settings(
        &session,
        "welcomed=true\ncheck-on-open=false\nwindow-width=370\nwindow-height=304\n",
    )?;
    let window = stage.window_in(&session)?;
    wait_selected(&window, "Updates")?;
    ensure_fits(&window, "the window")?;

    // Ctrl+? lists the keys; what it lists is what they do.
    window.press_with(Modifier::Control, u32::from(b'?'))?;
    let row = Query::any()
        .named("Check for Updates")
        .within(Query::role(Role::Dialog));
    window.wait(&row, SOON)?;
    ensure_fits(&window, "the list of shortcuts")?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&row, SOON)?;
    window.press_with(Modifier::Control, u32::from(b'2'))?;
    wait_selected(&window, "Versions")?;
    window.press_with(Modifier::Control, u32::from(b','))?;
    let check = Query::any().named("Check When the Window Opens");
    window.wait(&check, SOON)?;
    ensure_fits(&window, "the preferences")?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&check, SOON)?;

    // F10 opens the menu, Escape closes it.
    window.press(&[key::F10])?;
    let items = Query::role(Role::MenuItem);
    window.wait(&items, SOON)?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&items, SOON)?;

    // About, and what a report of a fault needs.
    window.choose(&main_menu(), item::ABOUT)?;
    window.wait_words("Waymark", SOON)?;
    window.click(&Query::any().named("Troubleshooting"))?;
    window.click(&Query::any().named("Debugging Information"))?;
    let said = window.text(&Query::role(Role::Text).within(Query::role(Role::Dialog)))?;
    let running = stage.running()?;
    for part in [
        "Engine: ostree (",
        "Service: connected, contract ",
        &format!("{} {:.12}: running", running.version, running.checksum),
        "- check: ok",
    ] {
        ensure!(said.contains(part), "{part:?} is not in {said}");
    }
    for secret in ["user", "admin"] {
        ensure!(!said.contains(secret), "{secret:?} is in {said}");
    }
    ensure_fits(&window, "About")?;
    Ok(())
}

#[test]
fn the_keyboard_leads_back_to_where_it_was() -> Result<()> {
    let stage = Stage::new()?;
    let (_session, window) = stage.window("admin")?;

    stage.server.cut_after(0);
    window.click(&Query::button("Check Now"))?;
    window.wait_words("Updates could not be checked", PATIENCE)?;
    let details = Query::button("Details");
    window.focus(&details)?;
    window.press(&[key::ENTER])?;
    window.wait_words("What the System Reported", SOON)?;
    window.press(&[key::ESCAPE])?;
    wait_focused(&window, &details)?;

    window.press_with(Modifier::Control, u32::from(b'2'))?;
    wait_selected(&window, "Versions")?;
    let old = Query::role(Role::ListItem)
        .within(Query::role(Role::List).named("On This Computer"))
        .nth(1);
    window.focus(&old)?;
    window.press(&[key::ENTER])?;
    let back = Query::button("Go Back to This Version");
    wait_focused(&window, &back)?;
    window.press_with(Modifier::Alt, key::LEFT)?;
    window.wait_gone(&back, SOON)?;
    wait_focused(&window, &old)
}

/// Waits until this control, and no other like it, has the keyboard.
fn wait_focused(window: &Window, query: &Query) -> Result<()> {
    window.wait_for(&format!("the keyboard on {query}"), SOON, |tree| {
        tree.find(query).filter(|node| node.is_focused()).map(drop)
    })
}
