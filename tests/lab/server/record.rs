//! What the server was asked for and what it sent.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A request, and how much of its answer was sent until now.
#[derive(Clone, Debug)]
pub struct Request {
    /// When it came.
    pub at: Instant,
    /// Its path, `/config` for example.
    pub path: String,
    /// The answer's HTTP status; 0 until it is answered.
    pub status: u16,
    /// Bytes of the answer's content.
    pub bytes: u64,
}

/// Names a request in the record.
#[derive(Clone, Copy)]
pub(super) struct Id(usize);

#[derive(Default)]
pub(super) struct Record {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    requests: Vec<Request>,
    /// How many were forgotten.
    forgotten: usize,
    total: u64,
}

impl Record {
    pub(super) fn add(&self, path: &str) -> Id {
        let mut inner = self.lock();
        inner.requests.push(Request {
            at: Instant::now(),
            path: path.to_owned(),
            status: 0,
            bytes: 0,
        });
        self.changed.notify_all();
        Id(inner.forgotten + inner.requests.len() - 1)
    }

    pub(super) fn answered(&self, id: Id, status: u16) {
        self.update(id, |request| request.status = status);
    }

    pub(super) fn sent(&self, id: Id, bytes: u64) {
        self.lock().total += bytes;
        self.update(id, |request| request.bytes += bytes);
    }

    pub(super) fn total(&self) -> u64 {
        self.lock().total
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    pub(super) fn clear(&self) {
        let mut inner = self.lock();
        inner.forgotten += inner.requests.len();
        inner.requests.clear();
    }

    pub(super) fn wait_until(
        &self,
        timeout: Duration,
        condition: impl Fn(&[Request]) -> bool,
    ) -> bool {
        let (_inner, result) = self
            .changed
            .wait_timeout_while(self.lock(), timeout, |inner| !condition(&inner.requests))
            .unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    fn update(&self, id: Id, change: impl FnOnce(&mut Request)) {
        let mut inner = self.lock();
        let index = id.0.checked_sub(inner.forgotten);
        if let Some(request) = index.and_then(|index| inner.requests.get_mut(index)) {
            change(request);
        }
        self.changed.notify_all();
    }

    /// A test that panicked in a condition leaves the record whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
