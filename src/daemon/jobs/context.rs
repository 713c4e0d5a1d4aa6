//! What an engine is given for one job: a way to say how far it is, and to hear
//! that it should stop.

use std::{
    ops::Range,
    sync::{Arc, Mutex},
};

use tokio::sync::watch;
use waymark_model::{Error, ErrorKind, Result, Step};

use super::Log;

/// The bar stays below this until the system was read again and found as promised.
const UNVERIFIED_MAX: f64 = 0.99;

/// How far a job is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What it does now.
    pub step: Step,
    /// Overall, 0 to 1; −1 while nothing is known.
    pub fraction: f64,
    /// Bytes transferred by this job.
    pub bytes_done: u64,
    /// Bytes that this job will transfer; 0 if unknown.
    pub bytes_total: u64,
    /// Whether asking it to stop has an effect now.
    pub cancellable: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            step: Step::Preparing,
            fraction: -1.0,
            bytes_done: 0,
            bytes_total: 0,
            cancellable: true,
        }
    }
}

/// One job's line to its engine. Cheap to use from any thread.
#[derive(Debug)]
pub struct JobContext {
    progress: watch::Sender<Progress>,
    cancel: watch::Receiver<bool>,
    phase: Mutex<Range<f64>>,
    log: Arc<Log>,
}

impl JobContext {
    /// A context that reports into `progress` and stops once `cancel` holds true.
    #[must_use]
    pub fn new(progress: watch::Sender<Progress>, cancel: watch::Receiver<bool>) -> Self {
        Self {
            progress,
            cancel,
            phase: Mutex::new(0.0..1.0),
            log: Arc::default(),
        }
    }

    /// The same, with its lines in this log.
    #[must_use]
    pub fn with_log(self, log: Arc<Log>) -> Self {
        Self { log, ..self }
    }

    /// The same, but nobody sees how far it is: for what comes before the job itself.
    #[must_use]
    pub fn unseen(self) -> Self {
        Self {
            progress: watch::Sender::new(Progress::default()),
            ..self
        }
    }

    /// Passes on what the tool said. Whoever started the job may read it.
    #[cfg_attr(
        not(feature = "engine-rpm-ostree"),
        allow(dead_code, reason = "only that engine has a tool that speaks")
    )]
    pub fn log(&self, text: &str) {
        self.log.add(text);
    }

    /// Begins a step that fills the given part of the overall bar.
    pub fn phase(&self, step: Step, part: Range<f64>) {
        let start = part.start;
        *self.lock_phase() = part;
        self.progress.send_modify(|progress| {
            progress.step = step;
            raise(progress, start);
        });
    }

    /// Says how far the current step is, 0 to 1. The bar never goes back, and what is
    /// no number does not move it.
    pub fn advance(&self, within_phase: f64) {
        if within_phase.is_nan() {
            return;
        }
        let phase = self.lock_phase().clone();
        let overall = phase.start + (phase.end - phase.start) * within_phase.clamp(0.0, 1.0);
        self.progress
            .send_modify(|progress| raise(progress, overall));
    }

    /// Says how many bytes were transferred, of how many (0: unknown).
    pub fn bytes(&self, done: u64, total: u64) {
        self.progress.send_modify(|progress| {
            progress.bytes_done = done.max(progress.bytes_done);
            progress.bytes_total = total;
        });
    }

    /// Says whether asking to stop has an effect from here on. Whoever says no and
    /// then [checks](Self::check) once more misses no stop that was accepted.
    pub fn set_cancellable(&self, cancellable: bool) {
        self.progress
            .send_modify(|progress| progress.cancellable = cancellable);
    }

    /// Whether the job was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.cancel.borrow()
    }

    /// Ends the job here if it was asked to stop.
    ///
    /// # Errors
    /// `Cancelled`, if so.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(ErrorKind::Cancelled, "the job was cancelled"));
        }
        Ok(())
    }

    /// Waits until the job is asked to stop.
    pub async fn cancelled(&self) {
        let mut cancel = self.cancel.clone();
        if cancel.wait_for(|cancelled| *cancelled).await.is_err() {
            // Nobody is left who could ask.
            std::future::pending::<()>().await;
        }
    }

    fn lock_phase(&self) -> std::sync::MutexGuard<'_, Range<f64>> {
        self.phase
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn raise(progress: &mut Progress, fraction: f64) {
    progress.fraction = fraction.min(UNVERIFIED_MAX).max(progress.fraction);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> (JobContext, watch::Receiver<Progress>, watch::Sender<bool>) {
        let (progress, seen) = watch::channel(Progress::default());
        let (stop, cancel) = watch::channel(false);
        (JobContext::new(progress, cancel), seen, stop)
    }

    #[test]
    fn the_bar_never_goes_back_and_is_never_full_before_verification() {
        let (job, seen, _stop) = context();
        let mut last = -1.0;
        for (part, within) in [
            (0.0..0.1, 0.5),
            (0.1..0.9, 0.7),
            (0.1..0.9, 0.2),
            (0.05..0.5, 0.0),
            (0.9..0.95, f64::NAN),
            (0.9..1.0, 1.0),
            (0.9..1.0, f64::NAN),
        ] {
            job.phase(Step::Downloading, part);
            job.advance(within);
            let now = seen.borrow().fraction;
            assert!(now >= last && now <= UNVERIFIED_MAX, "{last} then {now}");
            last = now;
        }
        assert!((last - UNVERIFIED_MAX).abs() < f64::EPSILON);
    }

    #[tokio::test]
    async fn a_stop_is_heard() {
        let (job, _seen, stop) = context();
        assert!(job.check().is_ok());
        stop.send(true).unwrap();
        job.cancelled().await;
        assert_eq!(job.check().unwrap_err().kind, ErrorKind::Cancelled);
    }
}
