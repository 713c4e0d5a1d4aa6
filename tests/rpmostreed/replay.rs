//! Plays a recorded transaction to whoever connects.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::recording::{Event, Recording};
use crate::signal::Signal;
use crate::transaction::{Plan, Transaction, Voice, Work};

/// Serves a recorded transaction on a socket: the same title and client, the same
/// answer to `Start`, the same signals in the same order. `pace` scales the recorded
/// times; 0 is as fast as possible.
///
/// # Errors
/// If no transaction was followed in the recording, or the socket cannot be made.
pub fn serve(recording: &Recording, socket: &Path, pace: f64) -> Result<Transaction> {
    let (title, client) = recording
        .events
        .iter()
        .find_map(|timed| match &timed.event {
            Event::Connected { title, client } => Some((title.clone(), client.clone())),
            _ => None,
        })
        .with_context(|| format!("{}: no transaction was followed", recording.name))?;
    Transaction::listen(Plan {
        socket: socket.to_owned(),
        title,
        client,
        work: work(recording, pace),
        joined: recording.started() == Some(false),
        note: None,
    })
}

/// The work of a transaction that says what was recorded.
#[must_use]
pub fn work(recording: &Recording, pace: f64) -> Work {
    let mut begun = Duration::ZERO;
    let mut script: Vec<(Duration, Signal)> = Vec::new();
    for timed in &recording.events {
        match &timed.event {
            Event::Started(_) => begun = timed.at,
            Event::Signal(signal) => script.push((timed.at, signal.clone())),
            _ => {}
        }
    }
    Box::new(move |voice: &Voice| {
        let start = Instant::now();
        for (at, signal) in script {
            let due = at.saturating_sub(begun).mul_f64(pace.max(0.0));
            std::thread::sleep(due.saturating_sub(start.elapsed()));
            if let Some(outcome) = signal.outcome() {
                return Some(outcome);
            }
            voice.say(signal);
        }
        None
    })
}
