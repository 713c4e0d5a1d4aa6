//! A job that a dialog runs for itself: a search, a dry run.

use futures_util::StreamExt;
use relm4::{Component, ComponentSender};
use waymark_client::{Client, JobHandle, JobProgress, JobUpdate};
use waymark_model::{Action, Error, JobResult};

/// What became of it.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Which run it is, as the dialog counts them.
    pub(crate) serial: u64,
    /// What there is to tell.
    pub(crate) event: RanEvent,
}

/// What there is to tell of a run.
#[derive(Debug)]
pub(crate) enum RanEvent {
    /// It is a job now.
    Began(JobHandle),
    /// It goes on.
    Goes(JobProgress),
    /// It ended well, or was refused, failed or cancelled.
    Ended(Result<Box<JobResult>, Error>),
}

/// Runs an action and tells what becomes of it, as long as the dialog is there.
pub(crate) fn run<C: Component<CommandOutput = Ran>>(
    client: Client,
    action: Action,
    serial: u64,
    sender: &ComponentSender<C>,
) {
    sender.command(move |out, shutdown| {
        let tell = move |event| out.send(Ran { serial, event });
        shutdown
            .register(async move {
                let job = match client.act(&action).await {
                    Ok(job) => job,
                    Err(error) => {
                        let _ = tell(RanEvent::Ended(Err(error.to_error())));
                        return;
                    }
                };
                if tell(RanEvent::Began(job.clone())).is_err() {
                    return;
                }
                let mut updates = job.updates();
                while let Some(update) = updates.next().await {
                    let event = match update {
                        JobUpdate::Progress(progress) => RanEvent::Goes(progress),
                        JobUpdate::Finished(result) => RanEvent::Ended(match result.error() {
                            Some(error) => Err(error),
                            None => Ok(result),
                        }),
                    };
                    if tell(event).is_err() {
                        return;
                    }
                }
            })
            .drop_on_shutdown()
    });
}

/// Stops a job whose answer nobody waits for any more. The dialog may be gone by then.
pub(crate) fn stop(job: JobHandle) {
    relm4::spawn(async move {
        // It may be over by now, and there is nobody to tell.
        if let Err(error) = job.cancel().await {
            tracing::debug!(%error, "not cancelled");
        }
    });
}
