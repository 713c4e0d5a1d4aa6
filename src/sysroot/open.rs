//! Opening the sysroot, for reading and for writing.

use std::{
    cell::Cell,
    ops::Deref,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use nix::sched::{CloneFlags, unshare};
use ostree::gio;
use waymark_model::{Error, ErrorKind, Result};

use crate::{control::Control, errors::translate};

const UNREADABLE: &str = "the OSTree system could not be read";

/// Opens it as it is on disk now.
pub(crate) fn for_reading(path: Option<&Path>) -> Result<ostree::Sysroot> {
    let sysroot = unopened(path);
    sysroot
        .load(gio::Cancellable::NONE)
        .map_err(translate(UNREADABLE))?;
    Ok(sysroot)
}

/// Opens it with the means to write where /sysroot and /boot are mounted
/// read-only, and as it is on disk now. Does not lock it.
pub(crate) fn for_writing(path: Option<&Path>) -> Result<ostree::Sysroot> {
    let sysroot = unopened(path);
    prepare(&sysroot)?;
    sysroot
        .load(gio::Cancellable::NONE)
        .map_err(translate(UNREADABLE))?;
    Ok(sysroot)
}

/// How long to wait for another program that has the system when only a last step is left.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often to look whether it has let go.
const PAUSE: Duration = Duration::from_millis(50);

/// As [`locked`], but waits a while for another program to let go: what took long so far
/// must not be in vain because somebody pins a version at that moment.
pub(crate) fn locked_in_time(path: Option<&Path>, control: &Control) -> Result<Locked> {
    let end = Instant::now() + PATIENCE;
    loop {
        control.check()?;
        match locked(path) {
            Err(error) if error.kind == ErrorKind::Busy && Instant::now() < end => {
                thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
}

/// Opens it for writing and keeps every other program from writing meanwhile.
pub(crate) fn locked(path: Option<&Path>) -> Result<Locked> {
    let sysroot = unopened(path);
    prepare(&sysroot)?;
    let free = sysroot
        .try_lock()
        .map_err(translate("the system could not be locked"))?;
    if !free {
        return Err(busy());
    }
    let locked = Locked(sysroot);
    // Only under the lock is what is read also what is changed.
    locked
        .load(gio::Cancellable::NONE)
        .map_err(translate(UNREADABLE))?;
    Ok(locked)
}

/// A sysroot that no other program writes to while this lives.
pub(crate) struct Locked(ostree::Sysroot);

impl Deref for Locked {
    type Target = ostree::Sysroot;

    fn deref(&self) -> &ostree::Sysroot {
        &self.0
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

fn unopened(path: Option<&Path>) -> ostree::Sysroot {
    match path {
        Some(path) => ostree::Sysroot::new(Some(&gio::File::for_path(path))),
        None => ostree::Sysroot::new_default(),
    }
}

thread_local! {
    /// Whether this thread's mounts are its own already.
    static OWN_MOUNTS: Cell<bool> = const { Cell::new(false) };
}

/// Gives the thread mounts of its own, once, in which libostree may make /sysroot
/// and /boot writable. A second time would take the first ones away from under it.
///
/// libostree would do this only after comparing them with those of process 1, and to
/// see those takes the right to trace every process.
fn prepare(sysroot: &ostree::Sysroot) -> Result<()> {
    if booted_as_root() {
        if !OWN_MOUNTS.get() {
            unshare(CloneFlags::CLONE_NEWNS).map_err(|error| {
                Error::new(ErrorKind::Failed, "the system could not be made writable")
                    .raw(error.to_string())
            })?;
            OWN_MOUNTS.set(true);
        }
        sysroot.set_mount_namespace_in_use();
    }
    sysroot.initialize().map_err(translate(UNREADABLE))
}

/// Only then can anything be mounted read-only that libostree writes to.
fn booted_as_root() -> bool {
    rustix::process::getuid().is_root() && Path::new("/run/ostree-booted").exists()
}

fn busy() -> Error {
    Error::new(
        ErrorKind::Busy,
        "another program changes the system at the moment",
    )
    .with(|fields| fields.holder = Some("ostree".to_owned()))
}
