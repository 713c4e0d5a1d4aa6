//! Following one job to its end, over the service's death too.
//!
//! Runs on the task of a [`JobUpdates`](crate::JobUpdates) stream.

use std::{future::pending, time::Duration};

use futures_util::StreamExt;
use tokio::{
    select,
    sync::mpsc::Sender,
    time::{Instant, sleep},
};
use waymark_model::{
    Dict, Dictionary, ErrorKind, JobResult, JobState, Outcome, dict::Field, names::JOB_INTERFACE,
};
use zbus::OwnedObjectPath;

use crate::{Client, JobProgress, JobUpdate, Result, Snapshot, events::is_loss};

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
    let mut owners = client.owners().await?;
    let properties = client.properties(path).await?;
    let mut changes = properties.receive_properties_changed().await?;
    let mut finished = client.job_proxy(path).await?.receive_finished().await?;

    let mut all = client.job_properties(path).await?;
    let mut unsent = true;
    loop {
        if let Some(result) = ended(&all) {
            return Ok(Some(result));
        }
        select! {
            biased;
            owner = owners.next() => if is_loss(owner.as_ref()) { return Ok(None) },
            signal = finished.next() => {
                let Some(signal) = signal else { return Ok(None) };
                return Ok(Some(JobResult::from_dict(signal.args()?.result())?));
            }
            change = changes.next() => {
                let Some(change) = change else { return Ok(None) };
                let args = change.args()?;
                if args.interface_name().as_str() != JOB_INTERFACE {
                    continue;
                }
                for (name, value) in args.changed_properties() {
                    all.insert((*name).to_owned(), value.try_to_owned()?);
                }
                unsent = true;
            }
            permit = async { if unsent { out.reserve().await } else { pending().await } } => {
                let Ok(permit) = permit else { return Ok(None) };
                permit.send(JobUpdate::Progress(JobProgress::from_properties(&all)));
                unsent = false;
            }
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
