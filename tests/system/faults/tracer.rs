//! Counts the calls by which a process changes the disk, and kills or stops it before one
//! of them. The process is as it is released: nothing in it knows of this.

use std::{
    collections::BTreeSet,
    fmt,
    fs::{self, File},
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use nix::{
    errno::Errno,
    fcntl::{FcntlArg, fcntl},
    libc,
    sys::{
        ptrace::{self, Options},
        signal::{Signal, kill},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};

use super::Point;

/// A call to the kernel that changes something on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call(&'static str);

/// The calls by which a state becomes another one, or lasting: what lies between two of
/// these is one step. Old calls that only some processors have are added below.
const DECISIONS: [(i64, &str); 8] = [
    (libc::SYS_renameat, "renameat"),
    (libc::SYS_renameat2, "renameat2"),
    (libc::SYS_fsync, "fsync"),
    (libc::SYS_fdatasync, "fdatasync"),
    (libc::SYS_syncfs, "syncfs"),
    (libc::SYS_mount, "mount"),
    (libc::SYS_umount2, "umount2"),
    (libc::SYS_ftruncate, "ftruncate"),
];
/// What is done many times in each step.
const OTHERS: [(i64, &str); 13] = [
    (libc::SYS_symlinkat, "symlinkat"),
    (libc::SYS_linkat, "linkat"),
    (libc::SYS_mkdirat, "mkdirat"),
    (libc::SYS_unlinkat, "unlinkat"),
    (libc::SYS_fchmod, "fchmod"),
    (libc::SYS_fchmodat, "fchmodat"),
    (libc::SYS_fchown, "fchown"),
    (libc::SYS_fchownat, "fchownat"),
    (libc::SYS_fsetxattr, "fsetxattr"),
    (libc::SYS_lsetxattr, "lsetxattr"),
    (libc::SYS_fallocate, "fallocate"),
    (libc::SYS_ioctl, "ioctl"),
    (libc::SYS_utimensat, "utimensat"),
];
#[cfg(target_arch = "x86_64")]
const OLD: [(i64, &str); 5] = [
    (libc::SYS_rename, "rename"),
    (libc::SYS_link, "link"),
    (libc::SYS_symlink, "symlink"),
    (libc::SYS_mkdir, "mkdir"),
    (libc::SYS_unlink, "unlink"),
];
#[cfg(not(target_arch = "x86_64"))]
const OLD: [(i64, &str); 0] = [];

impl Call {
    /// The call with that number, if it is one that changes something.
    fn numbered(number: i64) -> Option<Self> {
        DECISIONS
            .iter()
            .chain(&OTHERS)
            .chain(&OLD)
            .find(|(own, _)| *own == number)
            .map(|(_, name)| Self(name))
    }

    /// Whether it ends a step, rather than being one of many in it.
    #[must_use]
    pub fn decides(self) -> bool {
        self.0 == "rename" || DECISIONS.iter().any(|(_, name)| *name == self.0)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What was seen of a process until it ended.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The calls that change something, in their order.
    pub(super) calls: Vec<Call>,
    /// Whether the point was reached, and before which call if it is one.
    pub(super) reached: Option<Option<Call>>,
}

/// Watches a process from a thread of its own.
#[derive(Debug)]
pub(super) struct Tracer {
    pid: Pid,
    thread: JoinHandle<Result<Trace>>,
    ended: Receiver<()>,
    /// When the process is killed, if that is a matter of time.
    due: Option<Instant>,
}

impl Tracer {
    /// Takes hold of all threads of the process. From here on time counts.
    ///
    /// # Errors
    /// If that is not allowed.
    pub(super) fn attach(pid: i32, point: Option<Point>) -> Result<Self> {
        let mut decisions = 0;
        let reached = move |number, call: Call| {
            let reached = match point {
                Some(Point::Call(at)) => at == number,
                Some(Point::Decision(at)) => call.decides() && at == decisions,
                _ => false,
            };
            decisions += usize::from(call.decides());
            reached.then_some(Signal::SIGKILL)
        };
        let mut tracer = Self::with(pid, reached)?;
        if let Some(Point::After(time)) = point {
            tracer.due = Some(Instant::now() + time);
        }
        Ok(tracer)
    }

    /// Takes hold of all threads of the process. What `reached` gives for a call, which it
    /// is told with its number, is sent to the process before that call, and nothing after.
    fn with(
        pid: i32,
        reached: impl FnMut(usize, Call) -> Option<Signal> + Send + 'static,
    ) -> Result<Self> {
        let pid = Pid::from_raw(pid);
        let (held, hold) = channel();
        let (end, ended) = channel();
        let thread = thread::spawn(move || {
            let _ends_with_this = end;
            seize(pid)?;
            held.send(())?;
            follow(pid, reached)
        });
        if hold.recv().is_err() {
            let failed = thread.join().ok().and_then(Result::err);
            return Err(failed.context("the tracer ended")?);
        }
        Ok(Self {
            pid,
            thread,
            ended,
            due: None,
        })
    }

    /// Waits so long for the point, and says whether the process was killed there.
    pub(super) fn killed_within(&self, time: Duration) -> bool {
        let now = Instant::now();
        let due = self.due.filter(|due| *due <= now + time);
        let time = due.map_or(time, |due| due.saturating_duration_since(now));
        let gone = self.ended.recv_timeout(time) != Err(RecvTimeoutError::Timeout);
        if !gone && due.is_some() {
            let _ = kill(self.pid, Signal::SIGKILL);
        }
        gone || due.is_some()
    }

    /// Kills the process if it is still there, and tells what was seen of it.
    ///
    /// # Errors
    /// If it could not be followed.
    pub(super) fn end(self) -> Result<Trace> {
        let due = self.due.is_some_and(|due| due <= Instant::now());
        // It may be gone already.
        let _ = kill(self.pid, Signal::SIGKILL);
        let mut trace = self.join()?;
        if due && trace.reached.is_none() {
            trace.reached = Some(None);
        }
        Ok(trace)
    }

    fn join(self) -> Result<Trace> {
        self.thread
            .join()
            .map_err(|_| anyhow::anyhow!("the tracer panicked"))?
    }
}

/// Takes hold of every thread, also of those that are just being made.
fn seize(pid: Pid) -> Result<()> {
    let options = Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_TRACECLONE;
    let mut held = BTreeSet::new();
    loop {
        let mut more = false;
        for entry in fs::read_dir(format!("/proc/{pid}/task"))? {
            let name = entry?.file_name();
            let thread = Pid::from_raw(name.to_string_lossy().parse()?);
            if !held.insert(thread) {
                continue;
            }
            more = true;
            match ptrace::seize(thread, options) {
                Ok(()) => ptrace::interrupt(thread)?,
                // A thread of one that is held already is held, too; others just ended.
                Err(Errno::EPERM | Errno::ESRCH) => {}
                Err(error) => return Err(error).context("cannot trace the service"),
            }
        }
        if !more {
            return Ok(());
        }
    }
}

/// Stops the process in the midst of a change that it makes while it holds the lock.
#[derive(Debug)]
pub struct Stopped(Tracer);

impl Stopped {
    /// Waits for that change from a thread of its own.
    ///
    /// # Errors
    /// If the process cannot be traced.
    pub fn under_lock(pid: i32, lock: &Path) -> Result<Self> {
        let lock = lock.to_owned();
        let tracer = Tracer::with(pid, move |_, _| is_locked(&lock).then_some(Signal::SIGSTOP))?;
        Ok(Self(tracer))
    }

    /// Waits until the process stands still, and leaves it so: `SIGCONT` lets it go on.
    ///
    /// # Errors
    /// If it does not within `deadline`, or could not be followed.
    pub fn wait(self, deadline: Duration) -> Result<()> {
        let Self(tracer) = self;
        ensure!(
            tracer.ended.recv_timeout(deadline) != Err(RecvTimeoutError::Timeout),
            "no change under the lock within {deadline:?}"
        );
        let trace = tracer.join()?;
        ensure!(trace.reached.is_some(), "the process ended before that");
        Ok(())
    }
}

/// Whether somebody holds the lock. Who lets libostree's go removes its file.
fn is_locked(lock: &Path) -> bool {
    let Ok(lock) = File::options().write(true).open(lock) else {
        return false;
    };
    let mut wanted = libc::flock {
        l_type: libc::F_WRLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 0,
        l_pid: 0,
    };
    fcntl(&lock, FcntlArg::F_OFD_GETLK(&mut wanted)).is_ok()
        && wanted.l_type != libc::F_UNLCK as libc::c_short
}

/// Follows the process to its end, or until it was stopped.
fn follow(pid: Pid, mut reached: impl FnMut(usize, Call) -> Option<Signal>) -> Result<Trace> {
    let mut trace = Trace::default();
    // Other threads of this program have children of their own to wait for.
    let own = WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD;
    loop {
        let (thread, signal) = match waitpid(None, Some(own)) {
            Err(Errno::ECHILD) => return Ok(trace),
            Err(Errno::EINTR) => continue,
            Err(error) => return Err(error.into()),
            Ok(WaitStatus::PtraceSyscall(thread)) => {
                if trace.reached.is_none()
                    && let Some(call) = entered(thread)
                {
                    let signal = reached(trace.calls.len(), call);
                    trace.calls.push(call);
                    if let Some(signal) = signal {
                        trace.reached = Some(Some(call));
                        kill(pid, signal)?;
                        if signal == Signal::SIGSTOP {
                            // Nobody follows any more, and so all threads are let go:
                            // into the stop that was just asked for.
                            return Ok(trace);
                        }
                    }
                }
                (thread, None)
            }
            Ok(WaitStatus::PtraceEvent(thread, ..)) => (thread, None),
            Ok(WaitStatus::Stopped(thread, signal)) => (thread, Some(signal)),
            Ok(_) => continue,
        };
        match ptrace::syscall(thread, signal) {
            // Killed meanwhile.
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The call that the thread is about to make, if it changes something.
fn entered(thread: Pid) -> Option<Call> {
    let info = ptrace::syscall_info(thread).ok()?;
    if info.op != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return None;
    }
    let told = fs::read_to_string(format!("/proc/{thread}/syscall")).ok()?;
    Call::numbered(told.split_whitespace().next()?.parse().ok()?)
}
