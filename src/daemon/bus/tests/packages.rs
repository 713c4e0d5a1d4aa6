//! Changes of packages over the bus: what is asked of whom, in which order, and what
//! is looked at before.

use std::{fs::File, io::Write, os::fd::OwnedFd};

use waymark_model::{ActionName, Dict, ErrorKind, JobResult, Outcome};
use zbus::{Array, Fd, OwnedVariant, Variant};

use super::{
    Bench, none,
    served::{begin, finished, words},
};
use crate::package_files::tests::package;

const PACKAGES: &str = "io.github.waymarkos.Waymark1.packages";
const LOCAL: &str = "io.github.waymarkos.Waymark1.local-packages";
const OVERRIDE: &str = "io.github.waymarkos.Waymark1.override";

fn file(bytes: &[u8]) -> OwnedFd {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.into()
}

fn files(key: &str, files: Vec<OwnedFd>) -> Dict {
    let files: Vec<Fd<'static>> = files.into_iter().map(Fd::from).collect();
    let array = Variant::from(Array::from(files));
    Dict::from([(key.to_owned(), OwnedVariant::try_from(array).unwrap())])
}

async fn change(bench: &Bench, changes: Dict, options: Dict) -> JobResult {
    let job = begin(bench, "ChangePackages", &(changes, options)).await;
    finished(bench, &job).await
}

fn asked(bench: &Bench) -> Vec<ActionName> {
    std::mem::take(&mut *bench.oracle.asked.lock().unwrap())
}

#[tokio::test]
async fn every_gate_that_the_contents_need_is_asked() {
    use ActionName::{ChangePackages, LocalPackages, Override};
    let bench = Bench::new().await;
    let htop = || file(&package("htop", Some([7; 8])));
    let truth = |key: &str| Dict::from([(key.to_owned(), OwnedVariant::from(true))]);
    let cases = [
        (words("add", &["htop"]), vec![ChangePackages]),
        (words("remove", &["htop"]), vec![ChangePackages]),
        (
            files("local-packages", vec![htop()]),
            vec![ChangePackages, LocalPackages],
        ),
        (
            files("local-replacements", vec![htop()]),
            vec![ChangePackages, LocalPackages, Override],
        ),
        (
            words("override-replace", &["nano"]),
            vec![ChangePackages, Override],
        ),
        (
            words("override-reset", &["nano"]),
            vec![ChangePackages, Override],
        ),
        (
            words("override-remove", &["nano"]),
            vec![ChangePackages, Override],
        ),
        (truth("reset-all"), vec![ChangePackages, Override]),
    ];
    for (changes, gates) in cases {
        let keys: Vec<_> = changes.keys().cloned().collect();
        let result = change(&bench, changes, none()).await;
        assert_eq!(result.outcome, Outcome::Ok, "{keys:?}: {result:?}");
        assert_eq!(asked(&bench), gates, "{keys:?}");
        let several = if gates.len() > 1 { gates.len() } else { 0 };
        let foreseen = std::mem::take(&mut *bench.oracle.foreseen.lock().unwrap());
        assert_eq!(foreseen.len(), several, "{keys:?}: {foreseen:?}");
    }
    let said = bench.oracle.messages.lock().unwrap().clone();
    assert_eq!(said.len(), 5, "in each dialog about a file: {said:?}");
    assert!(said[0].contains("htop 2:1.2-3.fc44 x86_64 (key 0707070707070707"));
}

#[tokio::test]
async fn a_dry_run_is_gated_as_the_change_and_changes_nothing() {
    let bench = Bench::new().await;
    let before = bench.world.now().state.clone();
    let dry = || Dict::from([("dry-run".to_owned(), OwnedVariant::from(true))]);
    let changes = files("local-packages", vec![file(&package("htop", None))]);
    let result = change(&bench, changes, dry()).await;
    assert!(
        result.dry_run && result.outcome == Outcome::Ok,
        "{result:?}"
    );
    assert_eq!(result.changes.map(|list| list.len()), Some(1));
    let packages = result.packages.unwrap();
    assert_eq!(packages[0].signature.as_deref(), Some("unsigned"));
    assert_eq!(asked(&bench).len(), 2);
    assert_eq!(bench.world.now().state, before);
}

#[tokio::test]
async fn whoever_is_never_allowed_is_not_asked_and_no_file_is_looked_at() {
    let bench = Bench::new().await;
    for id in [PACKAGES, LOCAL, OVERRIDE] {
        *bench.oracle.forbids.lock().unwrap() = vec![id.to_owned()];
        // That it is no package would be told if anyone looked.
        let changes = files("local-replacements", vec![file(b"no package")]);
        let (kind, fields) = bench.refusal("ChangePackages", &(changes, none())).await;
        assert_eq!(kind, ErrorKind::NotAuthorized);
        assert_eq!(fields.polkit_action.as_deref(), Some(id));
        assert_eq!(asked(&bench), [], "{id}");
    }
    bench.oracle.forbids.lock().unwrap().clear();
    let changes = files("local-replacements", vec![file(b"no package")]);
    let (kind, fields) = bench.refusal("ChangePackages", &(changes, none())).await;
    assert_eq!(kind, ErrorKind::InvalidArgument);
    assert_eq!(fields.argument.as_deref(), Some("local-replacements"));
    assert_eq!(asked(&bench), [], "nobody types a password for no package");
    assert!(bench.world.now().results.is_empty());
}

#[tokio::test]
async fn who_cannot_be_asked_and_is_not_allowed_fills_no_room() {
    let bench = Bench::new().await;
    *bench.oracle.refuses.lock().unwrap() = vec![ActionName::LocalPackages];
    let call = async |bytes: &[u8]| {
        let body = (files("local-packages", vec![file(bytes)]), none());
        let answer = bench.call_as(false, "ChangePackages", &body);
        answer.await.map_err(|error| error.to_string())
    };
    let refused = call(b"no package").await.unwrap_err();
    assert!(refused.contains("NotAuthorized"), "{refused}");
    bench.oracle.refuses.lock().unwrap().clear();
    let refused = call(b"no package").await.unwrap_err();
    assert!(refused.contains("InvalidArgument"), "{refused}");
    assert!(call(&package("htop", None)).await.is_ok());
    assert!(bench.oracle.messages.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_no_of_the_program_behind_the_engine_stands() {
    let bench = Bench::new().await;
    let theirs = "org.projectatomic.rpmostree1.upgrade";
    bench.engine.guard(&[theirs]);
    *bench.oracle.forbids.lock().unwrap() = vec![theirs.to_owned()];
    let (kind, fields) = bench.refusal("Update", &("", none())).await;
    assert_eq!(kind, ErrorKind::NotAuthorized);
    assert_eq!(fields.polkit_action.as_deref(), Some(theirs));
    assert_eq!(asked(&bench), []);
    bench.oracle.forbids.lock().unwrap().clear();
    let job = begin(&bench, "Update", &("", none())).await;
    assert_eq!(finished(&bench, &job).await.outcome, Outcome::Ok);
    assert_eq!(asked(&bench), [ActionName::Update]);
    assert_eq!(*bench.oracle.foreseen.lock().unwrap(), [theirs, theirs]);
}

#[tokio::test]
async fn descriptors_that_are_none_are_refused() {
    let bench = Bench::new().await;
    let changes = words("local-packages", &["/etc/passwd"]);
    let (kind, fields) = bench.refusal("ChangePackages", &(changes, none())).await;
    assert_eq!(kind, ErrorKind::InvalidArgument);
    assert_eq!(fields.argument.as_deref(), Some("local-packages"));
    let folder = File::open("/").unwrap().into();
    let changes = files("local-packages", vec![folder]);
    let (kind, _) = bench.refusal("ChangePackages", &(changes, none())).await;
    assert_eq!(kind, ErrorKind::InvalidArgument);
    assert_eq!(asked(&bench), []);
}
