//! The engine of plain OSTree systems, over [`waymark_sysroot`].

mod actions;
mod progress;

use std::future::Future;

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use waymark_model::{
    Action, Comparison, Deployment, Error, ErrorKind, Package, Ref, Result, System,
};
use waymark_sysroot::{Applied, Control, Snapshot, Sysroot};

use self::progress::Bar;
use crate::{
    engine::{Done, Engine, State},
    jobs::JobContext,
};

const NAME: &str = "ostree";

/// Drives a system that was booted through OSTree.
#[derive(Debug)]
pub(crate) struct OstreeEngine {
    sysroot: Sysroot,
}

impl OstreeEngine {
    /// Takes the system that runs.
    ///
    /// # Errors
    /// If it cannot be read, or the machine runs none of its deployments.
    pub(crate) async fn open() -> Result<Self> {
        let sysroot = Sysroot::new(None)?;
        if sysroot.read().await?.booted {
            return Ok(Self { sysroot });
        }
        Err(Error::new(
            ErrorKind::NotSupported,
            "the machine runs none of the deployments on its disk",
        ))
    }

    async fn state(&self) -> Result<State> {
        let snapshot = self.sysroot.read().await?;
        let system = system(&snapshot);
        Ok(State {
            system,
            deployments: snapshot.deployments,
            update: snapshot.update,
            incarnations: snapshot.incarnations,
        })
    }

    async fn run(&self, action: &Action, job: &JobContext) -> Result<Done> {
        match action {
            Action::Check { target } => {
                let check = |control: Control| async move {
                    self.sysroot.check(target.as_ref(), &control).await
                };
                follow(job, Bar::of(action), check).await?;
                Ok(Done::default())
            }
            Action::History { cursor, limit } => {
                let list = |control: Control| async move {
                    self.sysroot.history(cursor, *limit, &control).await
                };
                let page = follow(job, Bar::of(action), list).await?;
                Ok(Done {
                    versions: Some(page.versions),
                    cursor: page.cursor,
                    ..Done::default()
                })
            }
            Action::CleanUp { keep } => {
                let clean =
                    |control: Control| async move { self.sysroot.clean_up(*keep, &control).await };
                let cleaned = follow(job, Bar::of(action), clean).await?;
                Ok(Done {
                    unchanged: cleaned.unchanged,
                    freed: Some(cleaned.freed),
                    ..Done::default()
                })
            }
            _ => {
                let apply = |control: Control| async move { self.apply(action, &control).await };
                follow(job, Bar::of(action), apply).await.map(done)
            }
        }
    }

    async fn apply(&self, action: &Action, control: &Control) -> Result<Applied> {
        let sysroot = &self.sysroot;
        match action {
            Action::Update { version } => {
                let version = version.as_ref().map(checksum).transpose()?;
                sysroot.update(version, control).await
            }
            Action::Discard => sysroot.discard(control).await,
            Action::Restore { target, .. } => sysroot.restore(target, control).await,
            Action::SetPinned { target, pinned, .. } => {
                let id = deployment(target)?;
                sysroot.set_pinned(id, *pinned, control).await
            }
            Action::Delete { targets, .. } => {
                let ids = targets
                    .iter()
                    .map(|target| deployment(target).map(str::to_owned))
                    .collect::<Result<Vec<_>>>()?;
                sysroot.delete(&ids, control).await
            }
            _ => Err(Error::new(
                ErrorKind::NotSupported,
                format!("{} is not done by this engine", action.name()),
            )),
        }
    }
}

/// Runs an operation: what it says moves the job's bar, and a stop reaches it.
/// The operation itself says when it has ended, stopped or not.
async fn follow<T, F: Future<Output = Result<T>>>(
    job: &JobContext,
    bar: Bar,
    operation: impl FnOnce(Control) -> F,
) -> Result<T> {
    let (control, mut events) = progress::line();
    let running = operation(control.clone());
    tokio::pin!(running);
    let mut stopped = false;
    loop {
        tokio::select! {
            biased;
            Some(event) = events.recv() => bar.show(job, event),
            outcome = &mut running => {
                while let Ok(event) = events.try_recv() {
                    bar.show(job, event);
                }
                return outcome;
            }
            () = job.cancelled(), if !stopped => {
                stopped = true;
                control.stop();
            }
        }
    }
}

fn done(applied: Applied) -> Done {
    Done {
        unchanged: applied.unchanged,
        deployment: applied.deployment,
        ..Done::default()
    }
}

fn system(snapshot: &Snapshot) -> System {
    let (actions, unsupported) = actions::offered();
    System {
        name: snapshot.name.clone().unwrap_or_default(),
        engine: NAME.to_owned(),
        engine_reason: "the system was booted through OSTree".to_owned(),
        stream: snapshot.stream.clone(),
        remote: snapshot.remote.clone(),
        actions,
        unsupported,
        ..System::default()
    }
}

fn deployment(target: &Ref) -> Result<&str> {
    match target {
        Ref::Deployment(id) => Ok(id),
        Ref::Version(_) => Err(Error::invalid("ref", "only a deployment can be meant here")),
    }
}

fn checksum(version: &Ref) -> Result<&str> {
    match version {
        Ref::Version(checksum) => Ok(checksum),
        Ref::Deployment(_) => Err(Error::invalid("ref", "only a version can be meant here")),
    }
}

impl Engine for OstreeEngine {
    fn read(&self) -> BoxFuture<'_, Result<State>> {
        self.state().boxed()
    }

    fn deployment<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Deployment>> {
        self.sysroot.deployment(id).boxed()
    }

    fn changes(&self) -> BoxStream<'static, ()> {
        match self.sysroot.changes() {
            Ok(changes) => changes.boxed(),
            Err(error) => {
                tracing::warn!(%error, raw = error.raw, "changes by other tools go unnoticed");
                stream::pending().boxed()
            }
        }
    }

    fn perform<'a>(
        &'a self,
        action: &'a Action,
        job: &'a JobContext,
    ) -> BoxFuture<'a, Result<Done>> {
        self.run(action, job).boxed()
    }

    fn compare<'a>(&'a self, from: &'a Ref, to: &'a Ref) -> BoxFuture<'a, Result<Comparison>> {
        self.sysroot.compare(from, to).boxed()
    }

    fn search_base<'a>(
        &'a self,
        text: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>> {
        self.sysroot.search(text, limit).boxed()
    }
}
