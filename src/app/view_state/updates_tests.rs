//! Tests of the Updates page's states.

use waymark_model::Error;

use super::*;
use crate::view_state::{
    bare,
    testing::{self, NOW},
};

fn title(world: &World) -> String {
    bare(&view(world).title)
}

fn primary(world: &World) -> Option<(String, Request)> {
    view(world)
        .primary
        .map(|button| (bare(&button.label), button.request))
}

#[test]
fn nothing_shouts_when_all_is_well() {
    let world = testing::world();
    let view = view(&world);
    assert_eq!(view.title, "You are up to date");
    assert_eq!(bare(&view.body), "Checked 5 minutes ago.");
    assert!(!view.primary.unwrap().suggested);
    assert_eq!(view.compared, None);
    assert_eq!(
        bare(&view.footer),
        "You are running 44.20251115, published 7 days ago. It follows sample/stable."
    );
}

#[test]
fn an_update_is_told_with_all_that_is_known() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(testing::update());
    let view = view(&world);
    assert_eq!(bare(&view.title), "Version 44.20251121 is ready");
    assert_eq!(
        bare(&view.body).replace('\u{a0}', " "),
        "Published yesterday · 212.0 MB · 41 packages change"
    );
    let button = view.primary.unwrap();
    assert!(button.suggested);
    assert_eq!(
        button.request,
        Request::Update(Ref::Version("c44.20251121".into()))
    );
    assert!(view.compared.is_some());
}

#[test]
fn unknown_facts_are_left_out() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(Update {
        checksum: "0123456789abcdef".into(),
        ..Update::default()
    });
    assert_eq!(title(&world), "Version 0123456789ab is ready");
    assert_eq!(view(&world).body, "");
}

#[test]
fn a_hidden_version_is_named_and_can_be_shown() {
    let mut world = testing::world();
    let hidden = "0123456789ab".repeat(5);
    testing::snapshot(&mut world).policy.settings.hidden = vec![hidden.clone()];
    let notice = view(&world).notices.remove(0);
    assert_eq!(
        bare(&notice.text),
        "0123456789ab is hidden until a newer version comes."
    );
    let show = notice.action.unwrap();
    assert_eq!(bare(&show.name), "Show 0123456789ab Anyway");
    assert_eq!(show.request, Request::Show(hidden.clone()));

    let snapshot = testing::snapshot(&mut world);
    snapshot.deployments[0].digest = Some(hidden);
    assert!(view(&world).notices.is_empty(), "it was taken all the same");
}

#[test]
fn a_version_that_would_go_can_be_kept() {
    let mut world = testing::world();
    let update = Update {
        drops: vec!["os-44.20251108.0".into()],
        ..testing::update()
    };
    testing::snapshot(&mut world).update = Some(update);
    let notices = view(&world).notices;
    assert_eq!(
        bare(&notices[0].text),
        "Version 44.20251108 will be removed to make room."
    );
    let keep = notices[0].action.as_ref().unwrap();
    assert_eq!(bare(&keep.name), "Keep 44.20251108");
    assert_eq!(
        keep.request,
        Request::SetPinned("os-44.20251108.0".into(), true)
    );
}

#[test]
fn a_prepared_update_asks_for_the_restart() {
    let mut world = testing::world();
    let mut staged = testing::deployment("44.20251121", NOW);
    staged.staged = true;
    staged.next = true;
    let snapshot = testing::snapshot(&mut world);
    snapshot.deployments[0].next = false;
    snapshot.deployments.insert(0, staged);
    assert_eq!(title(&world), "Restart to finish");
    assert_eq!(
        primary(&world),
        Some(("_Restart…".into(), Request::Restart))
    );
    assert_eq!(view(&world).secondary.unwrap().request, Request::Discard);
    testing::snapshot(&mut world).update = Some(Update {
        checksum: "newer".into(),
        ..testing::update()
    });
    assert!(bare(&view(&world).notices[0].text).starts_with("44.20251121 is prepared already."));
}

#[test]
fn a_running_job_takes_the_buttons_place() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(testing::update());
    world
        .jobs
        .insert("/job/1".into(), testing::job(ActionName::Update));
    let view = view(&world);
    assert_eq!(bare(&view.title), "Updating to 44.20251121");
    assert_eq!(view.primary, None);
    assert_eq!(view.progress.unwrap().fraction, Some(0.5));
}

#[test]
fn a_check_does_not_hide_that_it_runs() {
    let mut world = testing::world();
    world.asked = Some(ActionName::Check);
    assert_eq!(title(&world), "Checking for updates");
    world.asked = None;
    world
        .jobs
        .insert("/job/1".into(), testing::job(ActionName::Check));
    assert_eq!(view(&world).progress.unwrap().path, "/job/1");
}

#[test]
fn a_refusal_is_said_in_words_and_leaves_the_update_on_show() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(testing::update());
    world.failure = Some(Failure {
        action: ActionName::Update,
        error: Error::new(ErrorKind::NotAuthorized, "no"),
        at: NOW,
        job: None,
    });
    let view = view(&world);
    assert_eq!(view.title, "The update failed");
    assert!(view.body.starts_with("You are not allowed to do this."));
    assert!(matches!(
        view.secondary.unwrap().request,
        Request::ShowDetails(_)
    ));
    assert!(matches!(view.primary.unwrap().request, Request::Update(_)));
    assert!(view.compared.is_some());
}

#[test]
fn an_earlier_check_that_failed_is_said() {
    let mut world = testing::world();
    let check = &mut testing::snapshot(&mut world).last_check;
    check.outcome = Some(Outcome::Failed);
    check.error = Some(ErrorKind::Offline);
    assert_eq!(title(&world), "Updates could not be checked");
    testing::snapshot(&mut world).update = Some(testing::update());
    assert_eq!(title(&world), "Version 44.20251121 is ready");
    let notice = bare(&view(&world).notices[0].text);
    assert!(
        notice.starts_with("The last check failed 5 minutes ago: The server"),
        "{notice}"
    );
}

#[test]
fn before_the_first_check_nothing_is_claimed() {
    let mut world = testing::world();
    testing::snapshot(&mut world).last_check = LastCheck::default();
    assert_eq!(title(&world), "Not checked yet");
    assert_eq!(primary(&world), Some(("_Check Now".into(), Request::Check)));
}

#[test]
fn no_room_offers_to_make_some() {
    let mut world = testing::world();
    world.failure = Some(Failure {
        action: ActionName::Update,
        error: Error::new(ErrorKind::NoSpace, "no room"),
        at: NOW,
        job: None,
    });
    assert_eq!(
        primary(&world),
        Some(("_Clean Up…".into(), Request::CleanUp))
    );
}

#[test]
fn taking_a_version_anew_neither_downloads_nor_drops_it() {
    let mut world = testing::world();
    let newer = testing::deployment("44.20251121", NOW);
    let update = Update {
        checksum: newer.checksum.clone(),
        download_size: Some(0),
        drops: vec![newer.id.clone()],
        ..testing::update()
    };
    let snapshot = testing::snapshot(&mut world);
    snapshot.deployments.push(newer);
    snapshot.update = Some(update);
    let view = view(&world);
    assert!(
        bare(&view.body).contains("nothing to download"),
        "{}",
        view.body
    );
    assert_eq!(view.notices, []);
}

#[test]
fn what_an_image_changes_is_unknown_and_never_none() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(Update {
        checksum: format!("sha256:{}", "0".repeat(64)),
        version: Some("44.20251121".into()),
        ..Update::default()
    });
    let shown = view(&world);
    assert_eq!(shown.compared, None);
    let unseen = shown.unseen.unwrap();
    assert!(unseen.text.contains("is known once it is downloaded"));
    assert!(unseen.text.contains("nothing changes until the restart"));
    assert!(matches!(unseen.download, Some(Request::Update(_))));
    assert_eq!(shown.advisories, None);
    assert!(!bare(&shown.body).contains("no package"));
}

#[test]
fn advisories_are_counted_and_read() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(Update {
        advisories: Some([("critical".to_owned(), 2)].into()),
        ..testing::update()
    });
    let shown = view(&world);
    assert!(bare(&shown.body).ends_with("41 packages change\nAdvisories: 2 critical"));
    assert_eq!(shown.advisories.as_deref(), Some("c44.20251121"));
    let none = Some(std::collections::HashMap::new());
    testing::snapshot(&mut world)
        .update
        .as_mut()
        .unwrap()
        .advisories = none;
    assert_eq!(view(&world).advisories, None);
}

#[test]
fn another_update_driver_is_named_and_no_update_is_offered() {
    let mut world = testing::world();
    let snapshot = testing::snapshot(&mut world);
    snapshot.update = Some(testing::update());
    snapshot.system.update_driver = Some("uupd".into());
    let shown = view(&world);
    assert_eq!(shown.primary, None);
    assert!(bare(&shown.notices[0].text).starts_with("uupd updates this system"));
}

#[test]
fn a_system_that_stays_at_a_version_is_not_called_up_to_date() {
    let mut world = testing::world();
    testing::snapshot(&mut world).last_check.last_success = Some(NOW);
    assert_eq!(view(&world).title, "You are up to date");
    testing::snapshot(&mut world).system.held = Some("44.1".into());
    let shown = view(&world);
    assert_eq!(bare(&shown.title), "Staying at 44.1");
    assert!(bare(&shown.footer).ends_with("Checked just now."));
}

#[test]
fn what_lasts_is_said_once() {
    let mut world = testing::world();
    let system = &mut testing::snapshot(&mut world).system;
    system.newer_stream = Some("sample/45".into());
    assert_eq!(view(&world).notices, [], "the banner says it");
    testing::snapshot(&mut world).system.held = Some("44.1".into());
    let notices = view(&world).notices;
    assert_eq!(bare(&notices[0].text), "45 is available");
    let way = notices[0].action.as_ref().unwrap();
    assert_eq!(way.request, Request::ChooseStream(Some("sample/45".into())));
}

#[test]
fn what_failed_can_be_looked_at_by_who_started_it() {
    let mut world = testing::world();
    let mut failed = testing::result(ActionName::Update, NOW, Some(ErrorKind::Failed));
    failed.uid = 1000;
    testing::snapshot(&mut world).results = vec![failed.clone()];
    assert_eq!(view(&world).log, Some(failed.job.clone()));
    failed.uid = 1001;
    testing::snapshot(&mut world).results = vec![failed];
    assert_eq!(view(&world).log, None);
}

#[test]
fn a_lack_of_room_is_said_before_the_download_with_the_way_out() {
    let mut world = testing::world();
    testing::snapshot(&mut world).update = Some(Update {
        lacks_room: Some(64 << 20),
        lacks_room_on: Some("/boot".into()),
        ..testing::update()
    });
    let shown = view(&world);
    let room = &shown.notices[0];
    assert!(room.warns);
    assert_eq!(
        bare(&room.text).replace('\u{a0}', " "),
        "There is not enough room on /boot for this update: 67.1 MB more are needed."
    );
    let action = room.action.as_ref().unwrap();
    assert_eq!(action.request, Request::CleanUp);
}

#[test]
fn failing_for_days_is_the_state_with_its_reason() {
    let mut world = testing::world();
    let day = 86_400;
    let snapshot = testing::snapshot(&mut world);
    snapshot.last_check = LastCheck {
        when: Some(NOW - 300),
        outcome: Some(Outcome::Failed),
        error: Some(ErrorKind::Offline),
        last_success: Some(NOW - 14 * day),
        last_failure: Some(NOW - 300),
        failing_since: Some(NOW - 12 * day),
    };
    let shown = view(&world);
    assert_eq!(bare(&shown.title), "Updates have been failing for 12 days");
    assert!(shown.body.starts_with("The server could not be reached."));
    assert!(bare(&shown.footer).ends_with("The last check that worked was 2 weeks ago."));
    assert_eq!(shown.notices, [], "it is said once");
    let failed = testing::result(ActionName::Check, NOW - 300, Some(ErrorKind::Offline));
    testing::snapshot(&mut world).results = vec![failed];
    assert_eq!(view(&world).title, shown.title, "its result is there too");
    testing::snapshot(&mut world).update = Some(testing::update());
    let shown = view(&world);
    assert_eq!(bare(&shown.title), "Version 44.20251121 is ready");
    assert!(bare(&shown.notices[0].text).starts_with("Updates have been failing for 12 days."));
    assert_eq!(shown.notices.len(), 1, "and here, too");
}
