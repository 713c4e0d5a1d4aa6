//! From the start of the program to the picture that it comes to rest at, and the memory
//! that it has then.
//!
//! A first run of each program, which also starts the service, tells what that picture
//! is. A run is over as soon as the display shows it: with real deployments on it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use waymark_lab::Session;
use waymark_lab::machine::Process;
use waymark_lab::window::{Display, Picture};

use super::{EMPTY, Figure, WINDOW, median};

/// Measured starts of each program.
const RUNS: usize = 9;
/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a window that came to rest has shown the same.
const REST: Duration = Duration::from_secs(2);

pub(super) fn measure(session: &Session) -> Result<Vec<Figure>> {
    let name = session.display().context("there is no display")?;
    let display = Display::connect(&name)?;
    let bare = display.whole()?;
    let rests = [WINDOW, EMPTY].map(|program| at_rest(session, &display, &bare, program));
    let [window, empty] = rests;
    let (window, empty) = (window?, empty?);
    ensure!(window != empty, "the window shows nothing");

    let mut times = [Vec::new(), Vec::new()];
    let mut memory = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (at, (program, rest)) in [(WINDOW, &window), (EMPTY, &empty)].iter().enumerate() {
            let (time, pss) = run(session, &display, &bare, program, rest)?;
            times[at].push(time);
            memory[at].push(pss);
        }
    }
    let [window_time, empty_time] = times.map(median);
    let [window_memory, empty_memory] = memory.map(median);
    println!(
        "start: {:.0} ms, empty {:.0} ms; memory: {:.1} MB, empty {:.1} MB",
        window_time * 1e3,
        empty_time * 1e3,
        window_memory / 1e3,
        empty_memory / 1e3
    );
    Ok(vec![
        Figure {
            what: "time to the first frame with deployments, to an empty window".to_owned(),
            found: window_time / empty_time,
            most: 1.5,
        },
        Figure {
            what: "memory (PSS), to an empty window".to_owned(),
            found: window_memory / empty_memory,
            most: 1.25,
        },
    ])
}

/// What the display shows once the program has come to rest.
fn at_rest(session: &Session, display: &Display, bare: &Picture, program: &str) -> Result<Picture> {
    let process = session.spawn([program])?;
    let end = Instant::now() + PATIENCE;
    let mut picture = display.whole()?;
    let mut still = Instant::now();
    while picture == *bare || still.elapsed() < REST {
        ensure!(Instant::now() < end, "{program}: {}", process.stderr());
        let next = display.whole()?;
        if next != picture {
            picture = next;
            still = Instant::now();
        }
    }
    drop(process);
    gone(display, bare)?;
    Ok(picture)
}

/// Seconds until the picture is there, and kilobytes of memory then.
fn run(
    session: &Session,
    display: &Display,
    bare: &Picture,
    program: &str,
    rest: &Picture,
) -> Result<(f64, f64)> {
    let begun = Instant::now();
    let process = session.spawn([program])?;
    while display.whole()? != *rest {
        ensure!(
            begun.elapsed() < PATIENCE,
            "{program} does not come to the picture of before: {}",
            process.stderr()
        );
    }
    let time = begun.elapsed().as_secs_f64();
    let memory = pss(&process)?;
    drop(process);
    gone(display, bare)?;
    Ok((time, memory))
}

fn gone(display: &Display, bare: &Picture) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while display.whole()? != *bare {
        ensure!(Instant::now() < end, "the window stays");
    }
    Ok(())
}

/// Its share of memory, in kilobytes.
fn pss(process: &Process) -> Result<f64> {
    let file = format!("/proc/{}/smaps_rollup", process.pid()?);
    let text = std::fs::read_to_string(&file).context(file)?;
    text.lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .context("it tells no PSS")
}
