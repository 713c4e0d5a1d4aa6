//! A comparison of 10 000 changes never keeps the window from answering.
//!
//! While it is opened, scrolled to its end and searched, the window is asked again and
//! again for its role, as a screen reader asks. Its main loop answers, so a question
//! waits for as long as the main loop is busy. What the window's main thread waited for a
//! processor meanwhile, because others had them all, is not its fault and is taken off.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
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
    let doing = &Doing::new(Some("opening"));
    let gaps = thread::scope(|scope| {
        let pulse = window.pulse();
        let gaps = scope.spawn(move || gaps(&pulse, pid, doing));
        let opened = open(&window, doing);
        doing.now(None);
        opened?;
        match gaps.join() {
            Ok(gaps) => gaps,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })?;
    println!(
        "{} questions while {CHANGES} changes were opened",
        gaps.len()
    );
    println!(
        "usual answer: {:.1} ms",
        median(gaps.iter().map(|gap| gap.1).collect())
    );
    let mut longest = BTreeMap::new();
    for (doing, gap) in gaps {
        let most = longest.entry(doing).or_insert(0.0_f64);
        *most = most.max(gap);
    }
    for (doing, most) in &longest {
        println!("longest wait while {doing}: {most:.1} ms");
    }
    let longest = longest.into_values().fold(0.0, f64::max);
    Ok(vec![Figure {
        what: format!("longest wait for an answer while {CHANGES} changes open, in ms"),
        found: longest,
        most: LONGEST,
    }])
}

/// What is done in the window, until all is done.
struct Doing(Mutex<Option<&'static str>>);

impl Doing {
    fn new(what: Option<&'static str>) -> Self {
        Self(Mutex::new(what))
    }

    fn now(&self, what: Option<&'static str>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    fn what(&self) -> Option<&'static str> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the comparison, goes to its end page by page, and searches in it.
fn open(window: &Window, doing: &Doing) -> Result<()> {
    window.click(&Query::button("Check Now"))?;
    let row = Query::role(Role::ListItem).within(Query::role(Role::List).named("Changes"));
    window.wait(&row, PATIENCE)?;
    window.focus(&row)?;
    doing.now(Some("scrolling"));
    for _ in 0..3 {
        window.press(&[key::END])?;
        window.look()?;
    }
    doing.now(Some("searching"));
    window.write(&Query::any().named("Search Changes"), "bench-09999")?;
    window.wait(&row.saying("bench-09999"), SOON)?;
    Ok(())
}

/// Milliseconds until each answer, without those that the main thread waited for a
/// processor, and what was done then.
fn gaps(pulse: &Pulse, pid: i32, doing: &Doing) -> Result<Vec<(&'static str, f64)>> {
    let mut gaps = Vec::new();
    while let Some(what) = doing.what() {
        let (begun, waited) = (Instant::now(), waited(pid)?);
        pulse.ask()?;
        let kept_waiting = self::waited(pid)? - waited;
        let gap = begun.elapsed().as_secs_f64() - kept_waiting;
        gaps.push((what, gap * 1e3));
    }
    Ok(gaps)
}

/// Seconds that the main thread has been ready to run and was not let.
fn waited(pid: i32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/schedstat"))?;
    let nanoseconds = text.split_whitespace().nth(1).context("no schedstat")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
