//! What other programs do to the system, shown as jobs.
//!
//! Such a job is on the bus like any other while it runs, and keeps changes of ours
//! away. It is nobody's request to this service: it is not written down, and its end
//! is not among the results.

use std::sync::{Arc, atomic::Ordering};

use futures_util::StreamExt;
use waymark_model::{Error, ErrorKind};

use super::{Job, Runner, report};
use crate::{clock, engine::Foreign, store::Memory};

impl Runner {
    /// Shows what other programs do, for as long as the engine tells of it.
    pub fn follow_foreign(self: &Arc<Self>) -> impl Future<Output = ()> + Send + use<> {
        let mut foreign = self.world.engine().foreign();
        let runner = Arc::clone(self);
        async move {
            while let Some(begun) = foreign.next().await {
                if runner.stopping.load(Ordering::Relaxed) {
                    return;
                }
                runner.show(begun).await;
            }
        }
    }

    async fn show(self: &Arc<Self>, begun: Foreign) {
        let hold = self.idle.hold();
        let Foreign {
            action,
            holder,
            follow,
        } = begun;
        let store = self.world.store();
        let path = store.change(Memory::next_job).await;
        let job = Arc::new(Job::foreign(holder, path, action, clock::seconds()));
        self.board.post(&job).await;
        self.list(&job, None);
        let path = job.path().to_owned();
        self.world.change(|now| now.jobs.push(path)).await;
        tracing::info!(job = job.path(), %action, holder = ?job.holder(), "another program began");

        let runner = Arc::clone(self);
        tokio::spawn(async move {
            let before = runner.world.now();
            job.begin();
            // A task of its own: an engine that panics does not leave the job behind.
            let ended = tokio::spawn(follow(job.context())).await;
            let ended = ended.unwrap_or_else(|error| {
                Err(Error::new(ErrorKind::Failed, "the engine broke down").raw(error.to_string()))
            });
            let after = runner.world.refresh().await.ok();
            let after = after.as_ref().map(|now| &now.state);
            let result = report::result(&job, &ended, &before.state, after);
            tracing::info!(job = job.path(), outcome = %result.outcome, "another program ended");
            runner
                .world
                .change(|now| now.jobs.retain(|path| path != job.path()))
                .await;
            job.finish(result);
            runner.unlist(&job);
            drop(hold);
        });
    }
}
