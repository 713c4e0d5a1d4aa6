//! The program against a stand-in for the service, on a bus of the test's own.

#[path = "cli/etc.rs"]
mod etc;
#[path = "../../client/tests/mock/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "it is shared with the client's tests, which use all of it"
)]
mod mock;
#[path = "cli/packages.rs"]
mod packages;
#[path = "cli/policy.rs"]
mod policy;

use std::process::{Output, Stdio};

use mock::{Bus, Mock, MockJob, soon};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};
use waymark_client::Snapshot;
use waymark_model::{
    Deployment, Error, ErrorKind, JobResult, LastStart, Outcome, RemoteVersion, StartClass,
    StartReason, StartVersion, System, Update,
    dict::{Dictionary, Key},
};

const RUNNING: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
const OLDER: &str = "1a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";

fn sample() -> Snapshot {
    let deployment = |checksum: &str, version: &str| Deployment {
        id: format!("sample-{checksum}.0"),
        checksum: checksum.into(),
        version: Some(version.into()),
        timestamp: Some(1_700_000_000),
        ..Deployment::default()
    };
    Snapshot {
        api_version: 1,
        generation: 42,
        system: System {
            name: "Sample".into(),
            engine: "ostree".into(),
            ..System::default()
        },
        deployments: vec![
            Deployment {
                booted: true,
                next: true,
                ..deployment(RUNNING, "44.1")
            },
            deployment(OLDER, "44.0"),
        ],
        update: Some(Update {
            checksum: "feed".repeat(16),
            version: Some("44.2".into()),
            ..Update::default()
        }),
        ..Snapshot::default()
    }
}

fn command(bus: &Bus, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymarkctl"));
    command
        .args(line)
        .env("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn run(bus: &Bus, line: &[&str]) -> Output {
    soon(command(bus, line).output()).await.unwrap()
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one document and nothing else")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A bus with a service whose next job has ended with this already.
async fn with_job(
    action: &str,
    outcome: Outcome,
    error: Option<ErrorKind>,
) -> (Bus, Mock, MockJob) {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let job = mock.job(1, action).await;
    job.end_as(outcome, error, false).await;
    (bus, mock, job)
}

/// Asserts that a document has every key that is never absent, and no other than
/// those of the table.
fn assert_keys(document: &Value, keys: &[Key]) {
    let found = document.as_object().expect("it is a dictionary");
    for key in keys.iter().filter(|key| !key.optional) {
        assert!(found.contains_key(key.name), "{} is there", key.name);
    }
    for name in found.keys() {
        assert!(keys.iter().any(|key| key.name == name), "{name} is known");
    }
}

#[tokio::test]
async fn the_status_has_the_keys_of_the_bus() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    mock.set(|snapshot| snapshot.results = vec![JobResult::default()]);
    let output = run(&bus, &["status", "--json"]).await;
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let status = document(&output);
    assert_eq!(status["generation"], 42);
    assert_keys(&status["system"], System::KEYS);
    assert_keys(&status["deployments"][0], Deployment::KEYS);
    assert_keys(&status["update"], Update::KEYS);
    assert_keys(&status["results"][0], JobResult::KEYS);
    assert_eq!(status["deployments"][0]["version"], "44.1");

    let told = text(&run(&bus, &["status"]).await.stdout);
    assert!(
        told.contains("Runs       44.1, published 14 Nov 2023"),
        "{told}"
    );
}

#[tokio::test]
async fn a_start_that_went_wrong_is_told_and_its_version_hidden() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let refused = run(&bus, &["hide"]).await;
    assert_eq!(refused.status.code(), Some(4), "nothing went wrong");
    let meant = StartVersion {
        offered: "feed".repeat(16),
        version: Some("44.2".into()),
        ..StartVersion::default()
    };
    let last = LastStart {
        class: StartClass::NotFinalized,
        why: Some(StartReason::NoSpace),
        meant: Some(meant),
        ..LastStart::default()
    };
    mock.set(|snapshot| snapshot.last_start = Some(last));
    let output = run(&bus, &["last-start", "--json"]).await;
    let told = &document(&output)["last-start"];
    assert_keys(told, LastStart::KEYS);
    assert_keys(&told["meant"], StartVersion::KEYS);
    assert_eq!(
        (&told["class"], &told["why"]),
        (&"not-finalized".into(), &"no-space".into())
    );
    let output = run(&bus, &["status"]).await;
    assert!(text(&output.stdout).contains("The update to 44.2 was not finished"));

    assert_eq!(run(&bus, &["hide"]).await.status.code(), Some(0));
    let call = mock
        .calls()
        .into_iter()
        .find(|call| call.method == "SetHidden");
    let call = call.unwrap();
    let expected = format!(r#"("version:{}", true)"#, "feed".repeat(16));
    assert!(call.interactive);
    assert_eq!(call.arguments, expected);
}

#[tokio::test]
async fn an_action_is_seen_through() {
    let (bus, mock, _job) = with_job("restore", Outcome::Ok, None).await;
    let output = run(&bus, &["restore", "44.0", "--json"]).await;
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    assert_keys(&document(&output)["result"], JobResult::KEYS);
    let call = mock
        .calls()
        .into_iter()
        .find(|call| call.method == "Restore");
    let expected = format!(r#"("deployment:sample-{OLDER}.0", 42)"#);
    assert_eq!(call.unwrap().arguments, expected);

    let output = run(&bus, &["check"]).await;
    assert_eq!(text(&output.stdout), "Available: 44.2\n");
}

#[tokio::test]
async fn the_available_version_is_taken_by_its_name() {
    let (bus, mock, _job) = with_job("update", Outcome::Unchanged, None).await;
    let output = run(&bus, &["update", "44.2"]).await;
    assert_eq!(output.status.code(), Some(0), "it was so already");
    assert_eq!(text(&output.stdout), "There is nothing to do.\n");
    let call = mock
        .calls()
        .into_iter()
        .find(|call| call.method == "Update");
    let expected = format!(r#""version:{}""#, "feed".repeat(16));
    assert_eq!(call.unwrap().arguments, expected);
}

#[tokio::test]
async fn each_failure_has_its_code_and_its_document() {
    let cases = [
        (ErrorKind::Offline, 7),
        (ErrorKind::Conflict, 6),
        (ErrorKind::Unverified, 13),
    ];
    for (kind, code) in cases {
        let (bus, _mock, _job) = with_job("update", Outcome::Failed, Some(kind)).await;
        let output = run(&bus, &["update", "--json"]).await;
        assert_eq!(output.status.code(), Some(code), "{kind}");
        let document = document(&output);
        assert_eq!(document["error"]["kind"], kind.as_str());
        assert_eq!(document["error"]["raw"], "the tool's own words");
        assert_eq!(document["result"]["outcome"], "failed");
    }
    let (bus, mock, _job) = with_job("update", Outcome::Ok, None).await;
    mock.refuse(Error::new(ErrorKind::NotAuthorized, "polkit said no"));
    let output = run(&bus, &["update"]).await;
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).starts_with("Polkit said no.\n"));
}

#[tokio::test]
async fn what_is_unknown_or_could_mean_several_is_refused() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    mock.set(|snapshot| {
        let twin = Deployment {
            id: format!("sample-{OLDER}.1"),
            ..snapshot.deployments[1].clone()
        };
        snapshot.deployments.push(twin);
    });
    let output = run(&bus, &["delete", "44.0", "--json"]).await;
    assert_eq!(output.status.code(), Some(4));
    let candidates = &document(&output)["error"]["candidates"];
    let references = [0, 1].map(|index| candidates[index]["ref"].as_str().unwrap().to_owned());
    assert_eq!(
        references,
        [0, 1].map(|serial| format!("deployment:sample-{OLDER}.{serial}"))
    );
    for target in ["45", "0", ""] {
        let output = run(&bus, &["pin", target, "--json"]).await;
        assert_eq!(output.status.code(), Some(4), "{target}");
        assert_eq!(document(&output)["error"]["kind"], "NotFound");
    }
    let methods: Vec<_> = mock.calls().into_iter().map(|call| call.method).collect();
    assert!(methods.is_empty(), "{methods:?}");
}

#[tokio::test]
async fn a_version_of_the_remote_is_looked_up() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let job = mock.job(1, "history").await;
    let versions = ["43.9", "43.8"].map(|version| RemoteVersion {
        checksum: version.replace('.', "").repeat(32),
        version: Some(version.into()),
        ..RemoteVersion::default()
    });
    let result = JobResult {
        outcome: Outcome::Ok,
        versions: Some(versions.to_vec()),
        ..JobResult::default()
    };
    job.end_with(result, false).await;
    let output = run(&bus, &["restore", "43.8"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let calls: Vec<_> = mock
        .calls()
        .into_iter()
        .map(|call| (call.method, call.arguments))
        .collect();
    let reference = format!(r#"("version:{}", 42)"#, "438".repeat(32));
    assert_eq!(
        calls,
        [
            ("History".to_owned(), r#"("", 50)"#.to_owned()),
            ("Restore".to_owned(), reference),
        ]
    );
    let output = run(&bus, &["history", "--limit", "2"]).await;
    let told = text(&output.stdout);
    assert!(told.starts_with("  43.9  "), "{told}");
}

#[tokio::test]
async fn without_a_service_it_says_so() {
    let bus = Bus::start();
    let output = run(&bus, &["status"]).await;
    assert_eq!(output.status.code(), Some(10));
    assert_eq!(
        text(&output.stderr),
        "Waymark's service is not installed on this system.\n\
         Try again; if it stays so, see systemctl status waymarkd.\n"
    );
}

#[tokio::test]
async fn a_job_may_be_left_running() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let job = mock.job(7, "update").await;
    mock.set(|snapshot| snapshot.jobs = vec![job.path().to_owned()]);
    let output = run(&bus, &["update", "--no-wait", "--json"]).await;
    assert_eq!(document(&output)["job"], job.path());

    let output = run(&bus, &["jobs", "--json"]).await;
    let jobs = document(&output);
    assert_eq!(jobs["jobs"][0]["step"], "preparing");
    assert_eq!(jobs["jobs"][0]["holder"]["uid"], 1000);
    assert!(jobs["jobs"][0].get("fraction").is_none(), "it is unknown");

    let output = run(&bus, &["cancel"]).await;
    assert_eq!((output.status.code(), job.cancelled()), (Some(0), 1));
}

#[tokio::test]
async fn progress_is_told_in_lines_and_interrupts_are_heard() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let job = mock.job(1, "update").await;
    let mut child = command(&bus, &["update"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut line = async || {
        soon(lines.next_line())
            .await
            .unwrap()
            .expect("a line comes")
    };
    assert_eq!(line().await, "Preparing");
    job.advance("downloading", 0.5, (0, 0)).await;
    // The step and the fraction are told apart on the bus.
    while !line().await.starts_with("Downloading: 50 %") {}

    let interrupt = || {
        let pid = child.id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status();
        assert!(sent.unwrap().success());
    };
    interrupt();
    assert!(line().await.starts_with("Asking the job to stop."));
    soon(job.asked_to_stop()).await;
    interrupt();
    assert!(line().await.starts_with("Job 1 goes on"));
    assert_eq!(soon(child.wait()).await.unwrap().code(), Some(130));
}
