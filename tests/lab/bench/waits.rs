//! What a person waits for on a system of 100 000 files: `dev/bench waits`.

use std::time::Duration;

use anyhow::{Context as _, Result};
use waymark_lab::machine::Deployed;
use waymark_lab::{BootOptions, Machine, Options, Sample, sample};

use super::caller::Caller;
use super::tree::{self, Newer};
use super::{Figure, daemon, median, report, run, time};

const PACKAGES: usize = 3000;
const UPGRADED: usize = 40;
const ROUNDS: usize = 3;
const RESTART: Duration = Duration::from_secs(120);

pub(super) fn measure() -> Result<()> {
    let folder = sample::temporary_folder()?;
    let options = Options {
        older: 0,
        deployed: 2,
        newer: 0,
        ..Options::default()
    };
    let sample = Sample::create(folder.path(), &options)?;
    let newest = large(&sample)?;
    let _server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let caller = Caller::connect(&machine)?;
    caller.read()?;
    act(&machine, "check", &["check"])?;
    daemon::stop(&machine)?;
    tell("service's start and first read", time(|| caller.read())?);
    let running = machine.running_checksum()?;
    let review = time(|| caller.compare(&running, &newest, false).map(drop))?;
    tell("review of the packages", review);
    act(&machine, "update", &["update", "--yes"])?;
    act(&machine, "history of 50", &["history", "--limit", "50"])?;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(act(&machine, "discard", &["discard"])?);
        act(&machine, "update that is here", &["update", "--yes"])?;
        let undeploy = ["ostree", "admin", "undeploy", "0"];
        theirs.push(time(|| machine.system(undeploy)?.ok().map(drop))?);
        act(&machine, "update that is here", &["update", "--yes"])?;
    }

    let machine = machine.restart(RESTART)?;
    let caller = Caller::connect(&machine)?;
    caller.read()?;
    let deployments = machine.deployments()?;
    let id = |running| {
        let found = deployments.iter().find(|one| one.running == running);
        found.map(Deployed::id).context("it is not deployed")
    };
    let (running, other) = (id(true)?, id(false)?);
    tell("all of a deployment", time(|| caller.details(&other))?);
    act(&machine, "restore", &["restore", &other])?;
    act(&machine, "restore", &["restore", &running])?;
    act(&machine, "delete", &["delete", "--yes", &other])?;
    report(&[Figure {
        what: "discarding an update, to ostree admin undeploy".to_owned(),
        found: median(ours) / median(theirs),
        most: 0.75,
    }])
}

/// Acts as root does at a terminal.
fn act(machine: &Machine, what: &str, arguments: &[&str]) -> Result<f64> {
    let command = [&["waymarkctl"], arguments].concat();
    let seconds = time(|| machine.system(command)?.ok().map(drop))?;
    tell(what, seconds);
    Ok(seconds)
}

fn tell(what: &str, seconds: f64) {
    println!("{what}: {seconds:.2} s");
}

/// Lets a large version run and the server offer the next one, which it returns.
fn large(sample: &Sample) -> Result<String> {
    let archive = sample.repo();
    let base = sample.versions()?.pop().context("no version")?.checksum;
    let old = tree::commit(&archive, &base, PACKAGES, Newer::Nothing)?;
    let new = tree::commit(&archive, &base, PACKAGES, Newer::Packages(UPGRADED))?;
    let branch = sample.branch()?;
    let archive = archive.display().to_string();
    let sysroot = sample.sysroot().display().to_string();
    let served = format!("--repo={archive}");
    let repo = format!("--repo={sysroot}/ostree/repo");
    run(
        "ostree",
        &[
            &served,
            "refs",
            "--force",
            &format!("--create={branch}"),
            &new,
        ],
    )?;
    run("ostree", &[&served, "summary", "--update"])?;
    // What is made here is not signed.
    run(
        "ostree",
        &[
            &repo,
            "config",
            "set",
            "remote \"sample\".gpg-verify",
            "false",
        ],
    )?;
    run(
        "ostree",
        &[&repo, "pull-local", "--remote=sample", &archive, &old],
    )?;
    let followed = format!("sample:{branch}");
    run(
        "ostree",
        &[
            &repo,
            "refs",
            "--force",
            &format!("--create={followed}"),
            &old,
        ],
    )?;
    let sysroot = format!("--sysroot={sysroot}");
    let deploy = [
        "admin",
        "deploy",
        &sysroot,
        "--os=sample",
        "--retain",
        "--no-prune",
        "--karg=rw",
    ];
    run("ostree", &[&deploy[..], &[&followed]].concat())?;
    Ok(new)
}
