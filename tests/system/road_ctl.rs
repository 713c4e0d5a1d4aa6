//! The main road by the command line alone.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use waymark_lab::session::Session;
use waymark_tests::Stage;

const PATIENCE: Duration = Duration::from_secs(120);

/// Runs waymarkctl and gives its JSON and exit code.
fn run(session: &Session, arguments: &[&str]) -> Result<(Value, i32)> {
    let command = ["waymarkctl", "--json"].iter().chain(arguments);
    let output = session.spawn(command)?.wait(PATIENCE)?;
    let json = serde_json::from_str(&output.stdout)
        .with_context(|| format!("{arguments:?}: {} {}", output.stdout, output.stderr))?;
    Ok((json, output.status.code().unwrap_or(-1)))
}

/// The same, which must succeed.
fn ctl(session: &Session, arguments: &[&str]) -> Result<Value> {
    let (json, code) = run(session, arguments)?;
    ensure!(
        code == 0,
        "waymarkctl {arguments:?} ended with {code}: {json}"
    );
    Ok(json)
}

/// Restarts; the command may be ended by that before it has told so.
fn restart(stage: &mut Stage, session: Session) -> Result<()> {
    let command = session.spawn(["waymarkctl", "--json", "restart"])?;
    stage.restarted()?;
    drop((command, session));
    Ok(())
}

fn flagged<'a>(status: &'a Value, flag: &str) -> Result<&'a Value> {
    status["deployments"]
        .as_array()
        .and_then(|all| all.iter().find(|each| each[flag] == true))
        .with_context(|| format!("nothing is {flag}: {status}"))
}

#[test]
fn the_road_by_the_command_line() -> Result<()> {
    let mut stage = Stage::new()?;
    let deployed = stage.sample.deployed()?;
    let versions = stage.sample.versions()?;
    let newest = versions.last().context("nothing is published")?.clone();
    let first = deployed.last().context("nothing is deployed")?.clone();

    // What is available, and what it would change, before the download.
    let admin = stage.session("admin")?;
    let checked = ctl(&admin, &["check"])?;
    assert_eq!(checked["update"]["version"], newest.version);
    let told = ctl(&admin, &["compare", "running", "available"])?;
    let expected = stage
        .sample
        .package_changes(&first.checksum, &newest.checksum)?;
    agree_on_packages(&told["changes"], &expected)?;

    // Update, restart.
    let updated = ctl(&admin, &["update", &newest.version])?;
    assert_eq!(updated["result"]["outcome"], "ok");
    assert_eq!(
        flagged(&ctl(&admin, &["status"])?, "staged")?["version"],
        newest.version
    );
    restart(&mut stage, admin)?;
    assert_eq!(stage.machine().running_checksum()?, newest.checksum);

    // Files, once both versions are here: as `ostree diff` tells them.
    let admin = stage.session("admin")?;
    let status = ctl(&admin, &["status"])?;
    assert_eq!(flagged(&status, "booted")?["version"], newest.version);
    let listed = ctl(&admin, &["compare", &first.version, "running", "--files"])?;
    // `ostree diff` lists what is in a folder that was added, but not what was in
    // one that was removed: the removed are those added the other way round.
    let forth = stage
        .sample
        .file_changes(&first.checksum, &newest.checksum)?;
    let back = stage
        .sample
        .file_changes(&newest.checksum, &first.checksum)?;
    assert_eq!(listed["summary"]["files-added"], files(&forth.added));
    assert_eq!(listed["summary"]["files-removed"], files(&back.added));
    assert_eq!(listed["summary"]["files-changed"], files(&forth.changed));

    // Pin the earliest; clean-up leaves it.
    let earliest = stage
        .machine()
        .deployments()?
        .last()
        .cloned()
        .context("nothing is deployed")?;
    ctl(&admin, &["pin", &earliest.id()])?;
    ctl(&admin, &["cleanup", "--keep", "0"])?;
    let left = stage.machine().deployments()?;
    assert!(
        left.iter()
            .any(|each| each.id() == earliest.id() && each.pinned)
    );
    assert!(left.iter().all(|each| each.running || each.pinned));

    // A version that only the remote has.
    let history = ctl(&admin, &["history", "--all"])?;
    let told: Vec<_> = history["versions"]
        .as_array()
        .context("no versions")?
        .iter()
        .filter_map(|each| each["version"].as_str())
        .collect();
    let expected: Vec<_> = versions
        .iter()
        .rev()
        .map(|each| each.version.as_str())
        .collect();
    assert_eq!(told, expected);
    let oldest = &versions[0];
    ctl(&admin, &["restore", &oldest.version])?;
    restart(&mut stage, admin)?;
    assert_eq!(stage.machine().running_checksum()?, oldest.checksum);

    // And back to the pinned one, which cannot be deleted while it is pinned.
    let admin = stage.session("admin")?;
    ctl(&admin, &["restore", &earliest.id()])?;
    restart(&mut stage, admin)?;
    assert_eq!(stage.machine().running_checksum()?, earliest.checksum);

    let admin = stage.session("admin")?;
    ctl(&admin, &["unpin", &earliest.id()])?;
    assert!(
        stage
            .machine()
            .deployments()?
            .iter()
            .all(|each| !each.pinned)
    );
    let (unknown, code) = run(&admin, &["restore", "no-such-version"])?;
    assert_eq!((code, &unknown["error"]["kind"]), (4, &"NotFound".into()));
    let (refused, code) = run(&admin, &["delete", &newest.version])?;
    assert_eq!(
        (code, &refused["error"]["kind"]),
        (3, &"NotAuthorized".into())
    );
    Ok(())
}

/// How many of the paths are files: folders come with what is in them.
fn files(paths: &[PathBuf]) -> usize {
    let is_folder = |path: &PathBuf| {
        paths
            .iter()
            .any(|other| other != path && other.starts_with(path))
    };
    paths.iter().filter(|path| !is_folder(path)).count()
}

fn agree_on_packages(
    told: &Value,
    expected: &[waymark_lab::packages::PackageChange],
) -> Result<()> {
    let told: Vec<_> = told
        .as_array()
        .context("no changes")?
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().map(str::to_owned);
            (text("name").unwrap_or_default(), text("old"), text("new"))
        })
        .collect();
    let mut expected: Vec<_> = expected
        .iter()
        .map(|row| (row.name.clone(), row.old.clone(), row.new.clone()))
        .collect();
    let mut sorted = told.clone();
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected);
    ensure!(!told.is_empty(), "nothing changes");
    Ok(())
}
