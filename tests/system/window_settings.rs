//! What differs beyond packages, by the window: settings in /etc and kernel arguments.

use anyhow::Result;
use waymark_lab::{
    session::Answer,
    window::{Query, Role, SOON, Window, keys::key},
};
use waymark_tests::{PATIENCE, Stage};

use crate::arguments::line;

/// Opens what differs in /etc on the Packages page.
fn open_settings(window: &Window) -> Result<()> {
    window.click(&Query::role(Role::PageTab).named("Packages"))?;
    window.click(&Query::role(Role::ListItem).named("Changed Settings"))
}

/// Opens a file of the list and waits for how it differs.
fn open_file(window: &Window, path: &str) -> Result<()> {
    window.write(&Query::any().named("Search Files"), path)?;
    let files = Query::role(Role::List).named("Files That Differ");
    let row = Query::role(Role::ListItem).containing(path).within(files);
    window.wait(&row, SOON)?;
    window.click(&row)
}

/// Enters a kernel argument in its dialog.
pub(crate) fn add_argument(window: &Window, argument: &str) -> Result<()> {
    window.click(&Query::button("Add Argument…"))?;
    let entry = Query::role(Role::Text).named("Argument");
    window.write(&entry, argument)?;
    window.click(&Query::button("Add").sensitive())
}

/// Applies the edits, and says that this is meant.
pub(crate) fn apply_arguments(window: &Window) -> Result<()> {
    window.click(&Query::button("Apply…").sensitive())?;
    let alert = Query::role(Role::Alert).named("Change the Kernel Arguments?");
    window.wait(&alert, SOON)?;
    window.click(&Query::button("Apply").within(alert))
}

#[test]
fn settings_are_shown_to_administrators_and_arguments_changed_with_a_warning() -> Result<()> {
    let stage = Stage::new()?;
    let write = "echo 'told here' > /etc/issue && echo hush > /etc/waymark-secret && chmod 600 /etc/waymark-secret";
    stage.machine().system(["sh", "-c", write])?.ok()?;

    let (session, window) = stage.window("refused")?;
    open_settings(&window)?;
    window.wait_words("Only Administrators May See This", SOON)?;
    assert!(!window.tree()?.says("/etc/issue"));
    drop((window, session));

    let session = stage.session("admin")?.with_display(1000, 900)?;
    let _agent = session.agent(&Answer::Password("admin".to_owned()))?;
    let window = stage.window_in(&session)?;
    open_settings(&window)?;
    window.wait(&Query::any().named("Search Files"), PATIENCE)?;
    open_file(&window, "/etc/issue")?;
    let lines = Query::role(Role::Text).named("What Differs");
    window.wait(&lines, PATIENCE)?;
    assert!(window.text(&lines)?.contains("\n+told here\n"));
    window.press(&[key::ESCAPE])?;

    open_file(&window, "/etc/waymark-secret")?;
    let show = Query::button("Show Anyway");
    window.wait(&show, PATIENCE)?;
    assert!(!window.tree()?.has(&lines), "nobody asked for it");
    window.click(&show)?;
    window.wait(&lines, PATIENCE)?;
    assert!(window.text(&lines)?.contains("+hush\n"));
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&lines, SOON)?;
    // Escape takes the search back, and then closes.
    let search = Query::any().named("Search Files");
    window.focus(&search)?;
    window.press(&[key::ESCAPE])?;
    let files = Query::role(Role::List).named("Files That Differ");
    let issue = Query::role(Role::ListItem)
        .containing("/etc/issue")
        .within(files);
    window.wait(&issue, SOON)?;
    window.press(&[key::ESCAPE])?;
    window.wait_gone(&search, SOON)?;

    let mut root = stage.caller("root")?;
    let before = line(&mut root)?;
    window.click(&Query::button("Change…").sensitive())?;
    window.click(&Query::button("Add Argument…"))?;
    let entry = Query::role(Role::Text).named("Argument");
    window.write(&entry, "waymark.test=a b")?;
    window.wait_words("it is written waymark.test=\"a b\"", SOON)?;
    window.write(&entry, "systemd.unit=rescue.target")?;
    window.wait_words("Says how far the system starts.", SOON)?;
    window.click(&Query::button("Add").sensitive())?;
    window.wait_words("These edits can keep the computer from starting", SOON)?;
    let expected = format!("{} systemd.unit=rescue.target", before.join(" "));
    window.wait(&Query::label(&expected), SOON)?;
    apply_arguments(&window)?;
    window.wait_words("Ready for the next restart", PATIENCE)?;
    assert_eq!(line(&mut root)?.join(" "), expected);
    Ok(())
}
