//! `dev/faults --machine`: the power of a machine is cut at thirty points, and after each
//! of them a whole version must run and Waymark must tell the truth.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, ensure};
use waymark_lab::emulator::{self, Cut, Disks, Trial};

/// The disks that points begin from, known to Waymark and shut down well.
struct Beginnings {
    old: PathBuf,
    new: PathBuf,
}

/// Goes through all points, or through those whose name holds `filter`, and prints a line
/// for each.
///
/// # Errors
/// If anything is not as it must be after one of them.
pub(crate) fn all(filter: &str) -> Result<()> {
    let seed = emulator::seed()?;
    println!("Thirty power cuts of WAYMARK_LAB_SEED={seed}");
    let begun = Instant::now();
    let disks = Disks::make(seed)?;
    let beginnings = begin(&disks)?;
    println!("Ready after {} s", begun.elapsed().as_secs());
    let all = Cut::thirty(seed);
    let (mut tried, mut wrong) = (0, 0);
    for (number, cut) in all.iter().enumerate() {
        let name = cut.to_string();
        if !name.contains(filter) {
            continue;
        }
        tried += 1;
        let begun = Instant::now();
        let told = point(*cut, &disks, &beginnings);
        let (word, told) = match told {
            Ok(told) => ("well", told),
            Err(error) => {
                wrong += 1;
                ("WRONG", format!("{error:?}"))
            }
        };
        let took = begun.elapsed().as_secs();
        println!("{:2} {name}: {word}: {told} [{took} s]", number + 1);
    }
    println!(
        "{tried} power cuts, {wrong} of them not survived, in {} s",
        begun.elapsed().as_secs()
    );
    ensure!(tried > 0, "no power cut is called {filter:?}");
    ensure!(wrong == 0, "{wrong} of {tried} power cuts went wrong");
    Ok(())
}

fn begin(disks: &Disks) -> Result<Beginnings> {
    let old = disks.fresh("old")?;
    let mut trial = Trial::boot(disks, &old)?;
    trial.look(false)?;
    trial.machine.shut_down()?;
    trial.machine.wait_off()?;

    let new = disks.copy(&old, "new")?;
    let mut trial = Trial::boot(disks, &new)?;
    trial.ok("waymarkctl update")?;
    let mut trial = trial.restart("waymarkctl restart --yes", &new)?;
    let seen = trial.look(true)?;
    ensure!(
        seen.runs() == disks.new.version && seen.start() == ("updated", None),
        "the update does not run: {seen:?}"
    );
    trial.machine.shut_down()?;
    trial.machine.wait_off()?;
    Ok(Beginnings { old, new })
}

/// Makes a cut on a disk of its own, and, where it stopped what was to be done, does
/// that once more.
fn point(cut: Cut, disks: &Disks, beginnings: &Beginnings) -> Result<String> {
    let from = match cut {
        Cut::GoingBack(_) => &beginnings.new,
        _ => &beginnings.old,
    };
    let disk = Temporary(disks.copy(from, "cut")?);
    let trial = Trial::boot(disks, disk.path())?;
    let (mut trial, mut told) = cut.make(disks, trial, disk.path())?;
    if let Some(again) = cut.again(disks, &mut trial)? {
        told = format!("{told}; {again}");
    }
    Ok(told)
}

/// A disk that is removed when nobody needs it.
struct Temporary(PathBuf);

impl Temporary {
    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // The folder goes at the end anyway.
        let _ = fs::remove_file(&self.0);
    }
}
