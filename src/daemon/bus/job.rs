//! A job on the bus: its object, and the task that announces how far it is.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::time::{Instant, sleep, timeout};
use waymark_model::{ActionName, Dict, Dictionary, Error, ErrorKind, names};
use zbus::{Connection, Variant, interface, message::Header, object_server::SignalEmitter};

use super::{announcer::properties_changed, caller::Caller, failure::Failure};
use crate::{
    authority::Authority,
    idle::{Hold, Idle},
    jobs::{Board, Job, Life, Rate},
};

/// The time between two announcements: five a second.
const TICK: Duration = Duration::from_millis(200);

/// What a job's changing properties say at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
struct View {
    state: &'static str,
    step: &'static str,
    fraction: f64,
    bytes_done: u64,
    bytes_total: u64,
    rate: u64,
    cancellable: bool,
    result: Dict,
}

impl View {
    fn of(job: &Job, rate: u64) -> Self {
        let progress = job.progress();
        let life = job.life().borrow().clone();
        let result = if let Life::Finished(result) = &life {
            Some(result)
        } else {
            None
        };
        let went_well = result.is_some_and(|result| result.error().is_none());
        Self {
            state: life.state().as_str(),
            step: progress.step.as_str(),
            fraction: if went_well { 1.0 } else { progress.fraction },
            bytes_done: progress.bytes_done,
            bytes_total: progress.bytes_total,
            rate: if result.is_some() { 0 } else { rate },
            cancellable: result.is_none() && progress.cancellable,
            result: result.map(|result| result.to_dict()).unwrap_or_default(),
        }
    }

    fn changed_since(&self, before: &Self) -> HashMap<&'static str, Variant<'static>> {
        let mut changed = HashMap::new();
        let mut note = |differs: bool, name, value: Variant<'static>| {
            if differs {
                changed.insert(name, value);
            }
        };
        note(self.state != before.state, "State", self.state.into());
        note(self.step != before.step, "Step", self.step.into());
        let moved = (self.fraction - before.fraction).abs() > f64::EPSILON;
        note(moved, "Fraction", self.fraction.into());
        let done = self.bytes_done;
        note(done != before.bytes_done, "BytesDone", done.into());
        let total = self.bytes_total;
        note(total != before.bytes_total, "BytesTotal", total.into());
        note(self.rate != before.rate, "Rate", self.rate.into());
        let cancellable = self.cancellable;
        note(
            cancellable != before.cancellable,
            "Cancellable",
            cancellable.into(),
        );
        if self.result != before.result {
            changed.insert("Result", self.result.clone().into());
        }
        changed
    }
}

/// The object of a job.
struct JobObject {
    job: Arc<Job>,
    rate: Arc<AtomicU64>,
    authority: Arc<dyn Authority>,
    idle: Idle,
}

impl JobObject {
    fn view(&self) -> View {
        View::of(&self.job, self.rate.load(Ordering::Relaxed))
    }
}

#[interface(name = "io.github.waymarkos.Waymark1.Job", introspection_docs = false)]
impl JobObject {
    #[zbus(property(emits_changed_signal = "const"))]
    fn action(&self) -> &'static str {
        self.job.action().as_str()
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn holder(&self) -> Dict {
        self.job.holder().to_dict()
    }

    #[zbus(property)]
    fn state(&self) -> &'static str {
        self.view().state
    }

    #[zbus(property)]
    fn step(&self) -> &'static str {
        self.view().step
    }

    #[zbus(property)]
    fn fraction(&self) -> f64 {
        self.view().fraction
    }

    #[zbus(property)]
    fn bytes_done(&self) -> u64 {
        self.view().bytes_done
    }

    #[zbus(property)]
    fn bytes_total(&self) -> u64 {
        self.view().bytes_total
    }

    #[zbus(property)]
    fn rate(&self) -> u64 {
        self.view().rate
    }

    #[zbus(property)]
    fn cancellable(&self) -> bool {
        self.view().cancellable
    }

    #[zbus(property)]
    fn result(&self) -> Dict {
        self.view().result
    }

    /// The one who began it may stop it; others need a permission of its own.
    async fn cancel(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(), Failure> {
        let _hold = self.idle.hold();
        let caller = Caller::identify(connection, &header).await?;
        if !self.job.is_of(caller.uid) {
            self.authority
                .check(&header, &caller, ActionName::CancelAny, None)
                .await
                .inspect_err(|error| {
                    tracing::warn!(
                        job = self.job.path(),
                        uid = caller.uid,
                        error = error.message,
                        "cancelling was refused"
                    );
                })?;
        }
        let cancelled = self.job.cancel();
        tracing::info!(job = self.job.path(), uid = caller.uid, sender = ?caller.name, ?cancelled, "cancelling");
        Ok(cancelled?)
    }

    /// The tool's own words are for the one who asked, and for root: they can say
    /// what others may not read.
    #[zbus(out_args("lines"))]
    async fn get_log(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        from: u32,
    ) -> Result<Vec<String>, Failure> {
        let _hold = self.idle.hold();
        let caller = Caller::identify(connection, &header).await?;
        if caller.uid != 0 && !self.job.is_of(caller.uid) {
            let message = "the log is for the user who started the job";
            return Err(Error::new(ErrorKind::NotAuthorized, message).into());
        }
        Ok(self
            .job
            .log()
            .from(usize::try_from(from).unwrap_or(usize::MAX)))
    }

    #[zbus(signal)]
    async fn finished(emitter: &SignalEmitter<'_>, result: Dict) -> zbus::Result<()>;
}

/// Serves jobs on the bus.
pub struct BusBoard {
    connection: Connection,
    authority: Arc<dyn Authority>,
    idle: Idle,
    linger: Duration,
}

impl BusBoard {
    /// Jobs are served on `connection`, and for `linger` after their end.
    #[must_use]
    pub fn new(
        connection: &Connection,
        authority: Arc<dyn Authority>,
        idle: Idle,
        linger: Duration,
    ) -> Self {
        Self {
            connection: connection.clone(),
            authority,
            idle,
            linger,
        }
    }

    async fn serve(&self, job: &Arc<Job>) -> zbus::Result<()> {
        let rate = Arc::default();
        let object = JobObject {
            job: Arc::clone(job),
            rate: Arc::clone(&rate),
            authority: Arc::clone(&self.authority),
            idle: self.idle.clone(),
        };
        self.connection
            .object_server()
            .at(job.path(), object)
            .await?;
        let shown = Shown {
            connection: self.connection.clone(),
            job: Arc::clone(job),
            rate,
            linger: self.linger,
            hold: self.idle.hold(),
        };
        tokio::spawn(async move {
            if let Err(error) = shown.follow().await {
                tracing::warn!(%error, "cannot show a job");
            }
        });
        Ok(())
    }
}

impl Board for BusBoard {
    fn post<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, ()> {
        async move {
            if let Err(error) = self.serve(job).await {
                tracing::warn!(job = job.path(), %error, "cannot show a job");
            }
        }
        .boxed()
    }
}

/// A served job.
struct Shown {
    connection: Connection,
    job: Arc<Job>,
    rate: Arc<AtomicU64>,
    linger: Duration,
    /// Until the end was told.
    hold: Hold,
}

impl Shown {
    /// Announces how far the job is until it ended, and takes its object away later.
    async fn follow(self) -> zbus::Result<()> {
        let emitter = SignalEmitter::new(&self.connection, self.job.path().to_owned())?;
        let mut told = View::of(&self.job, 0);
        let (mut rate, mut noted) = (Rate::default(), Instant::now());
        let mut life = self.job.life();
        loop {
            let end = life.wait_for(|life| matches!(life, Life::Finished(_)));
            let ended = timeout(TICK, end).await.is_ok();
            let now = Instant::now();
            let speed = rate.note(self.job.progress().bytes_done, now - noted);
            noted = now;
            self.rate.store(speed, Ordering::Relaxed);
            let view = View::of(&self.job, speed);
            let changed = view.changed_since(&told);
            if !changed.is_empty() {
                properties_changed(&emitter, names::JOB_INTERFACE, changed).await;
            }
            told = view;
            if ended {
                break;
            }
        }
        JobObject::finished(&emitter, told.result).await?;
        drop(self.hold);
        sleep(self.linger).await;
        self.connection
            .object_server()
            .remove::<JobObject, _>(self.job.path())
            .await?;
        Ok(())
    }
}
