//! Following other programs' transactions, and hearing what happens, over real sockets.

use std::sync::Arc;

use futures_util::StreamExt;
use tokio::task::JoinHandle;
use waymark_model::{ErrorKind, Holder, Result, Step};

use super::{
    daemon::Daemon,
    work::{Work, begin, cleanup, foreign, soon, transaction_address},
};
use crate::engines::rpm_ostree::{
    call::Call,
    foreign::{Active, active, attach},
    progress::Expect,
    report::{Ended, Report},
    watch::{Change, watch},
};

/// Follows another program's transaction in the background.
fn follow(daemon: &Daemon, work: &Arc<Work>) -> JoinHandle<Result<Option<Ended>>> {
    let (bus, work) = (daemon.bus(), work.clone());
    tokio::spawn(async move {
        let report = Report::new(&work.job, 0.0..1.0, Expect::default());
        attach(&bus, report).await
    })
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
    // As the bus knows it, whatever the caller says of itself.
    let own = rustix::process::geteuid().as_raw();
    assert_eq!(error.fields.uid, Some(own));
    assert_eq!(error.fields.holder.as_deref(), Some("rpm-ostree"));
    // Whoever looks does not stay, and does not start it.
    daemon.heard("peer left", 1).await;
    assert!(!daemon.transaction().is_begun());
    let bus = daemon.bus().connect().await.unwrap();
    let expected = Active {
        method: "Upgrade".to_owned(),
        title: "new-deployment".to_owned(),
        holder: Holder {
            uid: Some(own),
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

#[tokio::test]
async fn one_that_outlived_its_owner_is_followed() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let owner = foreign(&daemon, cleanup()).await;
    daemon.transaction().begin();
    owner.close().await.unwrap();
    daemon.heard("caller left", 1).await;
    let following = follow(&daemon, &work);
    daemon.heard("start false", 1).await;
    daemon.transaction().end(true, "").await;
    assert!(soon(following).await.unwrap().unwrap().is_some());
    assert_eq!(
        (daemon.count("start true"), daemon.count("dropped")),
        (0, 0)
    );
}

#[tokio::test]
async fn what_comes_in_the_place_of_another_is_not_taken_for_it() {
    let (daemon, work) = (Daemon::start().await, Work::new());
    let first = foreign(&daemon, cleanup()).await;
    let following = follow(&daemon, &work);
    daemon.heard("peer came", 1).await;
    // It is dropped unbegun, and the next one is there before anybody looks again.
    first.close().await.unwrap();
    daemon.heard("dropped", 1).await;
    let _second = foreign(&daemon, Call::Upgrade(vec![])).await;
    assert_eq!(soon(following).await.unwrap().unwrap(), None);
    assert!(!daemon.transaction().is_begun());
}
