//! Registries that refuse, stall, break off or lie.

use std::{net::TcpListener, time::Instant};

use waymark_registry::RegistryError;

use crate::{
    front::Rule,
    push::Push,
    world::{REPOSITORY, World, inspect},
};

const CREATED: &str = "2025-10-01T00:00:00Z";

fn say(status: &str, headers: &str) -> Rule {
    Rule::Say(format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"
    ))
}

async fn world() -> World {
    let world = World::new().await;
    world.push().image("stable", "1", CREATED).await;
    world
}

#[tokio::test]
async fn too_many_requests_are_tried_again_only_after_a_short_wait() {
    let world = world().await;
    let busy = "429 Too Many Requests";
    world
        .front
        .rule("/manifests/", say(busy, "Retry-After: 1\r\n"), 1);
    let start = Instant::now();
    world.inspect(":stable").await.unwrap();
    assert!(start.elapsed().as_millis() >= 1000);
    assert_eq!(world.front.count("/manifests/"), 2);

    world
        .front
        .rule("/manifests/", say(busy, "Retry-After: 600\r\n"), 1);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(
            error,
            RegistryError::RateLimited {
                seconds: Some(600),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(world.front.count("/manifests/"), 3);

    world
        .front
        .rule("/manifests/", say(busy, "Retry-After: 0\r\n"), 2);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(
            error,
            RegistryError::RateLimited {
                seconds: Some(0),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(world.front.count("/manifests/"), 5);
}

#[tokio::test]
async fn each_trouble_has_its_name() {
    let world = world().await;
    for (rule, expected) in [
        (say("503 Service Unavailable", ""), "Server"),
        (say("418 I'm a teapot", ""), "Server"),
        (say("403 Forbidden", ""), "NeedsLogin"),
        (Rule::Cut, "Offline"),
        (Rule::Damage, "Corrupt"),
        (Rule::Flood, "TooLarge"),
        (Rule::Say("nonsense".into()), "Offline"),
    ] {
        world.front.rule("/manifests/", rule.clone(), 1);
        let error = world.inspect(":stable").await.unwrap_err();
        assert!(
            format!("{error:?}").starts_with(expected),
            "{rule:?}: {error:?}"
        );
    }
    world.front.rule("/blobs/", Rule::Damage, 1);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(matches!(error, RegistryError::Corrupt { .. }), "{error}");
    world.inspect(":stable").await.unwrap();
}

#[tokio::test]
async fn a_registry_that_hangs_is_given_up() {
    let world = world().await;
    world.front.rule("/manifests/", Rule::Hang, 2);
    for helper in [world.hasty(60_000, 300), world.hasty(500, 60_000)] {
        let start = Instant::now();
        let error = helper.inspect(inspect(":stable")).await.unwrap_err();
        assert!(matches!(error, RegistryError::Timeout { .. }), "{error}");
        assert!(start.elapsed().as_secs() < 20);
    }
}

#[tokio::test]
async fn a_registry_that_is_not_there_is_offline() {
    let world = world().await;
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (place, insecure, expected) in [
        (free.to_string(), false, "Offline"),
        (free.to_string(), true, "Offline"),
        ("no-such-host.invalid".to_owned(), false, "UnknownHost"),
        // It speaks no TLS, and plain http is not allowed.
        (world.registry.address.to_string(), false, "Tls"),
    ] {
        world.place(&place, insecure);
        let error = world.inspect(":stable").await.unwrap_err();
        assert!(
            format!("{error:?}").starts_with(expected),
            "{place}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_list_of_tags_leads_nowhere_else() {
    let world = world().await;
    let stranger = World::new().await;
    Push::to(stranger.registry.address, REPOSITORY)
        .image("20251001", "1", CREATED)
        .await;
    let body = r#"{"name": "lab/os", "tags": ["stable"]}"#;
    let link = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\nLink: <http://{}/v2/{REPOSITORY}/tags/list>; rel=\"next\"\r\n\r\n{body}",
        body.len(),
        stranger.front.address
    );
    world.front.rule("/tags/list", Rule::Say(link), 1);
    let page = world
        .helper()
        .tags(crate::world::tags("stable", None, 5))
        .await
        .unwrap();
    assert!(page.versions.is_empty());
    assert!(stranger.front.asked().is_empty());
}
