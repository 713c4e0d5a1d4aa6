//! A program that runs inside a machine, seen from outside.

use std::{
    fs,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open},
};

/// How a program ended, and what it said.
#[derive(Debug, Clone)]
pub struct Output {
    /// The exit status.
    pub status: ExitStatus,
    /// What it wrote, as it is.
    pub bytes: Vec<u8>,
    /// What it wrote, as text.
    pub stdout: String,
    /// What it wrote to its error output.
    pub stderr: String,
}

impl Output {
    /// What it wrote, if it succeeded.
    ///
    /// # Errors
    /// With its error output, if it did not.
    pub fn ok(self) -> Result<String> {
        ensure!(
            self.status.success(),
            "{}: {}{}",
            self.status,
            self.stderr,
            self.stdout
        );
        Ok(self.stdout)
    }
}

/// A program that was started. Dropping it kills the program.
#[derive(Debug)]
pub struct Process {
    child: Child,
    handle: OwnedFd,
    stdin: Option<ChildStdin>,
    stdout: Stream,
    stderr: Stream,
}

impl Process {
    /// Starts `command`, reading all that it writes.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let handle = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())?;
        let stdout = child.stdout.take().context("a pipe was asked for")?;
        let stderr = child.stderr.take().context("a pipe was asked for")?;
        Ok(Self {
            handle,
            stdin: child.stdin.take(),
            stdout: Stream::of(stdout),
            stderr: Stream::of(stderr),
            child,
        })
    }

    /// The program's process id as the lab sees it. Inside it has another.
    ///
    /// # Errors
    /// If the program has ended.
    pub fn pid(&self) -> Result<i32> {
        let entry = self.child.id();
        let file = format!("/proc/{entry}/task/{entry}/children");
        loop {
            let children = fs::read_to_string(&file)?;
            if let Some(pid) = children.split_whitespace().next() {
                return Ok(pid.parse()?);
            }
            // It has not been started yet, of which nothing tells, or it has ended.
            if ended_within(&self.handle, Duration::from_millis(2))? {
                bail!("the program has ended: {}", self.stderr());
            }
        }
    }

    /// The program's process id as the machine sees it.
    ///
    /// # Errors
    /// If the program has ended.
    pub fn pid_inside(&self) -> Result<i32> {
        inside(self.pid()?).context("this kernel does not tell process ids in namespaces")
    }

    /// Sends the program a signal.
    ///
    /// # Errors
    /// If it has ended.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let pid = Pid::from_raw(self.pid()?).context("no such process")?;
        Ok(kill_process(pid, signal)?)
    }

    /// Writes a line to the program's input.
    ///
    /// # Errors
    /// If the program does not read any more.
    pub fn write_line(&mut self, line: &str) -> Result<()> {
        let stdin = self.stdin.as_mut().context("the input is closed")?;
        stdin.write_all(line.as_bytes())?;
        stdin.write_all(b"\n")?;
        Ok(stdin.flush()?)
    }

    /// Closes the program's input.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// What the program has written until now.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What the program has written to its error output until now.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Waits until `found` makes something of what the program has written.
    ///
    /// # Errors
    /// If the program stops writing before that, or the deadline passes.
    pub fn wait_for_output<T>(
        &self,
        deadline: Duration,
        found: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let until = Instant::now() + deadline;
        let mut written = self.stdout.lock();
        loop {
            if let Some(result) = found(&String::from_utf8_lossy(&written.bytes)) {
                return Ok(result);
            }
            let left = until.saturating_duration_since(Instant::now());
            if written.closed || left.is_zero() {
                let why = if written.closed {
                    "the program ended"
                } else {
                    "the deadline passed"
                };
                bail!(
                    "{why}; it wrote: {}\n{}",
                    String::from_utf8_lossy(&written.bytes),
                    self.stderr()
                );
            }
            written = self
                .stdout
                .grew
                .wait_timeout(written, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits for a line and takes it out of what was written.
    ///
    /// # Errors
    /// If the program stops writing before that, or the deadline passes.
    pub fn take_line(&self, deadline: Duration) -> Result<String> {
        let length = self.wait_for_output(deadline, |text| text.find('\n'))?;
        let line: Vec<u8> = self.stdout.lock().bytes.drain(..=length).collect();
        Ok(String::from_utf8_lossy(&line[..length]).into_owned())
    }

    /// Whether the program still runs.
    #[must_use]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for the program's end.
    ///
    /// # Errors
    /// If the deadline passes first; the program is killed then.
    pub fn wait(mut self, deadline: Duration) -> Result<Output> {
        self.stdin = None;
        if !ended_within(&self.handle, deadline)? {
            bail!(
                "still running after {deadline:?}; it wrote: {}\n{}",
                self.stdout(),
                self.stderr()
            );
        }
        let status = self.child.wait()?;
        let bytes = self.stdout.finish();
        let stderr = String::from_utf8_lossy(&self.stderr.finish()).into_owned();
        let stdout = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Output {
            status,
            bytes,
            stdout,
            stderr,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; what it started dies with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until the process behind `handle` has ended.
pub(crate) fn ended_within(handle: &OwnedFd, deadline: Duration) -> Result<bool> {
    let timeout = Timespec::try_from(deadline)?;
    Ok(poll(&mut [PollFd::new(handle, PollFlags::IN)], Some(&timeout))? > 0)
}

#[derive(Debug, Default)]
struct Written {
    bytes: Vec<u8>,
    closed: bool,
}

/// An output that a thread of its own reads.
#[derive(Debug)]
struct Stream {
    written: Arc<Mutex<Written>>,
    grew: Arc<Condvar>,
    reader: Option<JoinHandle<()>>,
}

impl Stream {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let written = Arc::new(Mutex::new(Written::default()));
        let grew = Arc::new(Condvar::new());
        let reader = thread::spawn({
            let (written, grew) = (Arc::clone(&written), Arc::clone(&grew));
            move || {
                let mut piece = [0; 8192];
                loop {
                    let read = pipe.read(&mut piece).unwrap_or(0);
                    let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                    written.bytes.extend_from_slice(&piece[..read]);
                    written.closed = read == 0;
                    grew.notify_all();
                    if read == 0 {
                        break;
                    }
                }
            }
        });
        Self {
            written,
            grew,
            reader: Some(reader),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock().bytes).into_owned()
    }

    /// All that was written, once the program has ended.
    fn finish(&mut self) -> Vec<u8> {
        if let Some(reader) = self.reader.take() {
            // It fails only if that thread panicked, and then there is no more.
            let _ = reader.join();
        }
        std::mem::take(&mut self.lock().bytes)
    }
}

/// A process' id in its own namespace.
fn inside(pid: i32) -> Option<i32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let pids = status
        .lines()
        .find_map(|line| line.strip_prefix("NSpid:"))?;
    pids.split_whitespace().last()?.parse().ok()
}

/// The id, as the lab sees it, of the process that those beside `neighbour` call `pid`.
pub(super) fn outside(neighbour: i32, pid: u32) -> Result<i32> {
    let namespace = |pid: i32| fs::read_link(format!("/proc/{pid}/ns/pid")).ok();
    let here = namespace(neighbour);
    let wanted = i32::try_from(pid)?;
    fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .find(|own| inside(*own) == Some(wanted) && namespace(*own) == here)
        .with_context(|| format!("no process is {pid} there"))
}
