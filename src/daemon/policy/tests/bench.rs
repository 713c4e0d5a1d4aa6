//! A system in memory with a policy.

use std::sync::Arc;

use tempfile::TempDir;
use waymark_model::{
    Action, ActionName, ErrorKind, JobResult, Outcome, Policy, PolicyChanges, PolicyMode,
    ReasonKind,
};

use crate::{
    fake::{self, FakeAround, FakeEngine, FakeMachine, NoBoard},
    idle::Idle,
    jobs::Runner,
    policy::{Automatic, Keeper},
    store::Store,
    world::World,
};

pub(super) struct Bench {
    pub(super) engine: Arc<FakeEngine>,
    pub(super) around: FakeAround,
    pub(super) world: Arc<World>,
    pub(super) runner: Arc<Runner>,
    pub(super) automatic: Arc<Automatic>,
    pub(super) idle: Idle,
    pub(super) dir: TempDir,
}

impl Bench {
    pub(super) async fn new() -> Self {
        let mut state = fake::state();
        // Nothing waits for a restart.
        state.deployments.remove(0);
        state.deployments[0].next = true;
        Self::on(FakeEngine::with(state), tempfile::tempdir().unwrap()).await
    }

    pub(super) async fn on(engine: Arc<FakeEngine>, dir: TempDir) -> Self {
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let (around, idle) = (FakeAround::default(), Idle::new());
        let keeper = Keeper::new(world.clone(), Box::new(around.clone()));
        let runner = Runner::new(
            world.clone(),
            Box::new(FakeMachine::default()),
            keeper.clone(),
            Box::new(NoBoard),
            idle.clone(),
        );
        let automatic = Automatic::new(keeper, runner.clone(), world.clone(), idle.clone());
        Self {
            engine,
            around,
            world,
            runner,
            automatic,
            idle,
            dir,
        }
    }

    /// The service once more, as after a restart of it.
    pub(super) async fn again(self) -> Self {
        let Self { engine, dir, .. } = self;
        Self::on(engine, dir).await
    }

    pub(super) async fn run(&self, action: Action) -> JobResult {
        let job = self.runner.start(action, 0).await.unwrap();
        self.runner.see_out(&job).await
    }

    pub(super) async fn set(&self, changes: PolicyChanges) -> Result<(), ErrorKind> {
        match self.run(Action::SetPolicy { changes }).await {
            result if result.outcome == Outcome::Failed => Err(result.error.unwrap()),
            _ => Ok(()),
        }
    }

    pub(super) async fn mode(&self, mode: PolicyMode) {
        let changes = PolicyChanges {
            mode: Some(mode),
            ..PolicyChanges::default()
        };
        self.set(changes).await.unwrap();
    }

    /// Wakes the policy and waits until it has done what it does.
    pub(super) async fn apply(&self) -> Policy {
        self.automatic.apply().await;
        self.idle.expired(std::time::Duration::from_millis(1)).await;
        self.world.now().policy.clone()
    }

    pub(super) fn asked(&self) -> Vec<ActionName> {
        std::mem::take(&mut *self.engine.asked())
    }
}

pub(super) fn told(policy: &Policy, kind: ReasonKind) -> bool {
    policy.reasons.iter().any(|one| one.kind == kind)
}
