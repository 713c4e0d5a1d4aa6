//! What a tag points at.

use serde_json::json;
use waymark_registry::{Inspect, Missing, RegistryError};

use crate::{
    push::{self, processor},
    world::{World, inspect, reference},
};

/// 2025-10-01 00:00 UTC.
const OCTOBER: u64 = 1_759_276_800;

#[tokio::test]
async fn an_image_is_told_with_its_version_date_and_sizes() {
    let world = World::new().await;
    let push = world.push();
    let labels = json!({"org.opencontainers.image.version": "42.1", "version": "no",
        "ostree.bootable": "true"});
    let config = push
        .config(Some("2025-10-01T02:00:00+02:00"), &labels)
        .await;
    let base = push.layer(&[1; 5000]).await;
    let top = push.layer(&[2; 300]).await;
    let layers = [base.clone(), top, base.clone()];
    let digest = push
        .manifest(Some("stable"), &config, &layers, &json!({}))
        .await;

    let image = world.inspect(":stable").await.unwrap();
    assert_eq!(image.digest, digest);
    assert_eq!(image.index_digest, None);
    assert!(image.is(&digest) && !image.is("sha256:0"));
    assert_eq!(image.version.as_deref(), Some("42.1"));
    assert_eq!(image.created, Some(OCTOBER));
    assert!(image.bootable);
    assert_eq!(image.layers.len(), 3);
    assert_eq!((image.size, image.missing_size), (10_300, 5300));

    let known = base["digest"].as_str().unwrap().to_owned();
    let question = Inspect {
        image: reference(":stable"),
        known_layers: vec![known],
    };
    let image = world.helper().inspect(question).await.unwrap();
    assert_eq!((image.size, image.missing_size), (10_300, 300));

    // The same by its digest, as a held system asks.
    let held = world.inspect(&format!("@{digest}")).await.unwrap();
    assert_eq!(held.digest, digest);
    let agents = world.front.agents();
    assert!(
        agents.iter().all(|agent| agent.starts_with("waymark/")),
        "{agents:?}"
    );
}

#[tokio::test]
async fn a_list_of_images_gives_this_machines_and_both_digests() {
    let world = World::new().await;
    let push = world.push();
    let config = push.config(None, &json!({"version": "7"})).await;
    let other = push.config(None, &json!({"version": "other"})).await;
    let ours = push.manifest(None, &config, &[], &json!({})).await;
    let theirs = push.manifest(None, &other, &[], &json!({})).await;
    let entries = [("s390x", theirs.as_str()), (processor(), ours.as_str())];
    let index = push.index("latest", &entries).await;

    let image = world.inspect("").await.unwrap();
    assert_eq!(image.digest, ours);
    assert_eq!(image.index_digest.as_deref(), Some(index.as_str()));
    assert!(image.is(&ours) && image.is(&index) && !image.is(&theirs));
    assert_eq!(image.version.as_deref(), Some("7"));
    assert_eq!(image.created, None);
    assert!(!image.bootable);

    push.index("foreign", &[("s390x", &theirs)]).await;
    let error = world.inspect(":foreign").await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::NotAnImage { reason, .. } if reason.contains("processor")),
        "{error}"
    );
}

#[tokio::test]
async fn annotations_say_what_the_labels_do_not() {
    let world = World::new().await;
    let push = world.push();
    let config = push.config(None, &json!(null)).await;
    let annotations = json!({"org.opencontainers.image.version": "9",
        "org.opencontainers.image.created": "2025-10-01T00:00:00Z"});
    push.manifest(Some("nine"), &config, &[], &annotations)
        .await;
    let image = world.inspect(":nine").await.unwrap();
    assert_eq!(image.version.as_deref(), Some("9"));
    assert_eq!(image.created, Some(OCTOBER));
}

#[tokio::test]
async fn what_is_not_there_is_told_as_that() {
    let world = World::new().await;
    let missing = |error: RegistryError| match error {
        RegistryError::NotFound { what, .. } => what,
        other => panic!("{other}"),
    };
    let nothing = push::digest(b"nothing");
    assert_eq!(
        missing(world.inspect(":stable").await.unwrap_err()),
        Missing::Tag
    );
    let digest = world.inspect(&format!("@{nothing}")).await.unwrap_err();
    assert_eq!(missing(digest), Missing::Digest);
}

#[tokio::test]
async fn what_is_no_image_is_told_as_that() {
    let world = World::new().await;
    let push = world.push();
    let chart = push.blob("application/vnd.example.chart", b"{}").await;
    push.manifest(Some("chart"), &chart, &[], &json!({})).await;
    let error = world.inspect(":chart").await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::NotAnImage { reason, .. } if reason.contains("vnd.example.chart")),
        "{error}"
    );
}

#[tokio::test]
async fn an_image_on_this_machine_is_not_asked_for() {
    let world = World::new().await;
    let mut question = inspect(":stable");
    question.image = "ostree-unverified-image:oci:/var/x:y".parse().unwrap();
    let error = world.helper().inspect(question).await.unwrap_err();
    assert!(matches!(error, RegistryError::NoRegistry { .. }), "{error}");
    assert!(world.front.asked().is_empty());
}
