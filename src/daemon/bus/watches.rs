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
use zbus::names::OwnedUniqueName;

use super::{Caller, Departures};
use crate::idle::{Hold, Idle};

/// How many watches one caller may have.
const PER_CALLER: usize = 16;
/// How many watches one user may have, over all callers.
const PER_USER: usize = 128;
/// How many watches there may be.
const TOTAL: usize = 512;

/// By user and name on the bus.
type Callers = HashMap<(u32, Option<OwnedUniqueName>), usize>;

/// The open watches.
#[derive(Clone, Debug)]
pub struct Watches {
    idle: Idle,
    departures: Departures,
    open: Arc<Mutex<Callers>>,
}

/// One place among the watches of a caller.
struct Place {
    open: Arc<Mutex<Callers>>,
    caller: (u32, Option<OwnedUniqueName>),
    _hold: Hold,
}

impl Watches {
    /// No watch is open.
    #[must_use]
    pub fn new(idle: Idle, departures: Departures) -> Self {
        Self {
            idle,
            departures,
            open: Arc::default(),
        }
    }

    /// Opens a watch. It ends when the descriptor is closed or the caller leaves the bus.
    ///
    /// # Errors
    /// `Failed` if the caller, its user, or everyone together, has too many.
    pub fn open(&self, caller: Caller) -> Result<OwnedFd> {
        let place = self.take_place(caller)?;
        let (ours, theirs) = pipe::pipe().map_err(no_pipe)?;
        let theirs = theirs.into_nonblocking_fd().map_err(no_pipe)?;
        let departures = self.departures.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = ours.ready(Interest::ERROR) => {}
                () = departures.of(place.caller.1.as_ref()) => {}
            }
            drop(place);
        });
        Ok(theirs)
    }

    fn take_place(&self, caller: Caller) -> Result<Place> {
        let caller = (caller.uid, caller.name);
        let mut open = lock(&self.open);
        let total: usize = open.values().sum();
        let of_user = open.iter().filter(|((uid, _), _)| *uid == caller.0);
        let of_user: usize = of_user.map(|(_, count)| count).sum();
        let own = open.get(&caller).copied().unwrap_or(0);
        if own >= PER_CALLER || of_user >= PER_USER || total >= TOTAL {
            return Err(Error::new(
                ErrorKind::Failed,
                "too many watches are open; close one before you open another",
            ));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_user_has_a_share_however_many_names_it_takes() {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        let peer = zbus::connection::Builder::unix_stream(ours).p2p();
        let server = peer.server(zbus::Guid::generate()).build();
        let client = zbus::connection::Builder::unix_stream(theirs).p2p().build();
        let (server, _client) = tokio::try_join!(server, client).unwrap();
        let watches = Watches::new(Idle::new(), Departures::new(&server));
        let place = |uid, number: usize| {
            let name = OwnedUniqueName::try_from(format!(":1.{number}")).ok();
            let interactive = false;
            watches.take_place(Caller {
                name,
                uid,
                interactive,
            })
        };
        let mut open: Vec<_> = (0..PER_USER)
            .map(|number| place(1001, number / PER_CALLER).ok().unwrap())
            .collect();
        assert!(place(1001, PER_USER).is_err());
        assert!(place(1002, PER_USER).is_ok());
        open.pop();
        assert!(place(1001, PER_USER).is_ok());
    }
}
