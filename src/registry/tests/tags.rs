//! A stream's versions by tags.

use serde_json::json;
use waymark_registry::{Followed, RegistryError, TagPage, TagState};

use crate::{
    front::Rule,
    push::digest,
    world::{World, reference, tags},
};

async fn page(world: &World, tag: &str, cursor: Option<&str>, limit: u32) -> TagPage {
    world.helper().tags(tags(tag, cursor, limit)).await.unwrap()
}

fn names(page: &TagPage) -> Vec<&str> {
    page.versions
        .iter()
        .map(|version| version.tag.as_str())
        .collect()
}

#[tokio::test]
async fn three_hundred_tags_take_a_handful_of_requests() {
    let world = World::new().await;
    let push = world.push();
    let config = push.config(None, &json!({})).await;
    let mut days = Vec::new();
    for number in 0..300 {
        let (month, day) = (number / 28 + 1, number % 28 + 1);
        let stamp = format!("2025{month:02}{day:02}");
        let annotations = json!({"org.opencontainers.image.version": format!("42.{stamp}"),
            "org.opencontainers.image.created": format!("2025-{month:02}-{day:02}T12:00:00Z")});
        let tag = format!("stable-42.{stamp}");
        push.manifest(Some(&tag), &config, &[], &annotations).await;
        days.push(tag);
    }
    let newest = json!({"org.opencontainers.image.version": "42.20251120",
        "org.opencontainers.image.created": "2025-11-20T12:00:00Z"});
    let followed = push.manifest(Some("stable"), &config, &[], &newest).await;
    for other in ["42", "testing-42.20251130", "sha256-0011.sig"] {
        push.manifest(Some(other), &config, &[], &json!({})).await;
    }
    days.reverse();
    world.front.page(100);

    let first = page(&world, "stable", None, 10).await;
    assert_eq!(names(&first), days[..10]);
    assert_eq!(first.next.as_deref(), Some(days[9].as_str()));
    assert_eq!(first.followed, Followed::Current);
    assert!(!first.truncated);
    let version = &first.versions[0];
    assert_eq!(version.state, TagState::Available);
    assert_eq!(version.version.as_deref(), Some("42.20251120"));
    assert_eq!(version.created, Some(1_763_640_000));
    assert_eq!(version.digest.as_deref(), Some(followed.as_str()));
    // 304 tags by hundreds, ten versions, the followed tag; no configuration.
    assert_eq!(world.front.count("/tags/list"), 4);
    assert_eq!(world.front.count("/manifests/"), 11);
    assert_eq!(world.front.count("/blobs/"), 0);
    assert!(world.front.asked().len() <= 17, "{:?}", world.front.asked());

    let second = page(&world, "stable", first.next.as_deref(), 50).await;
    assert_eq!(names(&second), days[10..60]);
    assert_eq!(second.followed, Followed::Unknown);
    // From a tag that the registry no longer has, it goes on with what comes after it.
    let after = page(&world, "stable", Some("stable-42.20251111.1"), 1).await;
    assert_eq!(names(&after), ["stable-42.20251111"]);

    let mut cursor = second.next;
    let mut rest = Vec::new();
    while let Some(last) = cursor {
        let page = page(&world, "stable", Some(&last), 50).await;
        rest.extend(page.versions.into_iter().map(|version| version.tag));
        cursor = page.next;
    }
    assert_eq!(rest, days[60..]);
}

#[tokio::test]
async fn without_annotations_the_configuration_is_asked_and_else_the_tag_tells() {
    let world = World::new().await;
    let push = world.push();
    push.image("42.20251002", "42.20251002.3", "2025-10-02T03:00:00Z")
        .await;
    let silent = push.config(None, &json!({})).await;
    push.manifest(Some("42.20251001.1"), &silent, &[], &json!({}))
        .await;
    let page = page(&world, "42", None, 10).await;
    assert_eq!(names(&page), ["42.20251002", "42.20251001.1"]);
    assert_eq!(page.versions[0].version.as_deref(), Some("42.20251002.3"));
    assert_eq!(page.versions[0].created, Some(1_759_374_000));
    assert_eq!(page.versions[1].version.as_deref(), Some("42.20251001.1"));
    assert_eq!(page.versions[1].created, Some(1_759_276_800));
    assert_eq!(page.followed, Followed::Missing);
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn a_tag_that_lags_or_is_gone_or_holds_nothing_of_use_is_a_state() {
    let world = World::new().await;
    let push = world.push();
    push.image("20251003", "3", "2025-10-03T00:00:00Z").await;
    push.image("20251002", "2", "2025-10-02T00:00:00Z").await;
    push.image("latest", "2", "2025-10-02T00:00:00Z").await;
    let chart = push.blob("application/vnd.example.chart", b"{}").await;
    push.manifest(Some("20251001"), &chart, &[], &json!({}))
        .await;
    world.front.rule(
        "/manifests/20251002",
        Rule::Say(
            "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".into(),
        ),
        1,
    );
    let page = page(&world, "latest", None, 10).await;
    assert_eq!(page.followed, Followed::Stale);
    assert_eq!(names(&page), ["20251003", "20251002", "20251001"]);
    assert_eq!(page.versions[0].state, TagState::Available);
    assert_eq!(page.versions[1].state, TagState::Missing);
    assert_eq!(page.versions[1].digest, None);
    assert!(matches!(&page.versions[2].state, TagState::Unusable(why) if why.contains("chart")));
}

#[tokio::test]
async fn two_tags_of_one_image_are_one_version() {
    let world = World::new().await;
    let push = world.push();
    for tag in [
        "latest-42.20251003",
        "latest-20251003",
        "latest-42.20251003.0",
        "latest",
    ] {
        push.image(tag, "42.20251003", "2025-10-03T00:00:00Z").await;
    }
    let page = page(&world, "latest", None, 10).await;
    assert_eq!(page.versions.len(), 1, "{page:?}");
    assert_eq!(page.followed, Followed::Current);
}

#[tokio::test]
async fn a_repository_that_is_not_there_is_not_an_empty_one() {
    let world = World::new().await;
    let error = world
        .helper()
        .tags(tags("latest", None, 5))
        .await
        .unwrap_err();
    assert!(matches!(error, RegistryError::NotFound { .. }), "{error}");
}

#[tokio::test]
async fn a_question_without_meaning_is_refused() {
    let world = World::new().await;
    let mut held = tags("latest", None, 5);
    held.image = reference(&format!("@{}", digest(b"")));
    for question in [tags("latest", None, 0), tags("latest", None, 51), held] {
        let error = world.helper().tags(question).await.unwrap_err();
        assert!(matches!(error, RegistryError::Question { .. }), "{error}");
    }
    assert_eq!(world.front.count("/tags/list"), 0);
}
