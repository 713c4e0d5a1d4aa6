//! Does what the policy says, with ordinary jobs of root.
//!
//! It begins nothing while another job runs. Its own job is like any other: whoever wants
//! something meanwhile is told that it runs, and may cancel it.

use std::sync::{Arc, Mutex, PoisonError};

use waymark_model::{Action, ErrorKind, JobResult, Policy, PolicyMode, PolicyStep, Ref, Result};

use super::{
    decide::Decision,
    keeper::Keeper,
    retention::{self, Plan},
    state::Failures,
};
use crate::{
    clock,
    idle::Idle,
    jobs::{Request, Runner},
    world::World,
};

/// The system itself.
const ROOT: u32 = 0;
/// A check, what it finds, and both once more if that moved meanwhile.
const STEPS: usize = 4;

/// Whether the policy is at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Work {
    #[default]
    Rests,
    Once,
    /// It was woken meanwhile.
    Again,
}

/// Runs the policy.
pub struct Automatic {
    keeper: Arc<Keeper>,
    runner: Arc<Runner>,
    world: Arc<World>,
    idle: Idle,
    work: Mutex<Work>,
}

impl Automatic {
    /// Runs what `keeper` decides with `runner`.
    #[must_use]
    pub fn new(
        keeper: Arc<Keeper>,
        runner: Arc<Runner>,
        world: Arc<World>,
        idle: Idle,
    ) -> Arc<Self> {
        Arc::new(Self {
            keeper,
            runner,
            world,
            idle,
            work: Mutex::default(),
        })
    }

    /// Whoever knows the policy.
    #[must_use]
    pub fn keeper(&self) -> &Arc<Keeper> {
        &self.keeper
    }

    /// Begins what the policy says now, and tells what that is. It goes on afterwards.
    pub async fn apply(self: &Arc<Self>) -> Policy {
        let now = clock::seconds();
        self.keeper.note(|memory| memory.last = Some(now)).await;
        let (policy, decision) = self.keeper.decided().await;
        if self.begins() {
            let (automatic, hold) = (Arc::clone(self), self.idle.hold());
            tokio::spawn(async move {
                automatic.run_through(decision).await;
                drop(hold);
            });
        }
        policy
    }

    /// Tells everyone what the policy says, now and after each job.
    pub fn follow(self: &Arc<Self>) -> impl Future<Output = ()> + Send + use<> {
        let (keeper, mut jobs) = (Arc::clone(&self.keeper), self.runner.jobs_changed());
        async move {
            loop {
                keeper.consider().await;
                if jobs.next().await.is_none() {
                    return;
                }
            }
        }
    }

    /// Whether work begins with this waking; work that is under way is done once more.
    fn begins(&self) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let rested = *work == Work::Rests;
        *work = if rested { Work::Once } else { Work::Again };
        rested
    }

    /// Whether work is to be done once more.
    fn goes_on(&self) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let again = *work == Work::Again;
        *work = if again { Work::Once } else { Work::Rests };
        again
    }

    /// Does what was told, and what follows.
    async fn run_through(&self, told: Decision) {
        self.work(told).await;
        while self.goes_on() {
            let (_, decision) = self.keeper.decided().await;
            self.work(decision).await;
        }
    }

    async fn work(&self, first: Decision) {
        let mut moved = false;
        let mut first = Some(first);
        for _ in 0..STEPS {
            let decision = match first.take() {
                Some(first) => first,
                None => self.keeper.decided().await.1,
            };
            let version = decision.update.map(|update| Ref::Version(update.checksum));
            let action = match decision.step {
                PolicyStep::Nothing => break,
                PolicyStep::Check => Action::Check { target: None },
                step => Action::Update {
                    version,
                    download_only: step == PolicyStep::Download,
                },
            };
            let ended = self.run(action).await;
            if let Err(error) = &ended
                && error.kind == ErrorKind::Conflict
                && !moved
            {
                // The stream moved since it was looked at.
                moved = true;
                if self
                    .note(self.run(Action::Check { target: None }).await)
                    .await
                {
                    continue;
                }
                break;
            }
            if !self.note(ended).await {
                break;
            }
        }
        self.retain().await;
        self.keeper.consider().await;
    }

    /// Runs a job to its end.
    async fn run(&self, action: Action) -> Result<JobResult> {
        let request = Request {
            action,
            uid: ROOT,
            luggage: None,
        };
        let job = self.runner.begin(request).await?;
        let result = self.runner.see_out(&job).await;
        result.error().map_or(Ok(result), Err)
    }

    /// Notes how a step ended; whether the next may follow.
    async fn note(&self, ended: Result<JobResult>) -> bool {
        let now = clock::seconds();
        match ended {
            Ok(result) => {
                let staged = result.deployment.filter(|_| result.action == "update");
                self.keeper
                    .note(|memory| {
                        memory.failures = Failures::default();
                        if staged.is_some() {
                            memory.staged = staged;
                        }
                    })
                    .await;
                true
            }
            // Whoever was there first goes first; nothing was tried.
            Err(error) if error.kind == ErrorKind::Busy => false,
            Err(error) if error.kind == ErrorKind::Interrupted => false,
            Err(error) => {
                tracing::warn!(kind = %error.kind, error = error.message, "the policy's step failed");
                self.keeper
                    .note(|memory| memory.failures = memory.failures.and(&error, now))
                    .await;
                false
            }
        }
    }

    /// Keeps as many earlier versions as was chosen.
    async fn retain(&self) {
        let now = self.world.now();
        if now.policy.settings.mode != PolicyMode::Stage {
            return;
        }
        let memory = self.keeper.memory().await;
        let (deployments, keep) = (&now.state.deployments, now.policy.settings.keep);
        let plan = retention::plan(deployments, keep, &memory.pins, memory.good.as_deref());
        if let Err(error) = self.carry_out(plan).await {
            tracing::warn!(kind = %error.kind, error = error.message, "earlier versions stay as they are");
        }
    }

    async fn carry_out(&self, plan: Plan) -> Result<()> {
        for (ids, pinned) in [(plan.pin, true), (plan.unpin, false)] {
            for id in ids {
                self.run(Action::SetPinned {
                    target: Ref::Deployment(id.clone()),
                    generation: self.world.now().generation,
                    pinned,
                })
                .await?;
                self.keeper
                    .note(|memory| {
                        memory.pins.retain(|own| *own != id);
                        if pinned {
                            memory.pins.push(id);
                        }
                    })
                    .await;
            }
        }
        if plan.delete.is_empty() {
            return Ok(());
        }
        let targets = plan.delete.into_iter().map(Ref::Deployment).collect();
        let generation = self.world.now().generation;
        let deleted = self.run(Action::Delete {
            targets,
            generation,
        });
        deleted.await.map(drop)
    }
}
