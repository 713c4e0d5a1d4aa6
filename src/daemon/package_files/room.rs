//! The room that copies may fill, and who fills it.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use waymark_model::Result;

use super::busy;

/// Most readers that were given up and still hang on a file, over all users.
const HANGING: usize = 8;

/// All the room there is.
#[derive(Debug)]
pub(super) struct Space {
    total: u64,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    bytes: u64,
    /// The users whose files a thread reads, or hangs on.
    readers: HashSet<u32>,
}

/// The room of one call. It is free again once this is closed or dropped.
#[derive(Debug)]
pub(super) struct Room {
    space: Arc<Space>,
    uid: u32,
    /// `None` once it is closed: a reader that was given up gets no more.
    own: Mutex<Option<u64>>,
}

/// A thread reads a file of this user. It holds this as long as it does.
#[derive(Debug)]
pub(super) struct Reading {
    space: Arc<Space>,
    uid: u32,
}

impl Space {
    pub(super) fn new(total: u64) -> Self {
        Self {
            total,
            taken: Mutex::default(),
        }
    }

    /// Room for a call of this user.
    ///
    /// # Errors
    /// `Busy` while a file of the same user hangs.
    pub(super) fn enter(self: &Arc<Self>, uid: u32) -> Result<Room> {
        let taken = self.taken();
        if taken.readers.contains(&uid) || taken.readers.len() >= HANGING {
            return Err(busy(
                "a package file that was handed over before cannot be read to its end",
            ));
        }
        Ok(Room {
            space: Arc::clone(self),
            uid,
            own: Mutex::new(Some(0)),
        })
    }

    /// How many bytes are taken.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> u64 {
        self.taken().bytes
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    /// Takes so many bytes more.
    ///
    /// # Errors
    /// `Busy` if they are not free, or the room is closed.
    pub(super) fn take(&self, bytes: u64) -> Result<()> {
        let mut own = self.own();
        let mut taken = self.space.taken();
        let free = self.space.total.saturating_sub(taken.bytes);
        match own.as_mut() {
            Some(own) if bytes <= free => {
                taken.bytes += bytes;
                *own += bytes;
                Ok(())
            }
            _ => Err(busy(
                "the package files that are held already leave no room for these",
            )),
        }
    }

    /// Frees it; nothing is taken any more.
    pub(super) fn close(&self) {
        let own = self.own().take().unwrap_or(0);
        self.space.taken().bytes -= own;
    }

    /// A thread begins to read for this call.
    pub(super) fn read(&self) -> Reading {
        self.space.taken().readers.insert(self.uid);
        Reading {
            space: Arc::clone(&self.space),
            uid: self.uid,
        }
    }

    /// The most that one file may have.
    pub(super) fn most(&self) -> u64 {
        self.space.total
    }

    fn own(&self) -> MutexGuard<'_, Option<u64>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.close();
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.space.taken().readers.remove(&self.uid);
    }
}
