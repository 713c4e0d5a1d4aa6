//! The test's hand on the stand-in.

use std::{
    io::Read,
    sync::{Arc, Mutex},
};

use waymark_client::Snapshot;
use waymark_model::{
    Advisory, Error, Repository,
    names::{PATH, SERVICE},
};
use zbus::{Connection, object_server::InterfaceRef};

use super::{
    Bus, MockJob,
    service::{Call, Inner, Served},
};

/// The test's hand on a stand-in that owns the service's name. Dropping it is the
/// service's death.
pub(crate) struct Mock {
    connection: Connection,
    inner: Arc<Mutex<Inner>>,
}

impl Mock {
    /// Puts it on the bus.
    pub(crate) async fn start(bus: &Bus, snapshot: Snapshot) -> Self {
        let connection = bus.connection().await;
        let inner = Arc::new(Mutex::new(Inner {
            snapshot,
            ..Inner::default()
        }));
        let served = Served(Arc::clone(&inner));
        connection.object_server().at(PATH, served).await.unwrap();
        let mock = Self { connection, inner };
        mock.connection.request_name(SERVICE).await.unwrap();
        mock
    }

    /// Ends it, as when the process dies.
    pub(crate) async fn die(self) {
        self.connection.close().await.unwrap();
    }

    /// Serves a job, which the next actions answer with.
    pub(crate) async fn job(&self, number: u32, action: &str) -> MockJob {
        let job = MockJob::serve(&self.connection, number, action).await;
        self.inner.lock().unwrap().job = job.path().to_owned().try_into().unwrap();
        job
    }

    /// Refuses the next actions.
    pub(crate) fn refuse(&self, error: Error) {
        self.inner.lock().unwrap().refusal = Some(error);
    }

    /// Answers searches, streams and changes from now on as a real system would.
    pub(crate) fn be_believable(&self) {
        self.inner.lock().unwrap().believable = true;
    }

    /// The repositories and the advisories of the update.
    pub(crate) fn offer(&self, repositories: Vec<Repository>, advisories: Vec<Advisory>) {
        let mut inner = self.inner.lock().unwrap();
        inner.repositories = repositories;
        inner.advisories = advisories;
    }

    /// What was asked so far, and forgets it.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.inner.lock().unwrap().calls)
    }

    /// Changes the state without saying so.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Snapshot)) {
        change(&mut self.inner.lock().unwrap().snapshot);
    }

    /// Announces the generation and the list of deployments.
    pub(crate) async fn announce(&self) {
        let service: InterfaceRef<Served> = self
            .connection
            .object_server()
            .interface(PATH)
            .await
            .unwrap();
        let emitter = service.signal_emitter();
        let served = service.get().await;
        served.generation_changed(emitter).await.unwrap();
        served.deployments_changed(emitter).await.unwrap();
    }

    /// Whether nobody ever watched.
    pub(crate) fn is_unwatched(&self) -> bool {
        self.inner.lock().unwrap().watchers.is_empty()
    }

    /// Waits until every watch is given back. Blocks.
    pub(crate) fn wait_until_unwatched(&self) {
        let watchers = std::mem::take(&mut self.inner.lock().unwrap().watchers);
        assert!(!watchers.is_empty(), "somebody watches");
        for mut watcher in watchers {
            watcher.set_read_timeout(Some(super::DEADLINE)).unwrap();
            assert_eq!(watcher.read(&mut [0]).unwrap(), 0, "it is closed");
        }
    }
}
