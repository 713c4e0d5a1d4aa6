//! With which rights the program runs, and that it ends when it should.

use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use waymark_registry::Helper;

use crate::{
    front::Rule,
    listener::Listener,
    world::{PROGRAM, World, inspect},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A folder that everybody may enter.
pub(crate) fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A program of that text at a place of its own. Another process writes it: a file that
/// this one has open could not be run while another test starts something.
fn script(folder: &TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("program");
    let written = Command::new("sh")
        .args([
            "-c",
            r#"printf '#!/bin/sh\n%s\n' "$1" >"$2" && chmod 755 "$2""#,
            "sh",
        ])
        .arg(text)
        .arg(&path)
        .status()
        .unwrap();
    assert!(written.success());
    path
}

/// The process that runs the program at this path.
fn process(program: &Path) -> Option<PathBuf> {
    let mut processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    processes
        .find(|entry| {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            line.split(|&byte| byte == 0).next() == Some(program.as_os_str().as_encoded_bytes())
        })
        .map(|entry| entry.path())
}

fn status(process: &Path, key: &str) -> String {
    let status = fs::read_to_string(process.join("status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    line.unwrap()
        .trim_start_matches(':')
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn it_refuses_to_run_as_root() {
    assert!(
        rustix::process::geteuid().is_root(),
        "run this in the development root"
    );
    let output = Command::new(PROGRAM).stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("must not run as root"), "{words}");
}

#[tokio::test]
async fn it_runs_without_rights_and_dies_with_the_question() {
    let world = World::new().await;
    world.front.rule("/manifests/", Rule::Hang, 1);
    let folder = open_folder();
    let program = folder.path().join("program");
    symlink(PROGRAM, &program).unwrap();
    let listener = Listener::of(&program);
    let helper = Helper::new(listener.socket()).with_root(world.root());
    let question = tokio::spawn(async move { helper.inspect(inspect(":stable")).await });
    let end = Instant::now() + PATIENCE;
    while world.front.count("/manifests/") == 0 {
        assert!(Instant::now() < end, "it asks nothing");
        tokio::task::yield_now().await;
    }
    let process = process(&program).expect("it runs");
    let ids = status(&process, "Uid");
    assert!(!ids.split(' ').any(|id| id == "0"), "{ids}");
    assert!(!status(&process, "Gid").split(' ').any(|id| id == "0"));
    assert_eq!(status(&process, "Groups"), "");
    assert_eq!(status(&process, "NoNewPrivs"), "1");
    for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
        assert_eq!(status(&process, set), "0000000000000000", "{set}");
    }

    question.abort();
    while process.exists() {
        assert!(Instant::now() < end, "it outlives the question");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn it_ends_with_the_one_who_asked() {
    let world = World::new().await;
    world.front.rule("/v2/", Rule::Hang, 9);
    let place = world.front.address;
    let mut child = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let request = format!(
        "{{\"question\": {{\"inspect\": {{\"image\": \"ostree-unverified-registry:{place}/a\", \
         \"known_layers\": []}}}}, \"endpoint\": {{\"host\": \"{place}\", \"repository\": \"a\", \
         \"insecure\": true, \"credentials\": null}}, \"limits\": {{\"total\": 600000, \"stall\": 600000}}}}"
    );
    writeln!(input, "{request}").unwrap();
    let end = Instant::now() + PATIENCE;
    while world.front.asked().is_empty() {
        assert!(Instant::now() < end, "it asks nothing");
        tokio::task::yield_now().await;
    }
    drop(input);
    let mut said = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(said, "");
}

#[tokio::test]
async fn a_program_that_does_not_do_its_part_is_told_as_that() {
    for (text, why) in [
        ("exit 3", "without an answer"),
        ("read -r question; echo nonsense", "no meaning"),
        ("read -r question; exec cat /dev/zero", "too large"),
    ] {
        let folder = open_folder();
        let listener = Listener::of(script(&folder, text));
        let helper = Helper::new(listener.socket()).with_root(folder.path());
        let error = helper.inspect(inspect(":stable")).await.unwrap_err();
        assert!(error.to_string().contains(why), "{text}: {error}");
    }
    let error = Helper::new("/no/such/socket")
        .inspect(inspect(":stable"))
        .await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("/no/such/socket") && error.contains("waymark-registry.socket"));
}
