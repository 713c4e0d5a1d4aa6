use super::*;
use crate::view_state::{
    bare,
    testing::{self, NOW},
};

fn version(name: &str) -> StartVersion {
    (&testing::deployment(name, NOW)).into()
}

/// 44.20251121 was meant, 44.20251115 ran before and runs.
fn world(class: StartClass, why: Option<StartReason>) -> World {
    let mut world = testing::world();
    testing::snapshot(&mut world).last_start = Some(LastStart {
        start: "b".into(),
        class,
        why,
        meant: Some(version("44.20251121")),
        before: Some(version("44.20251115")),
        runs: Some(version("44.20251115")),
        failed_units: Some(vec!["a.service".into(), "b.service".into()]),
        newly_failed: 1,
        ..LastStart::default()
    });
    world
}

/// The same, with what was meant on the disk and next.
fn with_meant(why: StartReason) -> World {
    let mut world = world(StartClass::CameBack, Some(why));
    let deployments = &mut testing::snapshot(&mut world).deployments;
    deployments[0].next = false;
    let mut meant = testing::deployment("44.20251121", NOW);
    meant.next = true;
    deployments.insert(0, meant);
    world
}

fn labels(card: &StartCard) -> Vec<String> {
    card.buttons.iter().map(|it| bare(&it.label)).collect()
}

#[test]
fn what_is_as_ever_is_not_told_and_nothing_twice() {
    for class in [StartClass::Unknown, StartClass::Unchanged] {
        assert_eq!(card(&world(class, None)), None);
    }
    assert_eq!(card(&testing::world()), None);
    let mut updated = world(StartClass::WentBack, None);
    updated.start_put_away = Some("another".into());
    assert!(card(&updated).is_some());
    updated.start_put_away = Some("b".into());
    assert_eq!(card(&updated), None);
}

#[test]
fn an_update_is_told_in_one_calm_line() {
    let mut world = world(StartClass::Updated, None);
    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    last.before = Some(version("44.20251108"));
    let told = card(&world).unwrap();
    assert_eq!(bare(&told.title), "Updated to 44.20251115");
    assert!(told.body.is_empty() && !told.wrong);
    assert_eq!(labels(&told), ["What Changed"]);
    let before = Ref::Deployment("os-44.20251108.0".into());
    assert_eq!(told.buttons[0].request, Request::Open(before));

    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    last.before.clone_from(&last.runs);
    let told = card(&world).unwrap();
    assert_eq!(told.title, "The changes to this system are in place");
}

#[test]
fn what_failed_since_is_named_with_the_way_back() {
    let mut world = world(StartClass::UpdatedWithFailures, None);
    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    last.before = Some(version("44.20251108"));
    let told = card(&world).unwrap();
    assert_eq!(
        bare(&told.title),
        "Updated to 44.20251115, but a part of the system failed to start"
    );
    assert!(
        bare(&told.body).starts_with("a.service did not start"),
        "{}",
        told.body
    );
    assert_eq!(labels(&told), ["Go Back to 44.20251108", "What Changed"]);
    assert!(told.wrong);

    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    last.failed_units = Some((0..9).map(|number| format!("{number}.service")).collect());
    last.newly_failed = 5;
    let told = card(&world).unwrap();
    assert!(
        told.body.contains('2') && !told.body.contains('3'),
        "{}",
        told.body
    );
    assert!(told.report.contains("8.service") && told.report.contains("Of these new: 5"));
}

#[test]
fn what_was_not_finished_says_why_and_tries_again() {
    let mut world = world(StartClass::NotFinalized, Some(StartReason::NoSpace));
    let told = card(&world).unwrap();
    assert_eq!(
        bare(&told.title),
        "The update to 44.20251121 was not finished"
    );
    assert_eq!(
        bare(&told.body),
        "There was no room for it as the computer shut down. 44.20251115 still runs, and nothing else was changed."
    );
    assert_eq!(labels(&told), ["Clean Up…"], "it is not offered any more");
    let meant = Ref::Version("c44.20251121".into());
    let mut update = testing::update();
    update.checksum = meant.id().into();
    testing::snapshot(&mut world).update = Some(update);
    let told = card(&world).unwrap();
    assert_eq!(labels(&told), ["Clean Up…", "Try Again"]);
    assert_eq!(told.buttons[1].request, Request::Update(meant));
    assert!(told.report.contains("Why: no-space"));

    let mut bodies: Vec<_> = [
        StartReason::TimedOut,
        StartReason::Killed,
        StartReason::PowerCut,
        StartReason::Locked,
        StartReason::Other,
        StartReason::Unknown,
    ]
    .map(|why| {
        let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
        last.why = Some(why);
        card(&world).unwrap().body
    })
    .into();
    bodies.dedup();
    assert_eq!(bodies.len(), 6);

    let snapshot = testing::snapshot(&mut world);
    snapshot.deployments[0].staged = true;
    assert!(
        card(&world).unwrap().buttons.is_empty(),
        "it is prepared again"
    );
    testing::snapshot(&mut world).deployments[0].staged = false;
    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    last.meant.clone_from(&last.before);
    last.meant.as_mut().unwrap().id = "os-44.20251115.1".into();
    let told = card(&world).unwrap();
    assert_eq!(told.title, "The changes to this system were not finished");
    assert!(
        told.buttons.is_empty(),
        "an update does not bring them back"
    );
}

#[test]
fn who_came_back_can_try_again_or_stay() {
    let mut world = with_meant(StartReason::Automatic);
    let told = card(&world).unwrap();
    assert_eq!(
        bare(&told.title),
        "44.20251121 did not start; you are back on 44.20251115"
    );
    assert_eq!(
        labels(&told),
        ["Try Again", "What Changed", "Stay on 44.20251115"]
    );
    let requests: Vec<_> = told.buttons.iter().map(|it| it.request.clone()).collect();
    assert_eq!(requests[0], Request::Restart, "it is next");
    assert_eq!(requests[2], Request::Stay("c44.20251121".into()));

    let snapshot = testing::snapshot(&mut world);
    snapshot.deployments[0].next = false;
    snapshot.deployments[1].next = true;
    snapshot.policy.settings.hidden = vec!["c44.20251121".into()];
    let told = card(&world).unwrap();
    assert_eq!(labels(&told), ["Try Again", "What Changed"], "it is hidden");
    let meant = Ref::Deployment("os-44.20251121.0".into());
    assert_eq!(told.buttons[0].request, Request::Restore(meant));

    let mut world = with_meant(StartReason::Chosen);
    let last = testing::snapshot(&mut world).last_start.as_mut().unwrap();
    // It had run before.
    last.before.clone_from(&last.meant);
    let other = card(&world).unwrap();
    assert_eq!(other.buttons.len(), 3);
    assert_eq!(bare(&other.title), "44.20251115 runs, not 44.20251121");
    let unknown = card(&with_meant(StartReason::Unknown)).unwrap();
    assert_ne!(other.body, unknown.body);
}

#[test]
fn nothing_is_offered_while_something_runs() {
    let mut world = with_meant(StartReason::Automatic);
    let job = testing::job(ActionName::Update);
    world.jobs.insert("/job/1".into(), job);
    let told = card(&world).unwrap();
    assert_eq!(labels(&told), ["What Changed"]);
}
