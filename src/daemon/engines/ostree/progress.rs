//! From what an operation says of itself to the job's bar.

use std::ops::Range;

use waymark_model::{Action, Ref, Step};
use waymark_sysroot::Event;

use crate::jobs::JobContext;

/// Which part of the whole bar each step of an action fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// One step that asks the server.
    Look,
    /// A download that is staged.
    Download,
    /// A change of the boot list.
    BootList,
}

impl Bar {
    pub(super) fn of(action: &Action) -> Self {
        match action {
            Action::Check { .. }
            | Action::History { .. }
            | Action::ListStreams
            | Action::Rebase { dry_run: true, .. } => Self::Look,
            Action::Update { .. }
            | Action::Rebase { .. }
            | Action::Restore {
                target: Ref::Version(_),
                ..
            } => Self::Download,
            _ => Self::BootList,
        }
    }

    fn part(self, step: Step) -> Range<f64> {
        match (self, step) {
            (Self::Download, Step::Preparing) => 0.0..0.01,
            (Self::Download, Step::Checking | Step::FetchingMetadata) => 0.01..0.05,
            (Self::Download, Step::Downloading) => 0.05..0.85,
            (Self::Download, _) => 0.85..1.0,
            (Self::BootList, Step::Writing) => 0.0..0.5,
            (Self::BootList, _) => 0.5..1.0,
            (Self::Look, _) => 0.0..1.0,
        }
    }

    pub(super) fn show(self, job: &JobContext, event: Event) {
        match event {
            Event::Step(step) => job.phase(step, self.part(step)),
            Event::Part(part) => job.advance(part),
            Event::Bytes { done, total } => job.bytes(done, total),
            Event::Cancellable(cancellable) => job.set_cancellable(cancellable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_a_download_fill_the_bar_in_their_order() {
        let steps = [
            Step::Preparing,
            Step::Checking,
            Step::Downloading,
            Step::Staging,
        ];
        let mut end = 0.0_f64;
        for step in steps {
            let part = Bar::Download.part(step);
            assert!((part.start - end).abs() < 1e-9, "{step}");
            end = part.end;
        }
        assert!((end - 1.0).abs() < 1e-9);
    }
}
