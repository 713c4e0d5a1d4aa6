//! Running and following transactions, over real sockets.

use std::{
    future::Future,
    io::{Seek, Write},
    sync::Arc,
    time::Instant,
};

use futures_util::StreamExt;
use tokio::{
    sync::watch::{Receiver, Sender, channel},
    task::JoinHandle,
    time::timeout,
};
use waymark_model::{ErrorKind, Holder, Result, Step};

use super::daemon::{DEADLINE, Daemon, Manner};
use crate::{
    engines::rpm_ostree::{
        call::{Call, Element, Flag, Modifiers},
        foreign::{Active, active, attach},
        progress::Expect,
        report::{Ended, Report},
        transaction::run,
        watch::{Change, watch},
    },
    jobs::{JobContext, Log, Progress},
};

/// A job of a test.
struct Work {
    job: JobContext,
    log: Arc<Log>,
    progress: Receiver<Progress>,
    stop: Sender<bool>,
}

impl Work {
    fn new() -> Arc<Self> {
        let (told, progress) = channel(Progress::default());
        let (stop, heard) = channel(false);
        let log = Arc::<Log>::default();
        Arc::new(Self {
            job: JobContext::new(told, heard).with_log(log.clone()),
            log,
            progress,
            stop,
        })
    }
}

fn cleanup() -> Call {
    Call::Cleanup(vec![Element::Base])
}

/// Runs a call in the background.
fn begin(daemon: &Daemon, call: Call, work: &Arc<Work>) -> JoinHandle<Result<Ended>> {
    let (bus, os, work) = (daemon.bus(), daemon.os(), work.clone());
    tokio::spawn(async move {
        let report = Report::new(&work.job, 0.0..1.0, Expect::default());
        run(&bus, &os, &call, &[], report).await
    })
}

/// Follows another program's transaction in the background.
fn follow(daemon: &Daemon, work: &Arc<Work>) -> JoinHandle<Result<Option<Ended>>> {
    let (bus, work) = (daemon.bus(), work.clone());
    tokio::spawn(async move {
        let report = Report::new(&work.job, 0.0..1.0, Expect::default());
        attach(&bus, report).await
    })
}

async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(DEADLINE, what).await.expect("in time")
}

/// A transaction of another program that was called for and not begun.
async fn foreign(daemon: &Daemon, call: Call) -> zbus::Connection {
    let owner = daemon.bus().connect().await.unwrap();
    let os = crate::engines::rpm_ostree::proxy::os(&owner, daemon.os());
    call.ask(&os.await.unwrap()).await.unwrap();
    owner
}

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
    ] {
        assert_eq!(daemon.count(line), 1, "{line}: {:?}", daemon.log());
    }
    let call = Call::Rebase {
        refspec: "ostree-unverified-registry:h/n@sha256:0".to_owned(),
        custom_origin: Some(("https://example.invalid".to_owned(), "mine".to_owned())),
        flags: vec![],
    };
    let running = begin(&daemon, call, &work);
    daemon
        .heard("ostree-unverified-registry:h/n@sha256:0 (ss)", 1)
        .await;
    daemon.heard("start true", 2).await;
    daemon.transaction().end(true, "").await;
    soon(running).await.unwrap().unwrap();
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

async fn transaction_address(daemon: &Daemon) -> String {
    let bus = daemon.bus().connect().await.unwrap();
    let sysroot = crate::engines::rpm_ostree::proxy::sysroot(&bus)
        .await
        .unwrap();
    sysroot.active_transaction_path().await.unwrap()
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

#[tokio::test]
async fn a_refusal_for_being_busy_tells_who_holds_the_system() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let _owner = foreign(&daemon, Call::Upgrade(vec![])).await;
    let error = soon(begin(&daemon, cleanup(), &work))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Busy);
    assert_eq!(error.fields.uid, Some(1000));
    assert_eq!(error.fields.holder.as_deref(), Some("rpm-ostree"));
    // Whoever looks does not stay, and does not start it.
    daemon.heard("peer left", 1).await;
    assert!(!daemon.transaction().is_begun());
    let bus = daemon.bus().connect().await.unwrap();
    let expected = Active {
        method: "Upgrade".to_owned(),
        title: "new-deployment".to_owned(),
        holder: Holder {
            uid: Some(1000),
            program: Some("rpm-ostree".to_owned()),
        },
    };
    assert_eq!(active(&bus).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn another_programs_transaction_is_followed_and_not_begun() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let _owner = foreign(&daemon, cleanup()).await;
    let following = follow(&daemon, &work);
    daemon.heard("peer came", 1).await;
    let transaction = daemon.transaction();
    assert!(!transaction.is_begun());
    // Its owner begins it now.
    transaction.begin();
    while !following.is_finished() && work.progress.borrow().step != Step::Staging {
        transaction.say("TaskBegin", &"Staging deployment").await;
        tokio::task::yield_now().await;
    }
    transaction.end(true, "").await;
    assert!(soon(following).await.unwrap().unwrap().is_some());
    assert_eq!(
        (daemon.count("start true"), daemon.count("start false")),
        (0, 0)
    );
    assert!(daemon.shared.current().is_none());
}

#[tokio::test]
async fn one_that_runs_is_followed_to_its_end_and_can_be_stopped() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let owner = foreign(&daemon, Call::Upgrade(vec![])).await;
    daemon.transaction().begin();
    let following = follow(&daemon, &work);
    daemon.heard("start false", 1).await;
    work.stop.send(true).unwrap();
    daemon.heard("cancel", 1).await;
    daemon
        .transaction()
        .end(false, "While pulling a: Operation was cancelled")
        .await;
    let error = soon(following).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    assert_eq!(daemon.count("start true"), 0);
    drop(owner);
}

#[tokio::test]
async fn one_that_had_ended_is_left_so_that_it_can_go() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let _owner = foreign(&daemon, cleanup()).await;
    let transaction = daemon.transaction();
    transaction.begin();
    // Somebody keeps it there until we came.
    let address = transaction_address(&daemon).await;
    let other = zbus::connection::Builder::address(address.as_str()).p2p();
    let other = other.build().await.unwrap();
    daemon.heard("peer came", 1).await;
    transaction.end(true, "").await;
    let following = follow(&daemon, &work);
    daemon.heard("peer came", 2).await;
    other.close().await.unwrap();
    assert_eq!(soon(following).await.unwrap().unwrap(), None);
    daemon.heard("cleared", 1).await;
    assert_eq!(
        (daemon.count("start true"), daemon.count("start false")),
        (0, 0)
    );
    // And none is there is told as well.
    assert_eq!(soon(follow(&daemon, &work)).await.unwrap().unwrap(), None);
}

#[tokio::test]
async fn a_death_is_noticed_while_following() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let _owner = foreign(&daemon, Call::Upgrade(vec![])).await;
    daemon.transaction().begin();
    let following = follow(&daemon, &work);
    daemon.heard("start false", 1).await;
    daemon.die().await;
    let error = soon(following).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::EngineGone);
}

#[tokio::test]
async fn what_changes_and_who_comes_and_goes_is_heard() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let bus = daemon.bus().connect().await.unwrap();
    let mut changes = watch(&bus).await.unwrap();
    let mut next = async || soon(changes.next()).await.expect("a change");
    let running = begin(&daemon, cleanup(), &work);
    let change = next().await;
    let of_sysroot = |names: &[&str]| Change::Properties {
        path: "/org/projectatomic/rpmostree1/Sysroot".to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
    };
    assert_eq!(change, of_sysroot(&["ActiveTransaction"]));
    assert!(!change.is_of_transaction());
    let change = next().await;
    assert_eq!(change, of_sysroot(&["ActiveTransactionPath"]));
    assert!(change.is_of_transaction());
    daemon.heard("start true", 1).await;
    daemon.die().await;
    assert_eq!(next().await, Change::Gone);
    soon(running).await.unwrap().unwrap_err();
    daemon.appear().await;
    assert_eq!(next().await, Change::Came);
}
