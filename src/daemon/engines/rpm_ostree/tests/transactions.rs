//! Running transactions, over real sockets.

use std::{
    io::{Seek, Write},
    time::Instant,
};

use waymark_model::{ErrorKind, Step};

use super::{
    daemon::{Daemon, Manner},
    work::{Work, begin, cleanup, soon, transaction_address},
};
use crate::engines::rpm_ostree::call::{Call, Flag, Modifiers};

#[tokio::test]
async fn a_transaction_is_started_once_and_left_at_its_end() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let running = begin(&daemon, Call::Check, &work);
    daemon.heard("start true", 1).await;
    let transaction = daemon.transaction();
    transaction.say("TaskBegin", &"Staging deployment").await;
    transaction.say("TaskEnd", &"done").await;
    transaction
        .say("Message", &"Freed: 1.5\u{a0}kB (pkgcache branches: 0)")
        .await;
    transaction.end(true, "").await;
    let ended = soon(running).await.unwrap().unwrap();
    assert_eq!(ended.freed, Some(1_500));
    assert_eq!(ended.messages.len(), 1);
    assert_eq!(work.log.from(0)[0], "Staging deployment");
    assert!(work.log.from(0)[1].starts_with("Freed: 1.5"));
    assert!(!ended.unchanged);
    let progress = work.progress.borrow().clone();
    assert_eq!(progress.step, Step::CleaningUp);
    assert!((progress.fraction - 0.99).abs() < 1e-9, "{progress:?}");
    // When it returned, nothing was there any more; then it left the bus.
    assert!(daemon.shared.current().is_none());
    daemon.heard("caller left", 1).await;
    for line in [
        "registered \"waymark\"",
        "AutomaticUpdateTrigger",
        "peer came",
        "start true",
        "peer left",
        "cleared",
    ] {
        assert_eq!(daemon.count(line), 1, "{line}: {:?}", daemon.log());
    }
    assert_eq!(daemon.count("start false"), 0);
}

#[tokio::test]
async fn changes_and_files_arrive_as_they_were_given() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let file = |text: &str| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.rewind().unwrap();
        file.into()
    };
    let modifiers = Modifiers {
        install: vec!["htop".to_owned(), "tmux".to_owned()],
        install_files: vec![file("first"), file("second")],
        override_reset: vec!["nano".to_owned()],
        replace_files: vec![file("third")],
        replace: [("updates".to_owned(), vec!["mesa".to_owned()])].into(),
        ..Modifiers::default()
    };
    let call = Call::Update(modifiers, vec![Flag::NoPullBase, Flag::DryRun]);
    let running = begin(&daemon, call, &work);
    daemon.heard("start true", 1).await;
    daemon.transaction().end(true, "").await;
    soon(running).await.unwrap().unwrap();
    for line in [
        "dry-run b true",
        "install-local-packages ah first second",
        "install-packages as htop tmux",
        "no-pull-base b true",
        "override-replace-local-packages ah third",
        "override-reset-packages as nano",
        r#"treefile s {"ex-override-replace":[{"from":{"repo":"updates"},"packages":["mesa"]}]}"#,
    ] {
        assert_eq!(daemon.count(line), 1, "{line}: {:?}", daemon.log());
    }
}

#[tokio::test]
async fn nothing_to_do_is_told_and_a_failure_is_translated() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let running = begin(&daemon, Call::Upgrade(vec![]), &work);
    daemon.heard("start true", 1).await;
    daemon
        .transaction()
        .say("Message", &"No upgrade available.")
        .await;
    daemon.transaction().end(true, "").await;
    assert!(soon(running).await.unwrap().unwrap().unchanged);
    let running = begin(&daemon, Call::Upgrade(vec![]), &work);
    daemon.heard("start true", 2).await;
    daemon
        .transaction()
        .end(false, "Packages not found: a, b")
        .await;
    let error = soon(running).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(
        error.fields.packages,
        Some(vec!["a".to_owned(), "b".to_owned()])
    );
}

#[tokio::test]
async fn a_death_in_the_middle_is_noticed_at_once_and_the_next_try_works() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let running = begin(&daemon, Call::Upgrade(vec![]), &work);
    daemon.heard("start true", 1).await;
    let died = Instant::now();
    daemon.die().await;
    let error = soon(running).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::EngineGone);
    assert!(died.elapsed().as_secs() < 5);
    daemon.appear().await;
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("start true", 2).await;
    daemon.transaction().end(true, "").await;
    soon(running).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_death_while_the_call_is_asked_is_noticed() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    *daemon.shared.manner.lock().unwrap() = Manner::Silent;
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("Cleanup", 1).await;
    daemon.die().await;
    let error = soon(running).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::EngineGone);
}

#[tokio::test]
async fn a_dropped_future_leaves_a_running_transaction_alone() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("start true", 1).await;
    running.abort();
    daemon.heard("peer left", 1).await;
    daemon.heard("caller left", 1).await;
    assert_eq!((daemon.count("cancel"), daemon.count("dropped")), (0, 0));
    daemon.transaction().end(true, "").await;
    daemon.heard("cleared", 1).await;
}

#[tokio::test]
async fn a_dropped_future_leaves_nothing_waiting_for_a_start() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    *daemon.shared.manner.lock().unwrap() = Manner::Mute;
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("knocked", 1).await;
    running.abort();
    daemon.heard("dropped", 1).await;
    assert_eq!(daemon.count("start true"), 0);
    assert!(daemon.shared.current().is_none());
}

#[tokio::test]
async fn a_stop_before_the_start_begins_nothing() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    *daemon.shared.manner.lock().unwrap() = Manner::Mute;
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("knocked", 1).await;
    work.stop.send(true).unwrap();
    let error = soon(running).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    daemon.heard("dropped", 1).await;
    assert_eq!(daemon.count("start true"), 0);
}

#[tokio::test]
async fn a_stop_is_passed_on_once_and_the_transaction_says_what_came_of_it() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("start true", 1).await;
    work.stop.send(true).unwrap();
    daemon.heard("cancel", 1).await;
    let transaction = daemon.transaction();
    transaction.say("TaskEnd", &"done").await;
    transaction.end(false, "Vorgang wurde abgebrochen").await;
    let error = soon(running).await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind, error.raw.as_str()),
        (ErrorKind::Cancelled, "Vorgang wurde abgebrochen")
    );
    assert_eq!(daemon.count("cancel"), 1);
}

#[tokio::test]
async fn the_same_is_joined_and_its_end_heard_even_after_it() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let owner = begin(&daemon, cleanup(), &work);
    daemon.heard("start true", 1).await;
    let transaction = daemon.transaction();
    let joined = begin(&daemon, cleanup(), &work);
    daemon.heard("start false", 1).await;
    // A peer that stays keeps the ended transaction there for a third.
    let lingering = zbus::connection::Builder::address(transaction_address(&daemon).await.as_str());
    let lingering = lingering.p2p().build().await.unwrap();
    daemon.heard("peer came", 3).await;
    transaction.end(true, "").await;
    for one in [owner, joined] {
        soon(one).await.unwrap().unwrap();
    }
    assert!(
        daemon.count("reloaded") > 0,
        "not waited for the one that lingers"
    );
    let late = begin(&daemon, cleanup(), &work);
    soon(late).await.unwrap().unwrap();
    assert_eq!(
        (daemon.count("start true"), daemon.count("start false")),
        (1, 2)
    );
    lingering.close().await.unwrap();
    daemon.heard("cleared", 1).await;
}

#[tokio::test]
async fn what_was_joined_too_late_is_called_for_again() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    *daemon.shared.manner.lock().unwrap() = Manner::Nowhere;
    let running = begin(&daemon, cleanup(), &work);
    daemon.heard("start true", 1).await;
    assert_eq!(daemon.count("Cleanup"), 2);
    daemon.transaction().end(true, "").await;
    soon(running).await.unwrap().unwrap();
}
