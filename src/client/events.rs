//! Following the service: its state, and its comings and goings.
//!
//! One task per [`Events`] stream owns the subscriptions and the watch. Losing the
//! service is a state that is told, not an end.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{FutureExt, Stream, StreamExt};
use tokio::{
    select,
    sync::mpsc::{Permit, Sender, error::SendError},
    time::{Instant, timeout},
};
use zbus::fdo::{NameOwnerChanged, NameOwnerChangedStream, PropertiesChangedStream};

use crate::{Client, ClientError, Result, Snapshot, Watch, feed::Feed};

/// The first pause before trying again; the next ones double it.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause, and how long a connection must last to count as a good one.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What became of the service, or of the system that it describes.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The service is there; this is what it says. Comes first, and after each loss.
    Connected(Arc<Snapshot>),
    /// The system, its jobs or the policy changed. Changes in a burst come as one.
    Changed(Arc<Snapshot>),
    /// The service went away. Connecting again is under way.
    Gone,
    /// No such service is installed. Told once; it is looked for again from time to time.
    Missing,
    /// The service cannot be reached for another reason: no system bus, it does not
    /// start, it speaks another contract. Told once for each reason; trying goes on.
    Unreachable(ClientError),
}

/// Stream of [`Event`]s; from [`Client::events`].
#[derive(Debug)]
pub struct Events(Feed<Event>);

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.0.poll_next_unpin(context)
    }
}

pub(crate) fn start(client: Client) -> Events {
    Events(Feed::start(|out| async move {
        // An error here means that nobody listens any more.
        let _ = follow(&client, &out).await;
    }))
}

async fn follow(client: &Client, out: &Sender<Event>) -> std::result::Result<(), SendError<Event>> {
    let mut pause = Duration::ZERO;
    let mut told = None;
    loop {
        match Session::open(client).await {
            Ok(session) => {
                told = None;
                let since = Instant::now();
                if session.run(client, out).await.is_err() {
                    return Ok(());
                }
                if since.elapsed() > LONGEST_PAUSE {
                    pause = Duration::ZERO;
                }
                out.send(Event::Gone).await?;
            }
            Err(error) => {
                let event = match error {
                    ClientError::Missing => Event::Missing,
                    other => Event::Unreachable(other),
                };
                if told.as_ref() != Some(&event) {
                    out.send(event.clone()).await?;
                    told = Some(event);
                }
            }
        }
        pause_until_owned(client, pause).await;
        pause = (pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
    }
}

/// Waits, but no longer than until someone owns the service's name.
async fn pause_until_owned(client: &Client, pause: Duration) {
    let owned = async {
        if let Ok(mut owners) = client.owners().await {
            while let Some(change) = owners.next().await {
                if change.args().is_ok_and(|args| args.new_owner().is_some()) {
                    return;
                }
            }
        }
        std::future::pending::<()>().await;
    };
    // Running out of time is the ordinary way out.
    let _ = timeout(pause, owned).await;
}

/// Whether this says that the service was lost; `None` is the end of the connection.
pub(crate) fn is_loss(change: Option<&NameOwnerChanged>) -> bool {
    change.is_none_or(|change| change.args().is_ok_and(|args| args.old_owner().is_some()))
}

/// Nobody listens any more.
struct Unheard;

/// The service while one process of it lives.
struct Session {
    owners: NameOwnerChangedStream,
    changes: PropertiesChangedStream,
    first: Snapshot,
    _watch: Watch,
}

impl Session {
    /// Subscribes first and reads then, so that nothing falls between.
    async fn open(client: &Client) -> Result<Self> {
        let owners = client.owners().await?;
        let properties = client.properties(&Client::path()).await?;
        let changes = properties.receive_properties_changed().await?;
        let watch = client.watch().await?;
        let first = client.snapshot().await?;
        Ok(Self {
            owners,
            changes,
            first,
            _watch: watch,
        })
    }

    /// Tells what changes until the service is lost.
    async fn run(
        mut self,
        client: &Client,
        out: &Sender<Event>,
    ) -> std::result::Result<(), Unheard> {
        let Some(permit) = self.room(out).await? else {
            return Ok(());
        };
        let mut last = Arc::new(std::mem::take(&mut self.first));
        permit.send(Event::Connected(Arc::clone(&last)));
        while self.changed().await {
            let Some(permit) = self.room(out).await? else {
                return Ok(());
            };
            while let Some(Some(_)) = self.changes.next().now_or_never() {}
            // If this fails the service is lost, or its next process will say why.
            let Ok(snapshot) = client.snapshot().await else {
                return Ok(());
            };
            if *last != snapshot {
                last = Arc::new(snapshot);
                permit.send(Event::Changed(Arc::clone(&last)));
            }
        }
        Ok(())
    }

    /// Waits for a change; false if the service was lost instead.
    async fn changed(&mut self) -> bool {
        loop {
            select! {
                owner = self.owners.next() => if is_loss(owner.as_ref()) { return false },
                change = self.changes.next() => return change.is_some(),
            }
        }
    }

    /// Waits until the listener took what it was given, while the subscriptions are
    /// read on; `None` if the service was lost meanwhile.
    async fn room<'a>(
        &mut self,
        out: &'a Sender<Event>,
    ) -> std::result::Result<Option<Permit<'a, Event>>, Unheard> {
        loop {
            select! {
                biased;
                owner = self.owners.next() => if is_loss(owner.as_ref()) { return Ok(None) },
                permit = out.reserve() => return permit.map(Some).map_err(|_| Unheard),
                change = self.changes.next() => if change.is_none() { return Ok(None) },
            }
        }
    }
}
