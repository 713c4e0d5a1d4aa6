//! A small rpmostreed for tests: what it does with callers and peers, as its sources
//! say; what a transaction says, the test tells it.

mod bus;
mod objects;
mod transaction;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::StreamExt;
use tokio::sync::watch;
use zbus::{Connection, OwnedObjectPath, connection::Builder, fdo::DBusProxy, names::BusName};

use self::{
    bus::TestBus,
    objects::{Os, Sysroot},
    transaction::Transaction,
};
use crate::engines::rpm_ostree::proxy::{Bus, SERVICE};

/// No test waits longer than this for what must happen.
pub(super) const DEADLINE: Duration = Duration::from_secs(20);

/// How the daemon answers the next call that begins a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Manner {
    /// As it should.
    #[default]
    Proper,
    /// With an address where nobody is, once.
    Nowhere,
    /// With an address where nobody takes part in the greeting.
    Mute,
    /// Not at all.
    Silent,
}

/// What the daemon's parts share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) manner: Mutex<Manner>,
    pub(super) active: Mutex<Option<Arc<Transaction>>>,
    bus: Mutex<Option<Connection>>,
    folder: Mutex<std::path::PathBuf>,
    log: watch::Sender<Vec<String>>,
}

impl Shared {
    pub(super) fn note(&self, line: impl Into<String>) {
        self.log.send_modify(|log| log.push(line.into()));
    }

    fn bus(&self) -> Connection {
        self.bus.lock().unwrap().clone().expect("it runs")
    }

    pub(super) fn current(&self) -> Option<Arc<Transaction>> {
        self.active.lock().unwrap().clone()
    }

    /// Takes the transaction off the bus.
    async fn clear(&self) {
        self.active.lock().unwrap().take();
        self.note("cleared");
        self.announce().await;
    }

    /// Waits in the background until a caller leaves the bus.
    async fn watch(self: &Arc<Self>, caller: String) {
        let dbus = DBusProxy::new(&self.bus()).await.unwrap();
        let gone = [(0, caller.as_str()), (2, "")];
        let changes = dbus.receive_name_owner_changed_with_args(&gone).await;
        let mut changes = changes.unwrap();
        let shared = self.clone();
        tokio::spawn(async move {
            if changes.next().await.is_some() {
                shared.note("caller left");
                shared.drop_orphan().await;
            }
        });
    }

    /// Drops a transaction whose caller left before it was begun.
    async fn drop_orphan(&self) {
        let Some(waiting) = self.current().filter(|one| !one.is_begun()) else {
            return;
        };
        let dbus = DBusProxy::new(&self.bus()).await.unwrap();
        let caller = BusName::try_from(waiting.sender.as_str()).unwrap();
        if !dbus.name_has_owner(caller).await.unwrap() && !waiting.close() {
            self.clear().await;
            self.note("dropped");
        }
    }

    async fn announce(&self) {
        let server = self.bus().object_server().clone();
        let Ok(object) = server.interface::<_, Sysroot>(objects::SYSROOT).await else {
            return;
        };
        let emitter = object.signal_emitter();
        let sysroot = object.get().await;
        // A bus that is gone hears nothing.
        let _ = sysroot.active_transaction_changed(emitter).await;
        let _ = sysroot.active_transaction_path_changed(emitter).await;
    }
}

/// A daemon on a bus of its own.
pub(super) struct Daemon {
    pub(super) shared: Arc<Shared>,
    test_bus: TestBus,
}

impl Daemon {
    pub(super) async fn start() -> Self {
        let test_bus = TestBus::start();
        let shared = Arc::new(Shared::default());
        test_bus
            .folder
            .path()
            .clone_into(&mut shared.folder.lock().unwrap());
        let daemon = Self { shared, test_bus };
        daemon.appear().await;
        daemon
    }

    /// Comes (back) to the bus.
    pub(super) async fn appear(&self) {
        let sysroot = Sysroot::new(&self.shared);
        let connection = Builder::address(self.test_bus.address.as_str())
            .serve_at(objects::SYSROOT, sysroot)
            .serve_at(objects::OS, Os::new(&self.shared))
            .name(SERVICE)
            .build()
            .await
            .unwrap();
        *self.shared.bus.lock().unwrap() = Some(connection);
    }

    /// Dies without a word: all its connections are closed at once.
    pub(super) async fn die(&self) {
        let transaction = self.shared.active.lock().unwrap().take();
        if let Some(transaction) = transaction {
            transaction.close();
        }
        let bus = self.shared.bus.lock().unwrap().take();
        bus.unwrap().close().await.unwrap();
    }

    /// Where it is.
    pub(super) fn bus(&self) -> Bus {
        Bus::At(self.test_bus.address.clone())
    }

    pub(super) fn os(&self) -> OwnedObjectPath {
        objects::OS.try_into().unwrap()
    }

    /// Waits until the log holds a line this often.
    pub(super) async fn heard(&self, line: &str, times: usize) {
        let mut log = self.shared.log.subscribe();
        let heard = log.wait_for(|log| log.iter().filter(|one| *one == line).count() >= times);
        let waited = tokio::time::timeout(DEADLINE, heard).await.map(drop);
        assert!(waited.is_ok(), "{line} not heard: {:?}", self.log());
    }

    pub(super) fn log(&self) -> Vec<String> {
        self.shared.log.borrow().clone()
    }

    /// How often the log holds a line.
    pub(super) fn count(&self, line: &str) -> usize {
        self.log().iter().filter(|one| *one == line).count()
    }

    /// The transaction that is there.
    pub(super) fn transaction(&self) -> Arc<Transaction> {
        self.shared.current().expect("a transaction")
    }
}
