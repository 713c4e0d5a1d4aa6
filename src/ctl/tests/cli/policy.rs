//! What the service does by itself, shown, explained and changed.

use waymark_model::{
    Outcome, Policy, PolicyMode, PolicyReason, PolicySettings, ReasonKind, dict::Dictionary,
};

use crate::{
    assert_keys, document,
    mock::{Bus, Mock},
    run, sample, text, with_job,
};

#[tokio::test]
async fn the_policy_is_shown_and_explained() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    mock.set(|snapshot| {
        snapshot.policy.settings.mode = PolicyMode::Check;
        snapshot.policy.reasons = vec![PolicyReason::against(ReasonKind::Metered)];
    });
    let shown = document(&run(&bus, &["policy", "--json"]).await);
    assert_keys(&shown["policy"], Policy::KEYS);
    assert_keys(&shown["policy"]["settings"], PolicySettings::KEYS);
    assert_keys(&shown["policy"]["reasons"][0], PolicyReason::KEYS);
    let told = text(&run(&bus, &["policy"]).await.stdout);
    assert!(told.starts_with("Mode           check: "), "{told}");
    let why = text(&run(&bus, &["policy", "--explain"]).await.stdout);
    assert!(why.contains("✗ The network is metered.\n"), "{why}");
}

#[tokio::test]
async fn settings_are_sent_and_nonsense_is_not() {
    let (bus, mock, _job) = with_job("policy", Outcome::Ok, None).await;
    let output = run(
        &bus,
        &["policy", "set", "mode=stage", "wait-days=3", "--json"],
    )
    .await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(document(&output)["result"]["outcome"], "ok");
    let sent = mock
        .calls()
        .into_iter()
        .filter(|call| call.method == "SetPolicy");
    let sent: Vec<_> = sent.map(|call| call.arguments).collect();
    assert_eq!(sent, ["2"], "two keys and no other");
    for wrong in ["mode=sometimes", "wait-days=soon", "colour=red", "mode"] {
        let output = run(&bus, &["policy", "set", wrong]).await;
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
