//! What is wrong with the network at the moment, and the permission to send that
//! every piece of content needs: that is where speed, cuts and stalls happen.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::record::{Id, Record};

/// How far sending may catch up after a timer was late.
const SLACK: Duration = Duration::from_millis(20);

/// What happens at the end that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Cut,
    Stall,
}

/// What a test has set.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    pub(super) rate: Option<u64>,
    pub(super) latency: Duration,
    /// At how many bytes sent in all the network fails, and how.
    pub(super) end: Option<(u64, Fault)>,
    /// What is wrong with the answers to paths that contain a text.
    pub(super) wrong: Vec<(String, Wrong)>,
}

/// What may be wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// An HTTP status in its place.
    Status(u16),
    /// It leads to itself.
    Redirected,
    /// One of its bytes is another.
    Corrupt,
    /// The second half is missing, and its stated length is that of the first.
    Truncated,
    /// It states more than it has, and the connection ends where it ends.
    Overstated,
    /// It has no stated length, and no end.
    Endless,
    /// Other content, as of an earlier time.
    Replaced(Vec<u8>),
}

impl Faults {
    pub(super) fn wrong(&self, path: &str) -> Option<&Wrong> {
        let mut all = self.wrong.iter();
        all.find(|(part, _)| path.contains(part))
            .map(|(_, wrong)| wrong)
    }
}

/// The network between the server and its clients.
pub(super) struct Link {
    faults: watch::Sender<Faults>,
    cut: watch::Sender<bool>,
    /// When the link is free for the next piece, if its rate is limited.
    free_at: Mutex<Instant>,
    pub(super) record: Record,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            faults: watch::Sender::default(),
            cut: watch::Sender::default(),
            free_at: Mutex::new(Instant::now()),
            record: Record::default(),
        }
    }
}

impl Link {
    pub(super) fn change(&self, change: impl FnOnce(&mut Faults)) {
        *self.free_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.faults.send_modify(change);
        self.check_for_cut();
    }

    pub(super) fn faults(&self) -> Faults {
        self.faults.borrow().clone()
    }

    /// Waits until up to `wanted` bytes may be sent, and returns how many.
    pub(super) async fn permit(&self, wanted: usize) -> io::Result<usize> {
        let mut changes = self.faults.subscribe();
        loop {
            let faults = changes.borrow_and_update().clone();
            let left = faults
                .end
                .map_or(u64::MAX, |(end, _)| end.saturating_sub(self.record.total()));
            let length = wanted.min(usize::try_from(left).unwrap_or(usize::MAX));
            let ready = match (length, faults.end, faults.rate) {
                (0, Some((_, Fault::Cut)), _) => return Err(io::ErrorKind::ConnectionReset.into()),
                (0, _, _) => None,
                (_, _, Some(rate)) => Some(self.reserve(length, rate)),
                (_, _, None) => return Ok(length),
            };
            let wait = async {
                match ready {
                    Some(ready) => tokio::time::sleep_until(ready).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => return Ok(length),
                result = changes.changed() => {
                    result.map_err(|_| io::ErrorKind::ConnectionReset)?;
                }
            }
        }
    }

    /// Notes that a permitted piece went out.
    pub(super) fn sent(&self, id: Id, bytes: usize) {
        self.record.sent(id, bytes as u64);
        self.check_for_cut();
    }

    /// Returns once the network was cut.
    pub(super) async fn cut(&self) {
        // An error means that the link is gone, and with it the network.
        let _ = self.cut.subscribe().wait_for(|cut| *cut).await;
    }

    fn check_for_cut(&self) {
        let end = self.faults.borrow().end;
        let cut = end.is_some_and(|(end, fault)| fault == Fault::Cut && self.record.total() >= end);
        self.cut.send_replace(cut);
    }

    /// When `length` bytes will have passed.
    fn reserve(&self, length: usize, rate: u64) -> Instant {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let start = (*free_at).max(now.checked_sub(SLACK).unwrap_or(now));
        let nanos = (length as u64).saturating_mul(1_000_000_000) / rate.max(1);
        *free_at = start + Duration::from_nanos(nanos);
        *free_at
    }
}
