//! What differs in /etc, against a stand-in that answers as a real system would.

use waymark_model::{ChangeSummary, Error, ErrorKind, FileDifference, dict::Dictionary};

use crate::{
    assert_keys, document,
    mock::{Bus, Mock},
    run, sample, text,
};

#[tokio::test]
async fn what_differs_in_etc_is_listed_and_shown_by_line() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let output = run(&bus, &["etc", "--search", "hosts"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stdout),
        "     /etc/hosts  changed\n\n1 name has “hosts”; in all:\n1200 files differ: 1200 changed.\n"
    );
    let output = run(&bus, &["etc", "hosts"]).await;
    assert_eq!(
        text(&output.stdout),
        "mode 644 → 600\n--- /etc/hosts\n+++ /etc/hosts\n@@ -1 +1 @@\n-as\tpublished\n+as\there\n"
    );
    let output = run(&bus, &["etc", "/etc/shadow"]).await;
    assert!(text(&output.stdout).contains("--secret shows it"));
    let output = run(&bus, &["etc", "/etc/shadow", "--secret"]).await;
    assert!(text(&output.stdout).contains("+as"));

    let all = document(&run(&bus, &["etc", "--json"]).await);
    assert_eq!(all["changes"].as_array().map(Vec::len), Some(1200));
    assert_keys(&all["summary"], ChangeSummary::KEYS);
    let one = document(&run(&bus, &["etc", "hosts", "--json"]).await);
    assert_keys(&one["difference"], FileDifference::KEYS);

    mock.refuse(Error::new(ErrorKind::NotAuthorized, "not for you"));
    let output = run(&bus, &["etc", "hosts"]).await;
    assert_eq!(output.status.code(), Some(3));
}
