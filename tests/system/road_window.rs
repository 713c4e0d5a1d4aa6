//! The main road by the window alone, clicked through the accessibility bus.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Context as _, Result};
use waymark_lab::{
    session::Session,
    window::{Query, Role, SOON, Window},
};
use waymark_tests::{PATIENCE, Stage};

/// Slow enough for the bar to be seen moving, in bytes a second.
const SLOW: u64 = 1_000_000;

fn restart_button() -> Query {
    Query::button("Restart…").sensitive()
}

/// Confirms the restart, waits for the next boot and opens the window there.
fn restart(stage: &mut Stage, session: Session, window: Window) -> Result<(Session, Window)> {
    window.click(&restart_button())?;
    let alert = Query::role(Role::Alert).named("Restart Now?");
    window.click(&Query::button("Restart").within(alert))?;
    stage.restarted()?;
    drop((window, session));
    stage.window("admin")
}

fn show_page(window: &Window, page: &str) -> Result<()> {
    window.click(&Query::role(Role::PageTab).named(page))
}

/// What the visible list of changes says, a row each.
fn changes(window: &Window) -> Result<Vec<String>> {
    let list = Query::role(Role::List).named("Changes");
    let row = Query::role(Role::ListItem).within(list);
    window.wait(&row, SOON)?;
    let tree = window.tree()?;
    Ok(tree
        .find_all(&row)
        .iter()
        .map(|row| row.name.clone())
        .collect())
}

#[test]
fn the_road_by_the_window() -> Result<()> {
    let mut stage = Stage::new()?;
    let versions = stage.sample.versions()?;
    let newest = versions.last().context("nothing is published")?.clone();
    let first = stage.running()?;
    let third = stage.machine().deployments()?[2].clone();

    // What runs, what is offered, what it would change: all agree.
    let (session, window) = stage.window("admin")?;
    window.wait_words(&first.version, SOON)?;
    let update = stage.check_in(&window)?;
    window.wait_words(&newest.version, SOON)?;
    let expected = stage
        .sample
        .package_changes(&first.checksum, &newest.checksum)?;
    // Only rows in view are there for a screen reader: each is searched for.
    let search = Query::role(Role::Entry).named("Search Changes");
    let list = Query::role(Role::List).named("Changes");
    for change in &expected {
        let version = change.new.as_ref().or(change.old.as_ref());
        window.write(&search, &change.name)?;
        let row = Query::role(Role::ListItem)
            .containing(&change.name)
            .saying(version.context("no version")?)
            .within(list.clone());
        window.wait(&row, SOON)?;
    }
    window.write(&search, "")?;
    window.wait_words(&format!("{} packages change", expected.len()), SOON)?;

    // The update would drop the third; it is kept.
    window.click(&Query::button(&format!("Keep {}", third.version)))?;
    window.wait_gone(&Query::button(&format!("Keep {}", third.version)), PATIENCE)?;

    // Update: the bar rises and never goes back.
    stage.server.set_rate(Some(SLOW));
    window.click(&update)?;
    let mut bar = window.record(&Query::role(Role::ProgressBar), SOON)?;
    window.wait(&restart_button(), PATIENCE * 3)?;
    let values = bar.values().to_vec();
    assert!(values.is_sorted(), "{values:?}");
    assert!(values.len() >= 20, "{values:?}");
    stage.server.set_rate(None);

    let (session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, newest.checksum);
    window.wait_words(&newest.version, SOON)?;
    let inside = stage
        .machine()
        .system([
            "dpkg-query",
            "--admindir=/usr/share/dpkg/database",
            "-W",
            "-f=${Package} ${Version}\n",
        ])?
        .ok()?;
    let inside: BTreeSet<_> = inside.lines().collect();
    for (name, version) in &newest.own_packages {
        assert!(inside.contains(format!("{name} {version}").as_str()));
    }

    // The third deployment of before: compare, restore, restart.
    show_page(&window, "Versions")?;
    let row = Query::role(Role::ListItem).saying(&third.version);
    window.wait(&row, SOON)?;
    window.click(&row)?;
    window.wait_words("Compare With", SOON)?;
    assert!(!changes(&window)?.is_empty());
    window.click(&Query::button("Go Back to This Version"))?;
    window.wait(&restart_button(), PATIENCE)?;
    let (session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, third.checksum);

    // A version that only the remote has.
    let oldest = &versions[0];
    show_page(&window, "Versions")?;
    window.click(&Query::button("Show"))?;
    let row = Query::role(Role::ListItem).saying(&oldest.version);
    window.wait(&row, PATIENCE)?;
    window.click(&row)?;
    window.click(&Query::button("Go Back to This Version"))?;
    window.wait(&restart_button(), PATIENCE)?;
    let (_session, window) = restart(&mut stage, session, window)?;
    assert_eq!(stage.machine().running_checksum()?, oldest.checksum);
    window.wait_words(&oldest.version, SOON)?;
    Ok(())
}

#[test]
fn what_is_pinned_in_the_window_survives_its_clean_up() -> Result<()> {
    let stage = Stage::new()?;
    let earliest = stage
        .machine()
        .deployments()?
        .last()
        .cloned()
        .context("no deployment")?;
    let (_session, window) = stage.window("admin")?;
    show_page(&window, "Versions")?;
    let row = Query::role(Role::ListItem).saying(&earliest.version);
    window.wait(&row, SOON)?;
    window.click(&row)?;
    window.click(&Query::button("Pin"))?;
    window.wait(&Query::button("Unpin"), SOON)?;
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .any(|it| it.id() == earliest.id() && it.pinned)
    );

    window.click(&Query::button("Back"))?;
    window.choose(&Query::any().named("Main Menu"), 1)?;
    let alert = Query::role(Role::Alert).named("Clean Up?");
    window.click(&Query::button("Clean Up").within(alert))?;
    window.wait_words("Cleaned up", Duration::from_secs(30))?;
    let left = stage.machine().deployments()?;
    assert!(left.iter().any(|it| it.id() == earliest.id()), "{left:?}");
    Ok(())
}

#[test]
fn a_choice_is_undone_from_its_toast() -> Result<()> {
    let stage = Stage::new()?;
    let before = stage.machine().deployments()?;
    let (_session, window) = stage.window("admin")?;
    show_page(&window, "Versions")?;
    let row = Query::role(Role::ListItem).saying(&before[1].version);
    window.wait(&row, SOON)?;
    window.click(&row)?;
    window.click(&Query::button("Go Back to This Version"))?;
    let undo = Query::button("Undo");
    window.wait(&undo, PATIENCE)?;
    assert_eq!(stage.machine().deployments()?[0].id(), before[1].id());
    window.click(&undo)?;
    window.wait_gone(&restart_button(), PATIENCE)?;
    assert_eq!(stage.machine().deployments()?[0].id(), before[0].id());
    Ok(())
}
