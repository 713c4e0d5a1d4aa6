//! Accepts actions and runs them to a verified end.
//!
//! One job at a time uses the engine, whether it changes the system or only fetches:
//! two would share one repository, one network and one progress. A restart needs no
//! engine; it may begin beside a job that only fetches, never beside one that
//! changes the system. Each job runs in a task of its own and outlives its caller.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::future::BoxFuture;
use tokio::sync::watch;
use waymark_model::{Action, Error, ErrorKind, JobResult, Ref, Result, Step, names};

use super::{Job, Promise, report};
use crate::{
    clock,
    engine::{Done, State},
    idle::{Hold, Idle},
    store::Record,
    world::World,
};

/// What can restart the machine.
pub trait Machine: Send + Sync {
    /// Whether something is in the way.
    fn may_restart(&self) -> BoxFuture<'_, Result<()>>;

    /// Restarts the machine, or turns it off.
    fn restart(&self, power_off: bool) -> BoxFuture<'_, Result<()>>;
}

/// Where jobs are shown.
pub trait Board: Send + Sync {
    /// Shows a job, before anyone hears of it.
    fn post<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, ()>;
}

/// Accepts actions and runs them.
pub struct Runner {
    world: Arc<World>,
    machine: Box<dyn Machine>,
    board: Box<dyn Board>,
    idle: Idle,
    /// Held while a job is being accepted, so that only one can be.
    door: tokio::sync::Mutex<()>,
    running: watch::Sender<Vec<Running>>,
    stopping: AtomicBool,
}

#[derive(Clone)]
struct Running {
    job: Arc<Job>,
    action: Action,
}

/// An accepted job with all that its task needs.
struct Accepted {
    job: Arc<Job>,
    action: Action,
    promise: Promise,
    before: State,
    _hold: Hold,
}

impl Runner {
    /// A runner on a world.
    #[must_use]
    pub fn new(
        world: Arc<World>,
        machine: Box<dyn Machine>,
        board: Box<dyn Board>,
        idle: Idle,
    ) -> Arc<Self> {
        Arc::new(Self {
            world,
            machine,
            board,
            idle,
            door: tokio::sync::Mutex::new(()),
            running: watch::Sender::new(Vec::new()),
            stopping: AtomicBool::new(false),
        })
    }

    /// Ends the jobs that an earlier service left running when it died: as the
    /// system shows them, or interrupted.
    pub async fn recover(&self) {
        // A record leaves the disk with its result, so that a second death loses nothing.
        let left = self.world.store().recall().await.running;
        for record in left {
            let now = self.world.now();
            let result = report::recovered(&record, &now.state);
            tracing::warn!(
                job = record.job,
                action = %record.action,
                outcome = %result.outcome,
                "ended a job that an earlier service left"
            );
            let (job, shown) = (&record, result.clone());
            let ended = Arc::new(Job::new(job.job.clone(), job.action, job.uid, job.started));
            ended.finish(shown);
            self.board.post(&ended).await;
            self.remember(&result, None).await;
        }
    }

    /// Accepts an action for a user and begins it.
    ///
    /// # Errors
    /// `NotSupported` if this system cannot do it; `Busy` if a job is in the way;
    /// `NotFound` or `Conflict` if the deployments it names are not what was seen.
    pub async fn start(self: &Arc<Self>, action: Action, uid: u32) -> Result<Arc<Job>> {
        let _door = self.door.lock().await;
        if self.stopping.load(Ordering::Relaxed) {
            return Err(Error::new(
                ErrorKind::Interrupted,
                "the service is being stopped",
            ));
        }
        self.check_supported(&action)?;
        self.check_free(&action)?;
        let seen = self.world.refresh().await?;
        self.check_meant(&action).await?;
        let promise = Promise::of(&action, &seen.state)?;

        let (name, started) = (action.name(), clock::seconds());
        let path = self
            .world
            .store()
            .change(|memory| {
                memory.last_job += 1;
                let path = format!("{}{}", names::JOB_PATH_PREFIX, memory.last_job);
                memory.running.push(Record {
                    job: path.clone(),
                    action: name,
                    uid,
                    started,
                    promise: promise.clone(),
                });
                path
            })
            .await;
        let job = Arc::new(Job::new(path.clone(), name, uid, started));
        self.board.post(&job).await;
        self.list(&job, &action);
        self.world.change(|now| now.jobs.push(path)).await;
        tracing::info!(job = job.path(), uid, ?action, "a job begins");

        let accepted = Accepted {
            job: Arc::clone(&job),
            action,
            promise,
            before: seen.state.clone(),
            _hold: self.idle.hold(),
        };
        tokio::spawn(Arc::clone(self).run(accepted));
        Ok(job)
    }

    /// Ids of the polkit actions with which the program behind the engine guards the same.
    #[must_use]
    pub fn guards(&self, action: &Action) -> Vec<&'static str> {
        self.world.engine().guards(action)
    }

    /// Asks every job that can be stopped to stop, and accepts no other: the service leaves.
    pub async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        // A start that is past its look at that is listed once the door is free.
        let _door = self.door.lock().await;
        for one in self.running.borrow().iter() {
            if let Err(error) = one.job.cancel() {
                tracing::info!(
                    job = one.job.path(),
                    error = error.message,
                    "waiting for a job"
                );
            }
        }
    }

    /// Waits until no job runs.
    pub async fn ended(&self) {
        // The channel stays open: `self` has its sender.
        let _ = self.running.subscribe().wait_for(Vec::is_empty).await;
    }

    async fn run(self: Arc<Self>, accepted: Accepted) {
        let Accepted { job, action, .. } = &accepted;
        job.begin();
        let (ended, result) = if let Action::Restart { power_off } = action {
            self.restart(&accepted, *power_off).await
        } else {
            let ended = self.perform_and_verify(&accepted).await;
            let ended = ended.map_err(|error| self.as_interruption(error));
            let after = self.world.refresh().await.ok();
            let after = after.as_ref().map(|now| &now.state);
            let mut result = report::result(job, &ended, &accepted.before, after);
            result.dry_run = action.is_dry_run();
            self.remember(&result, Some(action)).await;
            (ended, result)
        };
        match &ended {
            Ok(_) => tracing::info!(job = job.path(), outcome = %result.outcome, "a job ended"),
            Err(error) => tracing::warn!(
                job = job.path(),
                outcome = %result.outcome,
                kind = %error.kind,
                error = error.message,
                fields = ?error.fields,
                raw = report::presentable(&error.raw),
                "a job ended"
            ),
        }
        self.unlist(job);
        job.finish(result);
    }

    async fn perform_and_verify(&self, accepted: &Accepted) -> Result<Done> {
        let Accepted { job, action, .. } = accepted;
        let context = job.context();
        // It may have been cancelled before it began.
        context.check()?;
        let task = {
            let engine = Arc::clone(self.world.engine());
            let (action, context) = (action.clone(), job.context());
            // A task of its own: an engine that panics ends its job, not the service.
            tokio::spawn(async move { engine.perform(&action, &context).await })
        };
        let done = task.await.unwrap_or_else(|error| {
            Err(Error::new(ErrorKind::Failed, "the engine broke down").raw(error.to_string()))
        })?;
        context.set_cancellable(false);
        context.phase(Step::Verifying, 0.99..1.0);
        let after = self.world.refresh().await?;
        accepted
            .promise
            .verify(&done, &accepted.before, &after.state)?;
        Ok(done)
    }

    /// A job that ends because the service does was not cancelled by a person.
    fn as_interruption(&self, error: Error) -> Error {
        if error.kind == ErrorKind::Cancelled && self.stopping.load(Ordering::Relaxed) {
            return Error::new(
                ErrorKind::Interrupted,
                "the service was stopped while the job ran",
            );
        }
        error
    }

    /// The result is on disk before the machine is asked: it may be gone at once.
    async fn restart(&self, accepted: &Accepted, power_off: bool) -> (Result<Done>, JobResult) {
        let Accepted { job, before, .. } = accepted;
        let context = job.context();
        context.set_cancellable(false);
        context.phase(Step::Restarting, 0.0..1.0);
        let mut ended = self.machine.may_restart().await.map(|()| Done::default());
        let mut result = report::result(job, &ended, before, None);
        self.remember(&result, None).await;
        if ended.is_ok()
            && let Err(error) = self.machine.restart(power_off).await
        {
            ended = Err(error);
            result = report::result(job, &ended, before, None);
            self.remember(&result, None).await;
        }
        (ended, result)
    }

    /// Writes a result to the disk and tells it; takes the job off what runs.
    async fn remember(&self, result: &JobResult, action: Option<&Action>) {
        let before = self.world.now();
        let check = action.and_then(|one| report::last_check(one, result, &before.last_check));
        let results = self
            .world
            .store()
            .change(|memory| {
                memory.running.retain(|one| one.job != result.job);
                memory.add_result(result);
                if let Some(check) = &check {
                    memory.last_check = check.clone();
                }
                memory.results.clone()
            })
            .await;
        self.world
            .change(|now| {
                now.jobs.retain(|path| *path != result.job);
                now.results = results;
                if let Some(check) = check {
                    now.last_check = check;
                }
            })
            .await;
    }

    fn check_supported(&self, action: &Action) -> Result<()> {
        let now = self.world.now();
        let system = &now.state.system;
        let name = action.name().as_str();
        if system.actions.iter().any(|one| one == name) {
            return Ok(());
        }
        let why = system
            .unsupported
            .get(name)
            .map_or("engine", String::as_str);
        Err(Error::new(
            ErrorKind::NotSupported,
            format!("this system cannot do “{name}” ({why})"),
        )
        .with(|fields| fields.action = Some(name.to_owned())))
    }

    fn check_free(&self, action: &Action) -> Result<()> {
        let running = self.running.borrow();
        let restarting = matches!(action, Action::Restart { .. });
        let Some(other) = running
            .iter()
            .find(|other| !restarting || other.action.changes_system())
        else {
            return Ok(());
        };
        let (job, name) = (&other.job, other.action.name());
        Err(
            Error::new(ErrorKind::Busy, format!("“{name}” is still running")).with(|fields| {
                fields.job = Some(job.path().to_owned());
                fields.action = Some(name.as_str().to_owned());
                fields.uid = Some(job.uid());
            }),
        )
    }

    async fn check_meant(&self, action: &Action) -> Result<()> {
        match action {
            // A version is named by its content, which no other can have.
            Action::Restore {
                target: Ref::Version(_),
                ..
            } => {}
            Action::Restore { target, generation }
            | Action::SetPinned {
                target, generation, ..
            } => {
                self.world.meant("target", target, *generation).await?;
            }
            Action::Delete {
                targets,
                generation,
            } => {
                for target in targets {
                    self.world.meant("targets", target, *generation).await?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn list(&self, job: &Arc<Job>, action: &Action) {
        self.running.send_modify(|running| {
            running.push(Running {
                job: Arc::clone(job),
                action: action.clone(),
            });
        });
    }

    fn unlist(&self, job: &Job) {
        self.running
            .send_modify(|running| running.retain(|one| one.job.path() != job.path()));
    }
}
