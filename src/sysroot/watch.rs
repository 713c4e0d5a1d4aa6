//! Noticing that the system changed, whoever changed it.
//!
//! libostree touches `ostree/deploy` after every change of the boot list and
//! replaces links in `boot`; a staged deployment is a file in /run/ostree; a pin
//! is a line in an `.origin` file beside the deployments; a fetch renews the
//! repository's folder.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::Stream;
use inotify::{EventMask, EventOwned, EventStream, Inotify, WatchDescriptor, WatchMask, Watches};
use waymark_model::{Error, ErrorKind, Result};

const RUN: &str = "/run/ostree";
const RUN_PARENT: &str = "/run";

/// A stream that yields whenever the system may have changed.
pub struct Changes {
    events: EventStream<[u8; 4096]>,
    watches: Watches,
    root: PathBuf,
    boot: PathBuf,
    watched: HashSet<PathBuf>,
    /// The watch on the parent of libostree's folder, until that one exists.
    waiting: Option<WatchDescriptor>,
}

/// Watches the sysroot at `path`, or the system's own.
pub(crate) fn changes(path: Option<&Path>) -> Result<Changes> {
    // Where /boot is a file system of its own, it is not below /sysroot.
    let (root, boot) = match path {
        Some(path) => (path.to_owned(), path.join("boot")),
        None => ("/sysroot".into(), "/boot".into()),
    };
    let start = || -> io::Result<Changes> {
        let inotify = Inotify::init()?;
        let watches = inotify.watches();
        let events = inotify.into_event_stream([0; 4096])?;
        Ok(Changes {
            events,
            watches,
            root,
            boot,
            watched: HashSet::new(),
            waiting: None,
        })
    };
    let mut changes = start().map_err(|error| {
        Error::new(ErrorKind::Failed, "the system cannot be watched").raw(error.to_string())
    })?;
    changes.watch();
    Ok(changes)
}

impl Changes {
    /// Watches what has come to exist since.
    fn watch(&mut self) {
        let mask = WatchMask::ATTRIB
            | WatchMask::CLOSE_WRITE
            | WatchMask::CREATE
            | WatchMask::DELETE
            | WatchMask::MOVE
            | WatchMask::DELETE_SELF
            | WatchMask::ONLYDIR;
        for folder in folders(&self.root, &self.boot) {
            if !self.watched.contains(&folder) && self.watches.add(&folder, mask).is_ok() {
                self.watched.insert(folder);
            }
        }
        self.wait_for_run(mask);
    }

    fn wait_for_run(&mut self, mask: WatchMask) {
        let is_there = self.watched.contains(Path::new(RUN));
        if is_there && let Some(waiting) = self.waiting.take() {
            // It may have ended by itself.
            let _ = self.watches.remove(waiting);
        } else if !is_there && self.waiting.is_none() {
            self.waiting = self.watches.add(RUN_PARENT, mask).ok();
        }
    }

    /// Much happens in the parent of libostree's folder that is no concern of ours.
    fn concerns_us(&self, event: &EventOwned) -> bool {
        self.waiting.as_ref() != Some(&event.wd)
            || event.name.as_deref() == Path::new(RUN).file_name()
    }
}

fn folders(root: &Path, boot: &Path) -> Vec<PathBuf> {
    let stateroots = root.join("ostree/deploy");
    let mut folders = vec![boot.to_owned(), root.join("ostree/repo")];
    for entry in fs::read_dir(&stateroots).into_iter().flatten().flatten() {
        folders.push(entry.path().join("deploy"));
    }
    folders.push(stateroots);
    folders.push(RUN.into());
    folders
}

impl Stream for Changes {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<()>> {
        let mut changed = false;
        loop {
            match Pin::new(&mut self.events).poll_next(context) {
                Poll::Ready(Some(Ok(event))) => {
                    changed |= self.concerns_us(&event);
                    if event.mask.contains(EventMask::IGNORED) {
                        // A watched folder is gone; it is watched again if it comes back.
                        self.watched.clear();
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    tracing::warn!(%error, "the system is no longer watched");
                    return Poll::Ready(None);
                }
                Poll::Ready(None) => return Poll::Ready(None),
                // Everything that has happened so far is one change.
                Poll::Pending if changed => {
                    self.watch();
                    return Poll::Ready(Some(()));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl std::fmt::Debug for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changes")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}
