//! Bus calls made in a session, as its user, with arguments of any type: what
//! the tests of the bus contract and of polkit are made with.

use std::time::Duration;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{START, Session};
use crate::machine::{Process, helper_program};

/// A method call on the system bus. Arguments are JSON; what a variant holds
/// is written `{"type": "b", "data": true}`, strings and booleans also plain, and
/// a descriptor as the path of the file that the caller opens, or as `{"kind": …}` one
/// that is no file (`bin/descriptors.rs`). A dictionary that is an argument may be a list
/// of pairs: then a key may be there twice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The bus name.
    pub destination: String,
    /// The object's path.
    pub path: String,
    /// The interface; none if empty.
    pub interface: String,
    /// The method.
    pub member: String,
    /// The D-Bus signature of all arguments.
    pub signature: String,
    /// The arguments.
    pub arguments: Vec<Value>,
    /// Whether polkit may ask the user.
    pub interactive: bool,
    /// Whether the reply is a job's path, and its end is to be waited for.
    pub wait: bool,
}

impl Call {
    /// A call of one of Waymark's own methods.
    #[must_use]
    pub fn new(member: &str, signature: &str, arguments: &Value) -> Self {
        Self {
            destination: "io.github.waymarkos.Waymark1".to_owned(),
            path: "/io/github/waymarkos/Waymark1".to_owned(),
            interface: "io.github.waymarkos.Waymark1".to_owned(),
            member: member.to_owned(),
            signature: signature.to_owned(),
            arguments: arguments.as_array().cloned().unwrap_or_default(),
            interactive: false,
            wait: false,
        }
    }

    /// Reads one of Waymark's properties.
    #[must_use]
    pub fn property(name: &str) -> Self {
        let interface = "io.github.waymarkos.Waymark1";
        Self::new("Get", "ss", &json!([interface, name])).on("org.freedesktop.DBus.Properties")
    }

    /// The same method of another interface.
    #[must_use]
    pub fn on(mut self, interface: &str) -> Self {
        interface.clone_into(&mut self.interface);
        self
    }

    /// The same method of another object.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same call to another service.
    #[must_use]
    pub fn to(mut self, destination: &str) -> Self {
        destination.clone_into(&mut self.destination);
        self
    }

    /// Lets polkit ask the user.
    #[must_use]
    pub fn interactive(mut self) -> Self {
        self.interactive = true;
        self
    }

    /// Waits for the end of the job that the call starts.
    #[must_use]
    pub fn waiting(mut self) -> Self {
        self.wait = true;
        self
    }
}

/// An error from the bus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BusError {
    /// The error's name.
    pub name: String,
    /// The first of its arguments, if that is text.
    pub message: String,
    /// All of its arguments.
    pub body: Vec<Value>,
}

/// What came of a call: a reply or an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The values in the reply; variants are what they hold. A reply that is
    /// one structure gives its fields: on the bus the two look the same.
    pub values: Vec<Value>,
    /// The error, if it is one.
    pub error: Option<BusError>,
    /// What the job's `Finished` said, if that was waited for.
    pub finished: Option<Value>,
}

impl Reply {
    /// The values of a reply.
    ///
    /// # Errors
    /// If it is an error.
    pub fn ok(self) -> Result<Vec<Value>> {
        match self.error {
            Some(error) => bail!("{}: {}", error.name, error.message),
            None => Ok(self.values),
        }
    }

    /// The last part of the error's name, or nothing: `Conflict`.
    #[must_use]
    pub fn error_kind(&self) -> &str {
        let name = self.error.as_ref().map_or("", |error| error.name.as_str());
        name.rsplit('.').next().unwrap_or_default()
    }
}

/// A program in the session with one connection to the system bus. What calls
/// return in descriptors stays open as long as it lives.
#[derive(Debug)]
pub struct Probe {
    process: Process,
}

impl Session {
    /// Starts a program that makes bus calls.
    ///
    /// # Errors
    /// If it does not reach the bus.
    pub fn probe(&self) -> Result<Probe> {
        let program = helper_program()?;
        let process = self.spawn([program.as_os_str(), "probe".as_ref()])?;
        process.take_line(START)?;
        Ok(Probe { process })
    }

    /// Makes one call from a program of its own.
    ///
    /// # Errors
    /// If the program does not answer; an error from the bus is a [`Reply`].
    pub fn call(&self, call: &Call) -> Result<Reply> {
        self.probe()?.call(call)
    }
}

impl Probe {
    /// How long a call, its questions and its job may take together.
    const PATIENCE: Duration = Duration::from_secs(120);

    /// Makes a call and waits for what comes of it.
    ///
    /// # Errors
    /// If the program does not answer; an error from the bus is a [`Reply`].
    pub fn call(&mut self, call: &Call) -> Result<Reply> {
        self.call_within(call, Self::PATIENCE)
    }

    /// The same, within another time.
    ///
    /// # Errors
    /// As [`Probe::call`].
    pub fn call_within(&mut self, call: &Call, deadline: Duration) -> Result<Reply> {
        self.process.write_line(&serde_json::to_string(call)?)?;
        Ok(serde_json::from_str(&self.process.take_line(deadline)?)?)
    }

    /// The program itself.
    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }
}
