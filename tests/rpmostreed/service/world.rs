//! What the daemon knows: the system as it was read last, the active transaction, the
//! clients.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, anyhow};
use ostree::glib::{MainContext, Variant};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use zbus::{
    Connection, Variant as BusValue, fdo, message::Header, names::InterfaceName,
    object_server::SignalEmitter,
};

use super::access::Caller;
use super::config::Config;
use super::journal::Journal;
use super::outside;
use super::refusal::Refusal;
use super::{ROOT, SYSROOT};
use crate::knobs::{Board, FILE};
use crate::system::run::{Daemon, Run};
use crate::system::{self, Snapshot};
use crate::transaction::{Phase, Plan, Transaction, Work, locked};
use crate::wire;

/// Where transactions listen.
pub const SOCKET: &str = "/run/rpm-ostree-transaction.sock";

/// How long `Reload` waits for the last peers of an ended transaction.
const SETTLING: Duration = Duration::from_millis(500);

/// The daemon's state.
pub struct World {
    bus: Connection,
    snapshot: Mutex<Arc<Snapshot>>,
    /// Keeps two readings from being announced in the wrong order.
    reading: tokio::sync::Mutex<()>,
    active: Mutex<Option<Active>>,
    /// Registered clients: unique name, and the name that they give themselves.
    clients: Mutex<HashMap<String, String>>,
    config: Mutex<Config>,
    journal: Journal,
    board: PathBuf,
    idle: Notify,
    pub(super) rebooting: AtomicBool,
    transactions: AtomicU64,
}

struct Active {
    method: String,
    arguments: String,
    sender: String,
    transaction: Transaction,
}

impl World {
    pub(super) async fn new(bus: Connection) -> Result<Arc<Self>> {
        let snapshot = tokio::task::spawn_blocking(system::read).await??;
        Ok(Arc::new(Self {
            bus,
            snapshot: Mutex::new(Arc::new(snapshot)),
            reading: tokio::sync::Mutex::default(),
            active: Mutex::default(),
            clients: Mutex::default(),
            config: Mutex::new(Config::load()),
            journal: Journal::open()?,
            board: PathBuf::from(FILE),
            idle: Notify::new(),
            rebooting: AtomicBool::new(false),
            transactions: AtomicU64::new(0),
        }))
    }

    pub(super) fn bus(&self) -> &Connection {
        &self.bus
    }

    pub(super) fn board(&self) -> &Path {
        &self.board
    }

    pub(super) fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&locked(&self.snapshot))
    }

    pub(super) fn os_path(&self) -> String {
        format!("{ROOT}/{}", self.now().osname.replace('-', "_2d"))
    }

    pub(super) fn config(&self) -> Config {
        locked(&self.config).clone()
    }

    pub(super) fn reload_config(&self) {
        *locked(&self.config) = Config::load();
        self.idle.notify_waiters();
    }

    pub(super) fn is_busy(&self) -> bool {
        locked(&self.active).is_some()
    }

    pub(super) fn is_idle(&self) -> bool {
        !self.is_busy() && locked(&self.clients).is_empty()
    }

    pub(super) fn idle_changed(&self) -> impl Future<Output = ()> {
        let mut changed = Box::pin(self.idle.notified());
        // From here on nothing is missed, though it is awaited later.
        changed.as_mut().enable();
        changed
    }

    /// Notes the caller and its call; `kind` is the interface's word for refusals.
    pub(super) async fn called(
        &self,
        header: &Header<'_>,
        arguments: &str,
    ) -> Result<Caller, Refusal> {
        let caller = Caller::of(&self.bus, header).await?;
        let method = header.member().map(ToString::to_string).unwrap_or_default();
        self.journal
            .call(&method, arguments, &caller.name, caller.uid);
        Ok(caller)
    }

    /// Registers a client until it leaves.
    pub(super) async fn register(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
    ) -> Result<(), Refusal> {
        let left = outside::left(&self.bus, &caller.name).await?;
        locked(&self.clients).insert(caller.name.clone(), id.to_owned());
        self.idle.notify_waiters();
        let (world, name) = (Arc::clone(self), caller.name.clone());
        tokio::spawn(async move {
            left.await;
            world.unregister(&name);
        });
        Ok(())
    }

    pub(super) fn unregister(&self, name: &str) {
        locked(&self.clients).remove(name);
        self.idle.notify_waiters();
    }

    /// How a caller is called in transactions.
    fn describe(&self, caller: &Caller) -> String {
        let id = locked(&self.clients).get(&caller.name).cloned();
        let id = id.map(|id| format!("id:{id} ")).unwrap_or_default();
        let unit = caller
            .unit
            .as_ref()
            .map(|unit| format!("unit:{unit} "))
            .unwrap_or_default();
        format!("client({id}dbus{} {unit}uid:{})", caller.name, caller.uid)
    }

    /// `ActiveTransaction`: method, caller, object.
    pub(super) fn active(&self) -> (String, String, String) {
        let active = locked(&self.active);
        active.as_ref().map_or_else(Default::default, |active| {
            (active.method.clone(), active.sender.clone(), self.os_path())
        })
    }

    /// `ActiveTransactionPath`.
    pub(super) fn active_path(&self) -> String {
        let active = locked(&self.active);
        active
            .as_ref()
            .map(|active| active.transaction.address())
            .unwrap_or_default()
    }

    /// Begins a transaction, or joins the one that does the same, and returns where to
    /// connect.
    pub(super) async fn begin(
        self: &Arc<Self>,
        caller: &Caller,
        (method, arguments, title): (&str, &str, &str),
        work: impl FnOnce(&Run<'_>) -> Result<()> + Send + 'static,
    ) -> Result<String, Refusal> {
        if self.rebooting.load(Ordering::SeqCst) {
            return Err(Refusal::failed(
                "Reboot initiated, cannot start new transaction",
            ));
        }
        let left = outside::left(&self.bus, &caller.name).await?;
        let transaction = {
            let mut active = locked(&self.active);
            if let Some(active) = &*active {
                if active.method == method && active.arguments == arguments {
                    return Ok(active.transaction.address());
                }
                return Err(Refusal::busy(&active.transaction.title()));
            }
            let number = self.transactions.fetch_add(1, Ordering::SeqCst) + 1;
            let world = Arc::clone(self);
            let transaction = Transaction::listen(Plan {
                socket: PathBuf::from(SOCKET),
                title: title.to_owned(),
                client: self.describe(caller),
                work: self.work(caller, work),
                joined: false,
                note: Some(Box::new(move |what| {
                    world.journal.transaction(number, what);
                })),
            })?;
            *active = Some(Active {
                method: method.to_owned(),
                arguments: arguments.to_owned(),
                sender: caller.name.clone(),
                transaction: transaction.clone(),
            });
            transaction
        };
        let address = transaction.address();
        self.announce_active().await;
        tokio::spawn(Arc::clone(self).attend(transaction, left));
        Ok(address)
    }

    fn work(
        self: &Arc<Self>,
        caller: &Caller,
        work: impl FnOnce(&Run<'_>) -> Result<()> + Send + 'static,
    ) -> Work {
        let daemon = Announcer {
            world: Arc::clone(self),
            runtime: Handle::current(),
        };
        let (osname, unit) = (self.now().osname.clone(), caller.unit.clone());
        let lock_layering = self.config().lock_layering;
        let board = Board(self.board.clone());
        Box::new(move |voice| {
            let run = Run {
                voice,
                board,
                daemon: &daemon,
                osname,
                lock_layering,
                unit,
            };
            // libostree runs a main loop of its own where it is called.
            let context = MainContext::new();
            let outcome = context
                .with_thread_default(|| work(&run))
                .map_err(|error| anyhow!("{error}"))
                .flatten();
            Some(match outcome {
                Ok(()) => (true, String::new()),
                Err(error) => (false, format!("{error:#}")),
            })
        })
    }

    /// Stays with a transaction until it is over.
    async fn attend(self: Arc<Self>, transaction: Transaction, left: impl Future<Output = ()>) {
        tokio::select! {
            () = left => transaction.abandon(),
            () = transaction.started() => {}
        }
        if transaction.ended().await != Phase::Dropped {
            self.reload(true).await;
        }
        transaction.over().await;
        *locked(&self.active) = None;
        self.announce_active().await;
        self.idle.notify_waiters();
    }

    /// Waits for what the end of a transaction brings, unless peers stay on: whoever
    /// has left one and then calls `Reload` finds the daemon ready.
    pub(super) async fn settle(&self) {
        let ended = locked(&self.active).as_ref().and_then(|active| {
            let ended = matches!(active.transaction.phase(), Phase::Ended(_) | Phase::Dropped);
            ended.then(|| active.transaction.clone())
        });
        let Some(ended) = ended else { return };
        let mut changed = Box::pin(self.idle.notified());
        changed.as_mut().enable();
        let still = locked(&self.active)
            .as_ref()
            .is_some_and(|it| it.transaction.is(&ended));
        if still {
            // It fails if somebody lingers.
            let _ = tokio::time::timeout(SETTLING, changed).await;
        }
    }

    async fn announce_active(&self) {
        let (method, sender, path) = self.active();
        let changed = HashMap::from([
            ("ActiveTransaction", BusValue::from((method, sender, path))),
            ("ActiveTransactionPath", BusValue::from(self.active_path())),
        ]);
        self.announce(SYSROOT, "org.projectatomic.rpmostree1.Sysroot", changed)
            .await;
    }

    /// Reads the system again and announces what changed; what is cached only on demand:
    /// that comes after a transaction's end.
    pub(super) async fn reload(&self, cached: bool) {
        let _turn = self.reading.lock().await;
        let before = self.now();
        let after = match tokio::task::spawn_blocking(system::read).await {
            Ok(Ok(after)) => after,
            Ok(Err(error)) => return eprintln!("rpm-ostreed-double: {error:#}"),
            Err(error) => return eprintln!("rpm-ostreed-double: {error}"),
        };
        let after = if cached {
            after
        } else {
            Snapshot {
                cached: before.cached.clone(),
                has_diff: before.has_diff,
                ..after
            }
        };
        let after = Arc::new(after);
        *locked(&self.snapshot) = Arc::clone(&after);
        if let Err(error) = self.announce_changes(&before, &after).await {
            eprintln!("rpm-ostreed-double: {error:#}");
        }
    }

    async fn announce_changes(&self, before: &Snapshot, after: &Snapshot) -> Result<()> {
        let mut changed = HashMap::new();
        let mut note = |name, old: &Variant, new: &Variant| -> Result<()> {
            if old != new {
                changed.insert(name, wire::to_bus(new)?);
            }
            Ok(())
        };
        note("BootedDeployment", &before.booted, &after.booted)?;
        note("DefaultDeployment", &before.default, &after.default)?;
        note("RollbackDeployment", &before.rollback, &after.rollback)?;
        note("CachedUpdate", &before.cached, &after.cached)?;
        if before.has_diff != after.has_diff {
            changed.insert("HasCachedUpdateRpmDiff", BusValue::from(after.has_diff));
        }
        self.announce(&self.os_path(), "org.projectatomic.rpmostree1.OS", changed)
            .await;
        if before.deployments != after.deployments {
            let changed = HashMap::from([("Deployments", wire::to_bus(&after.deployments)?)]);
            self.announce(SYSROOT, "org.projectatomic.rpmostree1.Sysroot", changed)
                .await;
        }
        Ok(())
    }

    async fn announce(
        &self,
        path: &str,
        interface: &'static str,
        changed: HashMap<&str, BusValue<'_>>,
    ) {
        if changed.is_empty() {
            return;
        }
        let interface = InterfaceName::from_static_str_unchecked(interface);
        let told = async {
            let emitter = SignalEmitter::new(&self.bus, path)?;
            fdo::Properties::properties_changed(&emitter, interface, changed, Cow::Borrowed(&[]))
                .await
        };
        if let Err(error) = told.await {
            eprintln!("rpm-ostreed-double: cannot announce: {error}");
        }
    }
}

/// The daemon as a transaction's thread sees it.
struct Announcer {
    world: Arc<World>,
    runtime: Handle,
}

impl Daemon for Announcer {
    fn announce(&self) {
        self.runtime.block_on(self.world.reload(false));
    }

    fn reboot(&self) -> Result<()> {
        self.runtime.block_on(outside::reboot(&self.world))
    }
}
