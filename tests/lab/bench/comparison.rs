//! A comparison of 10 000 changes never keeps the window from answering.
//!
//! While it is opened, scrolled to its end and searched, the window is asked again and
//! again for its role, as a screen reader asks. Its main loop answers, so a question
//! waits for as long as the main loop is busy. What the window's main thread waited for a
//! processor meanwhile, because others had them all, is not its fault and is taken off.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use chrono::Utc;
use waymark_lab::version::VersionSpec;
use waymark_lab::window::{Pulse, Query, Role, SOON, Window, keys::key};
use waymark_lab::{Machine, Sample, Session};

use super::{Figure, median};

const CHANGES: usize = 10_000;
/// Where the sample keeps what is installed, below `/usr`.
const STATUS: &str = "share/dpkg/database/status";
const LONGEST: f64 = 50.0;
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn measure(
    sample: &Sample,
    machine: &Machine,
    session: &Session,
) -> Result<Vec<Figure>> {
    let status = ["cat", "/usr/share/dpkg/database/status"];
    let mut packages = machine.system(status)?.ok()?;
    for number in 0..CHANGES {
        write!(
            packages,
            "\nPackage: bench-{number:05}\nStatus: install ok installed\n\
             Architecture: all\nVersion: 1.{number}-1\nDescription: one of many\n"
        )?;
    }
    sample.publish(&VersionSpec {
        version: "90.1".to_owned(),
        date: Utc::now(),
        install: Vec::new(),
        remove: Vec::new(),
        files: vec![(STATUS.into(), packages.into_bytes())],
        remove_files: Vec::new(),
        kernel: None,
        end_of_life: None,
    })?;

    let mut window = Window::open(session, [""; 0])?;
    window.wait_words("Not checked yet", SOON)?;
    window.look()?;
    let pid = window.process().context("it was opened here")?.pid()?;
    let over = &AtomicBool::new(false);
    let gaps = thread::scope(|scope| {
        let pulse = window.pulse();
        let gaps = scope.spawn(move || gaps(&pulse, pid, over));
        let opened = open(&window);
        over.store(true, Ordering::Relaxed);
        opened?;
        match gaps.join() {
            Ok(gaps) => gaps,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })?;
    let longest = gaps.iter().copied().fold(0.0, f64::max);
    println!(
        "{} questions while {CHANGES} changes were opened",
        gaps.len()
    );
    println!("usual answer: {:.1} ms", median(gaps));
    Ok(vec![Figure {
        what: format!("longest wait for an answer while {CHANGES} changes open, in ms"),
        found: longest,
        most: LONGEST,
    }])
}

/// Opens the comparison, goes to its end page by page, and searches in it.
fn open(window: &Window) -> Result<()> {
    window.click(&Query::button("Check Now"))?;
    let row = Query::role(Role::ListItem).within(Query::role(Role::List).named("Changes"));
    window.wait(&row, PATIENCE)?;
    window.focus(&row)?;
    for _ in 0..3 {
        window.press(&[key::END])?;
        window.look()?;
    }
    window.write(&Query::any().named("Search Changes"), "bench-09999")?;
    window.wait(&row.saying("bench-09999"), SOON)?;
    Ok(())
}

/// Milliseconds until each answer, without those that the main thread waited for a
/// processor.
fn gaps(pulse: &Pulse, pid: i32, over: &AtomicBool) -> Result<Vec<f64>> {
    let mut gaps = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let (begun, waited) = (Instant::now(), waited(pid)?);
        pulse.ask()?;
        let kept_waiting = self::waited(pid)? - waited;
        let gap = begun.elapsed().as_secs_f64() - kept_waiting;
        gaps.push(gap * 1e3);
    }
    Ok(gaps)
}

/// Seconds that the main thread has been ready to run and was not let.
fn waited(pid: i32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/schedstat"))?;
    let nanoseconds = text.split_whitespace().nth(1).context("no schedstat")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
