//! How a caller follows a long operation and stops it.

use std::{fmt, sync::Arc};

use ostree::gio::{self, prelude::*};
use waymark_model::{Error, ErrorKind, Result, Step};

/// What a long operation says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// It begins another step.
    Step(Step),
    /// How far the step is, 0 to 1.
    Part(f64),
    /// Bytes transferred in this operation, of how many (0: unknown).
    Bytes {
        /// So far.
        done: u64,
        /// In all.
        total: u64,
    },
    /// Whether stopping it has an effect from here on.
    Cancellable(bool),
}

/// A line to one long operation. Clones are the same line.
#[derive(Clone)]
pub struct Control {
    cancellable: gio::Cancellable,
    report: Arc<dyn Fn(Event) + Send + Sync>,
}

impl Control {
    /// A line that gives what the operation says to `report`, on the
    /// operation's thread and at most some ten times a second.
    #[must_use]
    pub fn new(report: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self {
            cancellable: gio::Cancellable::new(),
            report: Arc::new(report),
        }
    }

    /// Asks the operation to stop. From any thread, as often as one likes.
    pub fn stop(&self) {
        self.cancellable.cancel();
    }

    pub(crate) fn handle(&self) -> &gio::Cancellable {
        &self.cancellable
    }

    pub(crate) fn step(&self, step: Step) {
        (self.report)(Event::Step(step));
    }

    pub(crate) fn say(&self, event: Event) {
        (self.report)(event);
    }

    /// Ends the operation here if it was asked to stop.
    pub(crate) fn check(&self) -> Result<()> {
        if self.cancellable.is_cancelled() {
            return Err(Error::new(
                ErrorKind::Cancelled,
                "the operation was cancelled",
            ));
        }
        Ok(())
    }

    /// Ends the operation here if it was asked to stop; from here on it goes to its end.
    pub(crate) fn past_the_point_of_return(&self) -> Result<()> {
        self.say(Event::Cancellable(false));
        self.check()
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("stopped", &self.cancellable.is_cancelled())
            .finish_non_exhaustive()
    }
}
