//! The runner on a system in memory.

mod promises;

use std::sync::Arc;

use tempfile::TempDir;
use waymark_model::{
    Action, Error, ErrorKind, JobResult, JobState, KernelArgumentChanges, Outcome, PackageChanges,
    Ref, Result,
};

use super::{Job, Life, Promise, Runner, Seen};
use crate::{
    engine::Done,
    fake::{self, FakeAround, FakeEngine, FakeMachine, Manner, NoBoard},
    idle::Idle,
    policy::Keeper,
    store::{Record, Store},
    world::World,
};

struct Bench {
    engine: Arc<FakeEngine>,
    machine: FakeMachine,
    world: Arc<World>,
    runner: Arc<Runner>,
    idle: Idle,
    dir: TempDir,
}

impl Bench {
    async fn new() -> Self {
        Self::on(fake::state(), tempfile::tempdir().unwrap()).await
    }

    async fn on(state: crate::engine::State, dir: TempDir) -> Self {
        let engine = FakeEngine::with(state);
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let (machine, idle) = (FakeMachine::default(), Idle::new());
        let runner = Runner::new(
            world.clone(),
            Box::new(machine.clone()),
            Keeper::new(world.clone(), Box::new(FakeAround::default())),
            Box::new(NoBoard),
            idle.clone(),
        );
        Self {
            engine,
            machine,
            world,
            runner,
            idle,
            dir,
        }
    }

    async fn run(&self, action: Action) -> Result<JobResult> {
        Ok(end(&*self.runner.start(action, 1001).await?).await)
    }

    fn generation(&self) -> u64 {
        self.world.now().generation
    }

    fn id(&self, index: usize) -> Ref {
        Ref::Deployment(self.engine.now().deployments[index].id.clone())
    }

    /// Every action that changes the boot list and has something to do.
    fn changes(&self) -> Vec<Action> {
        let generation = self.generation();
        vec![
            Action::Update {
                version: Some(Ref::Version("e5".into())),
                download_only: false,
            },
            Action::Update {
                version: None,
                download_only: false,
            },
            Action::Discard,
            Action::Restore {
                target: self.id(3),
                generation,
            },
            Action::Restore {
                target: Ref::Version("99".into()),
                generation,
            },
            Action::SetPinned {
                target: self.id(2),
                generation,
                pinned: true,
            },
            Action::Delete {
                targets: vec![self.id(2), self.id(4)],
                generation,
            },
            Action::CleanUp { keep: 1 },
            Action::Rebase {
                stream: "other/stream".into(),
                dry_run: false,
            },
            Action::ChangePackages {
                changes: PackageChanges {
                    add: vec!["htop".into()],
                    override_remove: vec!["nano".into()],
                    ..PackageChanges::default()
                },
                local_packages: Vec::new(),
                local_replacements: Vec::new(),
                dry_run: false,
            },
            Action::SetKernelArguments {
                changes: KernelArgumentChanges {
                    append: vec!["quiet".into()],
                    ..KernelArgumentChanges::default()
                },
            },
        ]
    }
}

async fn end(job: &Job) -> JobResult {
    let mut life = job.life();
    let last = life
        .wait_for(|life| matches!(life, Life::Finished(_)))
        .await
        .unwrap()
        .clone();
    match last {
        Life::Finished(result) => *result,
        other => panic!("{other:?} is no end"),
    }
}

#[tokio::test]
async fn an_honest_engine_is_believed() {
    for index in 0..11 {
        let bench = Bench::new().await;
        let action = bench.changes().swap_remove(index);
        let before = bench.generation();
        let result = bench.run(action.clone()).await.unwrap();
        assert_eq!(result.outcome, Outcome::Ok, "{action:?}: {result:?}");
        assert_eq!(bench.generation(), before + 1, "{action:?}");
        let now = bench.world.now();
        assert_eq!(now.state.deployments, bench.engine.now().deployments);
        assert_eq!((now.jobs.len(), now.results.len()), (0, 1));
    }
}

#[tokio::test]
async fn an_engine_that_does_nothing_is_found_out() {
    for manner in [Manner::Lazy, Manner::Complacent] {
        let bench = Bench::new().await;
        bench.engine.behave(manner.clone());
        for action in bench.changes() {
            let result = bench.run(action.clone()).await.unwrap();
            let told = (result.outcome, result.error);
            assert_eq!(
                told,
                (Outcome::Failed, Some(ErrorKind::Unverified)),
                "{manner:?} {action:?}"
            );
            let fields = result.fields.unwrap();
            assert!(fields.expected.is_some() && fields.found.is_some());
            assert_eq!(bench.engine.now(), fake::state(), "nothing was changed");
        }
    }
}

#[tokio::test]
async fn unchanged_is_legal_where_it_was_so_already() {
    let mut state = fake::state();
    state.deployments.remove(0);
    state.deployments[0].next = true;
    state.deployments.truncate(2);
    state.update = None;
    let bench = Bench::on(state, tempfile::tempdir().unwrap()).await;
    bench.engine.behave(Manner::Complacent);
    let generation = bench.generation();
    let running = bench.id(0);
    for action in [
        Action::Update {
            version: None,
            download_only: false,
        },
        Action::Update {
            version: Some(Ref::Version("c3".into())),
            download_only: false,
        },
        Action::Discard,
        Action::Restore {
            target: running.clone(),
            generation,
        },
        Action::SetPinned {
            target: running,
            generation,
            pinned: false,
        },
        Action::CleanUp { keep: 1 },
    ] {
        let result = bench.run(action.clone()).await.unwrap();
        assert_eq!(result.outcome, Outcome::Unchanged, "{action:?}");
    }
}

#[tokio::test]
async fn what_an_engine_breaks_on_the_side_is_found_out() {
    let before = Seen {
        state: fake::state(),
        arguments: None,
    };
    let promise = Promise::of(&Action::CleanUp { keep: 1 }, &before, &[]).unwrap();
    let done = Done::default();
    let mut after = before.clone();
    after.state.deployments.truncate(3);
    assert!(promise.verify(&done, &before, &after).is_ok());
    after.state.deployments.truncate(2);
    assert!(
        promise.verify(&done, &before, &after).is_err(),
        "one too many"
    );

    let pin = Action::SetPinned {
        target: Ref::Deployment("sample-b2.0".into()),
        generation: 0,
        pinned: true,
    };
    let promise = Promise::of(&pin, &before, &[]).unwrap();
    let mut after = before.clone();
    after.state.deployments[2].pinned = true;
    assert!(promise.verify(&done, &before, &after).is_ok());
    after.state.deployments[3].pinned = true;
    assert!(promise.verify(&done, &before, &after).is_err(), "two pins");
}

#[tokio::test]
async fn a_clean_up_spares_what_is_used_pinned_or_of_another_stateroot() {
    let mut state = fake::state();
    state.deployments[3].pinned = true;
    state.deployments.push(fake::deployment("other", "a1"));
    assert_eq!(state.beyond(0), ["sample-b2.0", "sample-a0.0"]);
    assert_eq!(state.beyond(1), ["sample-a0.0"]);
    assert!(state.beyond(u32::MAX).is_empty());
    state.deployments[1].booted = false;
    assert!(state.beyond(0).is_empty(), "nothing is known to run");
}

#[tokio::test]
async fn one_job_at_a_time() {
    let bench = Bench::new().await;
    bench.engine.behave(Manner::Slow);
    let first = bench
        .runner
        .start(Action::Check { target: None }, 1001)
        .await
        .unwrap();
    assert_eq!(bench.world.now().jobs, [first.path()]);
    assert!(!bench.idle.is_idle());
    let error = bench.run(Action::Discard).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Busy);
    assert_eq!(error.fields.job.as_deref(), Some(first.path()));
    assert_eq!(error.fields.action.as_deref(), Some("check"));
    assert_eq!(error.fields.uid, Some(1001));

    let restart = Action::Restart { power_off: false };
    bench.run(restart.clone()).await.unwrap();
    first.cancel().unwrap();
    assert_eq!(first.life().borrow().state(), JobState::Cancelling);
    let result = end(&first).await;
    assert_eq!(
        (result.outcome, result.error),
        (Outcome::Cancelled, Some(ErrorKind::Cancelled))
    );

    let second = bench.runner.start(Action::Discard, 1001).await.unwrap();
    assert_ne!(second.path(), first.path());
    assert_eq!(
        bench.run(restart).await.unwrap_err().kind,
        ErrorKind::Busy,
        "no restart in the middle of a change"
    );
    second.cancel().unwrap();
    end(&second).await;
}

#[tokio::test]
async fn a_failing_or_broken_engine_ends_its_job_only() {
    let bench = Bench::new().await;
    let error = Error::new(ErrorKind::Offline, "no connection").raw("curl 7: ftp://a:b@host/");
    bench.engine.behave(Manner::Failing(error));
    let result = bench.run(Action::Check { target: None }).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::Offline));
    assert_eq!(result.raw.as_deref(), Some("curl 7: ftp://host/"));
    let now = bench.world.now();
    assert_eq!(now.results[0].raw, None);
    assert_eq!(now.last_check.error, Some(ErrorKind::Offline));
    assert_eq!(now.last_check.last_success, None);

    bench.engine.behave(Manner::Broken);
    let result = bench.run(Action::Discard).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::Failed));

    bench.engine.behave(Manner::Honest);
    bench.run(Action::Check { target: None }).await.unwrap();
    assert!(bench.world.now().last_check.last_success.is_some());
    assert_eq!(bench.run(Action::Discard).await.unwrap().error, None);
}

#[tokio::test]
async fn what_is_not_offered_unknown_or_replaced_is_refused() {
    let bench = Bench::new().await;
    let generation = bench.generation();
    let delete = |id: &str| Action::Delete {
        targets: vec![Ref::Deployment(id.into())],
        generation,
    };
    let error = bench.run(delete("sample-ff.0")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(error.fields.argument.as_deref(), Some("targets"));
    let removed = bench.engine.now().deployments[4].clone();
    let id = removed.id.clone();
    bench.engine.set(|state| drop(state.deployments.pop()));
    bench.world.refresh().await.unwrap();
    bench.engine.set(|state| state.deployments.push(removed));
    let error = bench.run(delete(&id)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    bench.engine.set(|state| state.system.actions.clear());
    bench.world.refresh().await.unwrap();
    let error = bench.run(Action::Discard).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotSupported);
    assert!(bench.world.now().results.is_empty());
}

#[tokio::test]
async fn a_restart_is_written_down_first_and_names_what_is_in_the_way() {
    let bench = Bench::new().await;
    let restart = Action::Restart { power_off: true };
    let busy = Error::new(ErrorKind::Busy, "a recorder is at work")
        .with(|fields| fields.inhibitors = Some(vec!["recorder".into()]));
    *bench.machine.inhibited.lock().unwrap() = Some(busy);
    let result = bench.run(restart.clone()).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::Busy));
    assert!(bench.machine.restarts.lock().unwrap().is_empty());

    *bench.machine.inhibited.lock().unwrap() = None;
    let result = bench.run(restart.clone()).await.unwrap();
    assert_eq!(result.outcome, Outcome::Ok);
    assert_eq!(*bench.machine.restarts.lock().unwrap(), [true]);
    let written = Store::open(bench.dir.path()).recall().await;
    assert_eq!(written.results.last().unwrap().outcome, Outcome::Ok);
    assert!(written.running.is_empty());

    *bench.machine.broken.lock().unwrap() = Some(Error::new(ErrorKind::EngineGone, "no logind"));
    let result = bench.run(restart).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::EngineGone));
    let told = bench.world.now().results.clone();
    assert_eq!(
        (told.len(), told[2].error),
        (3, Some(ErrorKind::EngineGone))
    );
}

#[tokio::test]
async fn a_job_that_a_dead_service_left_is_ended_as_the_system_shows_it() {
    let cases = [
        ("sample-d4.0", None),
        ("sample-a0.0", Some(ErrorKind::Interrupted)),
    ];
    for (id, error) in cases {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path());
        let record = Record {
            job: "/job/9".into(),
            action: waymark_model::ActionName::Restore,
            uid: 1001,
            started: 1,
            promise: Promise::NextIs { id: id.into() },
            was_so: false,
        };
        store.change(|memory| memory.running.push(record)).await;
        let bench = Bench::on(fake::state(), dir).await;
        bench.runner.recover().await;
        let now = bench.world.now();
        let told = now.results.last().unwrap();
        assert_eq!((told.job.as_str(), told.error), ("/job/9", error));
        bench.runner.recover().await;
        assert_eq!(bench.world.now().results.len(), 1);
        assert!(bench.run(Action::Discard).await.is_ok());
    }
}
