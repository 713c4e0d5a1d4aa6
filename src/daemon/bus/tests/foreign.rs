//! What other programs do, as callers see it.

use futures_util::StreamExt;
use tokio::time::timeout;
use waymark_model::{ActionName, Dict, ErrorKind, Holder, Outcome, dict::Dictionary, names};
use zbus::{MessageStream, OwnedObjectPath};

use super::{
    Bench, DEADLINE, none,
    served::{begin, finished, properties},
};
use crate::engine::Done;

fn holder(uid: Option<u32>) -> Holder {
    Holder {
        uid,
        program: Some("rpm-ostree".into()),
    }
}

/// Waits until the number of jobs is this.
async fn jobs(bench: &Bench, number: usize) -> Vec<OwnedObjectPath> {
    let mut messages = MessageStream::from(&bench.client);
    let shown = async {
        loop {
            let service = properties(bench, names::PATH, names::SERVICE).await;
            let jobs = Vec::<OwnedObjectPath>::try_from(service["Jobs"].clone()).unwrap();
            if jobs.len() == number {
                return jobs;
            }
            messages.next().await.unwrap().unwrap();
        }
    };
    timeout(DEADLINE, shown).await.expect("the jobs")
}

async fn log(bench: &Bench, job: &OwnedObjectPath) -> zbus::Result<Vec<String>> {
    let interface = Some(names::JOB_INTERFACE);
    let get = bench
        .client
        .call_method(None::<()>, job, interface, "GetLog", &0u32);
    Ok(get.await?.body().deserialize().unwrap())
}

#[tokio::test]
async fn it_is_a_job_with_its_holder_and_keeps_changes_away_until_it_ends() {
    let bench = Bench::new().await;
    let end = bench.engine.begin_foreign(holder(Some(4242)));
    let job = jobs(&bench, 1).await.remove(0);
    assert!(!bench.idle.is_idle());
    let shown = properties(&bench, job.as_str(), names::JOB_INTERFACE).await;
    let told = Dict::try_from(shown["Holder"].clone()).unwrap();
    assert_eq!(Holder::from_dict(&told).unwrap(), holder(Some(4242)));

    let (kind, fields) = bench.refusal("Discard", &(none(),)).await;
    assert_eq!(kind, ErrorKind::Busy);
    assert_eq!(fields.job.as_deref(), Some(job.as_str()));
    assert_eq!(fields.holder.as_deref(), Some("rpm-ostree"));
    assert_eq!(fields.uid, Some(4242));
    let (kind, _) = bench.refusal("Restart", &(none(),)).await;
    assert_eq!(
        kind,
        ErrorKind::Busy,
        "no restart in the middle of a change"
    );
    let look = begin(&bench, "History", &("", 5u32, none())).await;
    assert_eq!(finished(&bench, &look).await.outcome, Outcome::Ok);

    let results = bench.world.now().results.len();
    end.send(Ok(Done::default())).unwrap();
    let result = finished(&bench, &job).await;
    assert_eq!((result.outcome, result.uid), (Outcome::Ok, 4242));
    jobs(&bench, 0).await;
    assert_eq!(
        bench.world.now().results.len(),
        results,
        "no result of ours"
    );
    let discard = begin(&bench, "Discard", &(none(),)).await;
    assert_eq!(finished(&bench, &discard).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn nobody_cancels_it_without_the_permission() {
    let bench = Bench::new().await;
    let own = rustix::process::geteuid().as_raw();
    let interface = Some(names::JOB_INTERFACE);
    for (uid, asked) in [
        (Some(own), vec![ActionName::CancelAny]),
        (Some(4242), vec![ActionName::CancelAny]),
        (None, vec![ActionName::CancelAny]),
    ] {
        let _end = bench.engine.begin_foreign(holder(uid));
        let job = jobs(&bench, 1).await.remove(0);
        if !asked.is_empty() {
            *bench.oracle.refuses.lock().unwrap() = vec![ActionName::CancelAny];
            let cancel = bench
                .client
                .call_method(None::<()>, &job, interface, "Cancel", &());
            assert!(cancel.await.is_err(), "{uid:?}");
            bench.oracle.refuses.lock().unwrap().clear();
            bench.oracle.asked.lock().unwrap().clear();
        }
        let cancel = bench
            .client
            .call_method(None::<()>, &job, interface, "Cancel", &());
        cancel.await.unwrap();
        let result = finished(&bench, &job).await;
        assert_eq!(result.outcome, Outcome::Cancelled);
        assert_eq!(result.uid, uid.unwrap_or(0));
        assert_eq!(*bench.oracle.asked.lock().unwrap(), asked, "{uid:?}");
        bench.oracle.asked.lock().unwrap().clear();
        jobs(&bench, 0).await;
    }
}

#[tokio::test]
async fn what_a_tool_said_is_for_its_starter_and_root() {
    let bench = Bench::new().await;
    let own = begin(&bench, "Check", &(none(),)).await;
    finished(&bench, &own).await;
    assert_eq!(log(&bench, &own).await.unwrap(), ["asked for check"]);
    let _end = bench.engine.begin_foreign(holder(Some(4242)));
    let job = jobs(&bench, 1).await.remove(0);
    let read = log(&bench, &job).await;
    if rustix::process::geteuid().is_root() {
        assert!(read.is_ok());
    } else {
        let error = read.unwrap_err().to_string();
        assert!(error.contains("NotAuthorized"), "{error}");
    }
}
