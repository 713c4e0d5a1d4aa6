//! Watches: descriptors that keep the service while their holders have them open.
//!
//! The caller gets the reading end of a pipe to which nothing is ever written; the
//! service keeps the other end, and hears from the kernel when no reader is left.

use std::{
    collections::HashMap,
    os::fd::OwnedFd,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{io::Interest, net::unix::pipe};
use waymark_model::{Error, ErrorKind, Result};
use zbus::{Connection, names::OwnedUniqueName};

use super::caller::gone;
use crate::idle::{Hold, Idle};

/// How many watches one caller may have.
const PER_CALLER: usize = 16;
/// How many watches there may be.
const TOTAL: usize = 512;

type Callers = HashMap<Option<OwnedUniqueName>, usize>;

/// The open watches.
#[derive(Clone, Debug)]
pub struct Watches {
    idle: Idle,
    open: Arc<Mutex<Callers>>,
}

/// One place among the watches of a caller.
struct Place {
    open: Arc<Mutex<Callers>>,
    caller: Option<OwnedUniqueName>,
    _hold: Hold,
}

impl Watches {
    /// No watch is open.
    #[must_use]
    pub fn new(idle: Idle) -> Self {
        Self {
            idle,
            open: Arc::default(),
        }
    }

    /// Opens a watch. It ends when the descriptor is closed or the caller leaves the bus.
    ///
    /// # Errors
    /// `Failed` if the caller, or everyone together, has too many.
    pub fn open(
        &self,
        connection: &Connection,
        caller: Option<OwnedUniqueName>,
    ) -> Result<OwnedFd> {
        let place = self.take_place(caller)?;
        let (ours, theirs) = pipe::pipe().map_err(no_pipe)?;
        let theirs = theirs.into_nonblocking_fd().map_err(no_pipe)?;
        let connection = connection.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = ours.ready(Interest::ERROR) => {}
                () = gone(&connection, place.caller.as_ref()) => {}
            }
            drop(place);
        });
        Ok(theirs)
    }

    fn take_place(&self, caller: Option<OwnedUniqueName>) -> Result<Place> {
        let mut open = lock(&self.open);
        let total: usize = open.values().sum();
        let own = open.get(&caller).copied().unwrap_or(0);
        if own >= PER_CALLER || total >= TOTAL {
            return Err(Error::new(ErrorKind::Failed, "there are too many watches"));
        }
        open.insert(caller.clone(), own + 1);
        Ok(Place {
            open: Arc::clone(&self.open),
            caller,
            _hold: self.idle.hold(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        if let Some(count) = open.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.caller);
            }
        }
    }
}

fn lock(open: &Mutex<Callers>) -> std::sync::MutexGuard<'_, Callers> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_pipe(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Failed, "cannot open a watch").raw(error.to_string())
}
