//! Keeps what was chosen, and knows what follows from it.

use std::sync::Arc;

use tokio::sync::Mutex;
use waymark_model::{
    ActionName, Error, ErrorKind, Policy, PolicyChanges, PolicyMode, PolicySettings, Result,
};

use super::{
    choice,
    decide::{Decision, Known, decide},
    state::{Failures, FirstSeen, PolicyMemory},
    surroundings::{Around, Surroundings},
};
use crate::{
    clock,
    store::Memory,
    world::{Snapshot, World},
};

/// Knows the policy. One question or change at a time.
pub struct Keeper {
    world: Arc<World>,
    around: Box<dyn Surroundings>,
    turn: Mutex<()>,
}

impl Keeper {
    /// The policy of a world.
    #[must_use]
    pub fn new(world: Arc<World>, around: Box<dyn Surroundings>) -> Arc<Self> {
        Arc::new(Self {
            world,
            around,
            turn: Mutex::new(()),
        })
    }

    /// What the policy says as things stand; it is told to everyone.
    pub async fn consider(&self) -> Policy {
        self.decided().await.0
    }

    /// The same with the decision.
    pub(super) async fn decided(&self) -> (Policy, Decision) {
        let _turn = self.turn.lock().await;
        self.look().await
    }

    /// Changes what was chosen. Says whether anything was to be changed.
    ///
    /// # Errors
    /// `Conflict` if another program updates this system and ours is to be switched on;
    /// `NotSupported` or `Failed` if its timer cannot be. Nothing is changed then.
    pub async fn set(&self, changes: &PolicyChanges) -> Result<bool> {
        let _turn = self.turn.lock().await;
        let before = self.world.now().policy.settings.clone();
        let after = before.with(changes)?;
        let around = self.around.look().await;
        self.switch(&before, &after, &around).await?;
        let changed = before != after;
        if changed {
            let forgotten = before.mode != after.mode;
            let remember = |memory: &mut Memory| {
                memory.policy.settings = after.clone();
                if forgotten {
                    memory.policy.failures = Failures::default();
                }
            };
            let tell = |now: &mut Snapshot| now.policy.settings = after.clone();
            self.world.remember(remember, tell).await;
        }
        self.look().await;
        Ok(changed)
    }

    /// From now on a version is offered no more, or is again.
    ///
    /// # Errors
    /// `InvalidArgument` if that is no checksum or digest.
    pub async fn hide(&self, version: &str, hidden: bool) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.world.hide(version, hidden).await?;
        self.look().await;
        Ok(())
    }

    /// Notes what became of a step.
    pub(super) async fn note(&self, change: impl FnOnce(&mut PolicyMemory)) {
        self.world
            .store()
            .change(|memory| change(&mut memory.policy))
            .await;
    }

    pub(super) async fn memory(&self) -> PolicyMemory {
        self.world.store().recall().await.policy
    }

    async fn switch(
        &self,
        before: &PolicySettings,
        after: &PolicySettings,
        around: &Around,
    ) -> Result<()> {
        let on = after.mode != PolicyMode::Manual;
        if on
            && before.mode != after.mode
            && let Some(other) = around.others.first()
        {
            let message = format!("{other} updates this system by itself; switch that off first");
            return Err(Error::new(ErrorKind::Conflict, message).with(|fields| {
                fields.argument = Some("mode".to_owned());
                fields.holder = Some(other.clone());
            }));
        }
        let was_on = before.mode != PolicyMode::Manual;
        if on == was_on && !(on && around.timer == Some(false)) {
            return Ok(());
        }
        self.around.switch(on).await?;
        if self.around.look().await.timer == Some(!on) {
            let message = "systemd says that it switched waymark-policy.timer, but it did not";
            return Err(Error::new(ErrorKind::Unverified, message));
        }
        Ok(())
    }

    async fn look(&self) -> (Policy, Decision) {
        if let Err(error) = self.world.refresh().await {
            tracing::warn!(%error, raw = error.raw, "cannot read the system");
        }
        let around = self.around.look().await;
        let now = self.world.now();
        let memory = self.remember_running(&now).await;
        let settings = &now.policy.settings;
        let known = known(&now, &memory, around.clone());
        let decision = decide(&clock::local(), settings, &around.conditions, &known);
        let policy = Policy {
            settings: settings.clone(),
            step: decision.step,
            version: decision.update.as_ref().map(choice::name),
            reasons: decision.reasons.clone(),
            next: decision.next,
            last: memory.last,
        };
        let told = policy.clone();
        self.world
            .change(|now| {
                let settings = now.policy.settings.clone();
                now.policy = Policy { settings, ..told };
            })
            .await;
        (policy, decision)
    }

    /// Notes what runs and what ran before it, and when an undated version came up.
    async fn remember_running(&self, now: &Snapshot) -> PolicyMemory {
        let running = now.state.deployments.iter().find(|one| one.booted);
        let running = running.map(|one| one.id.clone());
        let mut memory = self.memory().await;
        let before = memory.clone();
        if running.is_some() && running != memory.running {
            memory.good = memory.running.take();
            memory.running = running;
        }
        let at = clock::seconds();
        let newest = now.state.withheld.as_ref().map(|it| &it.checksum);
        let newest = newest.or(now.state.update.as_ref().map(|it| &it.checksum));
        // What was seen in the future was seen while the clock was wrong.
        let seen = memory.first_seen.as_ref().filter(|seen| seen.at <= at);
        let seen = seen.map(|seen| &seen.checksum);
        if let Some(newest) = newest
            && seen != Some(newest)
        {
            memory.first_seen = Some(FirstSeen {
                checksum: newest.clone(),
                at,
            });
        }
        if memory != before {
            let (running, good) = (memory.running.clone(), memory.good.clone());
            let first_seen = memory.first_seen.clone();
            self.note(|policy| {
                policy.running = running;
                policy.good = good;
                policy.first_seen = first_seen;
            })
            .await;
        }
        memory
    }
}

fn known(now: &Snapshot, memory: &PolicyMemory, around: Around) -> Known {
    let state = &now.state;
    let system = &state.system;
    let can = |action: ActionName| system.actions.iter().any(|it| it == action.as_str());
    let next = state.next();
    let waits = next.filter(|next| !next.booted);
    let by_policy = |id: &String| memory.staged.as_ref() == Some(id);
    let title =
        |it: &waymark_model::Deployment| it.version.clone().unwrap_or_else(|| it.checksum.clone());
    let driver = system.update_driver.clone();
    Known {
        supported: can(ActionName::Check) && can(ActionName::Update),
        others: driver.into_iter().chain(around.others).collect(),
        timer: around.timer,
        busy: now.jobs.first().cloned(),
        failures: memory.failures.clone(),
        held: system.held.clone(),
        chosen: waits.filter(|it| !by_policy(&it.id)).map(title),
        last_check: now.last_check.last_success,
        update: state.update.clone(),
        withheld: state.withheld.clone(),
        urgent: state.urgent,
        staged: waits.filter(|it| by_policy(&it.id)).map(title),
        limits: state.limits,
    }
}
