//! The service from its start to its end.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::timeout,
};
use waymark_model::names;
use zbus::{Connection, connection};

use crate::{
    authority::{Authority, Polkit},
    bus::{self, BusBoard, Desk, Service},
    config::Config,
    engines,
    idle::Idle,
    jobs::Runner,
    logind::Logind,
    store::Store,
    world::World,
};

/// How long a job may take to end when the service is told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(60);

/// Serves until nobody needs the service any more or it is told to stop.
///
/// # Errors
/// The bus cannot be reached, or somebody else has the name.
pub async fn run(config: &Config, state: &Path) -> anyhow::Result<()> {
    let connection = connection::Builder::system()
        .build()
        .await
        .context("cannot reach the system bus")?;
    let idle = Idle::new();
    let world = World::open(engines::choose().await, Store::open(state)).await;
    let authority: Arc<dyn Authority> = Arc::new(Polkit::new(&connection));
    let board = BusBoard::new(
        &connection,
        Arc::clone(&authority),
        idle.clone(),
        config.job_linger(),
    );
    let runner = Runner::new(
        Arc::clone(&world),
        Box::new(Logind::new(&connection)),
        Box::new(board),
        idle.clone(),
    );
    runner.recover().await;
    let desk = Desk::new(Arc::clone(&runner), authority, idle.clone());
    let service = Service::new(Arc::clone(&world), desk, idle.clone());
    bus::serve(&connection, service, &world)
        .await
        .context("cannot serve")?;
    tokio::spawn(bus::follow(Arc::clone(&world)));
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
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    loop {
        tokio::select! {
            () = idle.expired(quiet) => {}
            () = connection.closed() => anyhow::bail!("the bus went away"),
            _ = terminate.recv() => return stop(runner).await,
            _ = interrupt.recv() => return stop(runner).await,
        }
        // From here on the bus holds calls back and starts the service anew. Those
        // that came before are still answered; one that keeps us calls us back.
        connection.release_name(names::SERVICE).await?;
        if idle.is_idle() {
            tracing::info!("nobody needs the service; leaving");
            return Ok(());
        }
        connection.request_name(names::SERVICE).await?;
    }
}

/// Asks the jobs to stop and gives them time: what is on disk must be whole.
async fn stop(runner: &Runner) -> anyhow::Result<()> {
    tracing::info!("told to stop");
    runner.stop();
    if timeout(STOP_PATIENCE, runner.ended()).await.is_err() {
        tracing::error!("a job did not end; it will be looked at by the next service");
    }
    Ok(())
}
