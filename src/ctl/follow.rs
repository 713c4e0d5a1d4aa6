//! A job, from its start to its end.

use std::future::pending;

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use tokio::{
    select,
    signal::unix::{Signal, SignalKind, signal},
};
use waymark_client::{JobHandle, JobUpdate};
use waymark_model::{JobResult, JobState};

use crate::{failure::Failure, output::Output, progress::Progress};

/// Waits for the job's end and shows meanwhile how far it is. The first Ctrl-C asks
/// it to stop, the second leaves it running.
pub(crate) async fn to_the_end(job: &JobHandle, output: &Output) -> Result<JobResult, Failure> {
    // Where interrupts cannot be heard, they end the program as usual.
    let mut interrupts = signal(SignalKind::interrupt()).ok();
    let mut updates = job.updates();
    let mut progress = Progress::new(output);
    let mut asked_to_stop = false;
    // Asking may take as long as a password does, and is interrupted like the rest.
    let mut answer: BoxFuture<'_, _> = pending().boxed();
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
            () = heard(&mut interrupts) => {
                if asked_to_stop {
                    progress.close();
                    return Err(Failure::LeftRunning(job.path().to_owned()));
                }
                asked_to_stop = true;
                progress.say("Asking the job to stop. Ctrl-C again leaves it running.");
                answer = job.cancel().boxed();
            }
            answered = &mut answer => {
                answer = pending().boxed();
                if let Err(error) = answered {
                    progress.say(&format!("It was not asked to stop: {error}."));
                }
            }
        }
    }
}

async fn heard(interrupts: &mut Option<Signal>) {
    if let Some(signal) = interrupts
        && signal.recv().await.is_some()
    {
        return;
    }
    pending::<()>().await;
}

/// The result, or why there is none.
pub(crate) fn ended(result: JobResult) -> Result<JobResult, Failure> {
    match result.error() {
        Some(error) => Err(Failure::Job(Box::new(error), Box::new(result))),
        None => Ok(result),
    }
}
