//! The socket side of a transaction: who is connected, when it begins, what it says,
//! when it is over.
//!
//! The work itself runs on a thread of its own, as libostree blocks; it speaks through
//! a [`Voice`]. One task writes what is said to all peers, in order.

use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use ostree::gio::{self, prelude::*};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use zbus::{Connection, Guid, MessageStream, connection::Builder, interface};

use crate::signal::{INTERFACE, Signal};
use crate::{socket, wire};

/// How long peers may stay after the end.
pub const LINGER: Duration = Duration::from_secs(30);
/// How long one peer may keep the others waiting by not reading.
const DEAF: Duration = Duration::from_secs(5);

/// What a transaction does once it is started. It returns its outcome; without one it
/// never says that it finished, as when the daemon dies.
pub type Work = Box<dyn FnOnce(&Voice) -> Option<(bool, String)> + Send>;

/// How far a transaction is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody has called `Start`.
    Waiting,
    /// It was started.
    Running,
    /// It has ended; none if without a word.
    Ended(Option<(bool, String)>),
    /// It was dropped before it began.
    Dropped,
}

/// What a new transaction is.
pub struct Plan {
    /// Where to listen.
    pub socket: PathBuf,
    /// `Title` until the work sets another.
    pub title: String,
    /// `InitiatingClientDescription`.
    pub client: String,
    /// What to do.
    pub work: Work,
    /// Answer the first `Start` with false, as if another had started it.
    pub joined: bool,
    /// Hears what peers do.
    pub note: Option<Note>,
}

/// Hears of `Start`, `Cancel`, and of peers that come and leave.
pub type Note = Box<dyn Fn(&str) + Send + Sync>;

/// A transaction that listens. It lasts until [`Transaction::over`].
#[derive(Clone)]
pub struct Transaction(Arc<Shared>);

struct Shared {
    socket: PathBuf,
    client: String,
    joined: bool,
    title: Mutex<String>,
    work: Mutex<Option<Work>>,
    peers: Mutex<HashMap<u64, Connection>>,
    next_peer: AtomicU64,
    phase: watch::Sender<Phase>,
    /// How many peers there are.
    present: watch::Sender<usize>,
    said: mpsc::UnboundedSender<Signal>,
    cancellable: gio::Cancellable,
    note: Option<Note>,
}

/// How the work speaks.
#[derive(Clone)]
pub struct Voice(Arc<Shared>);

impl Voice {
    /// Says something to all who are connected.
    pub fn say(&self, signal: Signal) {
        if let Some(title) = signal.title() {
            *locked(&self.0.title) = title;
        }
        // The receiver is gone only when the runtime is.
        let _ = self.0.said.send(signal);
    }

    /// Sets and announces the title.
    pub fn set_title(&self, title: &str) {
        self.say(Signal::titled(title));
    }

    /// What `Cancel` cancels.
    #[must_use]
    pub fn cancellable(&self) -> &gio::Cancellable {
        &self.0.cancellable
    }

    /// Whether `Cancel` was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancellable.is_cancelled()
    }
}

impl Transaction {
    /// Listens on a new socket that everybody may connect to.
    ///
    /// # Errors
    /// If the socket cannot be made.
    pub fn listen(plan: Plan) -> Result<Self> {
        remove(&plan.socket)?;
        let listener = UnixListener::bind(&plan.socket)
            .with_context(|| format!("cannot listen on {}", plan.socket.display()))?;
        std::fs::set_permissions(&plan.socket, std::fs::Permissions::from_mode(0o666))?;
        let (said, heard) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            socket: plan.socket,
            client: plan.client,
            joined: plan.joined,
            title: Mutex::new(plan.title),
            work: Mutex::new(Some(plan.work)),
            peers: Mutex::default(),
            next_peer: AtomicU64::new(0),
            phase: watch::Sender::new(Phase::Waiting),
            present: watch::Sender::new(0),
            said,
            cancellable: gio::Cancellable::new(),
            note: plan.note,
        });
        tokio::spawn(accept(listener, Arc::downgrade(&shared)));
        tokio::spawn(speak(heard, Arc::downgrade(&shared)));
        Ok(Self(shared))
    }

    /// Where to connect, as D-Bus writes it.
    #[must_use]
    pub fn address(&self) -> String {
        format!("unix:path={}", self.0.socket.display())
    }

    /// The title at this moment.
    #[must_use]
    pub fn title(&self) -> String {
        locked(&self.0.title).clone()
    }

    /// How far it is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase.borrow().clone()
    }

    /// Waits until it has begun or was dropped.
    pub async fn started(&self) {
        let mut phase = self.0.phase.subscribe();
        // It fails only when the sender is gone, which this holds.
        let _ = phase.wait_for(|phase| *phase != Phase::Waiting).await;
    }

    /// Waits until it has ended or was dropped.
    pub async fn ended(&self) -> Phase {
        let mut phase = self.0.phase.subscribe();
        let ended = |phase: &Phase| matches!(phase, Phase::Ended(_) | Phase::Dropped);
        // It fails only when the sender is gone, which this holds.
        let _ = phase.wait_for(ended).await;
        self.phase()
    }

    /// Whether this is the same one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Begins it without a peer, as another program's transaction.
    pub fn start(&self) -> bool {
        Shared::start(&self.0)
    }

    /// Drops it if it has not begun: its caller has left.
    pub fn abandon(&self) {
        if locked(&self.0.work).take().is_some() {
            self.0.phase.send_replace(Phase::Dropped);
        }
    }

    /// Waits until it has ended and everybody has left, at most 30 s after the end;
    /// then closes what is left and removes the socket.
    pub async fn over(&self) {
        self.ended().await;
        let mut present = self.0.present.subscribe();
        let alone = present.wait_for(|count| *count == 0);
        let _ = tokio::time::timeout(LINGER, alone).await;
        let left: Vec<_> = locked(&self.0.peers).drain().collect();
        for (_, peer) in left {
            self.0.hears("closed");
            let _ = peer.close().await;
        }
        if let Err(error) = remove(&self.0.socket) {
            eprintln!("rpm-ostreed-double: {error:#}");
        }
    }
}

impl Shared {
    /// Begins the work, once. False if that was done before.
    fn start(self: &Arc<Self>) -> bool {
        let Some(work) = locked(&self.work).take() else {
            return false;
        };
        self.phase.send_replace(Phase::Running);
        let voice = Voice(Arc::clone(self));
        tokio::task::spawn_blocking(move || {
            let outcome = work(&voice);
            if let Some((success, text)) = &outcome {
                voice.say(Signal::finished(*success, text));
            } else {
                voice.0.phase.send_replace(Phase::Ended(None));
            }
        });
        true
    }

    fn hears(&self, what: &str) {
        if let Some(note) = &self.note {
            note(what);
        }
    }

    /// Counts a peer in, once: when it calls `Start`, or when it is ready, whichever is
    /// first. It misses nothing of what it started.
    fn add(&self, id: u64, peer: &Connection) {
        let mut peers = locked(&self.peers);
        if peers.insert(id, peer.clone()).is_none() {
            self.hears("connected");
            self.present.send_replace(peers.len());
        }
    }

    fn remove(&self, id: u64) {
        self.hears("left");
        let mut peers = locked(&self.peers);
        peers.remove(&id);
        self.present.send_replace(peers.len());
    }
}

/// The object `/` of a peer's connection.
struct Peer {
    id: u64,
    shared: Arc<Shared>,
}

#[interface(name = "org.projectatomic.rpmostree1.Transaction")]
impl Peer {
    fn cancel(&self) {
        self.shared.hears("Cancel");
        self.shared.cancellable.cancel();
    }

    async fn start(&self, #[zbus(connection)] peer: &Connection) -> bool {
        self.shared.add(self.id, peer);
        self.shared.hears("Start");
        let ended = match &*self.shared.phase.borrow() {
            Phase::Ended(Some((success, text))) => Some(Signal::finished(*success, text)),
            _ => None,
        };
        if let Some(finished) = ended {
            send(peer, &finished).await;
        }
        Shared::start(&self.shared) && !self.shared.joined
    }

    #[zbus(property)]
    fn title(&self) -> String {
        locked(&self.shared.title).clone()
    }

    #[zbus(property)]
    fn initiating_client_description(&self) -> String {
        self.shared.client.clone()
    }
}

async fn accept(listener: UnixListener, shared: std::sync::Weak<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let ended = shared.phase.borrow().clone();
        if ended == Phase::Dropped {
            continue;
        }
        tokio::spawn(async move {
            if let Err(error) = serve(stream, &shared).await {
                eprintln!("rpm-ostreed-double: a peer failed: {error}");
            }
        });
    }
}

/// Serves one peer until it leaves.
async fn serve(stream: UnixStream, shared: &Arc<Shared>) -> zbus::Result<()> {
    let id = shared.next_peer.fetch_add(1, Ordering::Relaxed);
    let object = Peer {
        id,
        shared: Arc::clone(shared),
    };
    let connection = Builder::socket(socket::split(stream)?)
        .server(Guid::generate())
        .p2p()
        .serve_at("/", object)
        .build()
        .await?;
    shared.add(id, &connection);
    let mut messages = MessageStream::from(&connection);
    drop(connection);
    while let Some(Ok(_)) = messages.next().await {}
    shared.remove(id);
    Ok(())
}

/// Writes what is said to all peers.
async fn speak(mut heard: mpsc::UnboundedReceiver<Signal>, shared: std::sync::Weak<Shared>) {
    while let Some(signal) = heard.recv().await {
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let peers: Vec<_> = locked(&shared.peers).values().cloned().collect();
        let outcome = signal.outcome();
        if outcome.is_some() {
            // Whoever hears of it finds it so; whoever calls Start later is told by that.
            shared.phase.send_replace(Phase::Ended(outcome));
        }
        for peer in peers {
            if tokio::time::timeout(DEAF, send(&peer, &signal))
                .await
                .is_err()
            {
                eprintln!("rpm-ostreed-double: a peer does not read");
            }
        }
    }
}

async fn send(peer: &Connection, signal: &Signal) {
    let interface = match signal.member.as_str() {
        "PropertiesChanged" => "org.freedesktop.DBus.Properties",
        _ => INTERFACE,
    };
    let member = signal.member.as_str();
    let none: Option<&str> = None;
    let sent = match &signal.body {
        None => peer.emit_signal(none, "/", interface, member, &()).await,
        Some(body) => match wire::structure(body) {
            Ok(body) => peer.emit_signal(none, "/", interface, member, &body).await,
            Err(error) => {
                eprintln!("rpm-ostreed-double: {member} cannot be sent: {error:#}");
                return;
            }
        },
    };
    // A peer that has left is noticed by whoever serves it.
    drop(sent);
}

fn remove(socket: &Path) -> Result<()> {
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| socket.display().to_string())
        }
        _ => Ok(()),
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
