//! What the work of a transaction has around it: its voice, the knobs, and the daemon
//! that announces what changed.

use anyhow::{Result, bail};
use ostree::Sysroot;

use crate::knobs::{Board, Point};
use crate::signal::Signal;
use crate::transaction::Voice;

/// The daemon, as a transaction's work needs it.
pub trait Daemon: Send + Sync {
    /// Reads the system again and announces what changed; returns when that is done.
    fn announce(&self);
    /// Asks for a restart; fails if somebody is in the way.
    ///
    /// # Errors
    /// With the text that the transaction ends with.
    fn reboot(&self) -> Result<()>;
}

/// A transaction's work.
pub struct Run<'a> {
    /// How it speaks.
    pub voice: &'a Voice,
    /// The knobs.
    pub board: Board,
    /// The daemon.
    pub daemon: &'a dyn Daemon,
    /// The stateroot.
    pub osname: String,
    /// `LockLayering` of the configuration.
    pub lock_layering: bool,
    /// The systemd unit of the caller, if it has one.
    pub unit: Option<String>,
}

impl Run<'_> {
    /// The sysroot, as it is now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn sysroot(&self) -> Result<Sysroot> {
        super::open()
    }

    /// Says a line for people.
    pub fn message(&self, text: impl Into<String>) {
        self.voice.say(Signal::message(text));
    }

    /// Announces a step, does it, and says that it is done, even if it failed.
    ///
    /// # Errors
    /// As the step.
    pub fn task<T>(&self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        self.voice.say(Signal::task_begin(name));
        let outcome = self.board.step().and_then(|()| step());
        self.voice.say(Signal::task_end());
        outcome
    }

    /// A step that counts things: `NAME`, `NAME (1/n)`, …, the last at 100.
    ///
    /// # Errors
    /// If it was cancelled.
    pub fn count(&self, name: &str, things: usize) -> Result<()> {
        self.voice.say(Signal::percent(name, 0));
        for number in 1..=things {
            self.board.step()?;
            self.check()?;
            let percent = if number == things { 100 } else { 0 };
            let text = format!("{name} ({number}/{things})");
            self.voice.say(Signal::percent(text, percent));
        }
        self.voice.say(Signal::progress_end());
        Ok(())
    }

    /// A step that knows its percents.
    ///
    /// # Errors
    /// If it was cancelled.
    pub fn percents(&self, name: &str, percents: &[u32]) -> Result<()> {
        for percent in percents {
            self.voice.say(Signal::percent(name, *percent));
            self.board.step()?;
            self.check()?;
        }
        self.voice.say(Signal::progress_end());
        Ok(())
    }

    /// Passes a point at which a test may act.
    ///
    /// # Errors
    /// If it is to fail there, or was cancelled.
    pub fn at(&self, point: Point) -> Result<()> {
        self.board.pass(point, || self.voice.is_cancelled())?;
        self.check()
    }

    /// Goes on unless it was cancelled.
    ///
    /// # Errors
    /// If it was.
    pub fn check(&self) -> Result<()> {
        if self.voice.is_cancelled() {
            bail!("Operation was cancelled");
        }
        Ok(())
    }
}

/// A size as messages tell it, with a no-break space.
#[must_use]
pub fn size(bytes: u64) -> String {
    ostree::glib::format_size(bytes).replace(' ', "\u{a0}")
}
