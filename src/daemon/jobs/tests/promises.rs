//! Promises of changes to packages, kernel arguments and streams.

use std::collections::HashMap;

use waymark_model::{
    Action, ActionName, ErrorKind, KernelArgumentChanges, Outcome, Package, PackageChanges, Ref,
    Update,
};

use super::{Bench, Job, Promise, Seen};
use crate::{
    engine::{Done, State},
    fake::{self, Manner},
    store::{Record, Store},
};

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn seen(state: &State, line: &str) -> Seen {
    Seen {
        state: state.clone(),
        arguments: Some(words(line)),
    }
}

fn kernel(append: &str, replace: &[(&str, &str)], delete: &str) -> Action {
    let pairs = replace.iter();
    let pairs = pairs.map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
    Action::SetKernelArguments {
        changes: KernelArgumentChanges {
            append: words(append),
            replace: pairs.collect::<HashMap<_, _>>(),
            delete: words(delete),
            seen: None,
        },
    }
}

fn packages(changes: PackageChanges) -> Action {
    Action::ChangePackages {
        changes,
        local_packages: Vec::new(),
        local_replacements: Vec::new(),
        dry_run: false,
    }
}

#[test]
fn newer_packages_on_the_same_base_make_another_deployment() {
    let mut state = fake::state();
    let next = state.next().unwrap();
    let checksum = next.checksum.clone();
    let before = Some(next.id.clone());
    let version = Some(Ref::Version(checksum.clone()));
    let update = Action::Update {
        version,
        download_only: false,
    };
    state.update = None;
    let promise = Promise::of(&update, &seen(&state, ""), &[]).unwrap();
    let holds = Promise::NextHolds {
        checksum: checksum.clone(),
    };
    assert_eq!(promise, holds, "it is what is there");
    state.update = Some(Update {
        checksum,
        ..Update::default()
    });
    let promise = Promise::of(&update, &seen(&state, ""), &[]).unwrap();
    assert_eq!(promise, Promise::NextIsAnother { before });
}

#[test]
fn kernel_arguments_are_exactly_those_that_were_asked_for() {
    let state = fake::state();
    let before = seen(&state, "rw quiet console=tty0 console=tty0 root=1");
    let action = kernel("debug", &[("root=1", "root=2")], "console=tty0");
    let promise = Promise::of(&action, &before, &[]).unwrap();
    let done = Done::default();
    let cases = [
        ("rw quiet console=tty0 root=2 debug", true),
        ("debug root=2 rw quiet console=tty0", true),
        ("rw quiet console=tty0 root=2", false),
        ("rw quiet console=tty0 root=2 debug debug", false),
        ("rw quiet console=tty0 console=tty0 root=2 debug", false),
        ("rw quiet root=2 debug", false),
        ("rw quiet console=tty0 root=1 root=2 debug", false),
        ("rw quiet console=tty0 console=tty0 root=1", false),
    ];
    for (line, kept) in cases {
        let verdict = promise.verify(&done, &before, &seen(&state, line));
        assert_eq!(verdict.is_ok(), kept, "{line}");
        if let Err(error) = verdict {
            assert!(error.fields.found.unwrap().ends_with(line));
        }
    }
    let unknown = Seen {
        arguments: None,
        ..before.clone()
    };
    assert!(promise.verify(&done, &before, &unknown).is_err());

    let unchanged = Done {
        unchanged: true,
        ..Done::default()
    };
    assert!(promise.verify(&unchanged, &before, &before).is_err());
    let same = Promise::of(&kernel("", &[("rw", "rw")], ""), &before, &[]).unwrap();
    assert!(same.verify(&unchanged, &before, &before).is_ok());
}

#[test]
fn kernel_arguments_that_are_not_there_or_not_as_seen_are_refused() {
    let before = seen(&fake::state(), "rw quiet");
    for (action, key) in [
        (kernel("", &[], "debug"), "delete"),
        (kernel("", &[], "rw rw"), "delete"),
        (kernel("", &[("debug", "x")], ""), "replace"),
        (kernel("", &[("rw", "x")], "rw"), "replace"),
    ] {
        let error = Promise::of(&action, &before, &[]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidArgument);
        assert_eq!(error.fields.argument.as_deref(), Some(key));
    }
    let mut action = kernel("debug", &[], "");
    if let Action::SetKernelArguments { changes } = &mut action {
        changes.seen = Some(words("rw"));
    }
    let error = Promise::of(&action, &before, &[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[test]
fn layers_are_those_that_were_asked_for_and_files_by_any_of_their_names() {
    let file = Package {
        name: "tool".into(),
        version: "2:1.2-3.fc44".into(),
        architecture: Some("x86_64".into()),
        ..Package::default()
    };
    let changes = PackageChanges {
        add: words("htop"),
        remove: words("vim"),
        override_remove: words("nano"),
        override_reset: words("bash"),
        ..PackageChanges::default()
    };
    let mut before = seen(&fake::state(), "");
    before.state.deployments[0].layers = words("vim bash");
    let promise = Promise::of(&packages(changes), &before, &[file]).unwrap();
    let with = |layers: &str, inactive: &str| {
        let mut after = before.clone();
        after.state.deployments[0].layers = words(layers);
        after.state.deployments[0].inactive = words(inactive);
        promise.is_kept(&after)
    };
    assert!(with("htop nano tool", ""));
    assert!(with("nano tool-2:1.2-3.fc44.x86_64", "htop"));
    assert!(with("htop nano tool-1.2-3.fc44.x86_64 other", ""));
    assert!(!with("htop nano", ""), "the file is missing");
    assert!(
        !with("htop nano tool-1.2-4.fc44.x86_64", ""),
        "another file"
    );
    assert!(!with("htop tool", ""), "an override is missing");
    assert!(!with("htop nano tool vim", ""), "a layer stayed");
    assert!(!with("htop nano tool", "bash"), "an override stayed");

    let reset = PackageChanges {
        reset_all: true,
        ..PackageChanges::default()
    };
    let promise = Promise::of(&packages(reset), &before, &[]).unwrap();
    assert!(!promise.is_kept(&before));
    before.state.deployments[0].layers.clear();
    assert!(promise.is_kept(&before));
    before.state.deployments[0].inactive = words("vim");
    assert!(!promise.is_kept(&before));
}

#[test]
fn a_stream_is_followed_however_it_was_named() {
    let before = seen(&fake::state(), "");
    let follows = |origin: &str, stream: &str| {
        let rebase = Action::Rebase {
            stream: stream.into(),
            dry_run: false,
        };
        let promise = Promise::of(&rebase, &before, &[]).unwrap();
        let mut after = before.clone();
        after.state.deployments[0].origin = Some(origin.into());
        promise.is_kept(&after)
    };
    let image = "quay.io/fedora/silverblue:44";
    for (origin, stream) in [
        ("lab:os/44", "lab:os/44"),
        ("lab:os/44", "os/44"),
        (
            "ostree-unverified-registry:quay.io/fedora/silverblue:44",
            image,
        ),
        (
            "ostree-image-signed:docker://quay.io/fedora/silverblue:44",
            image,
        ),
        (
            "ostree-remote-image:fedora:docker://quay.io/fedora/silverblue:44",
            "docker://quay.io/fedora/silverblue:44",
        ),
    ] {
        assert!(follows(origin, stream), "{origin} {stream}");
    }
    for (origin, stream) in [
        ("lab:os/43", "lab:os/44"),
        ("lab:os/44", "other:os/44"),
        ("lab:os/44", "44"),
        ("quay.io/fedora/silverblue:43", image),
    ] {
        assert!(!follows(origin, stream), "{origin} {stream}");
    }
}

#[tokio::test]
async fn the_next_deployment_is_asked_for_its_kernel_arguments() {
    let mut state = fake::state();
    state.deployments[0].kernel_arguments = Some(words("rw quiet"));
    let bench = Bench::on(state, tempfile::tempdir().unwrap()).await;
    let action = kernel("debug", &[], "quiet");
    bench.engine.behave(Manner::Lazy);
    let result = bench.run(action.clone()).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::Unverified));
    let fields = result.fields.unwrap();
    assert_eq!(fields.found.unwrap(), "next starts with: rw quiet");
    bench.engine.behave(Manner::Honest);
    let result = bench.run(action.clone()).await.unwrap();
    assert_eq!(result.outcome, Outcome::Ok, "{result:?}");
    let error = bench.run(action).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidArgument, "it is gone already");
}

#[tokio::test]
async fn what_a_dead_service_left_is_ok_only_if_it_was_not_so_before() {
    let mut state = fake::state();
    state.deployments[0].kernel_arguments = Some(words("quiet rw"));
    let ids = state.deployments.iter().map(|one| one.id.clone());
    let remaining = Promise::Remaining { ids: ids.collect() };
    let arguments = |line: &str| Promise::Arguments { line: words(line) };
    let cases = [
        (remaining.clone(), true, Some(ErrorKind::Interrupted)),
        (remaining, false, None),
        (arguments("quiet rw"), false, None),
        (arguments("rw"), false, Some(ErrorKind::Interrupted)),
        (Promise::Nothing, true, Some(ErrorKind::Interrupted)),
    ];
    for (promise, was_so, error) in cases {
        let dir = tempfile::tempdir().unwrap();
        let record = Record {
            job: "/job/9".into(),
            action: ActionName::CleanUp,
            uid: 1001,
            started: 1,
            promise: promise.clone(),
            was_so,
        };
        let store = Store::open(dir.path());
        store.change(|memory| memory.running.push(record)).await;
        let bench = Bench::on(state.clone(), dir).await;
        bench.runner.recover().await;
        let told = bench.world.now().results.last().unwrap().error;
        assert_eq!(told, error, "{promise:?} {was_so}");
    }
}

#[tokio::test]
async fn no_update_is_believed_where_a_check_offers_none() {
    let bench = Bench::new().await;
    bench.engine.behave(Manner::Complacent);
    let update = Action::Update {
        version: None,
        download_only: false,
    };
    let result = bench.run(update.clone()).await.unwrap();
    assert_eq!(result.error, Some(ErrorKind::Unverified));
    bench.engine.set(|state| state.update = None);
    bench.engine.asked().clear();
    let result = bench.run(update).await.unwrap();
    assert_eq!(result.outcome, Outcome::Unchanged);
    assert_eq!(
        *bench.engine.asked(),
        [ActionName::Update, ActionName::Check]
    );
}

#[tokio::test]
async fn what_starts_next_is_not_deleted() {
    let bench = Bench::new().await;
    let delete = Action::Delete {
        targets: vec![bench.id(4), bench.id(0)],
        generation: bench.generation(),
    };
    let error = bench.run(delete).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(error.fields.argument.as_deref(), Some("targets"));
    assert_eq!(bench.engine.now(), fake::state());
}

#[test]
fn a_stop_is_accepted_or_refused_never_both() {
    for _ in 0..200 {
        let job = Job::new("/job/1".into(), ActionName::Update, 1001, 1);
        job.begin();
        let context = job.context();
        let passed = std::thread::scope(|scope| {
            let engine = scope.spawn(|| {
                context.set_cancellable(false);
                context.check().is_ok()
            });
            let accepted = job.cancel().is_ok();
            let passed = engine.join().unwrap();
            assert_ne!(passed, accepted);
            passed
        });
        assert_eq!(passed, !context.is_cancelled());
    }
}
