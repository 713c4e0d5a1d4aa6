//! Recordings of a real rpm-ostreed's transactions (`recordings/`): a line each for
//! what came and when, in seconds since the call.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use ostree::glib::{Variant, VariantTy};

use crate::signal::Signal;

/// A recorded transaction.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Its file below `recordings/`.
    pub name: String,
    /// What happened, oldest first.
    pub events: Vec<Timed>,
}

/// Something that happened, and when.
#[derive(Clone, Debug)]
pub struct Timed {
    /// Since the call.
    pub at: Duration,
    /// What.
    pub event: Event,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A signal on the transaction's own socket.
    Signal(Signal),
    /// Properties changed on the system bus.
    Bus(BusChange),
    /// The client's `Start` returned: whether it began the transaction.
    Started(bool),
    /// The client's `Cancel` returned.
    Cancelled,
    /// A method was refused.
    Refused {
        /// What was called.
        method: String,
        /// The error's name.
        name: String,
        /// The error's text.
        message: String,
    },
    /// The transaction's properties when the client had connected.
    Connected {
        /// `Title`.
        title: String,
        /// `InitiatingClientDescription`.
        client: String,
    },
    /// What the client that recorded noted for itself.
    Note(String),
}

/// A `PropertiesChanged` on the system bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusChange {
    /// The object.
    pub path: String,
    /// The interface.
    pub interface: String,
    /// `Name=value` as recorded; long values only as their length.
    pub changed: Vec<String>,
}

/// The folder of the recordings.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings")
}

/// Every recorded transaction, sorted by name.
///
/// # Errors
/// If one cannot be read.
pub fn all() -> Result<Vec<Recording>> {
    let mut names = Vec::new();
    for part in ["traces", "container/traces"] {
        for file in fs::read_dir(folder().join(part))? {
            let name = file?.file_name();
            let name = name.to_str().context("a recording's name is not UTF-8")?;
            names.push(format!("{part}/{name}"));
        }
    }
    names.sort();
    names.iter().map(|name| Recording::load(name)).collect()
}

impl Recording {
    /// Reads `recordings/NAME`.
    ///
    /// # Errors
    /// If there is none, or a line is not understood.
    pub fn load(name: &str) -> Result<Self> {
        let text = fs::read_to_string(folder().join(name))
            .with_context(|| format!("there is no recording {name}"))?;
        Self::parse(name, &text)
    }

    /// Reads a recording's text.
    ///
    /// # Errors
    /// If a line is not understood.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let events = text
            .lines()
            .filter_map(line)
            .map(|(at, what)| {
                let event = event(what).with_context(|| format!("{name}: {what}"))?;
                Ok(Timed { at, event })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            name: name.to_owned(),
            events,
        })
    }

    /// The signals on the transaction's socket, in order.
    pub fn signals(&self) -> impl Iterator<Item = &Signal> {
        self.events.iter().filter_map(|timed| match &timed.event {
            Event::Signal(signal) => Some(signal),
            _ => None,
        })
    }

    /// Whether a transaction was followed in it.
    #[must_use]
    pub fn has_transaction(&self) -> bool {
        self.started().is_some()
    }

    /// What `Start` returned.
    #[must_use]
    pub fn started(&self) -> Option<bool> {
        self.events.iter().find_map(|timed| match timed.event {
            Event::Started(first) => Some(first),
            _ => None,
        })
    }
}

/// The time and the rest of a line. Lines without a time are a tool's own words.
fn line(text: &str) -> Option<(Duration, &str)> {
    let (time, what) = text.trim_start().split_once(' ')?;
    let time = Duration::try_from_secs_f64(time.parse().ok()?).ok()?;
    Some((time, what))
}

fn event(what: &str) -> Result<Event> {
    if let Some(signal) = what.strip_prefix("SIG  ") {
        // NAME (types) arguments
        let (member, rest) = signal.split_once(' ').context("a signal without a type")?;
        let body = rest.split_once(") ").map_or("", |(_, body)| body);
        return Ok(Event::Signal(Signal::parse(member, &plain(body))?));
    }
    if let Some(change) = what.strip_prefix("BUS  ") {
        return Ok(bus_change(change).unwrap_or_else(|| Event::Note(what.to_owned())));
    }
    if let Some(answer) = what.strip_prefix("Start -> ") {
        return Ok(Event::Started(answer == "true"));
    }
    if what == "Cancel ok" {
        return Ok(Event::Cancelled);
    }
    if let Some(rest) = what.strip_prefix("Title=Ok(")
        && let Some((title, client)) = rest.split_once(") InitiatingClientDescription=Ok(")
    {
        return Ok(Event::Connected {
            title: string(title)?,
            client: string(client.trim_end_matches(')'))?,
        });
    }
    let refused = what.strip_prefix("METHOD ").unwrap_or(what);
    if let Some((method, error)) = refused.split_once(": D-Bus error name=")
        && let Some((name, message)) = error.split_once(" message=Some(")
    {
        return Ok(Event::Refused {
            method: method.to_owned(),
            name: name.to_owned(),
            message: string(message.trim_end_matches(')'))?,
        });
    }
    Ok(Event::Note(what.to_owned()))
}

fn bus_change(text: &str) -> Option<Event> {
    let (path, rest) = text.split_once(" PropertiesChanged ")?;
    let (interface, rest) = rest.split_once(" changed=")?;
    let (changed, _) = rest.rsplit_once(" invalidated=")?;
    let kind = VariantTy::new("as").ok()?;
    let changed = Variant::parse(Some(kind), &plain(changed)).ok()?.get()?;
    Some(Event::Bus(BusChange {
        path: path.to_owned(),
        interface: interface.to_owned(),
        changed,
    }))
}

/// A quoted string's content.
fn string(quoted: &str) -> Result<String> {
    let value = Variant::parse(Some(VariantTy::STRING), &plain(quoted))?;
    value.get().context("a string was expected")
}

/// Writes out `\u{…}`, which GLib's text form does not have.
fn plain(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let written = part.split_once('}').and_then(|(digits, rest)| {
            let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((letter, rest))
        });
        if let Some((letter, rest)) = written {
            plain.push(letter);
            plain.push_str(rest);
        } else {
            plain.push_str("\\u{");
            plain.push_str(part);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recording_is_understood() -> Result<()> {
        let all = all()?;
        assert!(all.len() > 180, "{} recordings", all.len());
        let followed = all.iter().filter(|one| one.has_transaction()).count();
        assert!(followed > 150, "{followed} transactions");
        Ok(())
    }

    #[test]
    fn a_recording_tells_what_came_and_when() -> Result<()> {
        let text = "  0.009 Title=Ok(\"new-deployment\") InitiatingClientDescription=Ok(\"client(id:txn-test dbus:1.3 uid:0)\")\n  \
             0.010 Start -> true\n  \
             0.500 SIG  Message (s) (\"4.6\\u{a0}MB \\\"written\\\"\",)\n  \
             0.600 BUS  /a/b PropertiesChanged org.example changed=[\"HasIt=true\"] invalidated=[]\n  \
             1.250 SIG  Finished ((bs)) (true, \"\")\n";
        let recording = Recording::parse("text", text)?;
        let signals: Vec<_> = recording.signals().collect();
        assert_eq!(*signals[0], Signal::message("4.6\u{a0}MB \"written\""));
        assert_eq!(signals[1].outcome(), Some((true, String::new())));
        assert_eq!(recording.started(), Some(true));
        assert_eq!(recording.events[4].at, Duration::from_millis(1250));
        assert_eq!(
            recording.events[3].event,
            Event::Bus(BusChange {
                path: "/a/b".to_owned(),
                interface: "org.example".to_owned(),
                changed: vec!["HasIt=true".to_owned()],
            })
        );
        Ok(())
    }
}
