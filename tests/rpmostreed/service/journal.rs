//! Every call that reaches the double, as lines of JSON, so that a test can say what
//! did not happen.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::Mutex;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::transaction::locked;

/// Where they are written. A new process appends.
pub const LOG: &str = "/run/rpm-ostreed-double.log";

/// The file.
pub(crate) struct Journal(Mutex<File>);

impl Journal {
    /// Opens it.
    pub(crate) fn open() -> Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(LOG);
        Ok(Self(Mutex::new(file.context(LOG)?)))
    }

    /// A method was called on the bus.
    pub(crate) fn call(&self, method: &str, arguments: &str, sender: &str, uid: u32) {
        self.write(&json!({
            "method": method, "arguments": arguments, "sender": sender, "uid": uid,
        }));
    }

    /// Something happened on a transaction's socket.
    pub(crate) fn transaction(&self, number: u64, what: &str) {
        let process = std::process::id();
        self.write(&json!({ "process": process, "transaction": number, "what": what }));
    }

    fn write(&self, line: &Value) {
        let mut text = line.to_string();
        text.push('\n');
        if let Err(error) = locked(&self.0).write_all(text.as_bytes()) {
            eprintln!("rpm-ostreed-double: {LOG}: {error}");
        }
    }
}
