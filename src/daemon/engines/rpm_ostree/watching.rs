//! Noticing that the system changed, whoever changed it.
//!
//! rpm-ostreed leaves when nobody needs it, and reading its properties starts it
//! again. So its leaving is no change; its coming is one, for it has read the disk
//! anew. While it is away, the files that libostree writes tell of changes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::{sync::watch, task::JoinHandle};
use waymark_sysroot::Sysroot;
use zbus::{Connection, fdo::DBusProxy};

use super::{
    proxy::SERVICE,
    watch::{Change, watch as watch_daemon},
};

/// Hears of changes as long as it lives.
#[derive(Debug)]
pub(super) struct Watching {
    changed: watch::Sender<u64>,
    stale: Arc<AtomicBool>,
    listening: JoinHandle<()>,
}

impl Watching {
    /// Begins to listen.
    pub(super) fn start(bus: &Connection, sysroot: &Sysroot) -> Self {
        let (changed, _) = watch::channel(0);
        let stale = Arc::new(AtomicBool::new(true));
        let listening = tokio::spawn(listen(
            bus.clone(),
            sysroot.clone(),
            changed.clone(),
            Arc::clone(&stale),
        ));
        Self {
            changed,
            stale,
            listening,
        }
    }

    /// Says whenever the system should be read again; several changes may be told as one.
    pub(super) fn changes(&self) -> BoxStream<'static, ()> {
        let changed = self.changed.subscribe();
        stream::unfold(changed, |mut changed| async move {
            changed.changed().await.ok()?;
            Some(((), changed))
        })
        .boxed()
    }

    /// Whether something changed since this was asked last.
    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::AcqRel)
    }

    /// What is known is not to be trusted any more.
    pub(super) fn mark_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(
    bus: Connection,
    sysroot: Sysroot,
    changed: watch::Sender<u64>,
    stale: Arc<AtomicBool>,
) {
    let disk = match sysroot.changes() {
        Ok(changes) => changes.boxed(),
        Err(error) => {
            tracing::warn!(%error, raw = error.raw, "changes on the disk go unnoticed");
            stream::pending().boxed()
        }
    };
    let daemon = match watch_daemon(&bus).await {
        // Its leaving changes nothing, and asking it why would bring it back.
        Ok(daemon) => daemon
            .filter_map(async |change| (change != Change::Gone).then_some(()))
            .boxed(),
        Err(error) => {
            tracing::warn!(%error, "what rpm-ostree does goes unnoticed");
            stream::pending().boxed()
        }
    };
    let mut all = stream::select(disk, daemon);
    while all.next().await.is_some() {
        stale.store(true, Ordering::Release);
        changed.send_modify(|number| *number += 1);
    }
}

/// Whether the daemon runs now. Asking does not start it.
pub(super) async fn is_awake(bus: &Connection) -> bool {
    let ask = async {
        DBusProxy::new(bus)
            .await?
            .name_has_owner(SERVICE.try_into()?)
            .await
    };
    ask.await.unwrap_or_else(|error: zbus::fdo::Error| {
        tracing::debug!(%error, "the bus does not say who is there");
        true
    })
}
