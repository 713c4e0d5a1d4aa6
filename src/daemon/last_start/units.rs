//! The units that failed, as systemd tells them on the bus.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use zbus::{Connection, OwnedObjectPath, proxy::CacheProperties};

/// How long a start may take until what failed by then is taken as all.
const START: Duration = Duration::from_secs(120);
/// How long systemd may take to answer beside that.
const ANSWER: Duration = Duration::from_secs(20);

/// What systemd tells of a unit: name, description, its load, active and sub state,
/// whom it follows, its object; the id, type and object of its job.
type Unit = (
    String,
    String,
    String,
    String,
    String,
    String,
    OwnedObjectPath,
    u32,
    String,
    OwnedObjectPath,
);

#[zbus::proxy(
    interface = "org.freedesktop.systemd1.Manager",
    default_service = "org.freedesktop.systemd1",
    default_path = "/org/freedesktop/systemd1"
)]
trait Manager {
    #[zbus(property)]
    fn system_state(&self) -> zbus::Result<String>;
    /// Without it, systemd sends no signals.
    fn subscribe(&self) -> zbus::Result<()>;
    fn list_units_filtered(&self, states: &[&str]) -> zbus::Result<Vec<Unit>>;
    #[zbus(signal)]
    fn startup_finished(
        &self,
        firmware: u64,
        loader: u64,
        kernel: u64,
        initrd: u64,
        userspace: u64,
        total: u64,
    ) -> zbus::Result<()>;
}

/// Names of the units that failed, once the start is through.
///
/// # Errors
/// There is no systemd on this bus, or it does not answer.
pub async fn failed(connection: &Connection) -> zbus::Result<Vec<String>> {
    let asked = timeout(START + ANSWER, ask(connection));
    asked.await.unwrap_or_else(|_| {
        let message = "systemd does not answer".to_owned();
        Err(zbus::Error::Failure(message))
    })
}

async fn ask(connection: &Connection) -> zbus::Result<Vec<String>> {
    let manager = ManagerProxy::builder(connection)
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    manager.subscribe().await?;
    let mut finished = manager.receive_startup_finished().await?;
    let state = manager.system_state().await?;
    if matches!(state.as_str(), "initializing" | "starting")
        && timeout(START, finished.next()).await.is_err()
    {
        tracing::info!("the start is not through yet");
    }
    let units = manager.list_units_filtered(&["failed"]).await?;
    Ok(units.into_iter().map(|unit| unit.0).collect())
}

#[cfg(test)]
mod tests {
    use std::{os::unix::net::UnixStream, sync::Arc};

    use tokio::sync::Notify;
    use zbus::{Guid, ObjectPath, connection::Builder, interface, object_server::SignalEmitter};

    use super::*;

    const PATH: &str = "/org/freedesktop/systemd1";
    const DEADLINE: Duration = Duration::from_secs(20);

    /// A systemd in one of its states.
    struct Systemd {
        state: &'static str,
        subscribed: Arc<Notify>,
    }

    #[interface(name = "org.freedesktop.systemd1.Manager")]
    impl Systemd {
        #[zbus(property)]
        fn system_state(&self) -> &'static str {
            // Whoever asks listens already.
            self.subscribed.notify_one();
            self.state
        }

        fn subscribe(&self) {}

        fn list_units_filtered(&self, states: Vec<String>) -> Vec<Unit> {
            assert!(states.into_iter().eq(["failed"]));
            let path = OwnedObjectPath::from(ObjectPath::from_static_str_unchecked("/unit"));
            let text = String::new;
            let name = "display.service".to_owned();
            vec![(
                name,
                text(),
                text(),
                "failed".to_owned(),
                text(),
                text(),
                path.clone(),
                0,
                text(),
                path,
            )]
        }

        #[zbus(signal)]
        async fn startup_finished(
            emitter: &SignalEmitter<'_>,
            firmware: u64,
            loader: u64,
            kernel: u64,
            initrd: u64,
            userspace: u64,
            total: u64,
        ) -> zbus::Result<()>;
    }

    async fn connected(state: &'static str) -> (Connection, Connection, Arc<Notify>) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let subscribed = Arc::new(Notify::new());
        let systemd = Systemd {
            state,
            subscribed: Arc::clone(&subscribed),
        };
        let guid = Guid::generate();
        let server = Builder::unix_stream(ours).server(guid).p2p();
        let (server, client) = tokio::join!(
            server.serve_at(PATH, systemd).build(),
            Builder::unix_stream(theirs).p2p().build()
        );
        (server.unwrap(), client.unwrap(), subscribed)
    }

    #[tokio::test]
    async fn what_failed_is_asked_for_once_the_start_is_through() {
        let (_server, client, _) = connected("degraded").await;
        let told = timeout(DEADLINE, failed(&client)).await.expect("an answer");
        assert_eq!(told.unwrap(), ["display.service"]);

        let (server, client, subscribed) = connected("starting").await;
        let asked = tokio::spawn(async move { failed(&client).await });
        timeout(DEADLINE, subscribed.notified())
            .await
            .expect("a question");
        assert!(!asked.is_finished());
        let emitter = SignalEmitter::new(&server, PATH).unwrap();
        Systemd::startup_finished(&emitter, 0, 0, 1, 1, 1, 3)
            .await
            .unwrap();
        let told = timeout(DEADLINE, asked).await.expect("an answer");
        assert_eq!(told.unwrap().unwrap(), ["display.service"]);
    }
}
