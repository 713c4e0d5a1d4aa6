//! What the service knows of the system and tells everyone.
//!
//! The state is read from the engine, never predicted. One turn at a time reads or
//! changes it, so that generations and announcements come in order.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use waymark_model::{
    ActionName, Deployment, Error, ErrorKind, JobResult, LastCheck, LastStart, Policy, Ref, Result,
    System,
};

use crate::{
    clock,
    engine::{Engine, State},
    last_start::boot,
    lineage::Lineage,
    policy::{self, Choice},
    store::{Memory, Store},
};

/// All that the service's properties say, at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Rises with every change of `state`.
    pub generation: u64,
    /// What the system is.
    pub state: State,
    /// When updates were last looked for.
    pub last_check: LastCheck,
    /// Paths of the jobs that run.
    pub jobs: Vec<String>,
    /// What the service does by itself.
    pub policy: Policy,
    /// The last finished jobs, oldest first.
    pub results: Vec<JobResult>,
    /// How this start came out, where that is known.
    pub last_start: Option<LastStart>,
}

/// Whoever tells the bus what changed.
pub trait Announce: Send + Sync {
    /// Tells what differs between two snapshots.
    fn announce<'a>(&'a self, before: &'a Snapshot, after: &'a Snapshot) -> BoxFuture<'a, ()>;
}

/// The one place that knows the system's state.
pub struct World {
    engine: Arc<dyn Engine>,
    store: Store,
    now: RwLock<Arc<Snapshot>>,
    turn: Mutex<Lineage>,
    boot: Option<String>,
    announcer: OnceLock<Box<dyn Announce>>,
}

impl World {
    /// Reads the system for the first time and takes up what was remembered.
    pub async fn open(engine: Arc<dyn Engine>, store: Store) -> Arc<Self> {
        Self::open_in(engine, store, boot::current()).await
    }

    /// The same in this boot.
    pub async fn open_in(engine: Arc<dyn Engine>, store: Store, boot: Option<String>) -> Arc<Self> {
        let memory = store.recall().await;
        let policy = memory.policy;
        engine.choose(Choice::of(&policy.settings));
        let state = engine.read().await.unwrap_or_else(|error| {
            tracing::error!(%error, raw = error.raw, "cannot read the system");
            unreadable(&error)
        });
        // The clock may be wrong, and the memory lost: the higher of both is new.
        let generation = memory.generation.max(clock::millis()) + 1;
        store
            .change(|memory| {
                memory.generation = generation;
                if let Some(boot) = &boot {
                    memory.begin(&state, boot);
                }
            })
            .await;
        let seen = policy.first_seen.as_ref();
        let state = policy::tell(state, &policy.settings, seen, clock::seconds());
        let mut lineage = Lineage::starting_at(generation);
        lineage.note(&state, generation);
        let snapshot = Snapshot {
            generation,
            state: with_own_actions(state),
            last_check: memory.last_check,
            results: memory.results,
            policy: Policy {
                settings: policy.settings,
                last: policy.last,
                ..Policy::default()
            },
            last_start: memory
                .last_start
                .filter(|last| Some(&last.start) == boot.as_ref()),
            ..Snapshot::default()
        };
        Arc::new(Self {
            engine,
            store,
            now: RwLock::new(Arc::new(snapshot)),
            turn: Mutex::new(lineage),
            boot,
            announcer: OnceLock::new(),
        })
    }

    /// The engine that drives the system.
    #[must_use]
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// What is remembered over restarts.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The id of this boot, where there is one.
    #[must_use]
    pub fn boot(&self) -> Option<&str> {
        self.boot.as_deref()
    }

    /// From now on `announcer` hears of every change. Only the first one is taken.
    pub fn announce_to(&self, announcer: Box<dyn Announce>) {
        if self.announcer.set(announcer).is_err() {
            tracing::error!("changes are announced already");
        }
    }

    /// What is known now.
    #[must_use]
    pub fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the system again and announces what changed.
    ///
    /// # Errors
    /// The engine's. What was known before stays.
    pub async fn refresh(&self) -> Result<Arc<Snapshot>> {
        let mut lineage = self.turn.lock().await;
        let settings = self.now().policy.settings.clone();
        self.engine.choose(Choice::of(&settings));
        let state = with_own_actions(self.engine.read().await?);
        let seen = self.store.recall().await.policy.first_seen;
        let state = policy::tell(state, &settings, seen.as_ref(), clock::seconds());
        let before = self.now();
        if state == before.state {
            return Ok(before);
        }
        let generation = before.generation + 1;
        lineage.note(&state, generation);
        // The newest is offered, and so none that is hidden: those are forgotten.
        let forgets = state.update.is_some() && state.withheld.is_none();
        self.store
            .change(|memory| {
                memory.generation = generation;
                if let Some(boot) = &self.boot {
                    memory.mean(&state, boot);
                }
                if forgets {
                    memory.policy.settings.hidden.clear();
                }
            })
            .await;
        let mut after = Snapshot {
            generation,
            state,
            ..(*before).clone()
        };
        if forgets {
            after.policy.settings.hidden.clear();
        }
        Ok(self.publish(&before, after).await)
    }

    /// Whether there may be versions that are not offered.
    #[must_use]
    pub fn is_choosy(&self) -> bool {
        Choice::of(&self.now().policy.settings).is_choosy()
    }

    /// Changes what is not read from the system, and announces it.
    pub async fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let _turn = self.turn.lock().await;
        self.tell(change).await;
    }

    /// The same with what is remembered; nobody sees one without the other.
    pub async fn remember(
        &self,
        remember: impl FnOnce(&mut Memory),
        change: impl FnOnce(&mut Snapshot),
    ) {
        let _turn = self.turn.lock().await;
        self.store.change(remember).await;
        self.tell(change).await;
    }

    async fn tell(&self, change: impl FnOnce(&mut Snapshot)) {
        let before = self.now();
        let mut after = (*before).clone();
        change(&mut after);
        if after != *before {
            self.publish(&before, after).await;
        }
    }

    /// From now on a version is offered no more, or is again. What is offered now is told
    /// with the next reading.
    ///
    /// # Errors
    /// `InvalidArgument` if that is no checksum or digest.
    pub async fn hide(&self, version: &str, hidden: bool) -> Result<()> {
        let settings = self.now().policy.settings.hiding(version, hidden)?;
        let remember = |memory: &mut Memory| memory.policy.settings = settings.clone();
        let tell = |now: &mut Snapshot| now.policy.settings = settings.clone();
        self.remember(remember, tell).await;
        Ok(())
    }

    /// This start was judged.
    pub async fn judged(&self, judged: LastStart) {
        let remember = |memory: &mut Memory| {
            memory.unjudged = None;
            memory.last_start = Some(judged.clone());
        };
        let tell = |now: &mut Snapshot| now.last_start = Some(judged.clone());
        self.remember(remember, tell).await;
    }

    /// Finds the deployment that a caller means who saw `generation`.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is not the one that had this id then;
    /// `InvalidArgument` if the reference names no deployment.
    pub async fn meant(&self, argument: &str, target: &Ref, generation: u64) -> Result<Deployment> {
        let Ref::Deployment(id) = target else {
            return Err(Error::invalid(
                argument,
                format!("“{target}” does not name a deployment"),
            ));
        };
        let lineage = self.turn.lock().await;
        let now = self.now();
        let found = now.state.known(argument, id)?.clone();
        if lineage.is_meant(id, generation, now.generation) {
            return Ok(found);
        }
        Err(Error::new(
            ErrorKind::Conflict,
            format!(
                "“{id}” is not known to be the deployment that was seen at generation {generation}"
            ),
        )
        .with(|fields| {
            fields.reference = Some(target.to_string());
            fields.argument = Some("generation".to_owned());
        }))
    }

    async fn publish(&self, before: &Arc<Snapshot>, after: Snapshot) -> Arc<Snapshot> {
        let after = Arc::new(after);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&after);
        if let Some(announcer) = self.announcer.get() {
            announcer.announce(before, &after).await;
        }
        after
    }
}

/// Restarting and the policy are the service's own, wherever there is something to restart
/// into.
fn with_own_actions(mut state: State) -> State {
    let actions = &mut state.system.actions;
    if actions.is_empty() {
        return state;
    }
    for own in [ActionName::Restart, ActionName::SetPolicy] {
        let own = own.as_str();
        if !actions.iter().any(|action| action == own) {
            actions.push(own.to_owned());
            state.system.unsupported.remove(own);
        }
    }
    state
}

fn unreadable(error: &Error) -> State {
    State {
        system: System {
            engine: "none".to_owned(),
            engine_reason: error.message.clone(),
            ..System::default()
        },
        ..State::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{self, FakeEngine};

    #[tokio::test]
    async fn the_generation_rises_only_with_changes_and_never_repeats() {
        let dir = tempfile::tempdir().unwrap();
        let engine = FakeEngine::with(fake::state());
        let mut highest = 0;
        for _ in 0..3 {
            let world = World::open(engine.clone(), Store::open(dir.path())).await;
            let first = world.now().generation;
            assert!(first > highest);
            assert_eq!(world.refresh().await.unwrap().generation, first);
            engine.set(|state| state.deployments[2].pinned ^= true);
            let second = world.refresh().await.unwrap().generation;
            assert_eq!(second, first + 1);
            highest = second;
        }
        let store = Store::open(dir.path());
        let ahead = u64::MAX / 2;
        store.change(|memory| memory.generation = ahead).await;
        let world = World::open(engine, store).await;
        assert_eq!(world.now().generation, ahead + 1);
    }

    #[tokio::test]
    async fn an_unrelated_change_keeps_what_was_meant_and_a_replacement_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let engine = FakeEngine::with(fake::state());
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let seen = world.now().generation;
        let target = Ref::Deployment(world.now().state.deployments[2].id.clone());
        engine.set(|state| state.deployments[1].pinned ^= true);
        world.refresh().await.unwrap();
        assert!(world.meant("target", &target, seen).await.is_ok());

        for wrong in [seen - 1, seen + 2, 0, u64::MAX] {
            let error = world.meant("target", &target, wrong).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Conflict, "{wrong}");
        }

        let old = engine.now().deployments[2].clone();
        engine.set(|state| drop(state.deployments.remove(2)));
        world.refresh().await.unwrap();
        let error = world.meant("target", &target, seen).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        engine.set(|state| state.deployments.insert(2, old));
        let again = world.refresh().await.unwrap().generation;
        let error = world.meant("target", &target, seen).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert!(world.meant("target", &target, again).await.is_ok());
    }

    #[tokio::test]
    async fn a_replacement_between_two_reads_is_told_by_its_incarnation() {
        let dir = tempfile::tempdir().unwrap();
        let engine = FakeEngine::with(fake::state());
        let id = engine.now().deployments[2].id.clone();
        engine.set(|state| {
            state.incarnations.insert(id.clone(), 1);
        });
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let seen = world.now().generation;
        engine.set(|state| {
            state.incarnations.insert(id.clone(), 2);
        });
        world.refresh().await.unwrap();
        let error = world
            .meant("target", &Ref::Deployment(id), seen)
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
    }
}
