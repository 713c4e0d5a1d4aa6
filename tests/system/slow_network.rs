//! Servers that send too little, and downloads that go on where they broke off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_lab::Options;
use waymark_lab::server::Request;

use crate::network::{Ask, Trial};

/// Silence and a trickle end in this time: see `docs/architecture.md`.
const BOUND: Duration = Duration::from_secs(110);
/// Well into content, and far from the end.
const SOME: u64 = 800_000;

#[test]
fn a_server_that_falls_silent_is_offline() -> Result<()> {
    let mut trial = Trial::new(&Options::default())?;
    trial.stage.server.stall_after(0);
    trial.ends_in("silence", Ask::Check, "Offline", BOUND)?;
    trial.stage.server.mend();
    trial.check()?;
    trial.stage.server.stall_after(SOME);
    trial.ends_in("silence", Ask::Update, "Offline", BOUND)?;
    trial.stage.server.mend();
    trial.admin.update()?;
    Ok(())
}

#[test]
fn a_trickle_is_offline() -> Result<()> {
    let mut trial = Trial::new(&Options::default())?;
    trial.stage.server.set_rate(Some(200));
    trial.ends_in("a trickle", Ask::Check, "Offline", BOUND)?;
    trial.stage.server.mend();
    trial.check()?;
    trial.stage.server.set_rate(Some(200));
    trial.ends_in("a trickle", Ask::Update, "Offline", BOUND)?;
    trial.stage.server.mend();
    trial.admin.update()?;
    Ok(())
}

#[test]
fn a_slow_link_goes_on_to_the_end() -> Result<()> {
    const RATE: u64 = 20_000;
    let mut trial = Trial::new(&Options {
        payload_files: 100,
        ..Options::default()
    })?;
    trial.check()?;
    trial.stage.server.clear();
    trial.stage.server.set_rate(Some(RATE));
    let job = trial
        .admin
        .call("Update", "sa{sv}", &json!(["", {}]))?
        .ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    // Longer than any patience with one that sends too little.
    let long = RATE * 70;
    ensure!(
        trial
            .stage
            .server
            .wait_until(Duration::from_secs(180), |all| sent(all) > long),
        "it does not go on"
    );
    let result = trial.admin.result_of(&job)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    Ok(())
}

#[test]
fn a_resumed_download_fetches_what_is_left_and_little_more() -> Result<()> {
    resumes(false)
}

#[test]
fn a_resumed_download_of_deltas_fetches_what_is_left_and_little_more() -> Result<()> {
    resumes(true)
}

fn resumes(with_delta: bool) -> Result<()> {
    let mut trial = Trial::new(&Options {
        payload_files: 900,
        ..Options::default()
    })?;
    if with_delta {
        publish_delta(&trial)?;
    }
    trial.check()?;
    let server = &trial.stage.server;
    server.clear();
    server.set_rate(Some(3_000_000));
    server.cut_after(7_000_000);
    trial.ends_in("a cut", Ask::Update, "Offline", BOUND)?;
    let server = &trial.stage.server;
    let first = server.requests();
    server.mend();
    server.clear();
    trial.admin.update()?;
    let second = trial.stage.server.requests();
    let is_delta = |request: &Request| request.path.starts_with("/deltas/");
    assert_eq!(second.iter().any(is_delta), with_delta);

    let left = left(&trial.stage.sample.repo(), &first, &second)?;
    let (came, rest) = (sent(&first), sent(&second));
    eprintln!("{came} bytes came first; {left} were left; then came {rest}");
    ensure!(left > 3_000_000, "only {left} bytes were left");
    ensure!(
        rest * 100 <= left * 105,
        "{left} bytes were left, and {rest} came"
    );
    Ok(())
}

/// How much was left: everything that the server has and was asked for in either try, each
/// once and as large as it is there, without what the first try was sent to its end.
fn left(repo: &Path, first: &[Request], second: &[Request]) -> Result<u64> {
    let mut sizes = BTreeMap::new();
    for request in first.iter().chain(second).filter(|one| one.status == 200) {
        let file = repo.join(request.path.trim_start_matches('/'));
        let size = fs::metadata(&file).with_context(|| file.display().to_string())?;
        sizes.insert(request.path.as_str(), size.len());
    }
    let here: BTreeSet<_> = first
        .iter()
        .filter(|one| sizes.get(one.path.as_str()) == Some(&one.bytes))
        .map(|one| one.path.as_str())
        .collect();
    let left = sizes.iter().filter(|(path, _)| !here.contains(**path));
    Ok(left.map(|(_, size)| size).sum())
}

fn sent(requests: &[Request]) -> u64 {
    requests.iter().map(|request| request.bytes).sum()
}

/// Publishes the way from what runs to the newest version, in parts of a megabyte.
fn publish_delta(trial: &Trial) -> Result<()> {
    let running = trial.stage.running()?.checksum;
    let newest = trial.stage.sample.versions()?;
    let newest = &newest.last().context("nothing was published")?.checksum;
    let repo = format!("--repo={}", trial.stage.sample.repo().display());
    let from = format!("--from={running}");
    let delta = [
        "static-delta",
        "generate",
        "--max-chunk-size=1",
        &from,
        newest,
    ];
    for arguments in [&delta[..], &["summary", "--update"]] {
        let output = Command::new("ostree")
            .args([arguments, &[&repo]].concat())
            .output()?;
        ensure!(output.status.success(), "{output:?}");
    }
    Ok(())
}
