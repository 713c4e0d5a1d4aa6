//! Runs one transaction of rpm-ostreed to its end.
//!
//! A method returns the address of a socket and does nothing more: the daemon waits
//! until somebody connects there and says `Start`, or until the caller leaves the
//! bus. So each transaction has a bus connection of its own, which is closed when
//! the future that runs it is dropped: nothing ever waits for a `Start` that does
//! not come. After `Start` the work goes on without us.

use std::time::Duration;

use futures_util::{StreamExt, future::BoxFuture};
use tokio::time::timeout;
use waymark_model::{Error, ErrorKind, Result};
use zbus::{
    Connection,
    fdo::{PropertiesChangedStream, PropertiesProxy},
    proxy::CacheProperties,
};

use super::{
    call::{Call, Os},
    errors::{Context, gone, of_method, of_transaction},
    events::Event,
    foreign,
    peer::{Leaving, Peer},
    proxy::{self, Bus, Options, Owner, SysrootProxy},
    report::{Ended, Report},
};
use crate::jobs::JobContext;

/// Our name for those who ask rpm-ostree who holds the system.
pub(super) const CLIENT: &str = "waymark";

/// How long an ended transaction may take to be taken off the bus. It takes
/// milliseconds unless another program lingers; then it is not waited for.
const SETTLE: Duration = Duration::from_secs(2);

/// Makes a call and follows its transaction. A transaction of another program that
/// does the very same is joined. A stop of the job is passed on once; what comes of
/// it the transaction says. `requests` are the packages that shall be on top of the
/// base, if they are more than the call asks for: a conflict is told in their names.
///
/// # Errors
/// Whatever the daemon or the transaction says; `Busy` with the holder; `Cancelled`
/// if the job was stopped; `EngineGone` if the daemon dies.
pub(crate) async fn run(
    bus: &Bus,
    os: &Os,
    call: &Call,
    requests: &[String],
    mut report: Report<'_>,
) -> Result<Ended> {
    let job = report.job();
    let met = match meet(bus, os, call, job).await? {
        Some(met) => met,
        // A joined transaction that ended before we came; now it is ours.
        None => meet(bus, os, call, job).await?.ok_or_else(died)?,
    };
    let Met {
        visit,
        mut owner,
        mut peer,
    } = met;
    report.see(&Event::Title(call.title().to_owned()));
    let start = peer.start();
    let finish = follow(&mut peer, &mut owner, Some(start), true, &mut report).await;
    peer.leave().await;
    let finish = finish?.ok_or_else(died)?;
    visit.settle().await;
    let requests = if requests.is_empty() {
        call.requests()
    } else {
        requests
    };
    finish.outcome(requests, report)
}

/// A transaction that was called for and waits for its start.
struct Met {
    visit: Visit,
    owner: Owner,
    peer: Peer,
}

/// Makes a call and connects to its transaction; `None` if that is gone already.
async fn meet(bus: &Bus, os: &Os, call: &Call, job: &JobContext) -> Result<Option<Met>> {
    let visit = Visit::begin(bus).await?;
    let address = tokio::select! {
        address = visit.ask(os, call) => address?,
        () = job.cancelled() => return Err(cancelled()),
    };
    if address.is_empty() {
        let message = "rpm-ostree's own check is turned off on this system";
        return Err(Error::new(ErrorKind::NotSupported, message));
    }
    let mut owner = visit.owner().await?;
    let peer = tokio::select! {
        biased;
        () = owner.lost() => return Err(died()),
        () = job.cancelled() => return Err(cancelled()),
        peer = Peer::connect(&address) => peer,
    };
    match peer {
        Ok(peer) => Ok(Some(Met { visit, owner, peer })),
        Err(error) => {
            tracing::info!(%error, address, "a transaction of rpm-ostree cannot be reached");
            visit.connection.leave().await;
            Ok(None)
        }
    }
}

/// What a transaction said at its end.
#[derive(Debug)]
pub(super) struct Finish {
    pub(super) success: bool,
    pub(super) error: String,
}

impl Finish {
    pub(super) fn outcome(self, requests: &[String], report: Report<'_>) -> Result<Ended> {
        if self.success {
            return Ok(report.ended());
        }
        let messages = report.messages();
        let error = of_transaction(&self.error, Context { requests, messages });
        // The daemon says that it was cancelled in the language of the system.
        if error.kind == ErrorKind::Failed && report.job().is_cancelled() {
            return Err(cancelled().raw(self.error));
        }
        Err(error)
    }
}

/// Follows a transaction to its end, starting it if `start` is given; `None` if the
/// connection is closed before. If it is `own`, one that turns out to be joined cannot
/// be stopped.
pub(super) async fn follow(
    peer: &mut Peer,
    owner: &mut Owner,
    start: Option<BoxFuture<'static, zbus::Result<bool>>>,
    own: bool,
    report: &mut Report<'_>,
) -> Result<Option<Finish>> {
    let mut start = start;
    let mut stop: Option<BoxFuture<'static, zbus::Result<()>>> = None;
    let mut stopped = false;
    loop {
        // What was said before a death counts: it is looked at first.
        tokio::select! {
            biased;
            event = peer.next() => match event {
                Some(event) => {
                    report.see(&event);
                    if let Event::Finished { success, error } = event {
                        return Ok(Some(Finish { success, error }));
                    }
                }
                None => return Ok(None),
            },
            () = owner.lost() => return Err(died()),
            started = pending(&mut start) => {
                start = None;
                match started {
                    Ok(first) => {
                        tracing::debug!(first, "a transaction of rpm-ostree runs");
                        // What another program began is not for our caller to stop.
                        if own && !first {
                            report.job().set_cancellable(false);
                        }
                    }
                    Err(error @ zbus::Error::MethodError(..)) => return Err(of_method(&error)),
                    Err(_) => return Ok(None),
                }
            }
            asked = pending(&mut stop) => {
                stop = None;
                if let Err(error) = asked {
                    tracing::warn!(%error, "a transaction could not be asked to stop");
                }
            }
            () = report.job().cancelled(), if !stopped => {
                stopped = true;
                stop = Some(peer.cancel());
            }
        }
    }
}

/// The future, if there is one; otherwise never.
async fn pending<T>(future: &mut Option<BoxFuture<'static, T>>) -> T {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// A stay on the bus for one transaction.
pub(super) struct Visit {
    connection: Leaving,
    pub(super) sysroot: SysrootProxy<'static>,
    changes: PropertiesChangedStream,
}

impl Visit {
    pub(super) async fn begin(bus: &Bus) -> Result<Self> {
        let connection = Leaving::new(bus.connect().await.map_err(|error| of_method(&error))?);
        Self::on(connection)
            .await
            .map_err(|error| of_method(&error))
    }

    async fn on(connection: Leaving) -> zbus::Result<Self> {
        let sysroot = proxy::sysroot(connection.connection()).await?;
        let properties = PropertiesProxy::builder(connection.connection())
            .destination(proxy::SERVICE)
            .path(sysroot.inner().path().to_owned())
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        let changes = properties.receive_properties_changed().await?;
        Ok(Self {
            connection,
            sysroot,
            changes,
        })
    }

    pub(super) fn bus(&self) -> &Connection {
        self.connection.connection()
    }

    pub(super) async fn owner(&self) -> Result<Owner> {
        Owner::watch(self.bus())
            .await
            .map_err(|error| of_method(&error))
    }

    /// Makes the call; a refusal for being busy tells who holds the system.
    async fn ask(&self, os: &Os, call: &Call) -> Result<String> {
        // Only for others to see; without it everything works the same.
        let name = Options::from([("id", CLIENT.into())]);
        if let Err(error) = self.sysroot.register_client(&name).await {
            tracing::debug!(%error, "rpm-ostree was not told who calls");
        }
        let os = proxy::os(self.bus(), os.clone())
            .await
            .map_err(|error| of_method(&error))?;
        match call.ask(&os).await.map_err(|error| of_method(&error)) {
            Err(error) if error.kind == ErrorKind::Busy => {
                Err(foreign::with_holder(error, self.bus()).await)
            }
            answer => answer,
        }
    }

    /// Waits until the bus shows no transaction, which is when all that it changed
    /// is announced; or has the daemon read all again.
    pub(super) async fn settle(self) {
        let Self {
            connection,
            sysroot,
            mut changes,
        } = self;
        let quiet = async {
            while !matches!(
                sysroot.active_transaction_path().await.as_deref(),
                Ok("") | Err(_)
            ) {
                if changes.next().await.is_none() {
                    return;
                }
            }
        };
        if timeout(SETTLE, quiet).await.is_err() {
            match timeout(SETTLE, sysroot.reload()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "rpm-ostree did not read the disk again");
                }
                Err(_) => tracing::warn!("rpm-ostree does not answer"),
            }
        }
        connection.leave().await;
    }
}

pub(super) fn died() -> Error {
    gone("the connection was closed before the transaction ended")
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "the operation was cancelled")
}
