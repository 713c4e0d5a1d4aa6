//! Actions and the jobs that they start.

use futures_util::StreamExt;
use waymark_client::{ChangesQuery, Client, JobHandle, JobUpdate, Snapshot};
use waymark_model::{
    Action, ActionName, ChangeKind, ChangeType, Error, ErrorKind, JobResult, JobState, Outcome,
    Ref, Step,
};

use crate::mock::{Bus, Call, Mock, soon};

const UPDATE: Action = Action::Update {
    version: None,
    download_only: false,
};

async fn started() -> (Bus, Mock, Client) {
    let bus = Bus::start();
    let mock = Mock::start(&bus, Snapshot::default()).await;
    let client = Client::connect(bus.connection().await);
    (bus, mock, client)
}

fn deployment(id: &str) -> Ref {
    Ref::Deployment(id.into())
}

fn version(checksum: &str) -> Ref {
    Ref::Version(checksum.into())
}

#[tokio::test]
async fn a_check_that_nobody_asked_for_asks_nobody() {
    let (_bus, mock, client) = started().await;
    let job = mock.job(7, "check").await;
    let started = client.check_quietly().await.unwrap();
    assert_eq!(started.path(), job.path());
    let call = mock.calls().pop().unwrap();
    assert_eq!((call.method.as_str(), call.interactive), ("Check", false));
}

#[tokio::test]
async fn each_action_calls_its_method() {
    let (_bus, mock, client) = started().await;
    let job = mock.job(7, "check").await;
    let (target, generation) = (deployment("a.0"), 5);
    let cases = [
        (Action::Check { target: None }, "Check", "()"),
        (
            Action::Check {
                target: Some(version("0b")),
            },
            "Check",
            r#"() ref="version:0b""#,
        ),
        (
            Action::Update {
                version: None,
                download_only: false,
            },
            "Update",
            r#""""#,
        ),
        (
            Action::Update {
                version: Some(version("0b")),
                download_only: false,
            },
            "Update",
            r#""version:0b""#,
        ),
        (Action::Discard, "Discard", "()"),
        (
            Action::Restore {
                target: target.clone(),
                generation,
            },
            "Restore",
            r#"("deployment:a.0", 5)"#,
        ),
        (
            Action::SetPinned {
                target: target.clone(),
                generation,
                pinned: true,
            },
            "SetPinned",
            r#"("deployment:a.0", 5, true)"#,
        ),
        (
            Action::Delete {
                targets: vec![target, version("0c")],
                generation,
            },
            "Delete",
            r#"(["deployment:a.0", "version:0c"], 5)"#,
        ),
        (Action::CleanUp { keep: 2 }, "CleanUp", "() keep=uint32 2"),
        (
            Action::History {
                cursor: "0b".into(),
                limit: 9,
            },
            "History",
            r#"("0b", 9)"#,
        ),
        (Action::Restart { power_off: false }, "Restart", "()"),
        (
            Action::Restart { power_off: true },
            "Restart",
            "() power-off=true",
        ),
    ];
    for (action, method, arguments) in cases {
        let handle = client.act(&action).await.unwrap();
        assert_eq!(handle.path(), job.path());
        let expected = Call {
            method: method.into(),
            arguments: arguments.into(),
            interactive: true,
        };
        assert_eq!(mock.calls(), [expected], "{action:?}");
    }
}

#[tokio::test]
async fn a_refusal_comes_whole() {
    let (_bus, mock, client) = started().await;
    let busy = Error::new(ErrorKind::Busy, "an update runs")
        .with(|fields| fields.job = Some("/io/github/waymarkos/Waymark1/job/3".into()))
        .raw("held by 4711");
    mock.refuse(busy.clone());
    let error = client.act(&Action::Discard).await.unwrap_err();
    assert_eq!(error.to_error(), busy);
}

#[tokio::test]
async fn reads_ask_for_what_is_wanted() {
    let (_bus, mock, client) = started().await;
    let query = ChangesQuery {
        kind: ChangeKind::File,
        change: Some(ChangeType::Added),
        search: "bin".into(),
        offset: 3,
        limit: 10,
    };
    let (summary, changes) = client
        .changes(&deployment("a.0"), &version("0b"), &query)
        .await
        .unwrap();
    assert_eq!((summary.packages_changed(), changes.len()), (1, 1));
    client.deployment("a.0").await.unwrap();
    assert_eq!(client.search_base("bash", 4).await.unwrap().len(), 1);
    let asked: Vec<_> = mock
        .calls()
        .into_iter()
        .map(|call| call.arguments)
        .collect();
    assert_eq!(
        asked,
        [
            r#"("deployment:a.0", "version:0b", 3, 10) change="added" kind="files" search="bin""#,
            r#""deployment:a.0""#,
            r#"("bash", 4)"#,
        ]
    );
}

#[tokio::test]
async fn progress_is_followed_to_the_result() {
    let (_bus, mock, client) = started().await;
    let job = mock.job(1, "update").await;
    let handle = client.act(&UPDATE).await.unwrap();
    let mut updates = handle.updates();

    let Some(JobUpdate::Progress(first)) = soon(updates.next()).await else {
        panic!("it begins with how far it is");
    };
    assert_eq!(first.action, ActionName::Update);
    assert_eq!(
        (first.state, first.step),
        (JobState::Running, Step::Preparing)
    );
    assert_eq!((first.fraction, first.bytes_total), (None, None));
    assert_eq!(first.holder.uid, Some(1000));

    let mut fractions = Vec::new();
    for step in 1..=20_u32 {
        let fraction = f64::from(step) / 21.0;
        job.advance("downloading", fraction, (u64::from(step), 21))
            .await;
        // One change of the job is four signals here; each may be told on its own.
        loop {
            let Some(JobUpdate::Progress(progress)) = soon(updates.next()).await else {
                panic!("it runs");
            };
            if progress.bytes_done == u64::from(step) && progress.bytes_total == Some(21) {
                fractions.push(progress.fraction.unwrap());
                break;
            }
        }
    }
    assert!(fractions.is_sorted() && fractions.len() == 20);

    let result = job.end(true).await;
    let told = loop {
        match soon(updates.next()).await.expect("a result comes") {
            JobUpdate::Finished(result) => break *result,
            JobUpdate::Progress(_) => {}
        }
    };
    assert_eq!(told, result);
    assert!(soon(updates.next()).await.is_none(), "nothing follows");
}

#[tokio::test]
async fn the_result_of_a_job_that_ended_is_still_told() {
    let (_bus, mock, client) = started().await;
    let job = mock.job(1, "check").await;
    let handle = client.act(&Action::Check { target: None }).await.unwrap();
    let result = job
        .end_as(Outcome::Failed, Some(ErrorKind::Offline), false)
        .await;
    let told = soon(handle.finished()).await;
    assert_eq!(told, result);
    let error = told.error().unwrap();
    assert_eq!(
        (error.kind, error.raw.as_str()),
        (ErrorKind::Offline, "the tool's own words")
    );

    // A while later only the service's list remembers it.
    job.remove().await;
    mock.set(|snapshot| snapshot.results = vec![result.for_everyone()]);
    assert_eq!(soon(handle.finished()).await, result.for_everyone());
    assert!(client.job(job.path()).await.is_ok());
    let unknown = client
        .job("/io/github/waymarkos/Waymark1/job/99")
        .await
        .unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    let odd = client.job("not a path").await.unwrap_err();
    assert_eq!(odd.kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn leaving_a_job_is_not_cancelling_it() {
    let (_bus, mock, client) = started().await;
    let job = mock.job(1, "update").await;
    let handle = client.act(&UPDATE).await.unwrap();
    let mut updates = handle.updates();
    soon(updates.next()).await;
    drop((updates, handle));
    let again = client.job(job.path()).await.unwrap();
    assert_eq!(job.cancelled(), 0);
    again.cancel().await.unwrap();
    soon(job.asked_to_stop()).await;
    assert_eq!(job.cancelled(), 1);
}

/// Starts to follow a job and lets the service die in the middle.
async fn lose_the_service(mock: Mock, handle: &JobHandle) -> tokio::task::JoinHandle<JobResult> {
    let mut updates = handle.updates();
    assert!(matches!(
        soon(updates.next()).await,
        Some(JobUpdate::Progress(_))
    ));
    let end = tokio::spawn(async move {
        loop {
            match updates.next().await.expect("a result comes") {
                JobUpdate::Finished(result) => return *result,
                JobUpdate::Progress(_) => {}
            }
        }
    });
    mock.die().await;
    end
}

#[tokio::test]
async fn a_job_that_outlives_the_service_is_attached_to_again() {
    let (bus, mock, client) = started().await;
    mock.job(1, "update").await;
    let handle = client.act(&UPDATE).await.unwrap();
    let end = lose_the_service(mock, &handle).await;

    let mock = Mock::start(&bus, Snapshot::default()).await;
    mock.set(|snapshot| snapshot.jobs = vec![handle.path().to_owned()]);
    let job = mock.job(1, "update").await;
    let result = job.end(true).await;
    assert_eq!(soon(end).await.unwrap(), result);
}

#[tokio::test]
async fn a_job_that_the_service_took_along_is_interrupted() {
    let (bus, mock, client) = started().await;
    mock.job(1, "update").await;
    let handle = client.act(&UPDATE).await.unwrap();
    let recorded = JobResult {
        job: handle.path().to_owned(),
        outcome: Outcome::Failed,
        error: Some(ErrorKind::Interrupted),
        message: Some("the service says so itself".into()),
        finished: 2,
        ..JobResult::default()
    };
    let end = lose_the_service(mock, &handle).await;
    let results = vec![recorded.clone()];
    let mock = Mock::start(
        &bus,
        Snapshot {
            results,
            ..Snapshot::default()
        },
    )
    .await;
    assert_eq!(soon(end).await.unwrap(), recorded);

    // If its record is lost as well, nobody knows better.
    mock.set(|snapshot| snapshot.results.clear());
    let result = soon(handle.finished()).await;
    assert_eq!(result.error().unwrap().kind, ErrorKind::Interrupted);
}
