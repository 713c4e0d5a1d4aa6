//! Copying a file into memory that nobody can change any more.
//!
//! A file of a slow or malicious file system can keep its reader waiting for ever. So
//! it is read by a thread of its own, which is given up when the time is over; the
//! process does not wait for it when it ends.

use std::{
    fs::File,
    io::{self, Seek, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::fs::FileExt,
    },
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::fs::{
    FileType, MemfdFlags, OFlags, SealFlags, fcntl_add_seals, fcntl_getfl, fstat, memfd_create,
};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};
use waymark_model::{Error, Package, PackageFile, Result};

use super::{header, limits, room::Room};

/// How much is read at a time.
const CHUNK: usize = 256 * 1024;

/// A descriptor, and how errors name it.
#[derive(Debug)]
pub(super) struct Source {
    argument: &'static str,
    number: usize,
    file: PackageFile,
}

/// A copy and what it holds.
#[derive(Debug)]
pub(super) struct Copied {
    pub(super) memory: OwnedFd,
    pub(super) package: Package,
}

impl Source {
    pub(super) fn new(argument: &'static str, index: usize, file: &PackageFile) -> Self {
        Self {
            argument,
            number: index + 1,
            file: file.clone(),
        }
    }

    fn wrong(&self, fault: &str) -> Error {
        let message = format!("file {} of “{}” {fault}", self.number, self.argument);
        Error::invalid(self.argument, message)
    }
}

/// What the thread and whoever waits for it share.
struct Shared {
    source: Source,
    room: Arc<Room>,
    memory: File,
    given_up: AtomicBool,
}

/// Frees what a thread holds that nobody waits for any more, though it may hang.
struct GiveUp(Arc<Shared>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.0.given_up.store(true, Ordering::Relaxed);
        // Refused where the copy is sealed: then it is wanted.
        if self.0.memory.set_len(0).is_ok() {
            self.0.room.close();
        }
    }
}

/// Copies a file into the room of its call.
///
/// # Errors
/// `InvalidArgument` if it cannot be read in time or is no package; `Busy` if the room
/// is full.
pub(super) async fn take(source: Source, room: &Arc<Room>, deadline: Instant) -> Result<Copied> {
    let memory =
        memory().map_err(|error| source.wrong("cannot be read now").raw(error.to_string()))?;
    let shared = Arc::new(Shared {
        source,
        room: Arc::clone(room),
        memory: File::from(memory),
        given_up: AtomicBool::new(false),
    });
    let give_up = GiveUp(Arc::clone(&shared));
    let (answer, answered) = oneshot::channel();
    let (reading, its) = (room.read(), Arc::clone(&shared));
    let thread = move || {
        let copied = its.copy();
        // Its user may come again once the answer is there.
        drop((its, reading));
        let _ = answer.send(copied);
    };
    let source = &shared.source;
    std::thread::Builder::new()
        .name("package file".to_owned())
        .spawn(thread)
        .map_err(|error| source.wrong("cannot be read now").raw(error.to_string()))?;
    let package = match timeout_at(deadline, answered).await {
        Ok(Ok(package)) => package?,
        Ok(Err(_)) => return Err(source.wrong("is not an RPM package")),
        Err(_) => return Err(source.wrong("could not be read in time")),
    };
    let memory = shared.memory.try_clone();
    drop(give_up);
    Ok(Copied {
        memory: memory
            .map_err(|error| source.wrong("cannot be kept").raw(error.to_string()))?
            .into(),
        package,
    })
}

impl Shared {
    fn copy(&self) -> Result<Package> {
        let Self { source, room, .. } = self;
        let unreadable = |error: io::Error| source.wrong("cannot be read").raw(error.to_string());
        let size = size(source, room.most())?;
        let file = source.file.as_fd().try_clone_to_owned();
        let file = File::from(file.map_err(unreadable)?);
        let mut memory = &self.memory;
        let mut chunk = vec![0; CHUNK];
        let mut done = 0;
        loop {
            let read = match file.read_at(&mut chunk, done) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(unreadable)?,
            };
            if done == 0 && !limits::begins_like_a_package(&chunk[..read]) {
                return Err(source.wrong("is not an RPM package"));
            }
            if read == 0 {
                break;
            }
            done += read as u64;
            if done > size || self.given_up.load(Ordering::Relaxed) {
                return Err(source.wrong("changed while it was read"));
            }
            room.take(read as u64)?;
            memory.write_all(&chunk[..read]).map_err(unreadable)?;
        }
        if done < size {
            return Err(source.wrong("changed while it was read"));
        }
        memory.rewind().map_err(unreadable)?;
        let seals = SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE;
        fcntl_add_seals(memory, seals).map_err(|error| unreadable(error.into()))?;
        header::read(memory).map_err(|fault| {
            source
                .wrong("is not an RPM package that can be installed")
                .raw(fault)
        })
    }
}

/// The size of a regular file that is open for reading.
fn size(source: &Source, most: u64) -> Result<u64> {
    let unreadable =
        |error: rustix::io::Errno| source.wrong("cannot be read").raw(error.to_string());
    let flags = fcntl_getfl(&source.file).map_err(unreadable)?;
    if flags.contains(OFlags::PATH) || flags.contains(OFlags::WRONLY) {
        return Err(source.wrong("is not open for reading"));
    }
    let stat = fstat(&source.file).map_err(unreadable)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(source.wrong("is not a regular file"));
    }
    let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    if size > most {
        return Err(source.wrong(&format!("is larger than {most} bytes")));
    }
    Ok(size)
}

fn memory() -> io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    match memfd_create("waymark-package", flags | MemfdFlags::NOEXEC_SEAL) {
        // Kernels before 6.3 do not know that memory can be barred from being run.
        Err(rustix::io::Errno::INVAL) => Ok(memfd_create("waymark-package", flags)?),
        made => Ok(made?),
    }
}
