//! The Updates and the Versions page by the window: what is narrowed, compared, put
//! away, deleted and discarded there.

use anyhow::{Context as _, Result, ensure};
use waymark_lab::{
    BootOptions, Options,
    machine::Deployed,
    packages::PackageChange,
    session::Answer,
    window::{Node, Query, Role, SOON, State, Window, keys::key},
};
use waymark_tests::{PATIENCE, Stage};

fn show_page(window: &Window, page: &str) -> Result<()> {
    window.click(&Query::role(Role::PageTab).named(page))
}

fn open_version(window: &Window, version: &Deployed) -> Result<()> {
    let row = Query::role(Role::ListItem).saying(&version.version);
    window.wait(&row, SOON)?;
    window.click(&row)
}

/// Chooses the entry of a drop-down that says the word, by the keyboard.
fn pick(window: &Window, word: &str) -> Result<()> {
    window.focus(&Query::role(Role::ComboBox))?;
    window.press(&[key::ENTER])?;
    let entry = Query::role(Role::ListItem).in_state(State::Focused);
    window.wait(&entry, SOON)?;
    let wanted = entry.clone().saying(word);
    for _ in 0..8 {
        if window.tree()?.has(&wanted) {
            break;
        }
        window.press(&[key::DOWN])?;
    }
    window.wait(&wanted, SOON)?;
    window.press(&[key::ENTER])?;
    window.wait_gone(&wanted, SOON)
}

/// So many rows of a list are in view, and there for a screen reader, in any window.
const IN_VIEW: usize = 5;

/// Waits until the list of changes has the rows of these packages, as far as they are in
/// view, and no other.
fn lists(window: &Window, expected: &[&PackageChange]) -> Result<()> {
    let list = Query::role(Role::List).named("Changes");
    let rows = Query::role(Role::ListItem).within(list);
    let mut names: Vec<&str> = expected.iter().map(|change| change.name.as_str()).collect();
    names.sort_unstable();
    window.wait_for(&format!("only {names:?} in the list"), SOON, |tree| {
        let shown = tree.find_all(&rows);
        let is_row = |(name, row): (&&str, &&Node)| {
            let said = row.name.trim_start_matches('\u{2068}');
            said.strip_prefix(*name)
                .is_some_and(|rest| !rest.starts_with('-'))
        };
        let enough = shown.len() >= names.len().min(IN_VIEW) && shown.len() <= names.len();
        (enough && names.iter().zip(&shown).all(is_row)).then_some(())
    })
}

/// The newest version runs; what is published here is newer than that.
fn stage() -> Result<Stage> {
    let options = Options {
        newer: 0,
        ..Options::default()
    };
    let stage = Stage::with(&options, &BootOptions::default())?;
    for _ in 0..5 {
        stage.sample.publish(&stage.sample.random_version()?)?;
    }
    Ok(stage)
}

#[test]
fn changes_are_filtered_and_versions_compared_and_deleted() -> Result<()> {
    let stage = stage()?;
    let on_disk = stage.machine().deployments()?;
    let newest = stage.sample.versions()?.pop().context("nothing")?;
    let (session, window) = stage.window("admin")?;

    // Only what is removed.
    stage.check_in(&window)?;
    let changes = stage
        .sample
        .package_changes(&on_disk[0].checksum, &newest.checksum)?;
    let removed: Vec<_> = changes.iter().filter(|one| one.new.is_none()).collect();
    ensure!(!removed.is_empty() && removed.len() < changes.len());
    pick(&window, "Removed")?;
    lists(&window, &removed)?;

    // The way back is in plain sight until it is put away.
    show_page(&window, "Versions")?;
    let go_back = Query::button(&format!("Go Back to {}", on_disk[1].version));
    window.wait(&go_back, SOON)?;
    window.click(&Query::button("What Changed"))?;
    window.wait_words("Compare With", SOON)?;
    let back = stage
        .sample
        .package_changes(&on_disk[0].checksum, &on_disk[1].checksum)?;
    lists(&window, &back.iter().collect::<Vec<_>>())?;

    // With another version than the one that runs.
    pick(&window, &on_disk[2].version)?;
    let others = stage
        .sample
        .package_changes(&on_disk[2].checksum, &on_disk[1].checksum)?;
    lists(&window, &others.iter().collect::<Vec<_>>())?;
    window.click(&Query::button("Back"))?;
    window.click(&Query::button("Do Not Show Again"))?;
    window.wait_gone(&go_back, SOON)?;

    // What many versions of the remote are divided by.
    window.click(&Query::button("Show"))?;
    let today = newest.date.format("%B").to_string();
    let list = Query::role(Role::List).containing("Older Versions");
    window.wait_for("a heading in the list", PATIENCE, |tree| {
        let headings = Query::role(Role::Heading).within(list.clone());
        let found = tree.find_all(&headings);
        let expected = |name: &str| ["Today", "This Week", &today].contains(&name);
        found.first().filter(|one| expected(&one.name)).map(|_| ())
    })?;

    // Deleting asks first, and polkit for the password.
    let _agent = session.agent(&Answer::As("admin".into(), "admin".into()))?;
    open_version(&window, &on_disk[2])?;
    let alert = Query::role(Role::Alert).named(&format!("Delete {}?", on_disk[2].version));
    window.click(&Query::button("Delete…"))?;
    window.click(&Query::button("Cancel").within(alert.clone()))?;
    window.wait_gone(&alert, SOON)?;
    assert_eq!(stage.machine().deployments()?.len(), on_disk.len());
    window.click(&Query::button("Delete…"))?;
    window.click(&Query::button("Delete").within(alert))?;
    window.wait_words("was deleted", PATIENCE)?;
    let left: Vec<_> = stage.machine().deployments()?;
    assert!(
        left.iter().all(|one| one.id() != on_disk[2].id()),
        "{left:?}"
    );

    // What was put away stays away.
    window.close()?;
    let window = stage.window_in(&session)?;
    show_page(&window, "Versions")?;
    window.wait(
        &Query::role(Role::ListItem).saying(&on_disk[1].version),
        SOON,
    )?;
    ensure!(!window.tree()?.has(&go_back), "it is shown again");
    Ok(())
}

#[test]
fn going_back_warns_before_it_discards_what_is_prepared() -> Result<()> {
    let stage = Stage::new()?;
    let on_disk = stage.machine().deployments()?;
    let (_session, window) = stage.window("admin")?;
    let update = stage.check_in(&window)?;
    window.click(&update)?;
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    let staged =
        || Ok::<_, anyhow::Error>(stage.machine().deployments()?.iter().any(|one| one.staged));
    ensure!(staged()?, "nothing is staged");

    show_page(&window, "Versions")?;
    open_version(&window, &on_disk[1])?;
    let go_back = Query::button("Go Back to This Version");
    let alert = Query::role(Role::Alert).named("Discard the Prepared Update?");
    window.click(&go_back)?;
    window.click(&Query::button("Cancel").within(alert.clone()))?;
    window.wait_gone(&alert, SOON)?;
    ensure!(staged()?, "it was discarded although that was refused");

    window.click(&go_back)?;
    window.click(&Query::button("Start This Version Next").within(alert))?;
    window.wait_words("starts next", PATIENCE)?;
    ensure!(!staged()?, "it is still staged");
    let undo = Query::button("Undo");
    ensure!(
        !window.tree()?.has(&undo),
        "what cannot be undone offers Undo"
    );
    assert_eq!(stage.machine().deployments()?[0].id(), on_disk[1].id());
    Ok(())
}
