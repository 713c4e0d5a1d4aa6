//! Comparing two versions, beside `ostree diff` of the same two: `dev/bench compare`.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use waymark_lab::{BootOptions, Machine, Options, Sample, sample};

use super::caller::Caller;
use super::tree::{self, FILES, Newer};
use super::{Figure, median, report, run, time};

/// Measured comparisons of each kind.
const ROUNDS: usize = 7;
/// Sizes of the trees, in packages.
const PACKAGES: [usize; 3] = [30, 300, 3000];
/// How many of them are newer in the second version.
const UPGRADED: usize = 40;
/// How many comparisons the service remembers.
const REMEMBERED: usize = 4;

pub(super) fn measure() -> Result<()> {
    let folder = sample::temporary_folder()?;
    let options = Options {
        deployed: REMEMBERED,
        newer: 0,
        ..Options::default()
    };
    let sample = Sample::create(folder.path(), &options)?;
    let repo = sample.sysroot().join("ostree/repo");
    let others: Vec<_> = sample
        .deployed()?
        .into_iter()
        .map(|one| one.checksum)
        .collect();
    let base = &others[0];
    let made = Instant::now();
    let versions = PACKAGES.map(|packages| {
        [Newer::Nothing, Newer::Packages(UPGRADED)]
            .map(|newer| tree::commit(&repo, base, packages, newer))
    });
    let largest = PACKAGES[PACKAGES.len() - 1];
    let half = tree::commit(&repo, base, largest, Newer::HalfOfTheFolders)?;
    println!("the trees were made in {:.0?}", made.elapsed());

    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let caller = Caller::connect(&machine)?;
    caller.read()?;
    let _watch = caller.watch()?;
    let mut figures = Vec::new();
    let mut upgraded = Vec::new();
    let mut first = String::new();
    for (packages, versions) in PACKAGES.into_iter().zip(versions) {
        let [old, new] = versions;
        let (old, new) = (old?, new?);
        let found = compare(&caller, &repo, &others, &old, &new)?;
        found.tell(&format!("{} files", packages * FILES));
        upgraded.push(found);
        first = old;
    }
    let halved = compare(&caller, &repo, &others, &first, &half)?;
    halved.tell(&format!("{} files, half of the folders", largest * FILES));
    let large = upgraded[upgraded.len() - 1];
    for (case, found) in [
        (format!("{UPGRADED} packages"), large),
        ("half of all folders".to_owned(), halved),
    ] {
        figures.push(Figure {
            what: format!("packages that differ, {case} newer, to ostree diff"),
            found: found.packages / found.diff,
            most: 0.1,
        });
        figures.push(Figure {
            what: format!("all files that differ, {case} newer, to ostree diff"),
            found: found.files / found.diff,
            most: 0.5,
        });
    }
    report(&figures)
}

/// Seconds.
#[derive(Clone, Copy)]
struct Found {
    packages: f64,
    files: f64,
    diff: f64,
    rows: [u32; 2],
}

impl Found {
    fn tell(&self, what: &str) {
        let [packages, files] = self.rows;
        println!(
            "{what}: {packages} packages in {:.1} ms, {files} files in {:.1} ms, ostree diff {:.1} ms",
            self.packages * 1e3,
            self.files * 1e3,
            self.diff * 1e3
        );
    }
}

fn compare(caller: &Caller, repo: &Path, others: &[String], old: &str, new: &str) -> Result<Found> {
    let repo = format!("--repo={}", repo.display());
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    let mut rows = [0; 2];
    for _ in 0..ROUNDS {
        for (at, files) in [false, true].into_iter().enumerate() {
            forget(caller, others)?;
            times[at].push(time(|| {
                rows[at] = caller.compare(old, new, files)?;
                Ok(())
            })?);
        }
        times[2].push(time(|| {
            let told = run("ostree", &[&repo, "diff", old, new])?;
            ensure!(!told.is_empty(), "ostree diff finds nothing");
            Ok(())
        })?);
    }
    let [packages, files, diff] = times.map(median);
    Ok(Found {
        packages,
        files,
        diff,
        rows,
    })
}

/// Lets the service forget what it compared: it remembers the last few.
fn forget(caller: &Caller, others: &[String]) -> Result<()> {
    for same in others {
        caller.compare(same, same, false)?;
    }
    Ok(())
}
