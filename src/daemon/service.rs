//! The service from its start to its end.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::{sleep, timeout},
};
use waymark_model::names;
use zbus::{Connection, connection};

use crate::{
    authority::{Authority, Polkit},
    bus::{self, BusBoard, Departures, Desk, Service, Watches},
    config::Config,
    engines,
    idle::Idle,
    jobs::Runner,
    last_start,
    logind::Logind,
    policy::{Automatic, Keeper, SystemBus},
    store::Store,
    world::World,
};

/// How long a job may take to end when the service is told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(60);

/// How long calls that came before the name was given up may take to reach their methods.
const LAST_CALLS: Duration = Duration::from_millis(500);

/// Serves until nobody needs the service any more or it is told to stop.
///
/// # Errors
/// The bus cannot be reached, or somebody else has the name.
pub async fn run(config: &Config, state: &Path) -> anyhow::Result<()> {
    let connection = bus::listening(connection::Builder::system())
        .build()
        .await
        .context("cannot reach the system bus")?;
    let idle = Idle::new();
    let world = World::open(engines::choose(state).await, Store::open(state)).await;
    let departures = Departures::new(&connection);
    let authority: Arc<dyn Authority> = Arc::new(Polkit::new(&connection, &departures));
    let board = BusBoard::new(
        &connection,
        Arc::clone(&authority),
        idle.clone(),
        config.job_linger(),
    );
    let keeper = Keeper::new(Arc::clone(&world), Box::new(SystemBus(connection.clone())));
    let runner = Runner::new(
        Arc::clone(&world),
        Box::new(Logind::new(&connection)),
        Arc::clone(&keeper),
        Box::new(board),
        idle.clone(),
    );
    runner.recover().await;
    let desk = Desk::new(Arc::clone(&runner), authority, idle.clone());
    let watches = Watches::new(idle.clone(), departures);
    let automatic = Automatic::new(
        keeper,
        Arc::clone(&runner),
        Arc::clone(&world),
        idle.clone(),
    );
    let considered = automatic.follow();
    let service = Service::new(Arc::clone(&world), desk, watches, automatic);
    bus::serve(&connection, service, &world)
        .await
        .context("cannot serve")?;
    tokio::spawn(bus::follow(Arc::clone(&world)));
    let (judged, witness) = (Arc::clone(&world), last_start::System::new(&connection));
    let until_judged = idle.hold();
    tokio::spawn(async move {
        last_start::judge(judged, &witness).await;
        drop(until_judged);
    });
    tokio::spawn(runner.follow_foreign());
    tokio::spawn(considered);
    connection
        .request_name(names::SERVICE)
        .await
        .context("cannot take the name on the bus")?;
    let now = world.now();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        engine = now.state.system.engine,
        reason = now.state.system.engine_reason,
        generation = now.generation,
        "serving"
    );
    leave_in_time(&connection, &idle, &runner, config.idle_exit()).await
}

/// Leaves when idle, told to, or cut off from the bus.
async fn leave_in_time(
    connection: &Connection,
    idle: &Idle,
    runner: &Runner,
    quiet: Duration,
) -> anyhow::Result<()> {
    let mut signals = Signals::new()?;
    loop {
        tokio::select! {
            () = idle.expired(quiet) => {}
            () = connection.closed() => {
                stop(runner).await;
                anyhow::bail!("the bus went away");
            }
            () = signals.any() => {
                stop(runner).await;
                // It may be the bus that stops everything.
                if connection.release_name(names::SERVICE).await.is_ok() {
                    sleep(LAST_CALLS).await;
                }
                return Ok(());
            }
        }
        // From here on the bus starts the service anew for whoever calls. Calls that
        // came before are still answered.
        connection.release_name(names::SERVICE).await?;
        if timeout(LAST_CALLS * 5, idle.expired(LAST_CALLS))
            .await
            .is_ok()
        {
            tracing::info!("nobody needs the service; leaving");
            return Ok(());
        }
        // One of them keeps the service: a watch or a job.
        if let Err(error) = connection.request_name(names::SERVICE).await {
            tracing::warn!(%error, "another service took over; ending what is left here");
            idle.expired(LAST_CALLS).await;
            return Ok(());
        }
    }
}

/// Asks the jobs to stop and gives them time: what is on disk must be whole.
async fn stop(runner: &Runner) {
    tracing::info!("told to stop");
    runner.stop().await;
    if timeout(STOP_PATIENCE, runner.ended()).await.is_err() {
        tracing::error!("a job did not end; it will be looked at by the next service");
    }
}

/// The signals that tell the service to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
