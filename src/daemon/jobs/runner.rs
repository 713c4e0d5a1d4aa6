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
use waymark_model::{Action, Error, ErrorKind, JobResult, Ref, Result, Step};

use super::{Job, JobContext, Promise, Seen, report};
use crate::{
    clock,
    engine::Done,
    idle::{Hold, Idle},
    package_files::Luggage,
    policy::Keeper,
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
    pub(super) world: Arc<World>,
    machine: Box<dyn Machine>,
    keeper: Arc<Keeper>,
    pub(super) board: Box<dyn Board>,
    pub(super) idle: Idle,
    /// Held while a job is being accepted, so that only one can be.
    door: tokio::sync::Mutex<()>,
    pub(super) running: watch::Sender<Vec<Running>>,
    pub(super) stopping: AtomicBool,
}

#[derive(Clone)]
pub(super) struct Running {
    pub(super) job: Arc<Job>,
    /// `None` for what another program does.
    pub(super) action: Option<Action>,
}

/// What somebody may do and asks for.
pub struct Request {
    /// What to do.
    pub action: Action,
    /// For whom.
    pub uid: u32,
    /// The copies of its package files.
    pub luggage: Option<Luggage>,
}

/// An accepted job with all that its task needs.
struct Accepted {
    job: Arc<Job>,
    request: Request,
    promise: Promise,
    before: Seen,
    _hold: Hold,
}

impl Runner {
    /// A runner on a world.
    #[must_use]
    pub fn new(
        world: Arc<World>,
        machine: Box<dyn Machine>,
        keeper: Arc<Keeper>,
        board: Box<dyn Board>,
        idle: Idle,
    ) -> Arc<Self> {
        Arc::new(Self {
            world,
            machine,
            keeper,
            board,
            idle,
            door: tokio::sync::Mutex::new(()),
            running: watch::Sender::new(Vec::new()),
            stopping: AtomicBool::new(false),
        })
    }

    /// Accepts an action without package files for a user and begins it.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    #[cfg(test)]
    pub async fn start(self: &Arc<Self>, action: Action, uid: u32) -> Result<Arc<Job>> {
        let request = Request {
            action,
            uid,
            luggage: None,
        };
        self.begin(request).await
    }

    /// Accepts a request and begins it.
    ///
    /// # Errors
    /// `NotSupported` if this system cannot do it; `Busy` if a job is in the way;
    /// `NotFound` or `Conflict` if the deployments it names are not what was seen.
    pub async fn begin(self: &Arc<Self>, request: Request) -> Result<Arc<Job>> {
        let _door = self.door.lock().await;
        if self.stopping.load(Ordering::Relaxed) {
            return Err(Error::new(
                ErrorKind::Interrupted,
                "the service is being stopped",
            ));
        }
        if self.world.now().state.system.actions.is_empty()
            && let Err(error) = self.world.refresh().await
        {
            // What could not be read when the service started cannot be read now either.
            tracing::warn!(%error, raw = error.raw, "the system is not known");
        }
        self.check_supported(&request.action)?;
        self.check_free(&request.action)?;
        let about_arguments = matches!(request.action, Action::SetKernelArguments { .. });
        let before = self.look(about_arguments).await?;
        self.check_meant(&request.action).await?;
        let files = request.luggage.as_ref().map(|it| it.packages.as_slice());
        let promise = Promise::of(&request.action, &before, files.unwrap_or_default())?;
        let job = self.write_down(&request, &promise, &before).await;
        self.board.post(&job).await;
        self.list(&job, Some(&request.action));
        let path = job.path().to_owned();
        self.world.change(|now| now.jobs.push(path)).await;
        tracing::info!(job = job.path(), uid = request.uid, action = ?request.action, "a job begins");

        let accepted = Accepted {
            job: Arc::clone(&job),
            request,
            promise,
            before,
            _hold: self.idle.hold(),
        };
        tokio::spawn(Arc::clone(self).run(accepted));
        Ok(job)
    }

    /// A new job, known to the disk before it begins.
    async fn write_down(&self, request: &Request, promise: &Promise, before: &Seen) -> Arc<Job> {
        let (name, started) = (request.action.name(), clock::seconds());
        let (uid, was_so) = (request.uid, promise.is_kept(before));
        let promise = promise.clone();
        let path = self
            .world
            .store()
            .change(|memory| {
                let path = memory.next_job();
                memory.running.push(Record {
                    job: path.clone(),
                    action: name,
                    uid,
                    started,
                    promise,
                    was_so,
                });
                path
            })
            .await;
        Arc::new(Job::new(path, name, uid, started))
    }

    /// Reads the system, with the kernel arguments of what is next if they matter.
    pub(super) async fn look(&self, arguments: bool) -> Result<Seen> {
        let state = self.world.refresh().await?.state.clone();
        let next = state
            .next()
            .filter(|_| arguments)
            .map(|next| next.id.clone());
        let arguments = match next {
            Some(id) => self.world.engine().deployment(&id).await?.kernel_arguments,
            None => None,
        };
        Ok(Seen { state, arguments })
    }

    /// Ids of the polkit actions with which the program behind the engine guards the same.
    #[must_use]
    pub fn guards(&self, action: &Action) -> Vec<&'static str> {
        self.world.engine().guards(action)
    }

    /// The same for a comparison.
    #[must_use]
    pub fn comparison_guards(&self) -> &'static [&'static str] {
        self.world.engine().comparison_guards()
    }

    /// Asks every job that can be stopped to stop, and accepts no other: the service leaves.
    pub async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        // A start that is past its look at that is listed once the door is free.
        let _door = self.door.lock().await;
        // What another program runs is not for the service to stop.
        let running = self.running.borrow();
        for one in running.iter().filter(|one| one.action.is_some()) {
            if let Err(error) = one.job.cancel() {
                tracing::info!(
                    job = one.job.path(),
                    error = error.message,
                    "waiting for a job"
                );
            }
        }
    }

    async fn run(self: Arc<Self>, accepted: Accepted) {
        let Accepted { job, request, .. } = &accepted;
        let action = &request.action;
        job.begin();
        let (ended, result) = if let Action::Restart { power_off } = action {
            self.restart(&accepted, *power_off).await
        } else {
            let (ended, after) = match self.perform_and_verify(&accepted).await {
                Ok((mut done, after)) => {
                    if let Some(luggage) = &request.luggage {
                        done.packages = Some(luggage.packages.clone());
                    }
                    (Ok(done), after)
                }
                Err(error) => {
                    let after = self.look(false).await.ok();
                    (Err(self.as_interruption(error)), after)
                }
            };
            let (before, after) = (&accepted.before.state, after.as_ref());
            let after = after.map(|seen| &seen.state);
            let mut result = report::result(job, &ended, before, after);
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
        // Whoever shows the job holds the service until it has told the end.
        job.finish(result);
        self.unlist(job);
    }

    /// What was done, and the system after it, where that could be read.
    async fn perform_and_verify(&self, accepted: &Accepted) -> Result<(Done, Option<Seen>)> {
        let Accepted { job, request, .. } = accepted;
        let context = job.context();
        // It may have been cancelled before it began.
        context.check()?;
        if let Action::SetPolicy { changes } = &request.action {
            context.set_cancellable(false);
            let changed = self.keeper.set(changes).await?;
            let done = Done {
                unchanged: !changed,
                ..Done::default()
            };
            return Ok((done, self.look(false).await.ok()));
        }
        let done = self.take(&request.action, job).await?;
        context.set_cancellable(false);
        context.phase(Step::Verifying, 0.99..1.0);
        let after = self.look(accepted.promise.is_about_arguments()).await?;
        accepted.promise.verify(&done, &accepted.before, &after)?;
        Ok((done, Some(after)))
    }

    /// Performs an action. Where not every version is offered, “what a check offers” is
    /// found by a check first; who gives up a hold takes what comes.
    async fn take(&self, action: &Action, job: &Job) -> Result<Done> {
        const LOOK: Action = Action::Check { target: None };
        let Action::Update {
            version: None,
            download_only,
        } = action
        else {
            return self.perform(action, job.context()).await;
        };
        if !self.world.is_choosy() || self.world.now().state.system.held.is_some() {
            let done = self.perform(action, job.context()).await?;
            if done.unchanged {
                // “No update” is the word of a tool; a check says what there is.
                self.perform(&LOOK, job.context()).await?;
            }
            return Ok(done);
        }
        self.perform(&LOOK, job.context().unseen()).await?;
        let now = self.world.refresh().await?;
        let Some(offered) = &now.state.update else {
            return Ok(Done {
                unchanged: true,
                ..Done::default()
            });
        };
        let named = Action::Update {
            version: Some(Ref::Version(offered.checksum.clone())),
            download_only: *download_only,
        };
        self.perform(&named, job.context()).await
    }

    async fn perform(&self, action: &Action, context: JobContext) -> Result<Done> {
        let engine = Arc::clone(self.world.engine());
        let action = action.clone();
        // A task of its own: an engine that panics ends its job, not the service.
        let task = tokio::spawn(async move { engine.perform(&action, &context).await });
        task.await.unwrap_or_else(|error| {
            Err(Error::new(ErrorKind::Failed, "the engine broke down").raw(error.to_string()))
        })
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
        let mut result = report::result(job, &ended, &before.state, None);
        self.remember(&result, None).await;
        if ended.is_ok()
            && let Err(error) = self.machine.restart(power_off).await
        {
            ended = Err(error);
            result = report::result(job, &ended, &before.state, None);
            self.remember(&result, None).await;
        }
        (ended, result)
    }

    /// Writes a result to the disk and tells it; takes the job off what runs.
    pub(super) async fn remember(&self, result: &JobResult, action: Option<&Action>) {
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

    /// Lists a job among those that run; one of another program has no action.
    pub(super) fn list(&self, job: &Arc<Job>, action: Option<&Action>) {
        self.running.send_modify(|running| {
            running.push(Running {
                job: Arc::clone(job),
                action: action.cloned(),
            });
        });
    }

    pub(super) fn unlist(&self, job: &Job) {
        self.running
            .send_modify(|running| running.retain(|one| one.job.path() != job.path()));
    }
}
