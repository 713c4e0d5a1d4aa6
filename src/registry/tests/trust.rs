//! Certificates: who vouches for a registry.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use waymark_registry::RegistryError;

use crate::{
    keys::Keys,
    registry::Registry,
    world::{PROGRAM, REPOSITORY, World},
};

/// What the program answers with these certificates as the machine's.
fn ask(world: &World, keys: &Keys) -> Value {
    let host = world.registry.address.to_string();
    let image = format!("ostree-unverified-registry:{host}/{REPOSITORY}:stable");
    let request = json!({
        "question": {"inspect": {"image": image, "known_layers": []}},
        "endpoint": {"host": host, "repository": REPOSITORY, "insecure": false,
            "credentials": null},
        "limits": {"total": 30000, "stall": 30000},
    });
    let mut child = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM])
        .env("SSL_CERT_FILE", keys.certificate())
        .env_remove("SSL_CERT_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{request}").unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn a_certificate_counts_if_the_machine_knows_it_or_the_administrator_says_so() {
    let keys = Keys::new();
    let world = World::before(Registry::secure(&keys)).await;
    // Past the front, which speaks no TLS.
    world.place(&world.registry.address.to_string(), true);
    let push = world.push().over_tls();
    let digest = push.image("stable", "1", "2025-10-01T00:00:00Z").await;
    assert_eq!(world.inspect(":stable").await.unwrap().digest, digest);

    world.place(&world.registry.address.to_string(), false);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::Tls { detail, .. } if detail.contains("certificate")),
        "{error}"
    );

    let vouched = ask(&world, &keys);
    assert_eq!(vouched["Ok"]["image"]["digest"], json!(digest), "{vouched}");
    let others = ask(&world, &Keys::new());
    assert!(others["Err"]["tls"].is_object(), "{others}");
}

#[tokio::test]
async fn an_authority_counts_for_the_host_in_whose_folder_it_is() {
    let (keys, authority) = Keys::issued();
    let world = World::before(Registry::secure(&keys)).await;
    let host = world.registry.address.to_string();
    world.place(&host, false);
    let push = world.push().over_tls();
    let digest = push.image("stable", "1", "2025-10-01T00:00:00Z").await;
    let place = |host: &str, text: &str| {
        let folder = world.root().join("etc/containers/certs.d").join(host);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("ca.crt"), text).unwrap();
    };
    place("127.0.0.1", &authority);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(matches!(error, RegistryError::Tls { .. }), "{error}");

    place(&host, "no certificate");
    let error = world.inspect(":stable").await.unwrap_err();
    let RegistryError::Configuration { path, .. } = &error else {
        panic!("{error}");
    };
    assert!(path.ends_with(&format!("{host}/ca.crt")), "{path}");

    place(&host, &authority);
    assert_eq!(world.inspect(":stable").await.unwrap().digest, digest);
    let (_, other) = Keys::issued();
    place(&host, &other);
    let error = world.inspect(":stable").await.unwrap_err();
    assert!(matches!(error, RegistryError::Tls { .. }), "{error}");
}
