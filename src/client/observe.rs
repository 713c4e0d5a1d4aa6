//! Following the system without keeping the service awake.
//!
//! The service is asked once at the start, and again only when it says by itself that
//! something changed: while nothing happens nothing is done here, and the service leaves
//! when it is idle.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc::{Sender, error::SendError};

use crate::{Client, Snapshot, feed::Feed, signals::Signals};

/// Changes often come in a burst; the service is asked once for each.
const BURST: Duration = Duration::from_millis(500);
/// After how long a bus that is away is looked for again.
const BUS_AWAY: Duration = Duration::from_secs(30);

/// Stream of what the service said last; from [`Client::observe`].
#[derive(Debug)]
pub struct Observed(Feed<Arc<Snapshot>>);

impl Stream for Observed {
    type Item = Arc<Snapshot>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

pub(crate) fn start(client: Client) -> Observed {
    Observed(Feed::start(|out| async move {
        // It ends when nobody listens any more.
        let _ = observe(&client, &out).await;
    }))
}

type Unheard = SendError<Arc<Snapshot>>;

async fn observe(client: &Client, out: &Sender<Arc<Snapshot>>) -> Result<(), Unheard> {
    let mut last = None;
    let mut first = true;
    loop {
        let Ok(mut signals) = Signals::of(client, &Client::path()).await else {
            tokio::time::sleep(BUS_AWAY).await;
            first = true;
            continue;
        };
        // That the service comes back is a change, too: it is awake, and does not say what
        // happened while it was away.
        while std::mem::take(&mut first) || signals.changed().await {
            signals.during(tokio::time::sleep(BURST)).await;
            signals.forget();
            let Ok(snapshot) = signals.during(client.snapshot()).await else {
                continue;
            };
            if last.as_deref() != Some(&snapshot) {
                let snapshot = Arc::new(snapshot);
                last = Some(Arc::clone(&snapshot));
                signals.during(out.send(snapshot)).await?;
            }
        }
    }
}
