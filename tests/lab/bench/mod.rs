//! What Waymark costs, beside something that does the same without it, in the same run:
//! `dev/bench`.
//!
//! Everything is measured from outside, on the programs as they are released: on the
//! display, on the bus, in /proc and by the answers that the window gives to a screen
//! reader.

mod caller;
mod compare;
mod comparison;
mod daemon;
mod history;
mod idle;
mod service;
mod start;
mod tree;
mod update;
mod waits;

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use waymark_lab::{BootOptions, Machine, Options, Presence, Sample, Session, sample};

/// What is measured, by the name of its program.
const WINDOW: &str = "waymark";
const EMPTY: &str = "empty";

/// A bound and what was found.
struct Figure {
    what: String,
    found: f64,
    most: f64,
}

/// What can be measured of the service.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Part {
    Service,
    Update,
    Compare,
    History,
    Waits,
}

/// Measures a part and prints each figure with its bound.
///
/// # Errors
/// If a bound is missed, or something cannot be measured.
pub(crate) fn part(part: Part) -> Result<()> {
    match part {
        Part::Service => service::measure(),
        Part::Update => update::measure(),
        Part::Compare => compare::measure(),
        Part::History => history::measure(),
        Part::Waits => waits::measure(),
    }
}

/// The same of the window, with the programs in `programs`.
///
/// # Errors
/// If a bound is missed, or something cannot be measured.
pub(crate) fn window(programs: &Path) -> Result<()> {
    let folder = sample::temporary_folder()?;
    let options = Options {
        newer: 0,
        ..Options::default()
    };
    let sample = Sample::create(folder.path(), &options)?;
    let _server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    // Opened first by the lab, so that nothing moves in the windows from then on.
    let mut figures = vec![idle::measure(&session(&machine, programs)?)?];
    figures.extend(start::measure(&session(&machine, programs)?)?);
    figures.extend(comparison::measure(
        &sample,
        &machine,
        &session(&machine, programs)?,
    )?);

    report(&figures)
}

fn report(figures: &[Figure]) -> Result<()> {
    for figure in figures {
        let Figure { what, found, most } = figure;
        println!("{what}: {found:.2} (at most {most:.2})");
    }
    let missed = figures.iter().filter(|it| it.found > it.most).count();
    ensure!(
        missed == 0,
        "{missed} of {} bounds are missed",
        figures.len()
    );
    Ok(())
}

/// An administrator's session with a display, in which these programs come first.
fn session(machine: &Machine, programs: &Path) -> Result<Session> {
    let session = machine
        .session("admin", Presence::Active)?
        .with_display(1000, 800)?;
    let mut path = OsString::from(programs);
    for folder in [&programs.join("examples"), Path::new("/usr/bin")] {
        path.push(":");
        path.push(folder);
    }
    session.set_env("PATH", path);
    Ok(session)
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What a program on this machine says.
fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.with_context(|| program.to_owned())?;
    ensure!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Seconds that something takes.
fn time(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}
