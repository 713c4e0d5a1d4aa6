//! One transaction's socket, its peers, and what it says to them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tokio::net::UnixListener;
use zbus::{
    Connection, DynamicType, Guid, connection::Builder, interface, object_server::SignalEmitter,
};

use super::Shared;
use crate::engines::rpm_ostree::events::TRANSACTION;

pub(in super::super) struct Transaction {
    pub(super) method: String,
    pub(super) sender: String,
    pub(super) title: String,
    pub(super) address: String,
    guid: Guid<'static>,
    shared: Arc<Shared>,
    begun: AtomicBool,
    closed: AtomicBool,
    ended: Mutex<Option<(bool, String)>>,
    peers: Mutex<Vec<(usize, Connection)>>,
    came: AtomicUsize,
}

impl Transaction {
    pub(super) fn listen(
        shared: &Arc<Shared>,
        method: &str,
        sender: &str,
        title: &str,
        greets: bool,
    ) -> Arc<Self> {
        let guid = Guid::generate();
        // A path of its own for each: files of earlier ones are not in the way.
        let path = shared.folder.lock().unwrap().join(guid.as_str());
        let listener = UnixListener::bind(&path).unwrap();
        let transaction = Arc::new(Self {
            method: method.to_owned(),
            sender: sender.to_owned(),
            title: title.to_owned(),
            address: format!("unix:path={}", path.display()),
            guid,
            shared: shared.clone(),
            begun: AtomicBool::default(),
            closed: AtomicBool::default(),
            ended: Mutex::default(),
            peers: Mutex::default(),
            came: AtomicUsize::default(),
        });
        let weak = Arc::downgrade(&transaction);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some(transaction) = weak.upgrade() else {
                    return;
                };
                if !greets {
                    // Kept open and silent.
                    transaction.shared.note("knocked");
                    std::mem::forget(stream);
                    continue;
                }
                let stream = stream.into_std().unwrap();
                let peer = Builder::unix_stream(stream)
                    .server(transaction.guid.clone())
                    .p2p()
                    .serve_at("/", Object(transaction.clone()))
                    .build()
                    .await;
                // Who left while greeting is no peer.
                let Ok(peer) = peer else { continue };
                let number = transaction.came.fetch_add(1, Ordering::SeqCst);
                let known = (number, peer.clone());
                transaction.peers.lock().unwrap().push(known);
                transaction.shared.note("peer came");
                tokio::spawn(transaction.until_gone(number, peer));
            }
        });
        transaction
    }

    pub(in super::super) fn is_begun(&self) -> bool {
        self.begun.load(Ordering::SeqCst)
    }

    /// Begins as if its owner had said so.
    pub(in super::super) fn begin(&self) {
        self.begun.store(true, Ordering::SeqCst);
    }

    /// Says something to all peers.
    pub(in super::super) async fn say<B>(&self, signal: &str, body: &B)
    where
        B: serde::Serialize + DynamicType,
    {
        let peers = self.peers.lock().unwrap().clone();
        for (_, peer) in peers {
            // A peer that left hears nothing.
            let _ = peer
                .emit_signal(None::<&str>, "/", TRANSACTION, signal, body)
                .await;
        }
    }

    /// Ends.
    pub(in super::super) async fn end(&self, success: bool, error: &str) {
        *self.ended.lock().unwrap() = Some((success, error.to_owned()));
        self.say("Finished", &(success, error)).await;
        self.clear_if_over().await;
    }

    /// Closes all that is open; whether that was done before.
    pub(super) fn close(&self) -> bool {
        for (_, peer) in self.peers.lock().unwrap().drain(..) {
            tokio::spawn(peer.close());
        }
        self.closed.swap(true, Ordering::SeqCst)
    }

    async fn until_gone(self: Arc<Self>, number: usize, peer: Connection) {
        peer.closed().await;
        self.peers.lock().unwrap().retain(|(one, _)| *one != number);
        self.shared.note("peer left");
        self.clear_if_over().await;
    }

    /// An ended transaction stays until its last peer has left.
    async fn clear_if_over(&self) {
        let over = self.ended.lock().unwrap().is_some() && self.peers.lock().unwrap().is_empty();
        let current = self.shared.current();
        if over && current.is_some_and(|one| one.address == self.address) {
            self.shared.clear().await;
        }
    }
}

struct Object(Arc<Transaction>);

#[interface(name = "org.projectatomic.rpmostree1.Transaction")]
impl Object {
    async fn start(&self, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> bool {
        let first = !self.0.begun.swap(true, Ordering::SeqCst);
        self.0.shared.note(format!("start {first}"));
        let ended = self.0.ended.lock().unwrap().clone();
        if let Some(ended) = ended {
            let _ = emitter.emit(TRANSACTION, "Finished", &ended).await;
        }
        first
    }

    fn cancel(&self) {
        self.0.shared.note("cancel");
    }

    #[zbus(property)]
    fn title(&self) -> String {
        if self.0.title == "new-deployment" && self.0.is_begun() {
            return self.0.method.to_lowercase();
        }
        self.0.title.clone()
    }

    #[zbus(property)]
    fn initiating_client_description(&self) -> String {
        "client(id:cli dbus:1.3 unit:session-2.scope uid:1000)".to_owned()
    }
}
