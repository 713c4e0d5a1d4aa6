//! What a reading offers, and what it says of a hold.

use waymark_model::{Change, StreamState};

use crate::engines::rpm_ostree::{
    cached_update::RawUpdate,
    deployments::{RawBase, RawDeployment, RawImage},
    findings::Found,
    offer::{offered, stream_state},
    reading::Reading,
    state::held,
};

const STREAM: &str = "fedora:a/1";

fn layered() -> RawDeployment {
    RawDeployment {
        id: "a-top.0".to_owned(),
        checksum: "top".to_owned(),
        booted: true,
        origin: Some(STREAM.to_owned()),
        requested: vec!["htop".to_owned()],
        packages: vec!["htop".to_owned()],
        base: Some(RawBase {
            checksum: "base".to_owned(),
            timestamp: Some(10),
            ..RawBase::default()
        }),
        ..RawDeployment::default()
    }
}

fn newer_packages(layered: bool) -> RawUpdate {
    RawUpdate {
        checksum: Some("base".to_owned()),
        timestamp: Some(10),
        against: Some("top".to_owned()),
        changes: Some(vec![Change {
            name: "htop".to_owned(),
            layered: Some(layered),
            ..Change::default()
        }]),
        ..RawUpdate::default()
    }
}

fn reading(update: RawUpdate) -> Reading {
    Reading {
        deployments: vec![layered()],
        update: Some(update),
        ..Reading::default()
    }
}

#[test]
fn newer_packages_on_the_same_base_are_an_update() {
    let update = offered(&reading(newer_packages(true)), None).unwrap();
    assert_eq!(update.checksum, "base");
    assert_eq!(update.packages_changed, Some(1));
    assert_eq!(offered(&reading(newer_packages(false)), None), None);

    let mut taken = reading(newer_packages(true));
    taken.deployments.insert(
        0,
        RawDeployment {
            id: "a-newer.0".to_owned(),
            checksum: "newer".to_owned(),
            staged: true,
            booted: false,
            ..layered()
        },
    );
    assert_eq!(offered(&taken, None), None, "it is next already");
}

#[test]
fn held_at_what_the_stream_offers_is_not_held() {
    let mut reading = reading(newer_packages(true));
    let version = "base".to_owned();
    let id = reading.deployments[0].id.clone();
    reading.outline.held.insert(id, version.clone());
    let found = |tip: &str| Found {
        stream: STREAM.to_owned(),
        tip: Some(tip.to_owned()),
        ..Found::default()
    };
    let raw = &reading.deployments[0];
    assert_eq!(held(&reading, raw, None), Some(&version));
    assert_eq!(held(&reading, raw, Some(&found("other"))), Some(&version));
    assert_eq!(held(&reading, raw, Some(&found("base"))), None);
    let elsewhere = Found {
        stream: "fedora:b/1".to_owned(),
        ..found("base")
    };
    assert_eq!(held(&reading, raw, Some(&elsewhere)), Some(&version));
}

#[test]
fn nothing_is_known_of_an_image_that_no_registry_has() {
    let reading = Reading {
        deployments: vec![RawDeployment {
            image: Some(RawImage {
                reference: "ostree-unverified-image:oci:/srv/image:1".to_owned(),
                ..RawImage::default()
            }),
            base: None,
            ..layered()
        }],
        ..Reading::default()
    };
    let found = Found::default();
    assert_eq!(stream_state(&reading, Some(&found)), StreamState::Unknown);
}
