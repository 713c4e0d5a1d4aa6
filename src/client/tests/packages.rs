//! Packages, streams and kernel arguments: calls, results and reads.

use std::io::{Seek, Write};

use waymark_client::{Client, Snapshot};
use waymark_model::{
    Action, Advisory, DifferenceShown, ErrorKind, KernelArgumentChanges, PackageChanges,
    PackageFile, Repository, Severity,
};

use crate::mock::{Bus, Mock, soon};

async fn believable() -> (Bus, Mock, Client) {
    let bus = Bus::start();
    let mock = Mock::start(&bus, Snapshot::default()).await;
    mock.be_believable();
    let client = Client::connect(bus.connection().await);
    (bus, mock, client)
}

fn file(text: &str) -> PackageFile {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.rewind().unwrap();
    PackageFile::new(file.into())
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn package_files_travel_as_descriptors_beside_the_names() {
    let (_bus, mock, client) = believable().await;
    let action = Action::ChangePackages {
        changes: PackageChanges {
            add: names(&["htop"]),
            override_reset: names(&["bash"]),
            ..PackageChanges::default()
        },
        local_packages: vec![file("one"), file("two")],
        local_replacements: vec![file("three")],
        dry_run: true,
    };
    let result = soon(client.act(&action).await.unwrap().finished()).await;
    assert!(result.dry_run);
    let changes: Vec<_> = result
        .changes
        .unwrap()
        .into_iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(changes, ["htop", "one", "two"]);
    assert_eq!(
        mock.calls()[0].arguments,
        "add:htop override-reset:bash local-packages:one,two local-replacements:three \
         dry-run=true"
    );
}

#[tokio::test]
async fn what_stands_in_the_way_comes_with_the_error() {
    let (_bus, _mock, client) = believable().await;
    let action = Action::ChangePackages {
        changes: PackageChanges {
            add: names(&["htop", "conflicts-a", "conflicts-b"]),
            ..PackageChanges::default()
        },
        local_packages: Vec::new(),
        local_replacements: Vec::new(),
        dry_run: false,
    };
    let result = soon(client.act(&action).await.unwrap().finished()).await;
    let error = result.error().unwrap();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(
        error.fields.packages.unwrap(),
        ["conflicts-a", "conflicts-b"]
    );
    assert_eq!(error.fields.problems.unwrap().len(), 2);
}

#[tokio::test]
async fn searches_and_streams_answer_with_lists() {
    let (_bus, mock, client) = believable().await;
    let search = Action::Search { text: "top".into() };
    let found = soon(client.act(&search).await.unwrap().finished()).await;
    assert_eq!(found.packages.unwrap()[0].name, "htop");
    let streams = client.act(&Action::ListStreams).await.unwrap();
    let streams = soon(streams.finished()).await.streams.unwrap();
    assert!(streams.iter().any(|stream| stream.newer));
    let rebase = |dry_run| Action::Rebase {
        stream: streams[1].name.clone(),
        dry_run,
    };
    let dry = soon(client.act(&rebase(true)).await.unwrap().finished()).await;
    assert!(dry.dry_run && dry.changes.is_some());
    let real = soon(client.act(&rebase(false)).await.unwrap().finished()).await;
    assert!(!real.dry_run && real.changes.is_none());
    let asked: Vec<_> = mock.calls().into_iter().map(|c| c.arguments).collect();
    assert_eq!(
        asked,
        [
            r#""top""#,
            "()",
            r#""sample/45/stable" dry-run=true"#,
            r#""sample/45/stable""#
        ]
    );
}

#[tokio::test]
async fn kernel_arguments_travel_with_the_line_that_was_seen() {
    let (_bus, mock, client) = believable().await;
    let changes = KernelArgumentChanges {
        append: names(&["quiet"]),
        replace: [("a=1".to_owned(), "a=2".to_owned())].into(),
        delete: names(&["splash"]),
        seen: Some(names(&["a=1", "splash"])),
    };
    let action = Action::SetKernelArguments { changes };
    soon(client.act(&action).await.unwrap().finished()).await;
    assert_eq!(
        mock.calls()[0].arguments,
        r#"append:["quiet"] replace:[("a=1", "a=2")] delete:["splash"] seen:Some(["a=1", "splash"])"#
    );
}

#[tokio::test]
async fn repositories_advisories_and_logs_are_read() {
    let (_bus, mock, client) = believable().await;
    let repository = Repository {
        id: "sample".into(),
        enabled: true,
        ..Repository::default()
    };
    let advisory = |id: &str| Advisory {
        id: id.into(),
        severity: Severity::Critical,
        ..Advisory::default()
    };
    let all = ["A-1", "A-2", "A-3"].map(advisory);
    mock.offer(vec![repository.clone()], all.to_vec());
    assert_eq!(client.repositories().await.unwrap(), [repository]);
    let (total, page) = client.advisories(1, 1).await.unwrap();
    assert_eq!((total, page), (3, vec![advisory("A-2")]));

    let job = mock.job(1, "update").await;
    job.say("first");
    job.say("second");
    let handle = client.job(job.path()).await.unwrap();
    assert_eq!(handle.log(0).await.unwrap(), ["first", "second"]);
    assert_eq!(handle.log(1).await.unwrap(), ["second"]);
    job.remove().await;
    let gone = handle.log(0).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn all_of_etc_is_read_however_many_files_differ() {
    let (_bus, mock, client) = believable().await;
    let (summary, rows) = client.local_changes("").await.unwrap();
    assert_eq!((summary.total, rows.len()), (1200, 1200));
    assert_eq!(rows[1199].name, "/etc/hosts");
    let calls = mock.calls();
    assert!(calls.iter().all(|call| call.interactive));
    let asked: Vec<_> = calls.into_iter().map(|call| call.arguments).collect();
    assert_eq!(asked, ["(0, 1000)", "(1000, 1000)"]);

    let (summary, rows) = client.local_changes("hosts").await.unwrap();
    assert_eq!((summary.total, summary.files_changed), (1, 1200));
    assert_eq!(rows[0].name, "/etc/hosts");

    let hidden = client.file_difference("/etc/shadow", false).await.unwrap();
    assert_eq!(hidden.shown, DifferenceShown::Secret);
    let shown = client.file_difference("/etc/shadow", true).await.unwrap();
    assert!(shown.difference.unwrap().contains("+as"));
}
