//! A remote that names its version and its packages to do harm: with markup, marks that
//! turn the direction of text, line breaks and thousands of characters.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use chrono::{Duration, Utc};
use serde_json::json;
use waymark_lab::version::VersionSpec;
use waymark_lab::window::{Query, Role, SOON, Window};
use waymark_lab::{BootOptions, Options};
use waymark_tests::{PATIENCE, Stage};

const NAME: &str = "io.github.waymarkos.Waymark1";
/// Where the sample keeps what is installed, below `/usr`.
const STATUS: &str = "share/dpkg/database/status";
/// Markup, an entity, marks of direction, and too much of everything.
const MARKUP: &str = "<b>bold</b> &amp; <span size='999999'>\u{202e}turned\u{2066}";
/// No text in the window is longer, in characters: a path, and words around it.
const LONGEST: usize = 700;
/// What a log says where something went wrong.
const COMPLAINTS: [&str; 4] = ["WARNING", "CRITICAL", "ERROR", "panicked"];

fn long(start: &str) -> String {
    format!("{start}{}", "wide".repeat(1250))
}

/// A version with a name of its own, and nothing else that is new but these files.
fn named(version: &str, files: Vec<(std::path::PathBuf, Vec<u8>)>, age: i64) -> VersionSpec {
    VersionSpec {
        version: version.to_owned(),
        date: Utc::now() + Duration::seconds(age),
        install: Vec::new(),
        remove: Vec::new(),
        files,
        remove_files: Vec::new(),
        kernel: None,
        end_of_life: None,
    }
}

/// The window shows all of it as text, keeps its width and says nothing of trouble.
fn is_harmless(window: &Window, page: &str) -> Result<()> {
    let tree = window.tree()?;
    ensure!(
        tree.says("<b>bold</b> &amp;"),
        "{page}: not as text:\n{tree}"
    );
    let longest = tree
        .nodes()
        .iter()
        .map(|node| node.name.chars().count())
        .max();
    ensure!(
        longest < Some(LONGEST),
        "{page}: a text of {longest:?} characters"
    );
    let turned = tree
        .nodes()
        .iter()
        .any(|node| node.name.contains('\u{202e}'));
    ensure!(!turned, "{page}: the direction of text is turned");
    for width in [360, 900] {
        window.resize(width, 680).with_context(|| page.to_owned())?;
    }
    let said = window.said();
    let complained = COMPLAINTS.iter().any(|word| said.contains(word));
    ensure!(!complained, "{page}: the window wrote: {said}");
    Ok(())
}

/// A control is where a person sees it without scrolling far.
fn is_near(window: &Window, query: &Query) -> Result<()> {
    let node = window.wait(query, SOON)?;
    let place = window.places(&[&node])?[0].context("it has no place")?;
    ensure!(place.y < 680, "{query} is {} pixels below", place.y);
    Ok(())
}

#[test]
fn names_of_versions_and_packages_are_shown_as_they_are_and_do_no_harm() -> Result<()> {
    let options = Options {
        newer: 0,
        ..Options::default()
    };
    let mut stage = Stage::with(&options, &BootOptions::default())?;
    let status = ["cat", "/usr/share/dpkg/database/status"];
    let status = stage.machine().system(status)?.ok()?;
    let package = |name: &str, version: &str| {
        format!(
            "Package: {name}\nStatus: install ok installed\nArchitecture: all\n\
             Version: {version}\nDescription: {name}\n\n"
        )
    };
    // In the database's order they come first.
    let packages = package(&format!("0{MARKUP}"), MARKUP) + &package(&long("00"), &long("1.0"));
    let files = vec![(STATUS.into(), (packages + &status).into_bytes())];
    let name = format!("{MARKUP}\nline\r\t{}", long(""));

    let (session, window) = stage.window("admin")?;
    stage.sample.publish(&named(&name, Vec::new(), 1))?;
    let update = stage.check_in(&window)?;
    window.wait_words("<b>bold</b>", SOON)?;
    is_harmless(&window, "updates")?;
    is_near(&window, &update)?;

    stage.sample.publish(&named("90.1", files, 2))?;
    window.click(&Query::button("Check for Updates"))?;
    window.wait_words("90.1", PATIENCE)?;
    window.wait(&changes_saying("<b>bold</b>"), SOON)?;
    is_harmless(&window, "changes")?;
    window.click(&update)?;
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    drop((window, session));
    stage
        .caller("root")?
        .call("Restart", "a{sv}", &json!([{}]))?
        .ok()?;
    stage.restarted()?;

    let (_session, window) = stage.window("admin")?;
    window.click(&Query::role(Role::PageTab).named("Packages"))?;
    window.wait_words("<b>bold</b>", SOON)?;
    is_harmless(&window, "packages")?;

    window.click(&Query::role(Role::PageTab).named("Versions"))?;
    window.click(&Query::button("Show"))?;
    let row = Query::role(Role::ListItem).saying("<b>bold</b>");
    window.wait(&row, PATIENCE)?;
    is_harmless(&window, "versions")?;
    window.click(&row)?;
    let back = Query::button("Go Back to This Version");
    window.wait(&back, SOON)?;
    is_harmless(&window, "version")?;
    is_near(&window, &back)
}

fn changes_saying(words: &str) -> Query {
    let list = Query::role(Role::List).named("Changes");
    Query::role(Role::ListItem).saying(words).within(list)
}

/// A commit on top of what is published, with a time and a description of its own.
fn publish_raw(stage: &Stage, time: u64, about: &[&str]) -> Result<String> {
    let branch = stage.sample.branch()?;
    let output = Command::new("ostree")
        .arg(format!("--repo={}", stage.sample.repo().display()))
        .args(["commit", "--branch", &branch])
        .arg(format!("--tree=ref={branch}"))
        .arg(format!("--timestamp=@{time}"))
        .args(about.iter().map(|one| format!("--add-metadata={one}")))
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    let checksum = String::from_utf8(output.stdout)?.trim().to_owned();
    stage.sample.point_at(&checksum)?;
    Ok(checksum)
}

#[test]
fn absurd_descriptions_are_shown_and_the_service_lives_on() -> Result<()> {
    const REPO: &str = "--repo=/sysroot/ostree/repo";
    let options = Options {
        newer: 0,
        ..Options::default()
    };
    let stage = Stage::with(&options, &BootOptions::default())?;
    let key = "remote \"sample\".gpg-verify";
    let unverified = ["ostree", REPO, "config", "set", key, "false"];
    stage.machine().system(unverified)?.ok()?;
    let mut admin = stage.caller("admin")?;
    admin.call("Watch", "", &json!([]))?.ok()?;
    let pid = stage.machine().owner_of(NAME)?;
    let before = stage.machine().deployments()?;
    let (session, window) = stage.window("admin")?;

    // The end of a signed number, and of what calendars know.
    let cases = [
        (i64::MAX.unsigned_abs(), "version='end of time'"),
        (8_000_000_000_000, "version=uint32 7"),
        (9_000_000_000, "ostree.sizes=[[byte 0x01, 0x02]]"),
    ];
    for (time, about) in cases {
        let newest = publish_raw(&stage, time, &[about])?;
        admin.succeed("Check", "a{sv}", &json!([{}]))?;
        let update = admin.property("Update")?;
        assert_eq!(update["checksum"], newest, "{about}");
        assert_eq!(update["timestamp"], time, "{about}");
        let status = session.run(["waymarkctl", "status"])?;
        ensure!(status.status.success(), "{about}: {status:?}");
        let update = Query::button("Update").sensitive();
        window.wait(&update, PATIENCE)?;
        window.click(&Query::role(Role::PageTab).named("Versions"))?;
        window.wait(&Query::button("Show"), SOON)?;
        window.click(&Query::role(Role::PageTab).named("Updates"))?;
        window.wait(&update, SOON)?;
        let said = window.said();
        let complained = COMPLAINTS.iter().any(|word| said.contains(word));
        ensure!(!complained, "{about}: the window wrote: {said}");
    }
    assert_eq!(stage.machine().owner_of(NAME)?, pid, "the service fell");
    assert_eq!(stage.machine().deployments()?, before);
    Ok(())
}
