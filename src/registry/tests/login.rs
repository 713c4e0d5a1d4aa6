//! Registries that want a login.

use waymark_registry::RegistryError;

use crate::{registry::Registry, world::World};

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
    let world = World::new().await;
    let digest = world.push().image("stable", "1", CREATED).await;
    world.front.demand_token("a-token");
    assert_eq!(world.inspect(":stable").await.unwrap().digest, digest);
    let asked = world.front.asked();
    let token = asked.iter().find(|line| line.contains("/token?")).unwrap();
    assert!(
        token.contains("service=test") && token.contains("repository%3Alab%2Fos%3Apull"),
        "{token}"
    );
    // One token serves the manifest and the configuration.
    assert_eq!(world.front.count("/token?"), 1);
}
