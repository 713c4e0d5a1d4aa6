//! `pkttyagent`, the agent that polkit itself comes with. It asks at a terminal
//! and answers for one process only.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{START, Session};
use crate::machine::Process;

/// Runs pkttyagent for process $1 at a terminal of its own and says when polkit
/// has taken it: it then closes the descriptor. Who waits for that must be no
/// child of `script`, which takes the end of any child for the end of its own.
const RUN: &str = r#"
fifo=$XDG_RUNTIME_DIR/agent-$$
mkfifo "$fifo"
( { cat "$fifo"; echo registered; } & )
exec script --quiet --return --command "exec pkttyagent --process $1 --notify-fd 9 9>'$fifo'" /dev/null
"#;

/// What it shows when a question has been dealt with.
const ENDS: [&str; 3] = [
    "AUTHENTICATION COMPLETE",
    "AUTHENTICATION FAILED",
    "AUTHENTICATION CANCELED",
];
/// How long PAM may take to say yes or no.
const PATIENCE: Duration = Duration::from_secs(3);

/// A polkit agent at a terminal. Dropping it ends it.
#[derive(Debug)]
pub struct TerminalAgent {
    process: Process,
}

impl Session {
    /// Starts `pkttyagent` for a program of this session.
    ///
    /// # Errors
    /// If polkit does not take it.
    pub fn terminal_agent(&self, program: &Process) -> Result<TerminalAgent> {
        let pid = program.pid_inside()?.to_string();
        let process = self.spawn(["sh", "-c", RUN, "sh", &pid])?;
        let taken = |text: &str| text.contains("registered").then_some(());
        process
            .wait_for_output(START, taken)
            .context("polkit does not take pkttyagent")?;
        Ok(TerminalAgent { process })
    }
}

impl TerminalAgent {
    /// Waits until it asks, chooses `user` where there is a choice, and gives
    /// the password. Returns what the terminal showed in the end.
    ///
    /// # Errors
    /// If it does not ask, or does not end, before the deadline.
    pub fn answer(&mut self, user: &str, password: &str, deadline: Duration) -> Result<String> {
        let until = Instant::now() + deadline;
        let asked = self.shown(until, &["Password:", "Choose identity"])?;
        if let Some(number) = asked.lines().find_map(|line| choice(line, user)) {
            self.process.write_line(number)?;
        }
        self.shown(until, &["Password:"])?;
        // It throws away what was typed before it had turned the echo off,
        // which it does some time after it has asked.
        loop {
            self.process.write_line(password)?;
            let answered = self.shown(until.min(Instant::now() + PATIENCE), &ENDS);
            if answered.is_ok() || Instant::now() >= until {
                return answered;
            }
        }
    }

    /// What the terminal shows once it shows one of `words`.
    fn shown(&self, until: Instant, words: &[&str]) -> Result<String> {
        let left = until.saturating_duration_since(Instant::now());
        self.process.wait_for_output(left, |text| {
            words
                .iter()
                .any(|word| text.contains(word))
                .then(|| text.to_owned())
        })
    }
}

/// The number in a line such as `1.  admin`, if it is the user's.
fn choice<'a>(line: &'a str, user: &str) -> Option<&'a str> {
    let (number, name) = line.trim().split_once('.')?;
    (name.split_whitespace().next() == Some(user)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::choice;

    #[test]
    fn the_line_of_a_user_has_its_number() {
        assert_eq!(choice(" 2.  keeper", "keeper"), Some("2"));
        assert_eq!(choice(" 1.  admin", "keeper"), None);
    }
}
