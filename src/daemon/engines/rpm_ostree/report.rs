//! From a transaction's events to the job that runs it, and to what is known at its end.

use std::ops::Range;

use waymark_model::Step;

use super::{
    events::Event,
    progress::{Expect, Meter},
    sizes::size,
};
use crate::jobs::JobContext;

/// No transaction says more than this; more would be a daemon gone wild.
const LINES_MAX: usize = 10_000;

/// How a job is told about a transaction.
pub(crate) struct Report<'a> {
    job: &'a JobContext,
    part: Range<f64>,
    meter: Meter,
    step: Option<Step>,
    messages: Vec<String>,
}

/// How a transaction that succeeded went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// What it said, line by line.
    pub(crate) messages: Vec<String>,
    /// It said that there was nothing to do.
    pub(crate) unchanged: bool,
    /// How much room it made, in bytes, as it said.
    pub(crate) freed: Option<u64>,
}

impl<'a> Report<'a> {
    /// Reports into a part of the job's bar, and into its log.
    pub(crate) fn new(job: &'a JobContext, part: Range<f64>, expect: Expect) -> Self {
        Self {
            job,
            part,
            meter: Meter::new(expect),
            step: None,
            messages: Vec::new(),
        }
    }

    /// The job.
    pub(super) fn job(&self) -> &'a JobContext {
        self.job
    }

    /// What was said so far.
    pub(super) fn messages(&self) -> &[String] {
        &self.messages
    }

    pub(super) fn see(&mut self, event: &Event) {
        match event {
            Event::Message(text) => {
                self.job.log(text);
                if self.messages.len() < LINES_MAX {
                    self.messages.push(text.clone());
                }
            }
            Event::TaskBegin(text) => self.job.log(text),
            _ => {}
        }
        self.meter.see(event);
        if self.step != Some(self.meter.step()) {
            self.step = Some(self.meter.step());
            self.job.phase(self.meter.step(), self.part.clone());
        }
        self.job.advance(self.meter.fraction());
        let (done, total) = self.meter.bytes();
        self.job.bytes(done, total);
    }

    /// The end of a success.
    pub(super) fn ended(self) -> Ended {
        Ended {
            unchanged: is_unchanged(&self.messages),
            freed: freed(&self.messages),
            messages: self.messages,
        }
    }
}

/// Whether a success did nothing. A clean-up that finds no deployment to remove says
/// so and may still make room.
pub(super) fn is_unchanged(messages: &[String]) -> bool {
    let nothing = |line: &String| {
        [
            "No upgrade available.",
            "No change.",
            "No changes.",
            "Deployments unchanged.",
        ]
        .contains(&line.as_str())
            || line.starts_with("Pinned to commit")
    };
    messages.iter().any(nothing) && freed(messages).is_none()
}

pub(super) fn freed(messages: &[String]) -> Option<u64> {
    let sizes = messages
        .iter()
        .filter_map(|line| size(line.strip_prefix("Freed: ")?));
    sizes.reduce(u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_done_is_told_from_room_made() {
        let lines = |lines: &[&str]| {
            lines
                .iter()
                .map(|&line| line.to_owned())
                .collect::<Vec<_>>()
        };
        assert!(is_unchanged(&lines(&[
            "Pulling manifest: x",
            "No upgrade available."
        ])));
        assert!(is_unchanged(&lines(&["Deployments unchanged."])));
        assert!(!is_unchanged(&lines(&[
            "Deployments unchanged.",
            "Freed: 7.1\u{a0}MB (x)"
        ])));
        assert!(!is_unchanged(&lines(&[
            "Freed: 964 bytes (pkgcache branches: 0)"
        ])));
        assert!(!is_unchanged(&[]));
    }
}
