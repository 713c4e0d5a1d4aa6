//! The engine of plain OSTree systems, over [`waymark_sysroot`].

mod actions;
mod progress;

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use waymark_model::{
    Action, Change, Comparison, Deployment, Error, ErrorKind, FileDifference, Package, Ref, Result,
    Stream, System,
};
use waymark_sysroot::{Applied, Choice, Control, Snapshot, Sysroot};

use self::progress::Bar;
use super::sysroot::follow;
use crate::{
    clock,
    engine::{Done, Engine, State},
    jobs::JobContext,
    policy,
};

const NAME: &str = "ostree";

/// Drives a system that was booted through OSTree.
#[derive(Debug)]
pub(crate) struct OstreeEngine {
    sysroot: Sysroot,
    /// As the last check found it.
    newer_stream: Mutex<Option<String>>,
    choice: Mutex<policy::Choice>,
}

impl OstreeEngine {
    /// Takes the system that runs.
    ///
    /// # Errors
    /// If it cannot be read, or the machine runs none of its deployments.
    pub(crate) async fn open() -> Result<Self> {
        let sysroot = Sysroot::new(None)?;
        if sysroot.read().await?.booted {
            return Ok(Self {
                sysroot,
                newer_stream: Mutex::default(),
                choice: Mutex::default(),
            });
        }
        Err(Error::new(
            ErrorKind::NotSupported,
            "the machine runs none of the deployments on its disk",
        ))
    }

    async fn state(&self) -> Result<State> {
        let snapshot = self.sysroot.read().await?;
        let mut system = system(&snapshot);
        system.newer_stream.clone_from(&self.newer_stream());
        Ok(State {
            system,
            deployments: snapshot.deployments,
            update: snapshot.update,
            incarnations: snapshot.incarnations,
            older: snapshot.older,
            ..State::default()
        })
    }

    async fn run(&self, action: &Action, job: &JobContext) -> Result<Done> {
        match action {
            Action::Check { target } => {
                let check = |control: Control| async move {
                    let choice = self.choice();
                    let target = target.as_ref();
                    self.sysroot.check(target, choice.as_ref(), &control).await
                };
                follow(job, |event| Bar::of(action).show(job, event), check).await?;
                if target.is_none() {
                    self.look_for_newer_stream(job, action).await?;
                }
                Ok(Done::default())
            }
            Action::History { cursor, limit } => {
                let list = |control: Control| async move {
                    self.sysroot.history(None, cursor, *limit, &control).await
                };
                let page = follow(job, |event| Bar::of(action).show(job, event), list).await?;
                Ok(Done {
                    versions: Some(page.versions),
                    cursor: page.cursor,
                    ..Done::default()
                })
            }
            Action::ListStreams => {
                let streams = self.streams(job, action).await?;
                Ok(Done {
                    streams: Some(streams),
                    ..Done::default()
                })
            }
            Action::Rebase {
                stream,
                dry_run: true,
            } => {
                let look =
                    |control: Control| async move { self.sysroot.look_at(stream, &control).await };
                let newest = follow(job, |event| Bar::of(action).show(job, event), look).await?;
                let changes = self.against_running(&newest).await?;
                Ok(Done {
                    changes,
                    ..Done::default()
                })
            }
            Action::CleanUp { keep } => {
                let clean =
                    |control: Control| async move { self.sysroot.clean_up(*keep, &control).await };
                let cleaned = follow(job, |event| Bar::of(action).show(job, event), clean).await?;
                Ok(Done {
                    unchanged: cleaned.unchanged,
                    freed: Some(cleaned.freed),
                    ..Done::default()
                })
            }
            _ => {
                let apply = |control: Control| async move { self.apply(action, &control).await };
                follow(job, |event| Bar::of(action).show(job, event), apply)
                    .await
                    .map(done)
            }
        }
    }

    /// Not every remote lists its streams; what the check found stands without them.
    async fn look_for_newer_stream(&self, job: &JobContext, action: &Action) -> Result<()> {
        match self.streams(job, action).await {
            Ok(streams) => {
                let newer = streams.into_iter().find(|stream| stream.newer);
                *self.newer_stream() = newer.map(|stream| stream.name);
                Ok(())
            }
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => {
                tracing::info!(%error, raw = error.raw, "the streams are not known");
                Ok(())
            }
        }
    }

    async fn streams(&self, job: &JobContext, action: &Action) -> Result<Vec<Stream>> {
        let list = |control: Control| async move { self.sysroot.streams(None, &control).await };
        follow(job, |event| Bar::of(action).show(job, event), list).await
    }

    fn newer_stream(&self) -> MutexGuard<'_, Option<String>> {
        self.newer_stream
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What may be offered now, unless everything may.
    fn choice(&self) -> Option<Choice> {
        let chosen = self.choice.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.is_choosy().then(|| Choice {
            published_by: clock::seconds().saturating_sub(chosen.wait),
            hidden: chosen.hidden.clone(),
        })
    }

    /// What would change from the running deployment to a version.
    async fn against_running(&self, version: &Ref) -> Result<Option<Vec<Change>>> {
        let snapshot = self.sysroot.read().await?;
        let Some(running) = snapshot.deployments.iter().find(|one| one.booted) else {
            return Ok(None);
        };
        let running = Ref::Deployment(running.id.clone());
        let compared = self.sysroot.compare(&running, version, false).await?;
        Ok(compared.packages)
    }

    async fn apply(&self, action: &Action, control: &Control) -> Result<Applied> {
        let sysroot = &self.sysroot;
        match action {
            Action::Update {
                version,
                download_only,
            } => {
                let version = version.as_ref().map(checksum).transpose()?;
                let choice = self.choice();
                if *download_only {
                    sysroot.download(version, choice.as_ref(), control).await
                } else {
                    sysroot.update(version, choice.as_ref(), control).await
                }
            }
            Action::Rebase { stream, .. } => sysroot.rebase(stream, control).await,
            Action::SetKernelArguments { changes } => {
                sysroot.change_kernel_arguments(changes, control).await
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
        end_of_life: snapshot.end_of_life.clone(),
        stream_state: Some(snapshot.stream_state),
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

    fn choose(&self, choice: policy::Choice) {
        *self.choice.lock().unwrap_or_else(PoisonError::into_inner) = choice;
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

    fn compare<'a>(
        &'a self,
        from: &'a Ref,
        to: &'a Ref,
        files: bool,
    ) -> BoxFuture<'a, Result<Comparison>> {
        self.sysroot.compare(from, to, files).boxed()
    }

    fn local_changes(&self) -> BoxFuture<'_, Result<Vec<Change>>> {
        self.sysroot.local_changes().boxed()
    }

    fn file_difference<'a>(
        &'a self,
        path: &'a str,
        secret: bool,
    ) -> BoxFuture<'a, Result<FileDifference>> {
        self.sysroot.file_difference(path, secret).boxed()
    }

    fn search_base<'a>(
        &'a self,
        text: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>> {
        self.sysroot.search(text, limit).boxed()
    }
}
