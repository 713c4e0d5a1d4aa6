//! A job, from its start to its end.

use futures_util::StreamExt;
use tokio::{select, signal::ctrl_c};
use waymark_client::{JobHandle, JobUpdate};
use waymark_model::{JobResult, JobState};

use crate::{failure::Failure, output::Output, progress::Progress};

/// Waits for the job's end and shows meanwhile how far it is. The first Ctrl-C asks
/// it to stop, the second leaves it running.
pub(crate) async fn to_the_end(job: &JobHandle, output: &Output) -> Result<JobResult, Failure> {
    let mut updates = job.updates();
    let mut progress = Progress::new(output);
    let mut asked_to_stop = false;
    loop {
        select! {
            update = updates.next() => match update {
                Some(JobUpdate::Progress(now)) => {
                    // Somebody else may have asked it as well.
                    asked_to_stop |= now.state == JobState::Cancelling;
                    progress.show(&now);
                }
                Some(JobUpdate::Finished(result)) => {
                    progress.close();
                    return ended(*result);
                }
                None => return ended(job.finished().await),
            },
            _ = ctrl_c() => {
                if asked_to_stop {
                    progress.close();
                    return Err(Failure::LeftRunning(job.path().to_owned()));
                }
                asked_to_stop = true;
                match job.cancel().await {
                    Ok(()) => progress.say("Asking the job to stop. Ctrl-C again leaves it running."),
                    Err(error) => progress.say(&format!(
                        "The job cannot be stopped: {error}. Ctrl-C again leaves it running."
                    )),
                }
            }
        }
    }
}

/// The result, or why there is none.
pub(crate) fn ended(result: JobResult) -> Result<JobResult, Failure> {
    match result.error() {
        Some(error) => Err(Failure::Job(Box::new(error), Box::new(result))),
        None => Ok(result),
    }
}
