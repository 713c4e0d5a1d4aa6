//! Registries that want a login.

use waymark_registry::RegistryError;

use crate::{
    front::{Front, Rule},
    keys::Keys,
    registry::Registry,
    world::World,
};

const CREATED: &str = "2025-10-01T00:00:00Z";

fn login(world: &World, auth: &str) {
    let folder = world.root().join("etc/ostree");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!(
        r#"{{"auths": {{"{}": {{"auth": "{auth}"}}}}}}"#,
        world.front.address
    );
    std::fs::write(folder.join("auth.json"), text).unwrap();
}

#[tokio::test]
async fn a_guarded_registry_is_asked_with_the_login_of_the_machine() {
    let world = World::before(Registry::guarded()).await;
    let push = world.push().with_login("keeper", "secret");
    let digest = push.image("stable", "1", CREATED).await;

    let error = world.inspect(":stable").await.unwrap_err();
    assert!(matches!(error, RegistryError::NeedsLogin { .. }), "{error}");
    // keeper:wrong
    login(&world, "a2VlcGVyOndyb25n");
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(error, RegistryError::LoginRefused { .. }),
        "{error}"
    );
    assert!(!error.to_string().contains("wrong"), "{error}");
    // keeper:secret
    login(&world, "a2VlcGVyOnNlY3JldA==");
    assert_eq!(world.inspect(":stable").await.unwrap().digest, digest);
}

#[tokio::test]
async fn a_token_is_fetched_where_the_registry_sends_for_one() {
    let keys = Keys::new();
    let realm = Front::before("127.0.0.1:9".parse().unwrap()).await;
    let world = World::before(Registry::with_tokens(&keys, realm.address)).await;
    let push = world.push().with_token(keys.token(&["pull", "push"]));
    let digest = push.image("stable", "1", CREATED).await;
    let give = |token: &str| {
        let body = format!("{{\"token\": \"{token}\"}}");
        Rule::Say(format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    realm.rule("/token", give(&keys.token(&["pull"])), 1);
    assert_eq!(world.inspect(":stable").await.unwrap().digest, digest);
    // One token serves the manifest and the configuration.
    let asked = realm.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(
        asked[0].contains("service=test") && asked[0].contains("repository%3Alab%2Fos%3Apull"),
        "{asked:?}"
    );

    // A token that allows nothing, and a place that gives none.
    realm.rule("/token", give(&keys.token(&[])), 1);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(matches!(error, RegistryError::NeedsLogin { .. }), "{error}");
    let no = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";
    realm.rule("/token", Rule::Say(no.into()), 1);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::NeedsLogin { detail, .. } if detail == "no"),
        "{error}"
    );
    let body = r#"{"errors": [{"code": "TOOMANYREQUESTS", "message": "slow down"}]}"#;
    let busy = format!(
        "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    realm.rule("/token", Rule::Say(busy), 1);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(error, RegistryError::RateLimited { .. }),
        "{error}"
    );
}
