//! What runs commands in the machine: a program there, at the other end of a socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use ostree::glib;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// How a command ended.
#[derive(Debug)]
pub struct Answer {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub text: String,
}

impl Answer {
    /// What it printed, if it ended well.
    ///
    /// # Errors
    /// If it did not.
    pub fn ok(self) -> Result<String> {
        ensure!(self.code == 0, "exit code {}: {}", self.code, self.text);
        Ok(self.text)
    }
}

/// A machine's root shell.
#[derive(Debug)]
pub struct Guest {
    stream: BufReader<UnixStream>,
}

impl Guest {
    /// Takes the emulator's connection.
    pub(crate) fn accept(listener: &UnixListener, patience: Duration) -> Result<Self> {
        let limit = Timespec {
            tv_sec: patience.as_secs().cast_signed(),
            tv_nsec: 0,
        };
        let waited = poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&limit))?;
        ensure!(waited > 0, "the emulator does not start");
        let (stream, _) = listener.accept()?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// Waits until somebody is there.
    pub(crate) fn wait(&mut self, patience: Duration) -> Result<()> {
        self.stream.get_ref().set_read_timeout(Some(patience))?;
        let line = self.line().context("the machine does not come up")?;
        ensure!(line == "READY", "the machine says {line:?}");
        Ok(())
    }

    /// Runs a shell command as root.
    ///
    /// # Errors
    /// If the machine is gone, or does not answer within `patience`.
    pub fn run(&mut self, command: &str, patience: Duration) -> Result<Answer> {
        self.stream.get_ref().set_read_timeout(Some(patience))?;
        let encoded = glib::base64_encode(command.as_bytes());
        writeln!(self.stream.get_mut(), "{encoded}")?;
        let head = self.line().with_context(|| command.to_owned())?;
        let Some((code, length)) = head.split_once(' ') else {
            bail!("{command}: the machine answers {head:?}");
        };
        let mut text = vec![0; length.parse()?];
        self.stream.read_exact(&mut text)?;
        Ok(Answer {
            code: code.parse()?,
            text: String::from_utf8_lossy(&text).trim_end().to_owned(),
        })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line)?;
        ensure!(length > 0, "the machine is gone");
        Ok(line.trim_end().to_owned())
    }
}
