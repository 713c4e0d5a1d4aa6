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

use futures_util::{Stream, StreamExt};
use tokio::{
    sync::mpsc::{Sender, error::SendError},
    time::{Instant, timeout},
};

use crate::{
    Client, ClientError, Result, Snapshot, Watch,
    feed::Feed,
    signals::{self, Signals},
};

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
        // It ends when nobody listens any more.
        let _ = follow(&client, &out).await;
    }))
}

/// An error means that nobody listens any more.
type Told = std::result::Result<(), Unheard>;

struct Unheard;

impl<T> From<SendError<T>> for Unheard {
    fn from(_: SendError<T>) -> Self {
        Self
    }
}

async fn follow(client: &Client, out: &Sender<Event>) -> Told {
    let mut pause = Duration::ZERO;
    let mut told = None;
    loop {
        match Session::open(client).await {
            Ok(session) => {
                told = None;
                let since = Instant::now();
                session.run(client, out).await?;
                if since.elapsed() > LONGEST_PAUSE {
                    pause = Duration::ZERO;
                }
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
        // Either way it is time to try again.
        let _ = timeout(pause, signals::owned(client)).await;
        pause = (pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
    }
}

/// The service while one process of it lives.
struct Session {
    signals: Signals,
    first: Snapshot,
    _watch: Watch,
}

impl Session {
    /// Subscribes first and reads then, so that nothing falls between.
    async fn open(client: &Client) -> Result<Self> {
        let mut signals = Signals::of(client, &Client::path()).await?;
        let watch = signals.during(client.watch()).await?;
        signals.forget();
        let first = signals.during(client.snapshot()).await?;
        Ok(Self {
            signals,
            first,
            _watch: watch,
        })
    }

    /// Tells what changes until the service is lost.
    async fn run(self, client: &Client, out: &Sender<Event>) -> Told {
        let Self {
            mut signals,
            first,
            _watch,
        } = self;
        let mut last = Arc::new(first);
        let permit = signals.during(out.reserve()).await?;
        permit.send(Event::Connected(Arc::clone(&last)));
        while signals.changed().await {
            let permit = signals.during(out.reserve()).await?;
            signals.forget();
            // If this fails the service is lost, or its next process will say why.
            let Ok(snapshot) = signals.during(client.snapshot()).await else {
                break;
            };
            if *last != snapshot {
                last = Arc::new(snapshot);
                permit.send(Event::Changed(Arc::clone(&last)));
            }
        }
        drop(signals);
        out.send(Event::Gone).await?;
        Ok(())
    }
}
