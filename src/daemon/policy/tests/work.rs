//! The policy at work on a system in memory.

use waymark_model::{
    Action, ActionName, Error, ErrorKind, PolicyChanges, PolicyMode, PolicyStep, ReasonKind, Ref,
};

use super::bench::{Bench, told};
use crate::fake::Manner;

#[tokio::test]
async fn each_mode_does_what_it_says_and_no_more() {
    use ActionName as Name;
    for (mode, asked) in [
        (PolicyMode::Manual, vec![]),
        (PolicyMode::Check, vec![Name::Check]),
        (PolicyMode::Download, vec![Name::Check, Name::Update]),
        (PolicyMode::Stage, vec![Name::Check, Name::Update]),
    ] {
        let bench = Bench::new().await;
        bench.mode(mode).await;
        let policy = bench.apply().await;
        assert_eq!(bench.asked(), asked, "{mode}");
        let state = bench.engine.now();
        let staged = state.deployments.iter().any(|one| one.staged);
        assert_eq!(staged, mode == PolicyMode::Stage, "{mode}");
        let downloaded = state.update.is_some_and(|it| it.downloaded == Some(true));
        assert_eq!(downloaded, mode == PolicyMode::Download, "{mode}");
        assert_eq!(policy.step, PolicyStep::Nothing, "{mode}");
        assert!(policy.last.is_some());
        let results = &bench.world.now().results;
        assert!(results.iter().all(|one| one.uid == 0), "{mode}");
        // Woken again it has nothing to do.
        bench.apply().await;
        assert_eq!(bench.asked(), [], "{mode}");
    }
}

#[tokio::test]
async fn what_was_chosen_outlives_the_service() {
    let bench = Bench::new().await;
    let changes = PolicyChanges {
        mode: Some(PolicyMode::Check),
        wait_days: Some(5),
        hidden: Some(vec!["e5".into()]),
        ..PolicyChanges::default()
    };
    bench.set(changes).await.unwrap();
    let before = bench.world.now().policy.settings.clone();
    let bench = bench.again().await;
    assert_eq!(bench.world.now().policy.settings, before);
    assert_eq!(
        bench.world.now().state.update,
        None,
        "it is hidden from the start"
    );
    let policy = bench.automatic.keeper().consider().await;
    assert!(told(&policy, ReasonKind::Hidden));
}

#[tokio::test]
async fn the_timer_goes_on_and_off_with_the_mode_and_nothing_is_half_switched() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Check).await;
    bench.mode(PolicyMode::Stage).await;
    bench.mode(PolicyMode::Manual).await;
    assert_eq!(*bench.around.switched.lock().unwrap(), [true, false]);

    let stuck = Error::new(ErrorKind::NotSupported, "no systemd");
    *bench.around.stuck.lock().unwrap() = Some(stuck);
    let on = PolicyChanges {
        mode: Some(PolicyMode::Stage),
        wait_days: Some(3),
        ..PolicyChanges::default()
    };
    assert_eq!(bench.set(on).await, Err(ErrorKind::NotSupported));
    let settings = bench.world.now().policy.settings.clone();
    assert_eq!((settings.mode, settings.wait_days), (PolicyMode::Manual, 0));
    let bench = bench.again().await;
    assert_eq!(bench.world.now().policy.settings, settings);
}

#[tokio::test]
async fn another_updater_is_named_and_ours_stays_off() {
    let bench = Bench::new().await;
    bench.around.now.lock().unwrap().others = vec!["uupd.timer".into()];
    let changes = PolicyChanges {
        mode: Some(PolicyMode::Check),
        ..PolicyChanges::default()
    };
    assert_eq!(bench.set(changes).await, Err(ErrorKind::Conflict));
    let named = bench.world.now().results.last().unwrap().clone();
    assert_eq!(named.fields.unwrap().holder.as_deref(), Some("uupd.timer"));
    assert!(bench.around.switched.lock().unwrap().is_empty());
    // What does not switch it on may be set.
    let changes = PolicyChanges {
        wait_days: Some(3),
        ..PolicyChanges::default()
    };
    assert_eq!(bench.set(changes).await, Ok(()));
}

#[tokio::test]
async fn a_failure_is_waited_out_over_a_restart_and_success_forgets_it() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Stage).await;
    let offline = Error::new(ErrorKind::Offline, "no network");
    bench.engine.behave(Manner::Failing(offline));
    let policy = bench.apply().await;
    assert_eq!(bench.asked(), [ActionName::Check]);
    assert!(told(&policy, ReasonKind::BackingOff));
    bench.engine.behave(Manner::Honest);
    let bench = bench.again().await;
    bench.apply().await;
    assert_eq!(bench.asked(), [], "not yet");
    let store = bench.world.store();
    store
        .change(|memory| memory.policy.failures.retry_at = 1)
        .await;
    let policy = bench.apply().await;
    assert_eq!(bench.asked(), [ActionName::Check, ActionName::Update]);
    assert!(!told(&policy, ReasonKind::BackingOff));
    assert_eq!(bench.world.store().recall().await.policy.failures.count, 0);
}

#[tokio::test]
async fn it_begins_nothing_beside_a_persons_job() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Stage).await;
    bench.engine.behave(Manner::Slow);
    let job = bench
        .runner
        .start(Action::Check { target: None }, 1001)
        .await
        .unwrap();
    let policy = bench.automatic.apply().await;
    assert_eq!(policy.step, PolicyStep::Nothing);
    assert!(told(&policy, ReasonKind::Busy));
    job.cancel().unwrap();
    bench.runner.see_out(&job).await;
    assert_eq!(bench.world.store().recall().await.policy.failures.count, 0);
}

#[tokio::test]
async fn what_a_person_stopped_is_left_alone() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Stage).await;
    bench.engine.behave(Manner::Slow);
    bench.automatic.apply().await;
    let mut jobs = bench.runner.jobs_changed();
    while bench.world.now().jobs.is_empty() {
        jobs.next().await.unwrap();
    }
    let busy = bench.runner.start(Action::Discard, 1001).await.unwrap_err();
    assert_eq!((busy.kind, busy.fields.uid), (ErrorKind::Busy, Some(0)));
    for job in bench.runner.jobs() {
        job.cancel().unwrap();
    }
    bench
        .idle
        .expired(std::time::Duration::from_millis(1))
        .await;
    let failures = bench.world.store().recall().await.policy.failures;
    assert_eq!(failures.error, Some(ErrorKind::Cancelled));
}

#[tokio::test]
async fn a_persons_choice_for_the_next_start_stands() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Stage).await;
    let earlier = bench.engine.now().deployments[1].id.clone();
    let restore = Action::Restore {
        target: Ref::Deployment(earlier.clone()),
        generation: bench.world.now().generation,
    };
    let job = bench.runner.start(restore, 1001).await.unwrap();
    bench.runner.see_out(&job).await;
    bench.asked();
    let policy = bench.apply().await;
    assert_eq!(bench.asked(), [ActionName::Check]);
    assert!(told(&policy, ReasonKind::Chosen));
    assert_eq!(bench.engine.now().next().unwrap().id, earlier);
}

#[tokio::test]
async fn its_own_staged_version_gives_way_to_a_newer_one() {
    let bench = Bench::new().await;
    bench.mode(PolicyMode::Stage).await;
    bench.apply().await;
    bench.engine.set(|state| {
        state.update = Some(waymark_model::Update {
            checksum: "f6".into(),
            ..waymark_model::Update::default()
        });
    });
    bench.apply().await;
    assert!(bench.engine.now().next().unwrap().holds("f6"));
}

#[tokio::test]
async fn as_many_earlier_versions_stay_as_were_chosen() {
    let bench = Bench::new().await;
    let changes = PolicyChanges {
        mode: Some(PolicyMode::Stage),
        keep: Some(2),
        ..PolicyChanges::default()
    };
    bench.set(changes).await.unwrap();
    bench.engine.set(|state| state.update = None);
    bench.apply().await;
    let left: Vec<_> = bench.engine.now().deployments;
    let left: Vec<_> = left
        .iter()
        .map(|one| (one.checksum.as_str(), one.pinned))
        .collect();
    assert_eq!(left, [("c3", false), ("b2", true), ("a1", false)]);
    assert_eq!(
        bench.world.store().recall().await.policy.pins,
        ["sample-b2.0"]
    );
    let fewer = PolicyChanges {
        keep: Some(1),
        ..PolicyChanges::default()
    };
    bench.set(fewer).await.unwrap();
    bench.apply().await;
    assert!(bench.engine.now().deployments.iter().all(|one| !one.pinned));
    assert!(bench.world.store().recall().await.policy.pins.is_empty());
}

#[tokio::test]
async fn what_a_check_offers_is_what_an_update_without_a_name_takes() {
    let bench = Bench::new().await;
    let old = waymark_model::Update {
        checksum: "d4".into(),
        timestamp: Some(1),
        ..waymark_model::Update::default()
    };
    bench.engine.set(|state| {
        state.update.as_mut().unwrap().timestamp = Some(crate::clock::seconds());
        state.older = Some(old);
    });
    let waits = PolicyChanges {
        wait_days: Some(7),
        ..PolicyChanges::default()
    };
    bench.set(waits).await.unwrap();
    let offered = bench.world.now().state.update.clone().unwrap();
    assert_eq!(offered.checksum, "d4");
    let update = Action::Update {
        version: None,
        download_only: true,
    };
    bench.asked();
    let job = bench.runner.start(update, 1001).await.unwrap();
    bench.runner.see_out(&job).await;
    assert_eq!(bench.asked(), [ActionName::Check, ActionName::Update]);
}
