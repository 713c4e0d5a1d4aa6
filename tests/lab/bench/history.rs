//! The descriptions of many versions over a slow link, beside `ostree pull` of the same.

use std::time::Duration;

use anyhow::{Result, ensure};
use waymark_lab::{BootOptions, Machine, Options, Sample, sample};

use super::caller::Caller;
use super::{Figure, report, run, time};

const VERSIONS: usize = 1000;
const LATENCY: Duration = Duration::from_millis(20);

pub(super) fn measure() -> Result<()> {
    let folder = sample::temporary_folder()?;
    let options = Options {
        older: 0,
        deployed: 1,
        newer: 0,
        ..Options::default()
    };
    let sample = Sample::create(folder.path(), &options)?;
    sample.publish_descriptions(VERSIONS)?;
    let server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let caller = Caller::connect(&machine)?;
    caller.read()?;
    let _watch = caller.watch()?;
    let repo = format!("--repo={}", sample.sysroot().join("ostree/repo").display());
    let branch = sample.branch()?;
    server.set_latency(LATENCY);

    server.clear();
    let ours = time(|| {
        let told = machine
            .system(["waymarkctl", "history", "--all", "--json"])?
            .ok()?;
        let told: serde_json::Value = serde_json::from_str(&told)?;
        let count = told["versions"].as_array().map_or(0, Vec::len);
        ensure!(count > VERSIONS, "only {count} versions are told");
        Ok(())
    })?;
    let our_requests = server.requests().len();
    run("ostree", &[&repo, "prune", "--refs-only"])?;

    server.clear();
    let depth = format!("--depth={VERSIONS}");
    let theirs = time(|| {
        let pull = ["pull", "--commit-metadata-only", &depth, "sample", &branch];
        run("ostree", &[&[repo.as_str()], &pull[..]].concat()).map(drop)
    })?;
    let their_requests = server.requests().len();
    println!("history of {VERSIONS} versions: {ours:.1} s, {our_requests} requests");
    println!("ostree pull: {theirs:.1} s, {their_requests} requests");
    report(&[Figure {
        what: format!("the history of {VERSIONS} versions, to ostree pull"),
        found: ours / theirs,
        most: 1.1,
    }])
}
