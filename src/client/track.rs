//! Following one job to its end, over the service's death too.
//!
//! Runs on the task of a [`JobUpdates`](crate::JobUpdates) stream.

use std::time::Duration;

use tokio::{
    sync::mpsc::Sender,
    time::{Instant, sleep},
};
use waymark_model::{Dict, ErrorKind, JobResult, JobState, Outcome, dict::Field};
use zbus::OwnedObjectPath;

use crate::{Client, JobProgress, JobUpdate, Result, Snapshot, signals::Signals};

/// How long the service may stay away before its job counts as interrupted.
const PATIENCE: Duration = Duration::from_secs(20);
/// The pause between two tries to reach it.
const PAUSE: Duration = Duration::from_millis(250);

/// Tells how far the job is, and at last how it ended.
pub(crate) async fn track(client: &Client, path: &OwnedObjectPath, out: &Sender<JobUpdate>) {
    loop {
        let result = match attend(client, path, out).await {
            Ok(Some(result)) => Some(result),
            // Lost, or not there any more: the service's own record says which.
            Ok(None) | Err(_) => recover(client, path).await,
        };
        if let Some(result) = result {
            // Nobody listens any more if this fails.
            let _ = out.send(JobUpdate::Finished(Box::new(result))).await;
            return;
        }
    }
}

/// Follows the job's object; `None` if the service was lost meanwhile.
async fn attend(
    client: &Client,
    path: &OwnedObjectPath,
    out: &Sender<JobUpdate>,
) -> Result<Option<JobResult>> {
    let mut signals = Signals::of(client, path).await?;
    let mut last = None;
    loop {
        signals.forget();
        let all = signals.during(client.job_properties(path)).await?;
        if let Some(result) = ended(&all) {
            return Ok(Some(result));
        }
        let progress = JobProgress::from_properties(&all);
        if last.as_ref() != Some(&progress) {
            let Ok(permit) = signals.during(out.reserve()).await else {
                return Ok(None);
            };
            permit.send(JobUpdate::Progress(progress.clone()));
            last = Some(progress);
        }
        if !signals.changed().await {
            return Ok(None);
        }
    }
}

/// The result that the job's properties hold, if it has ended.
fn ended(all: &Dict) -> Option<JobResult> {
    let state = JobState::read(all.get("State")?)?;
    let result = JobResult::read(all.get("Result")?)?;
    (state == JobState::Finished && !result.job.is_empty()).then_some(result)
}

/// Asks a service that is back what became of the job; `None` if it still runs.
async fn recover(client: &Client, path: &OwnedObjectPath) -> Option<JobResult> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match client.snapshot().await {
            Ok(snapshot) if snapshot.jobs.iter().any(|job| job == path.as_str()) => {
                return None;
            }
            Ok(snapshot) => return Some(recorded(snapshot, path)),
            Err(error) if Instant::now() > deadline || !error.is_gone() => {
                tracing::debug!(%error, job = path.as_str(), "the job's end is not known");
                return Some(interrupted(path));
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// What the service remembers of the job.
fn recorded(snapshot: Snapshot, path: &OwnedObjectPath) -> JobResult {
    snapshot
        .results
        .into_iter()
        .filter(|result| result.job == path.as_str())
        .max_by_key(|result| result.finished)
        .unwrap_or_else(|| interrupted(path))
}

/// The result of a job whose end nobody knows.
pub(crate) fn interrupted(path: &OwnedObjectPath) -> JobResult {
    JobResult {
        job: path.to_string(),
        outcome: Outcome::Failed,
        error: Some(ErrorKind::Interrupted),
        message: Some("the service went away while the job ran; how it ended is not known".into()),
        ..JobResult::default()
    }
}
