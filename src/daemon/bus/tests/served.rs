//! What callers get: keys as in the table, refusals, jobs, watches.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use futures_util::{StreamExt, future::join_all};
use tokio::{sync::Notify, time::timeout};
use waymark_model::{
    ActionName, Advisory, Dict, ErrorKind, JobResult, Outcome, Repository,
    changes::{Change, ChangeSummary},
    deployment::Deployment,
    dict::{Dictionary, Key},
    job::Holder,
    names,
    packages::Package,
    policy::Policy,
    start::{LastStart, StartReason, StartVersion},
    system::{LastCheck, System, Update},
};
use zbus::{
    MessageStream, OwnedFd, OwnedObjectPath, OwnedVariant, Variant, fdo::PropertiesProxy,
    message::Type as MessageType, names::InterfaceName,
};

use super::{Bench, DEADLINE, none};
use crate::fake::Manner;

pub(super) async fn properties(
    bench: &Bench,
    path: &str,
    interface: &str,
) -> HashMap<String, OwnedVariant> {
    let proxy = PropertiesProxy::builder(&bench.client)
        .destination(names::SERVICE)
        .path(path);
    let name = InterfaceName::try_from(interface).unwrap();
    proxy.build().await.unwrap().get_all(name).await.unwrap()
}

/// Each key is in the table with this type, and no required one is missing.
fn fits<T: Dictionary>(dict: &Dict) {
    let table: BTreeMap<&str, &Key> = T::KEYS.iter().map(|key| (key.name, key)).collect();
    for (key, value) in dict {
        let signature = value.value_signature().to_string();
        let told = table.get(key.as_str()).map(|key| key.signature);
        assert_eq!(told, Some(signature.as_str()), "{} {key}", T::NAME);
    }
    for key in T::KEYS.iter().filter(|key| !key.optional) {
        assert!(dict.contains_key(key.name), "{} {}", T::NAME, key.name);
    }
}

pub(super) async fn finished(bench: &Bench, path: &OwnedObjectPath) -> JobResult {
    let job = properties(bench, path.as_str(), names::JOB_INTERFACE);
    timeout(DEADLINE, async {
        let mut messages = MessageStream::from(&bench.client);
        let mut now = job.await;
        loop {
            let result: Dict = now["Result"].clone().try_into().unwrap();
            if !result.is_empty() {
                return JobResult::from_dict(&result).unwrap();
            }
            // Something was said: look again.
            messages.next().await.unwrap().unwrap();
            now = properties(bench, path.as_str(), names::JOB_INTERFACE).await;
        }
    })
    .await
    .expect("an end")
}

pub(super) async fn begin<B: serde::Serialize + zbus::DynamicType>(
    bench: &Bench,
    method: &str,
    body: &B,
) -> OwnedObjectPath {
    let reply = bench.call(method, body).await.unwrap();
    reply.body().deserialize().unwrap()
}

#[tokio::test]
async fn dictionaries_hold_what_the_table_of_keys_says() {
    let bench = Bench::new().await;
    let job = begin(&bench, "History", &("", 5u32, none())).await;
    let ended = finished(&bench, &job).await;
    assert_eq!(ended.outcome, Outcome::Ok);
    finished(&bench, &begin(&bench, "Check", &(none(),)).await).await;

    let service = properties(&bench, names::PATH, names::SERVICE).await;
    let one = |name: &str| Dict::try_from(service[name].clone()).unwrap();
    let many = |name: &str| Vec::<Dict>::try_from(service[name].clone()).unwrap();
    fits::<System>(&one("System"));
    fits::<Update>(&one("Update"));
    fits::<LastCheck>(&one("LastCheck"));
    fits::<Policy>(&one("Policy"));
    assert!(one("LastStart").is_empty(), "nothing is known");
    let judged = LastStart {
        start: "1".into(),
        why: Some(StartReason::NoSpace),
        meant: Some(StartVersion::default()),
        failed_units: Some(vec!["a.service".into()]),
        ..LastStart::default()
    };
    bench.world.judged(judged).await;
    let service = properties(&bench, names::PATH, names::SERVICE).await;
    let told = Dict::try_from(service["LastStart"].clone()).unwrap();
    fits::<LastStart>(&told);
    fits::<StartVersion>(&Dict::try_from(told["meant"].clone()).unwrap());
    many("Deployments").iter().for_each(fits::<Deployment>);
    let results = many("Results");
    assert_eq!(results.len(), 2);
    results.iter().for_each(fits::<JobResult>);
    assert!(results.iter().all(|one| !one.contains_key("versions")));

    let shown = properties(&bench, job.as_str(), names::JOB_INTERFACE).await;
    fits::<Holder>(&Dict::try_from(shown["Holder"].clone()).unwrap());
    let result = Dict::try_from(shown["Result"].clone()).unwrap();
    fits::<JobResult>(&result);
    assert!(result.contains_key("versions"));

    let reply = bench
        .call(
            "GetChanges",
            &("version:a", "version:b", 0u32, 2u32, none()),
        )
        .await
        .unwrap();
    let (summary, rows): (Dict, Vec<Dict>) = reply.body().deserialize().unwrap();
    fits::<ChangeSummary>(&summary);
    assert_eq!(rows.len(), 2);
    rows.iter().for_each(fits::<Change>);
    let reply = bench.call("SearchBase", &("vim", 9u32)).await.unwrap();
    let packages: Vec<Dict> = reply.body().deserialize().unwrap();
    packages.iter().for_each(fits::<Package>);
    let reply = bench.call("GetRepositories", &(none(),)).await.unwrap();
    let repositories: Vec<Dict> = reply.body().deserialize().unwrap();
    assert_eq!(repositories.len(), 1000);
    fits::<Repository>(&repositories[0]);
    for (offset, limit, count) in [
        (0u32, u32::MAX, 500),
        (650, 100, 50),
        (700, 9, 0),
        (0, 0, 0),
    ] {
        let reply = bench
            .call("GetAdvisories", &(offset, limit, none()))
            .await
            .unwrap();
        let (total, page): (u32, Vec<Dict>) = reply.body().deserialize().unwrap();
        assert_eq!((total, page.len()), (700, count), "{offset} {limit}");
        page.iter().for_each(fits::<Advisory>);
    }
    let id = "deployment:sample-c3.0";
    let reply = bench.call("GetDeployment", &(id,)).await.unwrap();
    fits::<Deployment>(&reply.body().deserialize().unwrap());
}

#[tokio::test]
async fn polkit_is_asked_before_anything_is_said_not_to_be_supported() {
    let bench = Bench::new().await;
    let wrong = || HashMap::from([("unheard-of".to_owned(), OwnedVariant::from(true))]);
    let expected = [
        ActionName::ReadLocalChanges,
        ActionName::ReadLocalChanges,
        ActionName::Search,
        ActionName::ListStreams,
        ActionName::Rebase,
        ActionName::ChangePackages,
        ActionName::SetKernelArguments,
        ActionName::SetPolicy,
        ActionName::Discard,
    ];
    for kind in [ErrorKind::NotSupported, ErrorKind::NotAuthorized] {
        let kinds = [
            bench.refusal("LocalChanges", &(0u32, 9u32, none())).await.0,
            bench.refusal("FileDiff", &("/etc/fstab", none())).await.0,
            bench.refusal("Search", &("vim", wrong())).await.0,
            bench.refusal("ListStreams", &(wrong(),)).await.0,
            bench.refusal("Rebase", &("next", wrong())).await.0,
            bench
                .refusal("ChangePackages", &(words("add", &["htop"]), wrong()))
                .await
                .0,
            bench
                .refusal("SetKernelArguments", &(words("append", &["a"]), wrong()))
                .await
                .0,
            bench.refusal("SetPolicy", &(none(), wrong())).await.0,
            bench.refusal("Discard", &(wrong(),)).await.0,
        ];
        assert_eq!(kinds, [kind; 9]);
        assert_eq!(*bench.oracle.asked.lock().unwrap(), expected);
        bench.oracle.asked.lock().unwrap().clear();
        *bench.oracle.refuses.lock().unwrap() = expected.to_vec();
    }
    assert!(bench.world.now().results.is_empty());
}

pub(super) fn words(key: &str, words: &[&str]) -> Dict {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let value = OwnedVariant::try_from(Variant::from(words)).unwrap();
    HashMap::from([(key.to_owned(), value)])
}

#[tokio::test]
async fn what_is_malformed_is_refused_unasked_and_the_service_lives_on() {
    let bench = Bench::new().await;
    let huge = "x".repeat(1 << 20);
    let one = 1u32;
    let refusals = [
        bench.refusal("GetDeployment", &("0",)).await,
        bench.refusal("GetDeployment", &(&huge,)).await,
        bench
            .refusal("GetChanges", &("", "version:b", 0u32, one, none()))
            .await,
        bench
            .refusal("GetChanges", &("version:a", "1", 0u32, one, none()))
            .await,
        bench.refusal("SearchBase", &(&huge, one)).await,
        bench.refusal("FileDiff", &("", none())).await,
        bench.refusal("Search", &(&huge, none())).await,
        bench.refusal("Rebase", &("", none())).await,
        bench.refusal("Update", &(&huge, none())).await,
        bench
            .refusal("Delete", &(Vec::<String>::new(), 1u64, none()))
            .await,
    ];
    let arguments = [
        "deployment",
        "deployment",
        "from",
        "to",
        "text",
        "path",
        "text",
        "stream",
        "version",
        "targets",
    ];
    for ((kind, fields), argument) in refusals.into_iter().zip(arguments) {
        assert_eq!(kind, ErrorKind::InvalidArgument, "{argument}");
        assert_eq!(fields.argument.as_deref(), Some(argument));
    }
    assert!(bench.oracle.asked.lock().unwrap().is_empty());
    let unknown = bench.refusal("GetDeployment", &("deployment:sample-ff.0",));
    assert_eq!(unknown.await.0, ErrorKind::NotFound);
    let body = ("deployment:sample-c3.0", "deployment:x", 0u32, one, none());
    let (kind, fields) = bench.refusal("GetChanges", &body).await;
    assert_eq!(kind, ErrorKind::NotFound);
    assert_eq!(fields.argument.as_deref(), Some("to"));
    let option = HashMap::from([("kind".to_owned(), OwnedVariant::from(1u32))]);
    let body = ("version:a", "version:b", 0u32, one, option);
    let wrong = bench.refusal("GetChanges", &body).await;
    assert_eq!(wrong.1.argument.as_deref(), Some("kind"));
    // Arguments of other types than the contract says never reach the service.
    assert!(bench.call("Check", &("x",)).await.is_err());
    assert!(bench.call("NoSuchThing", &()).await.is_err());
    finished(&bench, &begin(&bench, "Check", &(none(),)).await).await;
}

#[tokio::test]
async fn others_are_served_while_polkit_thinks() {
    let bench = Arc::new(Bench::new().await);
    let answer = Arc::new(Notify::new());
    *bench.oracle.thinks.lock().unwrap() = Some(answer.clone());
    let waiting = tokio::spawn({
        let bench = bench.clone();
        async move { begin(&bench, "Discard", &(none(),)).await }
    });
    let reads = (0..100).map(|_| bench.call("SearchBase", &("vim", 1u32)));
    assert!(join_all(reads).await.iter().all(Result::is_ok));
    assert!(!waiting.is_finished() && !bench.idle.is_idle());
    bench.engine.set(|state| state.deployments[2].pinned = true);
    answer.notify_one();
    let job = timeout(DEADLINE, waiting).await.unwrap().unwrap();
    assert_eq!(finished(&bench, &job).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn a_refresh_is_one_announcement_of_what_changed() {
    let bench = Bench::new().await;
    let mut messages = MessageStream::from(&bench.client);
    bench.engine.set(|state| state.deployments[2].pinned = true);
    let told = timeout(DEADLINE, messages.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(told.message_type(), MessageType::Signal);
    let (interface, changed, invalid): (String, Dict, Vec<String>) =
        told.body().deserialize().unwrap();
    let mut names: Vec<_> = changed.into_keys().collect();
    names.sort_unstable();
    assert_eq!(interface, "io.github.waymarkos.Waymark1");
    assert_eq!(names, ["Deployments", "Generation"]);
    assert!(invalid.is_empty());
    // Nothing is told of a change to what is so already.
    bench.engine.set(|state| state.deployments[2].pinned = true);
    bench.engine.set(|state| state.deployments[3].pinned = true);
    let told = timeout(DEADLINE, messages.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    let (_, changed, _): (String, Dict, Vec<String>) = told.body().deserialize().unwrap();
    let deployments = Vec::<Dict>::try_from(changed["Deployments"].clone()).unwrap();
    let pinned = |dict: &Dict| Deployment::from_dict(dict).unwrap().pinned;
    assert_eq!(deployments.iter().filter(|one| pinned(one)).count(), 2);
}

#[tokio::test]
async fn a_job_is_busy_for_others_until_it_is_cancelled() {
    let bench = Bench::new().await;
    bench.engine.behave(Manner::Slow);
    let job = begin(&bench, "Update", &("", none())).await;
    let (kind, fields) = bench.refusal("Check", &(none(),)).await;
    assert_eq!(kind, ErrorKind::Busy);
    assert_eq!(fields.job.as_deref(), Some(job.as_str()));
    let interface = Some(names::JOB_INTERFACE);
    let cancel = bench
        .client
        .call_method(None::<()>, &job, interface, "Cancel", &());
    cancel.await.unwrap();
    let result = finished(&bench, &job).await;
    assert_eq!(result.outcome, Outcome::Cancelled);
    let asked = bench.oracle.asked.lock().unwrap().clone();
    assert_eq!(
        asked,
        [ActionName::Update, ActionName::Check],
        "one's own needs no asking"
    );
}

#[tokio::test]
async fn a_watch_keeps_the_service_until_it_is_closed_and_none_has_too_many() {
    let bench = Bench::new().await;
    let mut watches = Vec::new();
    for _ in 0..16 {
        let reply = bench.call("Watch", &()).await.unwrap();
        let watch: OwnedFd = reply.body().deserialize().unwrap();
        watches.push(watch);
    }
    assert_eq!(bench.refusal("Watch", &()).await.0, ErrorKind::Failed);
    assert!(!bench.idle.is_idle());
    watches.truncate(1);
    let more = timeout(DEADLINE, async {
        loop {
            if bench.call("Watch", &()).await.is_ok() {
                break;
            }
            tokio::task::yield_now().await;
        }
    });
    more.await.unwrap();
    assert!(!bench.idle.is_idle());
    watches.clear();
    timeout(DEADLINE, bench.idle.expired(std::time::Duration::ZERO))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_hidden_version_is_offered_to_nobody_until_it_is_shown_again() {
    let bench = Bench::new().await;
    let offered = async || {
        let service = properties(&bench, names::PATH, names::SERVICE).await;
        !Dict::try_from(service["Update"].clone())
            .unwrap()
            .is_empty()
    };
    assert!(offered().await);
    let (kind, fields) = bench
        .refusal("SetHidden", &("deployment:a", true, none()))
        .await;
    assert_eq!(
        (kind, fields.argument.as_deref()),
        (ErrorKind::InvalidArgument, Some("version"))
    );
    assert!(bench.oracle.asked.lock().unwrap().is_empty());

    *bench.oracle.refuses.lock().unwrap() = vec![ActionName::Hide];
    let (kind, _) = bench
        .refusal("SetHidden", &("version:e5", true, none()))
        .await;
    assert_eq!(kind, ErrorKind::NotAuthorized);
    assert!(offered().await);

    bench.oracle.refuses.lock().unwrap().clear();
    bench
        .call("SetHidden", &("version:e5", true, none()))
        .await
        .unwrap();
    assert!(!offered().await);
    let service = properties(&bench, names::PATH, names::SERVICE).await;
    let policy = Policy::from_dict(&Dict::try_from(service["Policy"].clone()).unwrap()).unwrap();
    assert_eq!(policy.settings.hidden, ["e5"]);
    bench
        .call("SetHidden", &("version:e5", false, none()))
        .await
        .unwrap();
    assert!(offered().await);
}
