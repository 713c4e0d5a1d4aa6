//! Ending a download's connections when it is to stop.
//!
//! libostree hears of a stop only when one of its requests has ended. On a slow
//! link that takes as long as an object, and on one that hangs its whole patience.
//! It gives no access to its connections, so they are found among the process's
//! own descriptors: Waymark's service speaks TCP for nothing but downloads.

use std::{fs, time::Duration};

use ostree::{
    gio::{self, prelude::*},
    glib,
};
use rustix::{
    fd::OwnedFd,
    net::{AddressFamily, Shutdown, shutdown, sockopt},
};

use crate::raw;

/// A connection that is made while the others are ended is found this much later.
const AGAIN: Duration = Duration::from_millis(200);

/// Ends the connections of what this thread downloads while it lives, as soon as
/// `stop` is cancelled.
pub(crate) struct HangUp<'a> {
    stop: &'a gio::Cancellable,
    at_once: Option<gio::CancelledHandlerId>,
    again: glib::Source,
}

impl<'a> HangUp<'a> {
    pub(crate) fn on(stop: &'a gio::Cancellable) -> Self {
        let again = glib::timeout_source_new(AGAIN, None, glib::Priority::DEFAULT, {
            let stop = stop.clone();
            move || {
                if stop.is_cancelled() {
                    hang_up();
                }
                glib::ControlFlow::Continue
            }
        });
        again.attach(Some(&glib::MainContext::ref_thread_default()));
        Self {
            stop,
            at_once: stop.connect_cancelled(|_| hang_up()),
            again,
        }
    }
}

impl Drop for HangUp<'_> {
    fn drop(&mut self) {
        self.again.destroy();
        if let Some(handler) = self.at_once.take() {
            self.stop.disconnect_cancelled(handler);
        }
    }
}

fn hang_up() {
    let descriptors = fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .flatten();
    for entry in descriptors {
        let number = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(connection) = number.and_then(connection) {
            // If it has ended by itself, all the better.
            let _ = shutdown(&connection, Shutdown::Both);
        }
    }
}

/// The process's descriptor of this number, if it is a TCP connection.
fn connection(number: i32) -> Option<OwnedFd> {
    let found = raw::duplicate(number)?;
    let family = sockopt::socket_domain(&found).ok()?;
    let over_ip = matches!(family, AddressFamily::INET | AddressFamily::INET6);
    (over_ip && !sockopt::socket_acceptconn(&found).unwrap_or(false)).then_some(found)
}
