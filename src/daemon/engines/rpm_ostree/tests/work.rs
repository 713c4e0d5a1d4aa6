//! Jobs of tests, and transactions of others.

use std::{future::Future, sync::Arc};

use tokio::{
    sync::watch::{Receiver, Sender, channel},
    task::JoinHandle,
    time::timeout,
};
use waymark_model::Result;

use super::daemon::{DEADLINE, Daemon};
use crate::{
    engines::rpm_ostree::{
        call::{Call, Element},
        progress::Expect,
        proxy::{os, sysroot},
        report::{Ended, Report},
        transaction::run,
    },
    jobs::{JobContext, Log, Progress},
};

/// A job of a test.
pub(super) struct Work {
    pub(super) job: JobContext,
    pub(super) log: Arc<Log>,
    pub(super) progress: Receiver<Progress>,
    pub(super) stop: Sender<bool>,
}

impl Work {
    pub(super) fn new() -> Arc<Self> {
        let (told, progress) = channel(Progress::default());
        let (stop, heard) = channel(false);
        let log = Arc::<Log>::default();
        Arc::new(Self {
            job: JobContext::new(told, heard).with_log(log.clone()),
            log,
            progress,
            stop,
        })
    }
}

pub(super) fn cleanup() -> Call {
    Call::Cleanup(vec![Element::Base])
}

/// Runs a call in the background.
pub(super) fn begin(daemon: &Daemon, call: Call, work: &Arc<Work>) -> JoinHandle<Result<Ended>> {
    let (bus, os, work) = (daemon.bus(), daemon.os(), work.clone());
    tokio::spawn(async move {
        let report = Report::new(&work.job, 0.0..1.0, Expect::default());
        run(&bus, &os, &call, &[], report).await
    })
}

pub(super) async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(DEADLINE, what).await.expect("in time")
}

/// A transaction of another program that was called for and not begun.
pub(super) async fn foreign(daemon: &Daemon, call: Call) -> zbus::Connection {
    let owner = daemon.bus().connect().await.unwrap();
    let os = os(&owner, daemon.os());
    call.ask(&os.await.unwrap()).await.unwrap();
    owner
}

pub(super) async fn transaction_address(daemon: &Daemon) -> String {
    let bus = daemon.bus().connect().await.unwrap();
    let sysroot = sysroot(&bus).await.unwrap();
    sysroot.active_transaction_path().await.unwrap()
}
