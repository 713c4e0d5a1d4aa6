//! Manifests and what an image says of itself.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::DateTime;
use oci_client::{
    client::current_platform_resolver,
    manifest::{
        IMAGE_CONFIG_MEDIA_TYPE, IMAGE_DOCKER_CONFIG_MEDIA_TYPE, IMAGE_MANIFEST_LIST_MEDIA_TYPE,
        IMAGE_MANIFEST_MEDIA_TYPE, OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE,
        OciImageManifest, OciManifest,
    },
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use waymark_registry::{Missing, RegistryError, RegistryImage};

use super::{failure::tame, named, session::Session};

/// A manifest of this machine.
pub struct Found {
    /// The manifest.
    pub manifest: OciImageManifest,
    /// Its digest.
    pub digest: String,
    /// The digest of the list that it was chosen from.
    pub index_digest: Option<String>,
}

/// What an image says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The version.
    pub version: Option<String>,
    /// Seconds since 1970.
    pub created: Option<u64>,
    /// Whether it is made to be booted; known only from the configuration.
    pub bootable: bool,
}

#[derive(Deserialize)]
struct ConfigFile {
    created: Option<String>,
    config: Option<Config>,
}

#[derive(Deserialize)]
struct Config {
    #[serde(rename = "Labels")]
    labels: Option<BTreeMap<String, String>>,
}

/// Fetches the manifest that a tag or digest means on this machine.
pub async fn find(session: &Session, image: &RegistryImage) -> Result<Found, RegistryError> {
    let (manifest, digest) = fetch(session, image).await?;
    let index = match manifest {
        OciManifest::Image(manifest) => {
            check(&manifest, image)?;
            return Ok(Found {
                manifest,
                digest,
                index_digest: None,
            });
        }
        OciManifest::ImageIndex(index) => index,
    };
    let not = |reason: &str| RegistryError::NotAnImage {
        image: image.to_string(),
        reason: reason.to_owned(),
    };
    let chosen = current_platform_resolver(&index.manifests)
        .ok_or_else(|| not("none of its images is for this kind of processor"))?;
    if !is_digest(&chosen) {
        return Err(not("its list of images has a digest of no known form"));
    }
    let single = named(image, None, Some(&chosen));
    match fetch(session, &single).await? {
        (OciManifest::Image(manifest), own) => {
            check(&manifest, image)?;
            Ok(Found {
                manifest,
                digest: own,
                index_digest: Some(digest),
            })
        }
        (OciManifest::ImageIndex(_), _) => Err(not("its list of images names another list")),
    }
}

async fn fetch(
    session: &Session,
    image: &RegistryImage,
) -> Result<(OciManifest, String), RegistryError> {
    let (name, missing) = match (&image.digest, &image.tag) {
        (Some(digest), _) => (digest.as_str(), Missing::Digest),
        (None, tag) => (tag.as_deref().unwrap_or("latest"), Missing::Tag),
    };
    let url = session.url(&format!("manifests/{name}"))?;
    let accept = [
        OCI_IMAGE_INDEX_MEDIA_TYPE,
        OCI_IMAGE_MEDIA_TYPE,
        IMAGE_MANIFEST_LIST_MEDIA_TYPE,
        IMAGE_MANIFEST_MEDIA_TYPE,
    ]
    .join(", ");
    let got = session.get(url, &accept, image, missing).await?;
    let digest = digest(&got.body);
    let told = got.headers.get("docker-content-digest");
    let expected = image
        .digest
        .as_deref()
        .or_else(|| told.and_then(|value| value.to_str().ok()))
        .filter(|text| text.starts_with("sha256:"));
    if expected.is_some_and(|expected| expected != digest) {
        return Err(RegistryError::Corrupt {
            image: image.to_string(),
        });
    }
    let manifest = serde_json::from_slice(&got.body).map_err(|_| RegistryError::NotAnImage {
        image: image.to_string(),
        reason: "its manifest is of a form that is not known".to_owned(),
    })?;
    Ok((manifest, digest))
}

/// Other things are kept in registries too: signatures, charts, lists of parts. And a
/// digest becomes part of an address, and goes on to the service.
pub(super) fn check(
    manifest: &OciImageManifest,
    image: &RegistryImage,
) -> Result<(), RegistryError> {
    let not = |reason: String| RegistryError::NotAnImage {
        image: image.to_string(),
        reason,
    };
    let kind = &manifest.config.media_type;
    if kind != IMAGE_CONFIG_MEDIA_TYPE && kind != IMAGE_DOCKER_CONFIG_MEDIA_TYPE {
        return Err(not(format!("it is of the type {}", tame(kind, 100))));
    }
    let mut parts = manifest.layers.iter().chain([&manifest.config]);
    if !parts.all(|part| is_digest(&part.digest)) {
        return Err(not("its manifest has a digest of no known form".to_owned()));
    }
    Ok(())
}

/// Whether this is the name of a digest, and nothing but that.
pub(super) fn is_digest(text: &str) -> bool {
    let hex = match text.split_once(':') {
        Some(("sha256", hex)) if hex.len() == 64 => hex,
        Some(("sha512", hex)) if hex.len() == 128 => hex,
        _ => return false,
    };
    hex.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What the manifest's annotations say.
pub fn annotated(manifest: &OciImageManifest) -> About {
    let Some(annotations) = &manifest.annotations else {
        return About::default();
    };
    let created = annotations.get("org.opencontainers.image.created");
    About {
        version: version(annotations),
        created: created.and_then(|text| seconds(text)),
        bootable: false,
    }
}

/// What the image's configuration says, and the annotations where it is silent.
pub async fn about(
    session: &Session,
    image: &RegistryImage,
    manifest: &OciImageManifest,
) -> Result<About, RegistryError> {
    let wanted = &manifest.config.digest;
    let corrupt = || RegistryError::Corrupt {
        image: image.to_string(),
    };
    let url = session.url(&format!("blobs/{wanted}"))?;
    let got = session.get(url, "*/*", image, Missing::Digest).await?;
    if digest(&got.body) != *wanted {
        return Err(corrupt());
    }
    configured(&got.body, annotated(manifest)).ok_or_else(corrupt)
}

/// What a configuration says; `None` if it is none.
pub(super) fn configured(configuration: &[u8], annotated: About) -> Option<About> {
    let file: ConfigFile = serde_json::from_slice(configuration).ok()?;
    let labels = file
        .config
        .and_then(|config| config.labels)
        .unwrap_or_default();
    Some(About {
        version: version(&labels).or(annotated.version),
        created: file
            .created
            .and_then(|text| seconds(&text))
            .or(annotated.created),
        bootable: ["ostree.bootable", "containers.bootc"]
            .iter()
            .any(|label| labels.contains_key(*label)),
    })
}

/// As rpm-ostree reads it: the standard's word first.
fn version(words: &BTreeMap<String, String>) -> Option<String> {
    ["org.opencontainers.image.version", "version"]
        .iter()
        .find_map(|key| words.get(*key))
        .map(|text| tame(text, 128))
        .filter(|text| !text.is_empty())
}

/// Dates of images that are made the same at any time say 1970 or less: no date.
fn seconds(text: &str) -> Option<u64> {
    let date = DateTime::parse_from_rfc3339(text).ok()?;
    u64::try_from(date.timestamp()).ok().filter(|&at| at > 0)
}

/// The SHA-256 digest as registries write it.
fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_versions_are_read_as_far_as_they_mean_something() {
        assert_eq!(seconds("2025-10-01T02:03:04.5+02:00"), Some(1_759_276_984));
        for text in [
            "1970-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "yesterday",
            "",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        let words = |pairs: &[(&str, &str)]| {
            let map = pairs.iter().map(|&(k, v)| (k.to_owned(), v.to_owned()));
            version(&map.collect())
        };
        assert_eq!(words(&[("version", "1")]), Some("1".into()));
        assert_eq!(
            words(&[
                ("version", "1"),
                ("org.opencontainers.image.version", "2\n")
            ]),
            Some("2".into())
        );
        assert_eq!(words(&[("version", "\n")]), None);
    }

    #[test]
    fn a_digest_is_nothing_but_a_digest() {
        assert!(is_digest(&digest(b"")));
        assert!(is_digest(&format!("sha512:{}", "0a".repeat(64))));
        for text in [
            "",
            "sha256:",
            "sha256:../../../other/manifests/latest",
            &"a".repeat(71),
            &format!("sha256:{}/", "a".repeat(63)),
            &format!("md5:{}", "a".repeat(32)),
        ] {
            assert!(!is_digest(text), "{text}");
        }
    }

    #[test]
    fn a_digest_is_what_everyone_computes() {
        assert_eq!(
            digest(b""),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
