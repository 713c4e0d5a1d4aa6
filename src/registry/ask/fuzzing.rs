//! What a registry says, whatever it is.

use std::time::SystemTime;

use oci_client::manifest::OciManifest;
use reqwest::{
    Url,
    header::{HeaderMap, HeaderValue, LINK, RETRY_AFTER},
};
use waymark_registry::{Authority, RegistryImage};

use super::{authorities as pem, link, manifest as read, session, tag_name, tags::List};

/// Reads a manifest and a configuration.
pub fn manifest(manifest: &[u8], configuration: &[u8]) {
    let image = RegistryImage {
        host: "registry.example".to_owned(),
        repository: "os".to_owned(),
        tag: Some("42".to_owned()),
        digest: None,
    };
    let mut annotated = read::About::default();
    if let Ok(OciManifest::Image(manifest)) = serde_json::from_slice(manifest) {
        if read::check(&manifest, &image).is_ok() {
            let parts = manifest.layers.iter().chain([&manifest.config]);
            for part in parts {
                assert!(!part.digest.contains('/') && part.digest.is_ascii());
            }
        }
        annotated = read::annotated(&manifest);
    }
    let told = read::configured(configuration, annotated.clone()).unwrap_or(annotated);
    if let Some(version) = told.version {
        assert!((1..=128).contains(&version.chars().count()));
        assert!(!version.chars().any(char::is_control));
    }
}

/// Reads a list of tags, and finds the versions of the stream that its first one names.
pub fn tags(json: &[u8]) {
    let Ok(List { tags }) = serde_json::from_slice(json) else {
        return;
    };
    let tags = tags.unwrap_or_default();
    let Some(followed) = tags.first().cloned() else {
        return;
    };
    let versions = tag_name::versions(tags.clone(), &followed);
    assert!(versions.iter().all(|version| tags.contains(version)));
    let mut orders: Vec<_> = versions.iter().map(|tag| tag_name::order(tag)).collect();
    let told = orders.clone();
    orders.sort_by(|one, other| other.cmp(one));
    assert_eq!(told, orders, "newest first");
    for tag in &tags {
        let name = tag_name::TagName::parse(tag);
        assert!(name.version().len() <= tag.len() + 8);
        let _ = (name.created(), name.is_version());
    }
}

/// Reads the headers that say where a list goes on and when to ask again.
pub fn header(value: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(value) else {
        return;
    };
    let mut headers = HeaderMap::new();
    headers.insert(LINK, value.clone());
    headers.insert(RETRY_AFTER, value);
    let here = Url::parse("https://registry.example/v2/os/tags/list?n=9").expect("an address");
    if let Some(next) = link::next(&headers, &here) {
        assert_eq!(next.origin(), here.origin());
        assert_ne!(next, here);
    }
    let _ = session::retry_after(&headers, SystemTime::UNIX_EPOCH);
}

/// Reads a file of certificates.
pub fn authorities(text: &str) {
    let file = Authority {
        path: "ca.crt".to_owned(),
        pem: text.to_owned(),
    };
    if let Ok(found) = pem::read(&[file]) {
        assert!(found.iter().map(Vec::len).sum::<usize>() <= text.len());
    }
}
