//! A job, from outside: how far it is, how it ended, and asking it to stop.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt};
use waymark_model::{ActionName, Dict, ErrorKind, Holder, JobResult, JobState, Step, dict::Field};
use zbus::OwnedObjectPath;

use crate::{Client, ClientError, Result, feed::Feed, track};

/// A job of the service. Dropping the handle leaves the job alone.
#[derive(Clone, Debug)]
pub struct JobHandle {
    client: Client,
    path: OwnedObjectPath,
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq)]
pub struct JobProgress {
    /// What was asked for.
    pub action: ActionName,
    /// Where it is in its life.
    pub state: JobState,
    /// What it does now.
    pub step: Step,
    /// Overall, 0 to 1, never going back; `None` while nothing is known.
    pub fraction: Option<f64>,
    /// Bytes transferred by this job.
    pub bytes_done: u64,
    /// Bytes that this job will transfer, where known.
    pub bytes_total: Option<u64>,
    /// Bytes a second.
    pub rate: u64,
    /// Whether asking it to stop has an effect now.
    pub cancellable: bool,
    /// Who runs it.
    pub holder: Holder,
}

/// What a job says of itself.
#[derive(Clone, Debug, PartialEq)]
pub enum JobUpdate {
    /// It goes on.
    Progress(JobProgress),
    /// It ended. Nothing follows.
    Finished(Box<JobResult>),
}

/// Stream of [`JobUpdate`]s that ends with the result; from [`JobHandle::updates`].
#[derive(Debug)]
pub struct JobUpdates(Feed<JobUpdate>);

impl Stream for JobUpdates {
    type Item = JobUpdate;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<JobUpdate>> {
        self.0.poll_next_unpin(context)
    }
}

impl JobHandle {
    pub(crate) fn new(client: Client, path: OwnedObjectPath) -> Self {
        Self { client, path }
    }

    /// Its path, by which others can attach.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.as_str()
    }

    /// How far it is, from now to its end. The first item is how far it is now; a
    /// slow reader misses steps in between, never the result.
    ///
    /// The service going away in the middle does not end the stream: once it is
    /// back the job is either attached to again or has a result, `Interrupted` if
    /// nobody knows better. Must be called on a tokio runtime.
    #[must_use]
    pub fn updates(&self) -> JobUpdates {
        let (client, path) = (self.client.clone(), self.path.clone());
        JobUpdates(Feed::start(|out| async move {
            track::track(&client, &path, &out).await;
        }))
    }

    /// Waits for its end, also if that was a while ago.
    pub async fn finished(&self) -> JobResult {
        let mut updates = self.updates();
        while let Some(update) = updates.next().await {
            if let JobUpdate::Finished(result) = update {
                return *result;
            }
        }
        // The task was torn down with its runtime.
        track::interrupted(&self.path)
    }

    /// Asks it to stop. It still ends by itself, as cancelled or otherwise.
    ///
    /// # Errors
    /// `NotAuthorized` for another user's job, `NotFound` once it is over, or
    /// the service is gone.
    pub async fn cancel(&self) -> Result<()> {
        Ok(self.client.job_proxy(&self.path).await?.cancel().await?)
    }

    /// What the tool behind the job said so far, from a line on; the first is 0.
    ///
    /// # Errors
    /// `NotAuthorized` for another user's job, `NotFound` a minute after its end, or
    /// the service is gone.
    pub async fn log(&self, from: u32) -> Result<Vec<String>> {
        let job = self.client.job_proxy(&self.path).await?;
        match job.get_log(from).await.map_err(ClientError::from) {
            Err(error) if is_unknown_object(&error) => Err(waymark_model::Error::new(
                ErrorKind::NotFound,
                "the job's log is kept for a minute after its end only",
            )
            .into()),
            answer => answer,
        }
    }
}

impl JobProgress {
    /// Reads the job's properties. What is absent or of another type is unknown.
    pub(crate) fn from_properties(all: &Dict) -> Self {
        Self {
            action: value(all, "Action").unwrap_or_default(),
            state: value(all, "State").unwrap_or_default(),
            step: value(all, "Step").unwrap_or_default(),
            fraction: value(all, "Fraction").filter(|fraction| (0.0..=1.0).contains(fraction)),
            bytes_done: value(all, "BytesDone").unwrap_or_default(),
            bytes_total: value(all, "BytesTotal").filter(|total| *total > 0),
            rate: value(all, "Rate").unwrap_or_default(),
            cancellable: value(all, "Cancellable").unwrap_or_default(),
            holder: value(all, "Holder").unwrap_or_default(),
        }
    }
}

fn value<T: Field>(all: &Dict, key: &str) -> Option<T> {
    all.get(key).and_then(|value| T::read(value))
}

/// Whether the answer means that the service has no such job (any more).
pub(crate) fn is_unknown_object(error: &ClientError) -> bool {
    matches!(error, ClientError::Service(error)
        if matches!(error.kind, ErrorKind::NotFound | ErrorKind::NotSupported))
}
