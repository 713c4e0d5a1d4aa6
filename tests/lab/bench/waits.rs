//! What a person waits for on a system of 100 000 files, each beside what libostree's own
//! tool does for the same: `dev/bench waits`.

use std::time::Duration;

use anyhow::{Context as _, Result};
use waymark_lab::{BootOptions, Machine, Options, Sample, sample};

use super::caller::Caller;
use super::tree::{self, Newer};
use super::{Figure, daemon, report, run, time};

const PACKAGES: usize = 3000;
const UPGRADED: usize = 40;
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
    let server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let caller = Caller::connect(&machine)?;
    let mut waits = Waits::default();

    caller.read()?;
    waits.ours(&machine, "check", &["waymarkctl", "check"])?;
    daemon::stop(&machine)?;
    waits.add("first read", time(|| caller.read())?);
    let running = machine.running_checksum()?;
    waits.add(
        "review",
        time(|| caller.compare(&running, &newest, false).map(drop))?,
    );
    server.clear();
    waits.ours(&machine, "update", &["waymarkctl", "update", "--yes"])?;
    println!("{} requests", server.requests().len());
    let old = machine.deployments()?.pop().context("no deployment")?.id();
    waits.add("details", time(|| caller.details(&old))?);
    waits.ours(
        &machine,
        "history",
        &["waymarkctl", "history", "--limit", "50"],
    )?;
    waits.ours(&machine, "discard", &["waymarkctl", "discard"])?;
    waits.ours(&machine, "update again", &["waymarkctl", "update", "--yes"])?;
    let machine = machine.restart(RESTART)?;
    let caller = Caller::connect(&machine)?;
    caller.read()?;
    let large = machine.deployments()?;
    let large = large
        .iter()
        .find(|one| !one.running)
        .context("no other")?
        .id();
    waits.add("details of a large one", time(|| caller.details(&large))?);
    waits.ours(&machine, "restore", &["waymarkctl", "restore", &large])?;
    let running = machine.deployments()?;
    let running = running
        .iter()
        .find(|one| one.running)
        .context("none runs")?
        .id();
    waits.ours(
        &machine,
        "restore back",
        &["waymarkctl", "restore", &running],
    )?;
    waits.ours(
        &machine,
        "delete",
        &["waymarkctl", "delete", "--yes", &large],
    )?;
    report(&waits.0)
}

#[derive(Default)]
struct Waits(Vec<Figure>);

impl Waits {
    fn ours(&mut self, machine: &Machine, what: &str, command: &[&str]) -> Result<()> {
        let seconds = time(|| machine.system(command)?.ok().map(drop))?;
        self.add(what, seconds);
        Ok(())
    }

    fn add(&mut self, what: &str, seconds: f64) {
        println!("{what}: {seconds:.2} s");
        self.0.push(Figure {
            what: what.to_owned(),
            found: seconds,
            most: 1e9,
        });
    }
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
