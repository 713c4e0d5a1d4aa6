//! Packages, streams and kernel arguments, against a stand-in that answers as a real
//! system would.

use std::{fs, process::Stdio};

use tokio::{io::AsyncWriteExt, process::Command};
use waymark_model::{
    Advisory, Deployment, Layer, Package, Reference, Repository, Stream, System, Update,
    dict::Dictionary,
};

use crate::{
    assert_keys, document,
    mock::{Bus, Mock, soon},
    run, sample, text,
};

async fn believable() -> (Bus, Mock) {
    let bus = Bus::start();
    let mut snapshot = sample();
    snapshot.system.stream = Some("sample/44/stable".into());
    let running = &mut snapshot.deployments[0];
    running.kernel_arguments = Some(vec!["quiet".into(), "a=1".into()]);
    running.layer_details = Some(vec![Layer {
        name: "htop".into(),
        ..Layer::default()
    }]);
    let mock = Mock::start(&bus, snapshot).await;
    mock.be_believable();
    (bus, mock)
}

/// The arguments of the calls of one method.
fn asked(mock: &Mock, method: &str) -> Vec<String> {
    let calls = mock.calls().into_iter();
    let calls = calls.filter(|call| call.method == method);
    calls.map(|call| call.arguments).collect()
}

#[tokio::test]
async fn many_packages_are_one_job_and_files_are_handed_over() {
    let (bus, mock) = believable().await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("tool.rpm");
    fs::write(&file, "content of the tool").unwrap();
    let file = file.display().to_string();
    let output = run(&bus, &["packages", "add", "htop", &file, "vim", "--json"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(document(&output)["result"]["outcome"], "ok");
    assert_eq!(
        asked(&mock, "ChangePackages"),
        ["add:htop,vim local-packages:content of the tool"]
    );
    let output = run(&bus, &["packages", "override", "replace", &file, "bash"]).await;
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        asked(&mock, "ChangePackages"),
        ["override-replace:bash local-replacements:content of the tool"]
    );
    for (line, call) in [
        (&["remove", "htop"][..], "remove:htop"),
        (&["override", "remove", "nano"], "override-remove:nano"),
        (&["override", "reset", "nano"], "override-reset:nano"),
        (&["reset"], "reset-all"),
    ] {
        let line: Vec<_> = std::iter::once(&"packages").chain(line).copied().collect();
        assert_eq!(run(&bus, &line).await.status.code(), Some(0));
        assert_eq!(asked(&mock, "ChangePackages"), [call]);
    }
    let missing = run(&bus, &["packages", "add", "/nowhere/a.rpm"]).await;
    assert_eq!(missing.status.code(), Some(4));
    assert!(asked(&mock, "ChangePackages").is_empty());
}

#[tokio::test]
async fn a_dry_run_tells_and_changes_nothing() {
    let (bus, mock) = believable().await;
    let output = run(&bus, &["packages", "add", "vim", "--dry-run"]).await;
    assert_eq!(text(&output.stdout), "This would change:\n  +  vim\n");
    assert_eq!(asked(&mock, "ChangePackages"), ["add:vim dry-run=true"]);
}

#[tokio::test]
async fn what_conflicts_is_named_and_can_be_left_out() {
    let (bus, mock) = believable().await;
    let line = ["packages", "add", "vim", "conflicts-a", "conflicts-b"];
    let output = run(&bus, &line).await;
    assert_eq!(output.status.code(), Some(6));
    let told = text(&output.stderr);
    assert!(
        told.contains("In the way: conflicts-a, conflicts-b\n"),
        "{told}"
    );
    assert!(told.contains("--skip-conflicting"), "{told}");
    assert_eq!(asked(&mock, "ChangePackages").len(), 1);

    let mut line = line.to_vec();
    line.extend(["--skip-conflicting", "--json"]);
    let output = run(&bus, &line).await;
    assert_eq!(output.status.code(), Some(0));
    let skipped = &document(&output)["skipped"];
    assert_eq!(*skipped, serde_json::json!(["conflicts-a", "conflicts-b"]));
    assert_eq!(
        asked(&mock, "ChangePackages"),
        ["add:vim,conflicts-a,conflicts-b", "add:vim"]
    );
    // Nothing is left to do without them.
    let line = ["packages", "add", "conflicts-a", "--skip-conflicting"];
    assert_eq!(run(&bus, &line).await.status.code(), Some(6));
}

/// Runs the program on a terminal of its own, where somebody types this.
async fn typed(bus: &Bus, line: &str, answer: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_waymarkctl");
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command"])
        .arg(format!("{program} {line}"))
        .arg("/dev/null")
        .env("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("script is installed");
    let mut input = child.stdin.take().unwrap();
    input.write_all(answer.as_bytes()).await.unwrap();
    let output = soon(child.wait_with_output()).await.unwrap();
    (output.status.code(), text(&output.stdout))
}

#[tokio::test]
async fn who_is_there_sees_what_changes_and_is_asked() {
    let (bus, mock) = believable().await;
    let (code, told) = typed(&bus, "packages add vim", "n\n").await;
    assert_eq!(code, Some(8), "{told}");
    assert!(told.contains("This would change:"), "{told}");
    assert_eq!(asked(&mock, "ChangePackages"), ["add:vim dry-run=true"]);
    let (code, told) = typed(&bus, "packages add vim", "y\n").await;
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(
        asked(&mock, "ChangePackages"),
        ["add:vim dry-run=true", "add:vim"]
    );
    let (code, told) = typed(&bus, "rebase sample/45/stable", "n\n").await;
    assert_eq!(code, Some(8));
    assert!(
        told.contains("44.1 stays on this disk as the way back"),
        "{told}"
    );
    assert_eq!(
        asked(&mock, "Rebase"),
        [r#""sample/45/stable" dry-run=true"#]
    );
}

#[tokio::test]
async fn streams_are_listed_and_followed() {
    let (bus, mock) = believable().await;
    let output = run(&bus, &["streams", "--json"]).await;
    assert_keys(&document(&output)["streams"][0], Stream::KEYS);
    let output = run(&bus, &["rebase", "sample/45/stable"]).await;
    let told = text(&output.stdout);
    assert!(
        told.ends_with("The way back: waymarkctl restore 44.1\n"),
        "{told}"
    );
    assert_eq!(asked(&mock, "Rebase"), [r#""sample/45/stable""#]);
    let output = run(&bus, &["rebase", "nothing"]).await;
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("waymarkctl streams"));
}

#[tokio::test]
async fn kernel_arguments_go_with_the_line_that_was_seen() {
    let (bus, mock) = believable().await;
    let output = run(&bus, &["kernel-arguments"]).await;
    assert_eq!(text(&output.stdout), "quiet\na=1\n");
    let seen = r#"seen:Some(["quiet", "a=1"])"#;
    let output = run(&bus, &["kernel-arguments", "replace", "a=1", "a=2"]).await;
    assert_eq!(output.status.code(), Some(0));
    let expected = format!(r#"append:[] replace:[("a=1", "a=2")] delete:[] {seen}"#);
    assert_eq!(asked(&mock, "SetKernelArguments"), [expected]);
    run(&bus, &["kernel-arguments", "append", "b", "c"]).await;
    run(&bus, &["kernel-arguments", "delete", "quiet"]).await;
    let expected = [
        format!(r#"append:["b", "c"] replace:[] delete:[] {seen}"#),
        format!(r#"append:[] replace:[] delete:["quiet"] {seen}"#),
    ];
    assert_eq!(asked(&mock, "SetKernelArguments"), expected);
}

#[tokio::test]
async fn lists_have_the_keys_of_the_bus() {
    let (bus, mock) = believable().await;
    let advisory = Advisory {
        references: vec![Reference::default()],
        ..Advisory::default()
    };
    mock.offer(vec![Repository::default()], vec![advisory]);
    let output = run(&bus, &["search", "top", "--json"]).await;
    assert_keys(&document(&output)["packages"][0], Package::KEYS);
    let output = run(&bus, &["repositories", "--json"]).await;
    assert_keys(&document(&output)["repositories"][0], Repository::KEYS);
    for line in [&["show", "--json"][..], &["packages", "--json"]] {
        let deployment = &document(&run(&bus, line).await)["deployment"];
        assert_keys(deployment, Deployment::KEYS);
        assert_keys(&deployment["layer-details"][0], Layer::KEYS);
    }
    let unknown = document(&run(&bus, &["advisories", "--json"]).await);
    assert!(unknown.get("advisories").is_none(), "unknown is not none");
    mock.set(|snapshot| {
        let update = snapshot.update.as_mut().unwrap();
        update.advisories = Some([("unknown".to_owned(), 1)].into());
    });
    let known = document(&run(&bus, &["advisories", "--json"]).await);
    assert_keys(&known["advisories"][0], Advisory::KEYS);
    assert_keys(&known["advisories"][0]["references"][0], Reference::KEYS);
    let status = document(&run(&bus, &["status", "--json"]).await);
    assert_keys(&status["update"], Update::KEYS);
    assert_keys(&status["system"], System::KEYS);
}

#[tokio::test]
async fn what_a_job_says_is_shown() {
    let (bus, mock) = believable().await;
    let job = mock.job(3, "update").await;
    job.say("one line");
    job.say("and another");
    let output = run(&bus, &["log", "3"]).await;
    assert_eq!(text(&output.stdout), "one line\nand another\n");
}

#[tokio::test]
async fn updates_are_followed_again() {
    let (bus, mock) = believable().await;
    mock.set(|snapshot| snapshot.system.held = Some("44.1".into()));
    let told = text(&run(&bus, &["status"]).await.stdout);
    assert!(
        told.contains("Held at    44.1; waymarkctl follow"),
        "{told}"
    );
    mock.job(1, "update").await.end(false).await;
    let output = run(&bus, &["follow"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(asked(&mock, "Update"), [r#""""#]);
}
