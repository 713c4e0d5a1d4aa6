//! The policy on the bus.

use std::collections::HashMap;

use waymark_model::{
    ActionName, Dict, ErrorKind, Outcome, Policy, PolicyMode, PolicyStep, dict::Dictionary,
};
use zbus::OwnedVariant;

use super::{
    Bench, none,
    served::{begin, finished, properties, words},
};

fn one(key: &str, value: impl Into<OwnedVariant>) -> Dict {
    HashMap::from([(key.to_owned(), value.into())])
}

fn text(key: &str, word: &str) -> Dict {
    let value = OwnedVariant::try_from(zbus::Variant::from(word.to_owned())).unwrap();
    HashMap::from([(key.to_owned(), value)])
}

async fn told(bench: &Bench) -> Policy {
    let path = waymark_model::names::PATH;
    let all = properties(bench, path, waymark_model::names::SERVICE).await;
    Policy::from_dict(&all["Policy"].clone().try_into().unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_set_is_told_and_explained() {
    let bench = Bench::new().await;
    let job = begin(&bench, "SetPolicy", &(text("mode", "stage"), none())).await;
    assert_eq!(finished(&bench, &job).await.outcome, Outcome::Ok);
    assert_eq!(*bench.oracle.asked.lock().unwrap(), [ActionName::SetPolicy]);
    let told = told(&bench).await;
    assert_eq!(told.settings.mode, PolicyMode::Stage);
    let reply = bench.call("ExplainPolicy", &(none(),)).await.unwrap();
    let explained = Policy::from_dict(&reply.body().deserialize().unwrap()).unwrap();
    assert_eq!(explained.step, PolicyStep::Check);
    let again = begin(&bench, "SetPolicy", &(text("mode", "stage"), none())).await;
    assert_eq!(finished(&bench, &again).await.outcome, Outcome::Unchanged);
    assert_eq!(*bench.around.switched.lock().unwrap(), [true]);
}

#[tokio::test]
async fn what_has_no_meaning_is_refused_unasked_by_its_key() {
    let bench = Bench::new().await;
    let cases = [
        ("unheard-of", one("unheard-of", true)),
        ("mode", text("mode", "sometimes")),
        ("mode", one("mode", 3u32)),
        ("wait-override", text("wait-override", "grave")),
        ("wait-days", one("wait-days", 1000u32)),
        ("keep", one("keep", 99u32)),
        ("window-start", words("window-days", &["mon"])),
        ("window-days", words("window-days", &["someday"])),
        ("hidden", words("hidden", &[""])),
    ];
    for (key, policy) in cases {
        let (kind, fields) = bench.refusal("SetPolicy", &(policy, none())).await;
        assert_eq!(kind, ErrorKind::InvalidArgument, "{key}");
        assert_eq!(fields.argument.as_deref(), Some(key));
    }
    assert!(bench.oracle.asked.lock().unwrap().is_empty());
    assert!(bench.world.now().results.is_empty());
}

#[tokio::test]
async fn unknown_options_are_not_supported() {
    let bench = Bench::new().await;
    for method in ["ExplainPolicy", "ApplyPolicy"] {
        let refused = bench.refusal(method, &(one("unheard-of", true),)).await;
        assert_eq!(refused.0, ErrorKind::NotSupported, "{method}");
    }
    let refused = bench
        .refusal("SetPolicy", &(none(), one("unheard-of", true)))
        .await;
    assert_eq!(refused.0, ErrorKind::NotSupported);
}
