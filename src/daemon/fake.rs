//! An engine, a machine and a board for tests: a system in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tokio::sync::broadcast;
use waymark_model::{
    Action, ActionName, Change, ChangeKind, ChangeType, Comparison, Deployment, Error, ErrorKind,
    Package, PackageChanges, Ref, RemoteVersion, Result, Step, Stream, System, Update,
};

use crate::{
    engine::{Done, Engine, State},
    jobs::{Board, Job, JobContext, Machine},
};

/// How the engine behaves.
#[derive(Clone, Debug, Default)]
pub enum Manner {
    /// It does what is asked.
    #[default]
    Honest,
    /// It says that it worked and does nothing.
    Lazy,
    /// It says that nothing was to be done.
    Complacent,
    /// It fails.
    Failing(Error),
    /// It panics.
    Broken,
    /// It works until it is cancelled.
    Slow,
}

/// A system in memory.
pub struct FakeEngine {
    state: Mutex<State>,
    manner: Mutex<Manner>,
    changed: broadcast::Sender<()>,
    compared: Mutex<usize>,
}

impl FakeEngine {
    pub fn with(state: State) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(state),
            manner: Mutex::default(),
            changed: broadcast::channel(16).0,
            compared: Mutex::new(0),
        })
    }

    pub fn now(&self) -> State {
        self.state.lock().unwrap().clone()
    }

    /// Changes the system as another tool would.
    pub fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
        let _ = self.changed.send(());
    }

    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// How often two versions were really compared.
    pub fn comparisons(&self) -> usize {
        *self.compared.lock().unwrap()
    }

    fn act(&self, action: &Action) -> Done {
        let mut state = self.state.lock().unwrap();
        match action {
            Action::Update { .. } => {
                let Some(update) = state.update.take() else {
                    return Done {
                        unchanged: true,
                        ..Done::default()
                    };
                };
                let new = deployment("sample", &update.checksum);
                return make_next(&mut state, new, true);
            }
            Action::Discard => {
                state.deployments.retain(|one| !one.staged);
                state.deployments[0].next = true;
            }
            Action::Restore { target, .. } => {
                let at = state.deployments.iter().position(|one| match target {
                    Ref::Deployment(id) => one.id == *id,
                    Ref::Version(checksum) => one.checksum == *checksum,
                });
                let target = match at {
                    Some(at) => state.deployments.remove(at),
                    None => deployment("sample", target.id()),
                };
                state.deployments.retain(|one| !one.staged);
                return make_next(&mut state, target, false);
            }
            Action::SetPinned { target, pinned, .. } => {
                for one in &mut state.deployments {
                    if one.id == target.id() {
                        one.pinned = *pinned;
                    }
                }
            }
            Action::Delete { targets, .. } => state
                .deployments
                .retain(|one| !targets.iter().any(|target| target.id() == one.id)),
            Action::CleanUp { keep } => {
                let gone = state.beyond(*keep);
                state.deployments.retain(|one| !gone.contains(&one.id));
            }
            Action::Rebase { dry_run: true, .. } | Action::ChangePackages { dry_run: true, .. } => {
                return Done {
                    changes: Some(vec![Change::default()]),
                    ..Done::default()
                };
            }
            Action::Rebase { stream, .. } => {
                let mut new = again(&state);
                new.origin = Some(stream.clone());
                return make_next(&mut state, new, true);
            }
            Action::ChangePackages { changes, .. } => {
                let mut new = again(&state);
                change_layers(&mut new.layers, changes);
                return make_next(&mut state, new, true);
            }
            Action::SetKernelArguments { changes } => {
                let mut new = again(&state);
                let mut line = new.kernel_arguments.take().unwrap_or_default();
                line.retain(|one| !changes.delete.contains(one));
                for one in &mut line {
                    if let Some(other) = changes.replace.get(one) {
                        one.clone_from(other);
                    }
                }
                line.extend(changes.append.iter().cloned());
                new.kernel_arguments = Some(line);
                return make_next(&mut state, new, true);
            }
            Action::Search { text } => {
                return Done {
                    packages: Some(vec![Package {
                        name: text.clone(),
                        ..Package::default()
                    }]),
                    ..Done::default()
                };
            }
            Action::ListStreams => {
                return Done {
                    streams: Some(vec![Stream::default()]),
                    ..Done::default()
                };
            }
            Action::History { .. } => {
                return Done {
                    versions: Some(vec![RemoteVersion::default()]),
                    ..Done::default()
                };
            }
            _ => {}
        }
        Done::default()
    }
}

/// What is next once more, with an id of its own.
fn again(state: &State) -> Deployment {
    let next = state.next().cloned().unwrap_or_default();
    let number = state.deployments.len();
    Deployment {
        id: format!("sample-{}.{number}", next.checksum),
        booted: false,
        pinned: false,
        ..next
    }
}

fn change_layers(layers: &mut Vec<String>, changes: &PackageChanges) {
    if changes.reset_all {
        layers.clear();
    }
    let taken = [&changes.remove, &changes.override_reset];
    layers.retain(|layer| !taken.iter().any(|list| list.contains(layer)));
    for list in [
        &changes.add,
        &changes.override_remove,
        &changes.override_replace,
    ] {
        layers.extend(list.iter().cloned());
    }
}

fn make_next(state: &mut State, mut new: Deployment, staged: bool) -> Done {
    for one in &mut state.deployments {
        one.next = false;
    }
    (new.next, new.staged) = (true, staged);
    let id = new.id.clone();
    state.deployments.insert(0, new);
    Done {
        deployment: Some(id),
        ..Done::default()
    }
}

impl Engine for FakeEngine {
    fn read(&self) -> BoxFuture<'_, Result<State>> {
        async { Ok(self.now()) }.boxed()
    }

    fn deployment<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Deployment>> {
        let found = self.now().deployment(id).cloned();
        async move { found.ok_or_else(|| Error::new(ErrorKind::NotFound, "no such deployment")) }
            .boxed()
    }

    fn changes(&self) -> BoxStream<'static, ()> {
        stream::unfold(self.changed.subscribe(), |mut changed| async {
            changed.recv().await.ok().map(|()| ((), changed))
        })
        .boxed()
    }

    fn perform<'a>(
        &'a self,
        action: &'a Action,
        job: &'a JobContext,
    ) -> BoxFuture<'a, Result<Done>> {
        async move {
            let manner = self.manner.lock().unwrap().clone();
            job.log(&format!("asked for {}", action.name()));
            match manner {
                Manner::Honest => {
                    job.phase(Step::Downloading, 0.0..0.9);
                    job.bytes(1000, 1000);
                    job.advance(1.0);
                    Ok(self.act(action))
                }
                Manner::Lazy => Ok(Done::default()),
                Manner::Complacent => Ok(Done {
                    unchanged: true,
                    ..Done::default()
                }),
                Manner::Failing(error) => Err(error),
                Manner::Broken => panic!("as the test asked"),
                Manner::Slow => {
                    job.phase(Step::Downloading, 0.1..0.9);
                    job.cancelled().await;
                    job.check().map(|()| Done::default())
                }
            }
        }
        .boxed()
    }

    fn compare<'a>(&'a self, _from: &'a Ref, to: &'a Ref) -> BoxFuture<'a, Result<Comparison>> {
        *self.compared.lock().unwrap() += 1;
        let known = to.id() != "unknown";
        async move {
            if !known {
                return Err(Error::new(ErrorKind::NotFound, "no such version"));
            }
            let row = |number| Change {
                kind: ChangeKind::Package,
                change: ChangeType::Upgraded,
                name: format!("package-{number}"),
                ..Change::default()
            };
            Ok(Comparison {
                packages: Some((0..2500).map(row).collect()),
                files: None,
            })
        }
        .boxed()
    }

    fn search_base<'a>(
        &'a self,
        text: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>> {
        let package = Package {
            name: text.to_owned(),
            ..Package::default()
        };
        async move { Ok(vec![package; limit.min(3)]) }.boxed()
    }
}

/// A machine that only counts how often it was restarted.
#[derive(Clone, Default)]
pub struct FakeMachine {
    pub inhibited: Arc<Mutex<Option<Error>>>,
    pub broken: Arc<Mutex<Option<Error>>>,
    pub restarts: Arc<Mutex<Vec<bool>>>,
}

impl Machine for FakeMachine {
    fn may_restart(&self) -> BoxFuture<'_, Result<()>> {
        let inhibited = self.inhibited.lock().unwrap().clone();
        async move { inhibited.map_or(Ok(()), Err) }.boxed()
    }

    fn restart(&self, power_off: bool) -> BoxFuture<'_, Result<()>> {
        self.restarts.lock().unwrap().push(power_off);
        let broken = self.broken.lock().unwrap().clone();
        async move { broken.map_or(Ok(()), Err) }.boxed()
    }
}

/// A board that nobody looks at.
pub struct NoBoard;

impl Board for NoBoard {
    fn post<'a>(&'a self, _job: &'a Arc<Job>) -> BoxFuture<'a, ()> {
        std::future::ready(()).boxed()
    }
}

/// A deployment of a stateroot and a checksum.
pub fn deployment(stateroot: &str, checksum: &str) -> Deployment {
    Deployment {
        id: format!("{stateroot}-{checksum}.0"),
        checksum: checksum.to_owned(),
        version: Some(format!("1.{checksum}")),
        stateroot: Some(stateroot.to_owned()),
        ..Deployment::default()
    }
}

/// A system that runs `c3`, with a staged `d4`, three earlier versions and an update `e5`.
pub fn state() -> State {
    let mut deployments: Vec<_> = ["d4", "c3", "b2", "a1", "a0"]
        .map(|checksum| deployment("sample", checksum))
        .into();
    (deployments[0].next, deployments[0].staged) = (true, true);
    deployments[1].booted = true;
    State {
        system: System {
            name: "Sample".to_owned(),
            engine: "fake".to_owned(),
            engine_reason: "a test".to_owned(),
            actions: [
                ActionName::Check,
                ActionName::Update,
                ActionName::Discard,
                ActionName::Restore,
                ActionName::SetPinned,
                ActionName::Delete,
                ActionName::CleanUp,
                ActionName::History,
                ActionName::Search,
                ActionName::ListStreams,
                ActionName::Rebase,
                ActionName::ChangePackages,
                ActionName::SetKernelArguments,
            ]
            .map(|action| action.as_str().to_owned())
            .into(),
            unsupported: HashMap::from([("policy".to_owned(), "planned".to_owned())]),
            ..System::default()
        },
        deployments,
        update: Some(Update {
            checksum: "e5".to_owned(),
            ..Update::default()
        }),
        ..State::default()
    }
}
