//! An update beside `ostree admin upgrade`: the same commits from the same server.

use anyhow::{Context as _, Result, ensure};
use waymark_lab::{BootOptions, Machine, Options, Sample, Server, sample};

use super::caller::Caller;
use super::{Figure, daemon, report, run, time};

/// Measured updates of each kind.
const ROUNDS: usize = 7;
/// Some 60 MB in 4 000 files.
const FILES: usize = 4000;

pub(super) fn measure() -> Result<()> {
    let folder = sample::temporary_folder()?;
    let options = Options {
        older: 0,
        deployed: 1,
        payload_files: FILES,
        ..Options::default()
    };
    let sample = Sample::create(folder.path(), &options)?;
    let server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let bench = Bench {
        old: machine.running_checksum()?,
        new: sample.versions()?.pop().context("no version")?.checksum,
        caller: Caller::connect(&machine)?,
        sample,
        server,
        machine,
    };
    let mut figures = vec![bench.side_by_side("object by object")?];
    bench.make_delta()?;
    figures.push(bench.side_by_side("by a static delta")?);
    report(&figures)
}

struct Bench {
    sample: Sample,
    server: Server,
    machine: Machine,
    caller: Caller,
    old: String,
    new: String,
}

impl Bench {
    fn side_by_side(&self, how: &str) -> Result<Figure> {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            self.forget()?;
            theirs.push(self.update(&["ostree", "admin", "upgrade", "--stage"])?);
            self.forget()?;
            self.caller.read()?;
            ours.push(self.update(&["waymarkctl", "update", "--yes"])?);
        }
        // What else the machine does only adds to it.
        let told = |all: &[(f64, usize, u64)]| {
            let fastest = all.iter().map(|one| one.0).fold(f64::INFINITY, f64::min);
            let (_, requests, bytes) = all[all.len() - 1];
            (fastest, requests, bytes)
        };
        let (ours, theirs) = (told(&ours), told(&theirs));
        for (who, (seconds, requests, bytes)) in [("Waymark", ours), ("ostree", theirs)] {
            println!("{how}, {who}: {seconds:.2} s, {requests} requests, {bytes} bytes");
        }
        Ok(Figure {
            what: format!("an update {how}, to ostree admin upgrade --stage"),
            found: ours.0 / theirs.0,
            most: 1.05,
        })
    }

    /// Seconds, requests and bytes until the new version is staged.
    fn update(&self, command: &[&str]) -> Result<(f64, usize, u64)> {
        self.server.clear();
        let mut said = String::new();
        let seconds = time(|| {
            said = self.machine.system(command)?.ok()?;
            Ok(())
        })?;
        let deployments = self.machine.deployments()?;
        let staged = deployments.iter().find(|one| one.staged);
        ensure!(
            staged.is_some_and(|staged| staged.checksum == self.new),
            "the new version is not staged: {said}"
        );
        let requests = self.server.requests();
        let bytes = requests.iter().map(|request| request.bytes).sum();
        Ok((seconds, requests.len(), bytes))
    }

    /// The system as it was before the update, and no service.
    fn forget(&self) -> Result<()> {
        daemon::stop(&self.machine)?;
        if self.machine.deployments()?.iter().any(|one| one.staged) {
            self.machine
                .system(["ostree", "admin", "undeploy", "0"])?
                .ok()?;
        }
        let repo = self.sample.sysroot().join("ostree/repo");
        let repo = format!("--repo={}", repo.display());
        let followed = format!("--create=sample:{}", self.sample.branch()?);
        run("ostree", &[&repo, "refs", "--force", &followed, &self.old])?;
        run("ostree", &[&repo, "refs", "--delete", "waymark"])?;
        run("ostree", &[&repo, "prune", "--refs-only"])?;
        let gone = run("ostree", &[&repo, "show", &self.new]).is_err();
        ensure!(gone, "the new version is still here");
        Ok(())
    }

    fn make_delta(&self) -> Result<()> {
        let repo = format!("--repo={}", self.sample.repo().display());
        let (from, to) = (format!("--from={}", self.old), format!("--to={}", self.new));
        run("ostree", &[&repo, "static-delta", "generate", &from, &to])?;
        run("ostree", &[&repo, "summary", "--update"])?;
        Ok(())
    }
}
