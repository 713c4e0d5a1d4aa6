//! Jobs that an earlier service left behind when it died.

use std::sync::Arc;

use super::{Job, Runner, Seen, report};

impl Runner {
    /// Ends the jobs that an earlier service left running when it died: as the
    /// system shows them, or interrupted.
    pub async fn recover(&self) {
        // A record leaves the disk with its result, so that a second death loses nothing.
        let left = self.world.store().recall().await.running;
        for record in left {
            let seen = self.look(record.promise.is_about_arguments()).await;
            let seen = seen.unwrap_or_else(|error| {
                tracing::warn!(
                    error = error.message,
                    raw = error.raw,
                    "cannot read the system"
                );
                Seen::default()
            });
            let result = report::recovered(&record, &seen);
            tracing::warn!(
                job = record.job,
                action = %record.action,
                outcome = %result.outcome,
                "ended a job that an earlier service left"
            );
            let (job, shown) = (&record, result.clone());
            let ended = Arc::new(Job::new(job.job.clone(), job.action, job.uid, job.started));
            ended.finish(shown);
            self.board.post(&ended).await;
            self.remember(&result, None).await;
        }
    }
}
