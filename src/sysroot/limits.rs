//! What a server may take: time without sending, and room beyond what was announced.
//!
//! libostree itself gives up a request that brings too little, and a description that is
//! too large. It does not look at what all requests bring together, and content has no
//! end that it knows.

use std::{
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use ostree::{
    gio::{self, prelude::*},
    glib,
};
use waymark_model::{Error, ErrorKind, Result};

use crate::control::Control;

/// How long a server may take for what it says of itself, before anything of a version comes.
const ASKING: Duration = Duration::from_secs(300);
/// Nothing at all for so long is too slow, and so is less than [`LEAST`] in [`WINDOW`].
const SILENCE: Duration = Duration::from_secs(30);
const WINDOW: Duration = Duration::from_secs(60);
const LEAST: u64 = 16 << 10;
/// How far files that are still arriving may use up what is to stay free.
const ARRIVING: u64 = 64 << 20;

/// Looks after a download, and ends it where the server takes too much.
pub(crate) struct Watch<'a> {
    control: &'a Control,
    passed_on: Option<gio::CancelledHandlerId>,
    looking: Option<glib::Source>,
    shared: Arc<Shared>,
    asking: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: gio::Cancellable,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The server has said what is asked first, or all is over.
    answered: bool,
    given_up: Option<Error>,
}

impl Shared {
    fn answered(&self) {
        self.state().answered = true;
        self.changed.notify_all();
    }

    fn give_up(&self, error: Error) {
        self.state().given_up.get_or_insert(error);
        self.stop.cancel();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A download that is looked after.
pub(crate) struct Download<'a> {
    pub(crate) repo: &'a ostree::Repo,
    pub(crate) progress: &'a ostree::AsyncProgress,
    /// More bytes than this are too many.
    pub(crate) most: Option<u64>,
}

impl<'a> Watch<'a> {
    /// Looks after what this thread does with [`Watch::stop`] from now on; of what is not
    /// a download, only its time.
    pub(crate) fn on(control: &'a Control, download: Option<&Download<'_>>) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let passed_on = control.handle().connect_cancelled({
            let stop = shared.stop.clone();
            move |_| stop.cancel()
        });
        let looking = download.map(|download| look(download, &shared));
        let asking = std::thread::Builder::new()
            .name("sysroot-asking".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || wait(&shared)
            })
            .map_err(|error| {
                Error::new(ErrorKind::Failed, "a thread could not be started")
                    .raw(error.to_string())
            })?;
        Ok(Self {
            control,
            passed_on,
            looking,
            shared,
            asking: Some(asking),
        })
    }

    /// Cancelled with the operation, and where the server takes too much.
    pub(crate) fn stop(&self) -> &gio::Cancellable {
        &self.shared.stop
    }

    /// Ends it, with an error if it was cancelled or the server took too much.
    pub(crate) fn end(self) -> Result<()> {
        self.control.check()?;
        self.shared.state().given_up.take().map_or(Ok(()), Err)
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(looking) = self.looking.take() {
            looking.destroy();
        }
        if let Some(handler) = self.passed_on.take() {
            self.control.handle().disconnect_cancelled(handler);
        }
        self.shared.answered();
        if let Some(asking) = self.asking.take() {
            // It only waits, so it ends by itself.
            let _ = asking.join();
        }
    }
}

/// Gives up if the server has not answered in time. libostree waits for its first answers
/// in a loop of its own, in which nothing of ours is called.
fn wait(shared: &Shared) {
    let (state, waited) = shared
        .changed
        .wait_timeout_while(shared.state(), ASKING, |state| !state.answered)
        .unwrap_or_else(PoisonError::into_inner);
    drop(state);
    if waited.timed_out() {
        shared.give_up(too_slow(format!("no answer was whole after {ASKING:?}")));
    }
}

/// What libostree last said.
#[derive(Default)]
struct Flow {
    bytes: AtomicU64,
    /// Whether it has asked for something that is not here yet.
    waits: AtomicBool,
}

/// Looks every second at what has come. This is called while libostree waits for the
/// network, and not while it writes what is here.
fn look(download: &Download<'_>, shared: &Arc<Shared>) -> glib::Source {
    let flow = Arc::new(Flow::default());
    download.progress.connect_changed({
        let flow = Arc::clone(&flow);
        move |progress| {
            let bytes = progress.uint64("bytes-transferred");
            flow.bytes.store(bytes, Ordering::Relaxed);
            let waits = progress.uint("outstanding-fetches") > 0;
            flow.waits.store(waits, Ordering::Relaxed);
        }
    });
    let most = download.most;
    let room = Room::of(download.repo);
    let shared = Arc::clone(shared);
    let mut pace = Pace::new(Instant::now());
    let every = Duration::from_secs(1);
    let source = glib::timeout_source_new(every, None, glib::Priority::DEFAULT, move || {
        shared.answered();
        let bytes = flow.bytes.load(Ordering::Relaxed);
        let waits = flow.waits.load(Ordering::Relaxed);
        let slow = pace.is_too_slow(Instant::now(), bytes, waits);
        let error = if let Some(most) = most.filter(|most| bytes > *most) {
            Some(too_much(bytes, most))
        } else if slow {
            Some(too_slow(format!(
                "{bytes} bytes came in all, too few of them lately"
            )))
        } else {
            room.as_ref().and_then(Room::used_up)
        };
        match error {
            Some(error) => {
                shared.give_up(error);
                glib::ControlFlow::Break
            }
            None => glib::ControlFlow::Continue,
        }
    });
    source.attach(Some(&glib::MainContext::ref_thread_default()));
    source
}

fn too_slow(raw: String) -> Error {
    Error::new(
        ErrorKind::Offline,
        "the server sends too little to go on with",
    )
    .raw(raw)
}

fn too_much(bytes: u64, most: u64) -> Error {
    Error::new(
        ErrorKind::Corrupt,
        "the server sends more than what was asked for has",
    )
    .raw(format!(
        "{bytes} bytes came, where {most} are more than enough"
    ))
}

/// How fast it goes.
struct Pace {
    /// When something last came.
    heard: Instant,
    /// Since when is counted, and what had come by then.
    window: (Instant, u64),
    bytes: u64,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self {
            heard: now,
            window: (now, 0),
            bytes: 0,
        }
    }

    /// Whether it is too slow, `bytes` having come by now in all; `waits` is whether
    /// anything is asked for.
    fn is_too_slow(&mut self, now: Instant, bytes: u64, waits: bool) -> bool {
        // The pause may have been ours.
        if !waits {
            *self = Self {
                window: (now, bytes),
                bytes,
                heard: now,
            };
            return false;
        }
        if bytes > self.bytes {
            (self.heard, self.bytes) = (now, bytes);
        }
        let (since, before) = self.window;
        if now - since >= WINDOW {
            if bytes - before < LEAST {
                return true;
            }
            self.window = (now, bytes);
        }
        now - self.heard >= SILENCE
    }
}

/// The file system that it comes to.
struct Room {
    path: PathBuf,
    /// What is to stay free there.
    reserve: u64,
}

impl Room {
    fn of(repo: &ostree::Repo) -> Option<Self> {
        let path = repo.path().path()?;
        let reserve = repo.min_free_space_bytes().ok()?;
        let free = free(&path)?;
        Some(Self {
            path,
            reserve: reserve.min(free).saturating_sub(ARRIVING),
        })
    }

    /// libostree looks at the reserve only once a file is here.
    fn used_up(&self) -> Option<Error> {
        (free(&self.path)? < self.reserve).then(|| {
            Error::new(ErrorKind::NoSpace, "a file system has not enough room")
                .raw("what arrives uses up what is to stay free")
        })
    }
}

fn free(path: &std::path::Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many seconds a download is given up that brings what `rate` says of each.
    fn ends(rate: impl Fn(u64) -> (u64, bool)) -> Option<u64> {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let mut bytes = 0;
        (1..2000).find(|&second| {
            let (more, waits) = rate(second);
            bytes += more;
            pace.is_too_slow(start + Duration::from_secs(second), bytes, waits)
        })
    }

    #[test]
    fn a_trickle_and_silence_end_and_a_slow_link_does_not() {
        assert_eq!(ends(|_| (0, true)), Some(30));
        assert_eq!(ends(|_| (200, true)), Some(60));
        let fades = |second| (if second < 100 { 20_000 } else { 100 }, true);
        assert_eq!(ends(fades), Some(180));
        assert_eq!(ends(|_| (300, true)), None);
        assert_eq!(ends(|second| (20_000 * (second % 10 / 9), true)), None);
        assert_eq!(ends(|_| (0, false)), None, "nothing is asked for");
    }
}
