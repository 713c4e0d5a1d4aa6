//! An engine, a machine and a board for tests: a system in memory.

mod act;
mod sample;

use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tokio::sync::{broadcast, mpsc, oneshot};
use waymark_model::{
    Action, ActionName, Advisory, Change, ChangeKind, ChangeType, Comparison, Deployment, Error,
    ErrorKind, Files, Holder, Package, Ref, Reference, Repository, Result, Step,
};

pub use sample::{deployment, state};

use crate::{
    engine::{Done, Engine, FollowForeign, Foreign, State},
    jobs::{Board, Job, JobContext, Machine},
    policy::{Around, Surroundings},
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
    asked: Mutex<Vec<ActionName>>,
    guards: Mutex<Vec<&'static str>>,
    foreign: (
        mpsc::UnboundedSender<Foreign>,
        Mutex<Option<mpsc::UnboundedReceiver<Foreign>>>,
    ),
}

impl FakeEngine {
    pub fn with(state: State) -> Arc<Self> {
        let (begun, foreign) = mpsc::unbounded_channel();
        Arc::new(Self {
            asked: Mutex::default(),
            guards: Mutex::default(),
            foreign: (begun, Mutex::new(Some(foreign))),
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

    /// What it was asked to do, in this order.
    pub fn asked(&self) -> MutexGuard<'_, Vec<ActionName>> {
        self.asked.lock().unwrap()
    }

    /// What the program behind the engine asks polkit about.
    pub fn guard(&self, ids: &[&'static str]) {
        *self.guards.lock().unwrap() = ids.to_vec();
    }

    /// Another program begins something; it ends as told, or when it is cancelled.
    pub fn begin_foreign(&self, holder: Holder) -> oneshot::Sender<Result<Done>> {
        let (end, ended) = oneshot::channel();
        let follow: FollowForeign = Box::new(|job: JobContext| {
            async move {
                job.phase(Step::Downloading, 0.0..1.0);
                job.log("another program speaks");
                tokio::select! {
                    ended = ended => ended.unwrap(),
                    () = job.cancelled() => Err(Error::new(ErrorKind::Cancelled, "cancelled")),
                }
            }
            .boxed()
        });
        let begun = Foreign {
            action: ActionName::Update,
            holder,
            follow,
        };
        self.foreign.0.send(begun).ok().unwrap();
        end
    }

    /// How often two versions were really compared.
    pub fn comparisons(&self) -> usize {
        *self.compared.lock().unwrap()
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
            self.asked().push(action.name());
            job.log(&format!("asked for {}", action.name()));
            match manner {
                Manner::Honest => {
                    job.phase(Step::Downloading, 0.0..0.9);
                    job.bytes(1000, 1000);
                    job.advance(1.0);
                    Ok(act::act(&mut self.state.lock().unwrap(), action))
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

    fn guards(&self, _action: &Action) -> Vec<&'static str> {
        self.guards.lock().unwrap().clone()
    }

    fn foreign(&self) -> BoxStream<'static, Foreign> {
        let foreign = self.foreign.1.lock().unwrap().take();
        let foreign = foreign.expect("nobody follows twice");
        stream::unfold(foreign, |mut foreign| async {
            foreign.recv().await.map(|begun| (begun, foreign))
        })
        .boxed()
    }

    fn repositories(&self) -> BoxFuture<'_, Result<Vec<Repository>>> {
        async { Ok(vec![Repository::default(); 2000]) }.boxed()
    }

    fn advisories(&self) -> BoxFuture<'_, Result<Vec<Advisory>>> {
        let one = |number: usize| Advisory {
            id: number.to_string(),
            references: vec![Reference::default()],
            ..Advisory::default()
        };
        async move { Ok((0..700).map(one).collect()) }.boxed()
    }

    fn compare<'a>(
        &'a self,
        _from: &'a Ref,
        to: &'a Ref,
        files: bool,
    ) -> BoxFuture<'a, Result<Comparison>> {
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
            let file = Change {
                kind: ChangeKind::File,
                change: ChangeType::Changed,
                name: "/usr/bin/sh".into(),
                ..Change::default()
            };
            Ok(Comparison {
                packages: Some((0..2500).map(row).collect()),
                files: if files {
                    Files::Compared(vec![file])
                } else {
                    Files::Known
                },
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

/// What is around, as a test says it.
#[derive(Clone, Default)]
pub struct FakeAround {
    pub now: Arc<Mutex<Around>>,
    /// Why the timer cannot be switched.
    pub stuck: Arc<Mutex<Option<Error>>>,
    /// Each time that it was asked to be.
    pub switched: Arc<Mutex<Vec<bool>>>,
}

impl Surroundings for FakeAround {
    fn look(&self) -> BoxFuture<'_, Around> {
        std::future::ready(self.now.lock().unwrap().clone()).boxed()
    }

    fn switch(&self, on: bool) -> BoxFuture<'_, Result<()>> {
        self.switched.lock().unwrap().push(on);
        let stuck = self.stuck.lock().unwrap().clone();
        if stuck.is_none() {
            self.now.lock().unwrap().timer = Some(on);
        }
        std::future::ready(stuck.map_or(Ok(()), Err)).boxed()
    }
}

/// A board that nobody looks at.
pub struct NoBoard;

impl Board for NoBoard {
    fn post<'a>(&'a self, _job: &'a Arc<Job>) -> BoxFuture<'a, ()> {
        std::future::ready(()).boxed()
    }
}
