//! The connection to a session's accessibility bus.
//!
//! The socket and the queue of events are served by the threads of a runtime
//! that every client in the process shares; callers' own threads block. Nothing
//! here needs, or minds, a runtime on the caller's thread.

use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context, Result};
use atspi::events::{ObjectEvents, WindowEvents};
use atspi::proxy::accessible::AccessibleProxy;
use atspi::zbus::message::Type as MessageType;
use atspi::zbus::zvariant::Value;
use atspi::zbus::{self, MatchRule, Message, MessageStream};
use atspi::{AccessibilityConnection, ObjectRefOwned};
use tokio::runtime::{self, Runtime};
use tokio::sync::{broadcast, watch};
use tokio::time::timeout;

/// Never dropped, since a runtime may not be dropped inside another one.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("accessibility")
        .enable_all()
        .build()
        .expect("a runtime with one thread")
});

/// How many events may wait for a reader, such as a [`super::Recorder`].
const EVENTS_KEPT: usize = 4096;

/// How long one answer of an application may take. GTK answers from its main
/// loop, so this is also how long a window may hang before a test says so.
const ANSWER: Duration = Duration::from_secs(20);

/// How often a connection is tried.
const TRIES: usize = 3;

/// A value that a control has taken, as its event tells.
#[derive(Clone, Debug)]
pub(super) struct ValueEvent {
    /// The object path of the control.
    pub(super) path: String,
    /// What it shows now, in its own unit.
    pub(super) value: f64,
}

/// A client of one session's accessibility bus. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accessibility {
    connection: AccessibilityConnection,
    changes: watch::Receiver<u64>,
    values: broadcast::Sender<ValueEvent>,
    focuses: broadcast::Sender<String>,
}

impl Accessibility {
    /// Connects to the accessibility bus at `address`
    /// ([`crate::session::Session::accessibility_address`]) and subscribes to
    /// what happens in windows.
    ///
    /// To be called before the window opens: GTK looks whether anybody listens.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn connect(address: &str) -> Result<Self> {
        // On a busy machine the registry was seen to leave the bus while it starts;
        // the next call starts it again.
        (1..TRIES)
            .find_map(|_| block_on(Self::connect_async(address)).ok())
            .map_or_else(|| block_on(Self::connect_async(address)), Ok)
            .with_context(|| format!("no accessibility bus at {address}"))
    }

    async fn connect_async(address: &str) -> Result<Self> {
        let connection = AccessibilityConnection::from_address(address.try_into()?).await?;

        // Events come from each application's own paths: no narrower rule holds them all.
        let rule = MatchRule::builder().msg_type(MessageType::Signal).build();
        let events =
            MessageStream::for_match_rule(rule, connection.connection(), Some(1024)).await?;
        connection.add_registry_event::<ObjectEvents>().await?;
        connection.add_registry_event::<WindowEvents>().await?;

        let (counter, changes) = watch::channel(0);
        let (values, _) = broadcast::channel(EVENTS_KEPT);
        let (focuses, _) = broadcast::channel(EVENTS_KEPT);
        RUNTIME.spawn(collect(events, counter, values.clone(), focuses.clone()));
        Ok(Self {
            connection,
            changes,
            values,
            focuses,
        })
    }

    /// The applications on the bus: their names and roots.
    ///
    /// # Errors
    /// If the registry does not answer.
    pub fn applications(&self) -> Result<Vec<(String, ObjectRefOwned)>> {
        self.answer(async {
            let root = self.connection.root_accessible_on_registry().await?;
            let mut applications = Vec::new();
            for reference in root.get_children().await? {
                // One that leaves the bus meanwhile is not there any more.
                let Ok(proxy) = self.accessible(&reference).await else {
                    continue;
                };
                if let Ok(name) = proxy.name().await {
                    applications.push((name, reference));
                }
            }
            Ok(applications)
        })
    }

    /// The zbus connection, for the interfaces that are called directly.
    pub(super) fn bus(&self) -> &zbus::Connection {
        self.connection.connection()
    }

    /// Rises with every event of a window or control, and with every coming and
    /// going on the bus.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// The values that controls take from now on.
    pub(super) fn values(&self) -> broadcast::Receiver<ValueEvent> {
        self.values.subscribe()
    }

    /// The object paths of the controls that get the focus from now on.
    pub(super) fn focuses(&self) -> broadcast::Receiver<String> {
        self.focuses.subscribe()
    }

    /// Waits for `future`, for as long as an answer may take.
    pub(super) fn answer<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        block_on(async {
            timeout(ANSWER, future)
                .await
                .with_context(|| format!("no answer within {ANSWER:?}"))?
        })
    }

    /// The proxy of one accessible object, without a cache: GTK announces too
    /// little for one to stay true.
    pub(super) async fn accessible<'a>(
        &'a self,
        reference: &'a ObjectRefOwned,
    ) -> Result<AccessibleProxy<'a>> {
        let name = reference.name().context("the null reference")?;
        Ok(AccessibleProxy::builder(self.bus())
            .destination(name.clone())?
            .path(reference.path())?
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .await?)
    }
}

/// Blocks this thread on `future`, with the shared runtime's timers in reach.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let _timers = RUNTIME.enter();
    futures_lite::future::block_on(future)
}

/// Counts what happens on the bus, and passes values and focuses on, until the bus is gone.
async fn collect(
    events: MessageStream,
    counter: watch::Sender<u64>,
    values: broadcast::Sender<ValueEvent>,
    focuses: broadcast::Sender<String>,
) {
    let mut events = std::pin::pin!(events);
    while let Some(Ok(message)) = futures_lite::StreamExt::next(&mut events).await {
        if let Some(event) = value_of(&message) {
            // Fails only where nobody records.
            let _ = values.send(event);
        }
        if let Some(path) = focus_of(&message) {
            let _ = focuses.send(path);
        }
        counter.send_modify(|count| *count += 1);
    }
}

/// The value in an `object:property-change:accessible-value` event.
fn value_of(message: &Message) -> Option<ValueEvent> {
    let header = message.header();
    if header.member()?.as_str() != "PropertyChange" {
        return None;
    }
    let body = message.body();
    // Bodies end in `a{sv}` or, of older toolkits, in `(so)`; both begin so.
    let event: zbus::zvariant::Structure = body.deserialize().ok()?;
    let fields = event.fields();
    if !matches!(fields.first()?, Value::Str(kind) if kind.as_str() == "accessible-value") {
        return None;
    }
    let value = match fields.get(3)? {
        Value::Value(inner) => f64::try_from(&**inner).ok()?,
        plain => f64::try_from(plain).ok()?,
    };
    let path = header.path()?.to_string();
    Some(ValueEvent { path, value })
}

/// The control in an `object:state-changed:focused` event that says that it is so.
fn focus_of(message: &Message) -> Option<String> {
    let header = message.header();
    if header.member()?.as_str() != "StateChanged" {
        return None;
    }
    let body = message.body();
    let event: zbus::zvariant::Structure = body.deserialize().ok()?;
    let fields = event.fields();
    let focused = matches!(fields.first()?, Value::Str(state) if state.as_str() == "focused")
        && matches!(fields.get(1)?, Value::I32(1));
    focused.then(|| header.path().map(ToString::to_string))?
}
