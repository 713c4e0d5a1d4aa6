//! Versions that are not offered until a newer one comes.

use waymark_model::{Action, ActionName, Outcome, ReasonKind, Ref, policy::HIDDEN_MAX};

use super::bench::{Bench, told};

const UPDATE: Action = Action::Update {
    version: None,
    download_only: false,
};

impl Bench {
    async fn hide(&self, version: &str, hidden: bool) {
        let keeper = self.automatic.keeper();
        keeper.hide(version, hidden).await.unwrap();
    }

    fn hidden(&self) -> Vec<String> {
        self.world.now().policy.settings.hidden.clone()
    }
}

#[tokio::test]
async fn what_is_hidden_is_taken_only_by_its_name() {
    let bench = Bench::new().await;
    bench.hide("e5", true).await;
    let now = bench.world.now();
    assert!(now.state.update.is_none() && now.state.withheld.is_some());
    assert!(told(&now.policy, ReasonKind::Hidden));
    assert_eq!(bench.run(UPDATE).await.outcome, Outcome::Unchanged);
    assert_eq!(bench.asked(), [ActionName::Check]);
    assert_eq!(bench.hidden(), ["e5"], "it stays hidden");
    let bench = bench.again().await;
    assert_eq!(bench.world.now().state.update, None);

    let named = Action::Update {
        version: Some(Ref::Version("e5".into())),
        download_only: false,
    };
    assert_eq!(bench.run(named).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn a_newer_one_is_offered_and_ends_it() {
    let bench = Bench::new().await;
    bench.hide("e5", true).await;
    bench
        .engine
        .set(|state| state.update.as_mut().unwrap().checksum = "f6".into());
    assert_eq!(bench.run(UPDATE).await.outcome, Outcome::Ok);
    assert_eq!(bench.engine.now().next().unwrap().checksum, "f6");
    assert!(bench.hidden().is_empty());
    let bench = bench.again().await;
    assert!(bench.hidden().is_empty());
}

#[tokio::test]
async fn hiding_leaves_the_timer_alone_and_forgets_the_oldest_of_too_many() {
    let bench = Bench::new().await;
    bench.around.now.lock().unwrap().timer = Some(false);
    for number in 0..=HIDDEN_MAX {
        bench.hide(&format!("a{number}"), true).await;
    }
    let hidden = bench.hidden();
    assert_eq!(hidden.len(), HIDDEN_MAX);
    assert!(!hidden.contains(&"a0".to_owned()));
    bench.hide("a7", false).await;
    assert!(!bench.hidden().contains(&"a7".to_owned()));
    assert!(bench.around.switched.lock().unwrap().is_empty());
    let keeper = bench.automatic.keeper();
    assert!(keeper.hide("no checksum", true).await.is_err());
}
