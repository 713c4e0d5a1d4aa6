//! A session's polkit agent, as a desktop has one: it is registered for the
//! session and asks for passwords. Here nobody types: it knows the answer. The
//! password goes to polkit's own setuid helper and to PAM, as any agent's does.

use std::sync::Mutex;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{START, Session};
use crate::machine::{Process, helper_program};

/// What to do when polkit asks.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Give this password, for the session's user if polkit takes that one,
    /// else for the first whom it takes.
    Password(String),
    /// Choose this user and give this password.
    As(String, String),
    /// Close the dialog.
    Cancel,
}

/// Something that polkit asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The id of the action.
    pub action: String,
    /// The sentence for the user.
    pub message: String,
    /// Whose password was given; none if the dialog was closed.
    pub user: Option<String>,
    /// Whether PAM took the password.
    pub accepted: bool,
}

/// A polkit agent that runs. Dropping it ends it.
#[derive(Debug)]
pub struct Agent {
    process: Mutex<Process>,
}

impl Agent {
    /// What polkit has asked until now.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let written = self
            .process
            .lock()
            .map(|process| process.stdout())
            .unwrap_or_default();
        written
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }
}

impl Session {
    /// Starts a polkit agent for the session.
    ///
    /// # Errors
    /// If polkit does not take it.
    pub fn agent(&self, answer: &Answer) -> Result<Agent> {
        let program = helper_program()?;
        let mut command = vec![program.into_os_string()];
        command.extend(["agent", "--session", &self.id].map(Into::into));
        match answer {
            Answer::Password(password) => command.extend(["--password", password].map(Into::into)),
            Answer::As(user, password) => {
                command.extend(["--user", user, "--password", password].map(Into::into));
            }
            Answer::Cancel => {}
        }
        let process = self.spawn(command)?;
        process.wait_for_output(START, |text| text.contains("ready").then_some(()))?;
        Ok(Agent {
            process: Mutex::new(process),
        })
    }
}
