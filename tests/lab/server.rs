//! The remote's HTTP server: serves the archive repository on loopback, slowly,
//! wrongly or not at all when a test says so, and keeps a record of every
//! request and of the bytes that it sent.
//!
//! It runs on a thread of its own; a [`Server`] steers it and may be used from
//! any thread. A plain static file server underneath: keep-alive and ranges work.

mod connection;
mod faults;
mod record;

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::fs::{FlockOperation, flock};
use tokio::sync::oneshot;

use crate::registry::Registry;
pub use faults::Wrong;
use faults::{Fault, Link};
pub use record::Request;

/// Below the range from which outgoing connections take theirs, so that a sample
/// finds its port free again.
const PORTS: std::ops::Range<u16> = 20_000..30_000;

/// A running server. It ends when it is dropped.
pub struct Server {
    port: u16,
    link: Arc<Link>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _only_one: File,
    /// Ends with the server.
    registry: Option<Registry>,
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> Result<u16> {
    (0..100)
        .map(|_| fastrand::u16(PORTS))
        .find(|port| TcpListener::bind(address(*port)).is_ok())
        .context("no port is free")
}

/// The address of the server on `port`.
pub(crate) fn url(port: u16) -> String {
    format!("http://{}/", address(port))
}

fn address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

impl Server {
    /// Keeps a registry running beside it.
    pub(crate) fn add(&mut self, registry: Registry) {
        self.registry = Some(registry);
    }

    /// Lets the registry be gone, as by a broken network.
    pub fn stop_registry(&mut self) {
        self.registry = None;
    }

    /// Serves the folder `root`, guarded by the lock file `lock`.
    pub(crate) fn start(root: &Path, port: u16, lock: &Path) -> Result<Self> {
        let only_one = File::create(lock)?;
        flock(&only_one, FlockOperation::NonBlockingLockExclusive)
            .context("this sample system is being served already")?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind(address(port)))
            .with_context(|| format!("port {port}"))?;
        let link = Arc::new(Link::default());
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("lab-server".to_owned())
            .spawn({
                let (root, link) = (root.to_owned(), Arc::clone(&link));
                move || {
                    runtime.block_on(async {
                        tokio::select! {
                            () = connection::accept(listener, &root, link) => {}
                            _ = stopped => {}
                        }
                    });
                    runtime.shutdown_background();
                }
            })?;
        Ok(Self {
            port,
            link,
            stop: Some(stop),
            thread: Some(thread),
            _only_one: only_one,
            registry: None,
        })
    }

    /// The address of the repository.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// Limits all connections together to so many bytes of content a second.
    pub fn set_rate(&self, rate: Option<u64>) {
        self.link.change(|faults| faults.rate = rate);
    }

    /// Lets each answer begin only after this time.
    pub fn set_latency(&self, latency: Duration) {
        self.link.change(|faults| faults.latency = latency);
    }

    /// Lets the network go away after `bytes` more bytes: every connection ends
    /// where it is, and new ones end at once, until [`Self::mend`].
    pub fn cut_after(&self, bytes: u64) {
        let end = self.bytes_ever_sent() + bytes;
        self.link
            .change(|faults| faults.end = Some((end, Fault::Cut)));
    }

    /// Lets everything hang after `bytes` more bytes: connections stay open and
    /// bring nothing, until [`Self::mend`].
    pub fn stall_after(&self, bytes: u64) {
        let end = self.bytes_ever_sent() + bytes;
        self.link
            .change(|faults| faults.end = Some((end, Fault::Stall)));
    }

    /// Answers requests whose path contains `part` wrongly.
    pub fn set_wrong(&self, part: &str, wrong: Wrong) {
        self.link
            .change(|faults| faults.wrong.push((part.to_owned(), wrong)));
    }

    /// Spoils a byte in each answer whose path contains `part`.
    pub fn corrupt(&self, part: &str) {
        self.set_wrong(part, Wrong::Corrupt);
    }

    /// Answers requests whose path contains `part` with an HTTP status.
    pub fn refuse(&self, part: &str, status: u16) {
        self.set_wrong(part, Wrong::Status(status));
    }

    /// Ends all faults, slowness included. Connections that were cut stay cut.
    pub fn mend(&self) {
        self.link
            .change(|faults| *faults = faults::Faults::default());
    }

    /// Every request since the start or the last [`Self::clear`], oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.link.record.requests()
    }

    /// Bytes of content (not of headers) sent in answer to those requests.
    #[must_use]
    pub fn bytes_sent(&self) -> u64 {
        self.requests().iter().map(|request| request.bytes).sum()
    }

    /// Forgets the requests so far.
    pub fn clear(&self) {
        self.link.record.clear();
    }

    /// Waits until the record of requests satisfies `condition`, and says whether
    /// it did within `timeout`. It is asked anew whenever the record changes.
    #[must_use]
    pub fn wait_until(&self, timeout: Duration, condition: impl Fn(&[Request]) -> bool) -> bool {
        self.link.record.wait_until(timeout, condition)
    }

    fn bytes_ever_sent(&self) -> u64 {
        self.link.record.total()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself; there is nobody to tell then.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            eprintln!("the lab's server panicked");
        }
    }
}
