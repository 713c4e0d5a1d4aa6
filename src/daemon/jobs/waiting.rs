//! Waiting for jobs: for one, for all, for the next that begins or ends.

#[cfg(test)]
use std::sync::Arc;

use tokio::sync::watch;
use waymark_model::JobResult;

use super::{Job, Runner, runner::Running};

/// Says whenever a job begins or ends.
pub struct JobsChanged(watch::Receiver<Vec<Running>>);

impl JobsChanged {
    /// Waits for the next time. `None` once there is no runner any more.
    pub async fn next(&mut self) -> Option<()> {
        self.0.changed().await.ok()
    }
}

impl Runner {
    /// Waits until no job of ours runs.
    pub async fn ended(&self) {
        let none = |running: &Vec<Running>| running.iter().all(|one| one.action.is_none());
        // The channel stays open: `self` has its sender.
        let _ = self.running.subscribe().wait_for(none).await;
    }

    /// Waits until a job has ended and nothing of it is left in the way of another.
    pub async fn see_out(&self, job: &Job) -> JobResult {
        let gone = |running: &Vec<Running>| running.iter().all(|one| one.job.path() != job.path());
        // The channel stays open: `self` has its sender.
        let _ = self.running.subscribe().wait_for(gone).await;
        job.ended().await
    }

    /// Says whenever a job began or ended.
    #[must_use]
    pub fn jobs_changed(&self) -> JobsChanged {
        JobsChanged(self.running.subscribe())
    }

    /// The jobs that run.
    #[cfg(test)]
    pub fn jobs(&self) -> Vec<Arc<Job>> {
        let running = self.running.borrow();
        running.iter().map(|one| Arc::clone(&one.job)).collect()
    }
}
