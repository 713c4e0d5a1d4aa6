//! A job that a dialog runs for itself: a search, a dry run.

use futures_util::StreamExt;
use relm4::{Component, ComponentSender};
use waymark_client::{Client, JobHandle, JobProgress, JobUpdate};
use waymark_model::{Action, Error, JobResult};

/// The one job that a dialog waits for, if any. What comes of those that it gave up
/// is passed over.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// Which run it is.
    serial: u64,
    job: Option<JobHandle>,
}

/// What a dialog hears of its job.
#[derive(Debug)]
pub(crate) enum Heard {
    /// The job of this path goes on.
    Goes(String, JobProgress),
    /// It ended well, or was refused, failed or cancelled.
    Ended(Result<Box<JobResult>, Error>),
}

impl Run {
    /// Begins an action; an earlier one is given up.
    pub(crate) fn begin<C: Component<CommandOutput = Ran>>(
        &mut self,
        client: &Client,
        action: Action,
        sender: &ComponentSender<C>,
    ) {
        self.stop();
        run(client.clone(), action, self.serial, sender);
    }

    /// Gives up what runs; its answer is not waited for any more.
    pub(crate) fn stop(&mut self) {
        self.serial += 1;
        if let Some(job) = self.job.take() {
            stop(job);
        }
    }

    /// Takes in what became of a run; `None` if there is nothing to show of it.
    pub(crate) fn hear(&mut self, ran: Ran) -> Option<Heard> {
        let current = ran.serial == self.serial;
        match ran.event {
            // It was given up before it was a job.
            RanEvent::Began(job) if !current => stop(job),
            _ if !current => {}
            RanEvent::Began(job) => self.job = Some(job),
            RanEvent::Goes(progress) => {
                let path = self.job.as_ref().map_or("", JobHandle::path);
                return Some(Heard::Goes(path.to_owned(), progress));
            }
            RanEvent::Ended(answer) => {
                self.job = None;
                return Some(Heard::Ended(answer));
            }
        }
        None
    }
}

/// What became of an action, for [`Run::hear`].
#[derive(Debug)]
pub(crate) struct Ran {
    serial: u64,
    event: RanEvent,
}

#[derive(Debug)]
enum RanEvent {
    Began(JobHandle),
    Goes(JobProgress),
    Ended(Result<Box<JobResult>, Error>),
}

/// Runs an action and tells what becomes of it, as long as the dialog is there.
fn run<C: Component<CommandOutput = Ran>>(
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
fn stop(job: JobHandle) {
    relm4::spawn(async move {
        // It may be over by now, and there is nobody to tell.
        if let Err(error) = job.cancel().await {
            tracing::debug!(%error, "not cancelled");
        }
    });
}
