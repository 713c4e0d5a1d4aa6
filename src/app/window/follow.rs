//! Listening to the service: its state, and jobs to their end.
//!
//! All of it runs as commands on tokio's threads and ends with the window. Ending
//! to listen never cancels a job.

use std::{pin::pin, time::Duration};

use futures_util::StreamExt;
use relm4::ComponentSender;
use waymark_client::{Client, Event, JobHandle, JobUpdate};
use waymark_model::{ActionName, Error, Ref};

use super::{Window, asked::Asked, pace};

/// How often a job's progress is shown at most; faster is seen by nobody.
const PACE: Duration = Duration::from_millis(100);

/// What the service tells.
#[derive(Debug)]
pub(crate) enum Told {
    /// The system, or whether the service is there.
    Service(Event),
    /// An action that this window asked for is a job now, or was refused.
    Began(Box<Asked>, Result<JobHandle, Error>),
    /// The check that nobody asked for is a job now, or was refused.
    CheckedQuietly(Result<JobHandle, Error>),
    /// A job that someone else started.
    Found(JobHandle),
    /// How far a job is.
    Job(String, JobUpdate),
    /// A version is hidden (true) or shown again, or that was refused.
    Hidden(String, bool, Result<(), Error>),
    /// A job could not be stopped.
    NotCancelled(ActionName, Error),
}

/// Listens to the service as long as the window is there.
pub(crate) fn service(client: Client, sender: &ComponentSender<Window>) {
    sender.command(move |out, shutdown| {
        shutdown
            .register(async move {
                let mut events = client.events();
                while let Some(event) = events.next().await {
                    if out.send(Told::Service(event)).is_err() {
                        break;
                    }
                }
            })
            .drop_on_shutdown()
    });
}

/// Asks for an action.
pub(crate) fn act(client: Client, asked: Asked, sender: &ComponentSender<Window>) {
    sender.oneshot_command(async move {
        let answer = client.act(&asked.action).await;
        Told::Began(Box::new(asked), answer.map_err(|error| error.to_error()))
    });
}

/// Offers a version no more, or again.
pub(crate) fn hide(
    client: Client,
    version: String,
    hidden: bool,
    sender: &ComponentSender<Window>,
) {
    sender.oneshot_command(async move {
        let target = Ref::Version(version.clone());
        let answer = client.set_hidden(&target, hidden).await;
        Told::Hidden(version, hidden, answer.map_err(|error| error.to_error()))
    });
}

/// Looks for an update where that takes no password.
pub(crate) fn check_quietly(client: Client, sender: &ComponentSender<Window>) {
    sender.oneshot_command(async move {
        let answer = client.check_quietly().await;
        Told::CheckedQuietly(answer.map_err(|error| error.to_error()))
    });
}

/// Finds a job that the service says runs.
pub(crate) fn find(client: Client, path: String, sender: &ComponentSender<Window>) {
    sender.command(move |out, shutdown| {
        shutdown
            .register(async move {
                // It may have ended since; then there is nothing to follow.
                if let Ok(job) = client.job(&path).await {
                    let _ = out.send(Told::Found(job));
                }
            })
            .drop_on_shutdown()
    });
}

/// Follows a job to its end.
pub(crate) fn job(job: JobHandle, sender: &ComponentSender<Window>) {
    sender.command(move |out, shutdown| {
        shutdown
            .register(async move {
                let mut updates = pin!(pace::paced(job.updates(), PACE));
                while let Some(update) = updates.next().await {
                    if out.send(Told::Job(job.path().to_owned(), update)).is_err() {
                        break;
                    }
                }
            })
            .drop_on_shutdown()
    });
}

/// Asks a job to stop.
pub(crate) fn cancel(client: Client, path: String, sender: &ComponentSender<Window>) {
    sender.command(move |out, shutdown| {
        shutdown
            .register(async move {
                let answer = match client.job(&path).await {
                    Ok(job) => job.cancel().await,
                    Err(error) => Err(error),
                };
                if let Err(error) = answer {
                    let _ = out.send(Told::NotCancelled(ActionName::CancelAny, error.to_error()));
                }
            })
            .drop_on_shutdown()
    });
}
