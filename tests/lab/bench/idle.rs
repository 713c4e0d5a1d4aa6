//! A window that nobody touches does nothing.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use waymark_lab::Session;
use waymark_lab::window::{SOON, Window};

use super::Figure;

const IDLE: Duration = Duration::from_secs(60);

/// Ticks of CPU time in a minute, after the window has come to rest.
pub(super) fn measure(session: &Session) -> Result<Figure> {
    let mut window = Window::open(session, [""; 0])?;
    window.wait_words("Not checked yet", SOON)?;
    window.look()?;
    let pid = window.process().context("it was opened here")?.pid()?;
    let spent = ticks_of(pid)?;
    window.close()?;
    Ok(Figure {
        what: "ticks of CPU time in an idle minute".to_owned(),
        found: f64::from(spent),
        most: 0.0,
    })
}

/// Ticks of CPU time of a program in a minute.
pub(super) fn ticks_of(pid: i32) -> Result<u32> {
    let before = ticks(pid)?;
    // The time is what is measured.
    thread::sleep(IDLE);
    Ok(ticks(pid)? - before)
}

/// The CPU time of a program so far, in ticks.
fn ticks(pid: i32) -> Result<u32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, which may hold anything, ends with the last bracket.
    let (_, fields) = text.rsplit_once(") ").context("no such program")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    // The 14th and 15th of all; these begin with the third.
    let time = |at: usize| -> Result<u32> { Ok(fields[at].parse()?) };
    Ok(time(11)? + time(12)?)
}
