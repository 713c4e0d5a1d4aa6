//! A registry of container images, asked by plain HTTP, and its failures in the words
//! of the real one.

use std::io::Read;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use ostree::gio::{self, prelude::*};
use ostree::glib::{Checksum, ChecksumType};
use serde_json::Value;
use ureq::{Agent, Body, http::Response};

const ACCEPT: &str = "application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json";
const OPEN: &str = "Preparing import: Fetching manifest: failed to invoke method OpenImage: ";

/// Which image: the registry, the repository in it, and a tag or digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Host and port.
    pub host: String,
    /// The repository.
    pub name: String,
    /// A tag, or `sha256:…`.
    pub tag: String,
}

impl Reference {
    /// Reads an origin's reference.
    ///
    /// # Errors
    /// If it is not one of a registry.
    pub fn parse(text: &str) -> Result<Self> {
        let rest = text.split_once(':').map_or("", |(_, rest)| rest);
        let rest = if text.starts_with("ostree-remote-") {
            rest.split_once(':').map_or("", |(_, rest)| rest)
        } else {
            rest
        };
        let rest = rest.strip_prefix("docker://").unwrap_or(rest);
        let bad = || anyhow!("{OPEN}invalid reference format");
        let (host, path) = rest.split_once('/').ok_or_else(bad)?;
        let (name, tag) = match path.split_once('@') {
            Some((name, digest)) => (name.split(':').next().unwrap_or(name), digest),
            None => path.split_once(':').unwrap_or((path, "latest")),
        };
        if name.chars().any(char::is_uppercase) {
            bail!("{OPEN}invalid reference format: repository name must be lowercase");
        }
        let digest = tag.strip_prefix("sha256:");
        let legal = digest.map_or(
            !tag.is_empty() && !path.contains('@'),
            super::revision::is_checksum,
        );
        if host.is_empty() || name.is_empty() || !legal {
            return Err(bad());
        }
        Ok(Self {
            host: host.to_owned(),
            name: name.to_owned(),
            tag: tag.to_owned(),
        })
    }

    /// The same repository at a digest.
    #[must_use]
    pub fn text_at(text: &str, digest: &str) -> String {
        let text = text.split('@').next().unwrap_or(text);
        let start = text.rfind('/').map_or(0, |slash| slash + 1);
        let end = text[start..]
            .find(':')
            .map_or(text.len(), |colon| start + colon);
        format!("{}@{digest}", &text[..end])
    }

    fn url(&self, kind: &str, item: &str) -> String {
        format!("http://{}/v2/{}/{kind}/{item}", self.host, self.name)
    }
}

/// An image's description.
#[derive(Clone, Debug)]
pub struct Image {
    /// The digest of the manifest.
    pub digest: String,
    /// The manifest as it came.
    pub manifest: String,
    /// The configuration as it came.
    pub config: String,
    parsed: (Value, Value),
}

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// `sha256:…`.
    pub digest: String,
    /// Bytes, compressed.
    pub size: u64,
    /// Whether it is part of the OSTree commit, and not put on top.
    pub is_chunk: bool,
}

impl Image {
    /// Reads manifest and configuration.
    ///
    /// # Errors
    /// If they are not JSON.
    pub fn read(manifest: String, config: String) -> Result<Self> {
        Ok(Self {
            digest: digest(manifest.as_bytes())?,
            parsed: (
                serde_json::from_str(&manifest)?,
                serde_json::from_str(&config)?,
            ),
            manifest,
            config,
        })
    }

    /// A label of the configuration.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<String> {
        let label = self.parsed.1["config"]["Labels"][name].as_str()?;
        Some(label.to_owned())
    }

    /// When it was made, in seconds since 1970.
    #[must_use]
    pub fn created(&self) -> Option<u64> {
        let text = self.parsed.1["created"].as_str()?;
        let date = ostree::glib::DateTime::from_iso8601(text, None).ok()?;
        u64::try_from(date.to_unix()).ok()
    }

    /// Its layers in order.
    #[must_use]
    pub fn layers(&self) -> Vec<Layer> {
        let last = self.label("ostree.final-diffid");
        let ids = self.parsed.1["rootfs"]["diff_ids"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let chunks = ids
            .iter()
            .position(|id| id.as_str() == last.as_deref())
            .map_or(ids.len(), |position| position + 1);
        let layers = self.parsed.0["layers"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let layers = layers.iter().enumerate();
        layers
            .map(|(index, layer)| Layer {
                digest: layer["digest"].as_str().unwrap_or_default().to_owned(),
                size: layer["size"].as_u64().unwrap_or_default(),
                is_chunk: index < chunks,
            })
            .collect()
    }
}

/// Asks what an image is.
///
/// # Errors
/// If the registry does not say.
pub fn describe(reference: &Reference) -> Result<Image> {
    let url = reference.url("manifests", &reference.tag);
    let mut answer = get(&url, ACCEPT, reference).map_err(|error| anyhow!("{OPEN}{error}"))?;
    match answer.status().as_u16() {
        200 => {}
        404 => bail!(
            "{OPEN}reading manifest {} in {}/{}: manifest unknown",
            reference.tag,
            reference.host,
            reference.name
        ),
        401 => bail!(
            "{OPEN}reading manifest {} in {}/{}: unauthorized: authentication required",
            reference.tag,
            reference.host,
            reference.name
        ),
        _ => bail!(
            "{OPEN}pinging container registry {}: received unexpected HTTP status: {}",
            reference.host,
            answer.status()
        ),
    }
    let manifest = answer.body_mut().read_to_string()?;
    let parsed: Value =
        serde_json::from_str(&manifest).context("Preparing import: Fetching manifest")?;
    let config = parsed["config"]["digest"]
        .as_str()
        .context("a manifest without a configuration")?;
    let mut answer = get(&reference.url("blobs", config), "*/*", reference).map_err(|error| {
        anyhow!(
            "Preparing import: Fetching manifest: failed to invoke method GetFullConfig: {error}"
        )
    })?;
    if answer.status() != 200 {
        bail!(
            "Preparing import: Fetching manifest: failed to invoke method GetFullConfig: fetching blob: \
             received unexpected HTTP status: {}",
            answer.status()
        );
    }
    Image::read(manifest, answer.body_mut().read_to_string()?)
}

/// Downloads a layer and checks it; it is not kept.
///
/// # Errors
/// If it does not come whole, or was cancelled.
pub fn download(
    reference: &Reference,
    layer: &Layer,
    cancellable: &gio::Cancellable,
) -> Result<()> {
    const IMPORT: &str = "Importing: Unencapsulating base: ";
    let mut answer = get(&reference.url("blobs", &layer.digest), "*/*", reference)
        .map_err(|error| anyhow!("{IMPORT}failed to invoke method GetBlob: {error}"))?;
    if answer.status() != 200 {
        bail!(
            "{IMPORT}failed to invoke method GetBlob: fetching blob: received unexpected HTTP status: {}",
            answer.status()
        );
    }
    let mut digest = Checksum::new(ChecksumType::Sha256).context("no checksum")?;
    let mut body = answer.body_mut().with_config().limit(u64::MAX).reader();
    let mut piece = [0; 16 * 1024];
    loop {
        if cancellable.is_cancelled() {
            bail!("Operation was cancelled");
        }
        match body
            .read(&mut piece)
            .with_context(|| format!("{IMPORT}reading blob"))?
        {
            0 => break,
            count => digest.update(&piece[..count]),
        }
    }
    let found = digest.string().context("no checksum")?;
    if format!("sha256:{found}") != layer.digest {
        bail!(
            "{IMPORT}proxy failure: failed to invoke method FinishPipe: corrupted blob, expecting {} got sha256:{found}",
            layer.digest
        );
    }
    Ok(())
}

/// `sha256:…` of a blob.
///
/// # Errors
/// If GLib has no SHA-256.
pub fn digest(bytes: &[u8]) -> Result<String> {
    let hex = ostree::glib::compute_checksum_for_data(ChecksumType::Sha256, bytes);
    Ok(format!("sha256:{}", hex.context("no checksum")?))
}

fn get(url: &str, accept: &str, reference: &Reference) -> Result<Response<Body>> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(Duration::from_secs(10)))
        .build();
    let answer = Agent::new_with_config(config)
        .get(url)
        .header("Accept", accept)
        .call();
    answer.map_err(|error| {
        let host = &reference.host;
        let why = match error {
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                format!("dial tcp {host}: connect: connection refused")
            }
            ureq::Error::HostNotFound => {
                let name = host.split(':').next().unwrap_or(host);
                format!("dial tcp: lookup {name}: no such host")
            }
            other => other.to_string(),
        };
        anyhow!("pinging container registry {host}: Get \"http://{host}/v2/\": {why}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_skopeo_does() -> Result<()> {
        let parse = |text: &str| Reference::parse(text).map(|it| (it.host, it.name, it.tag));
        let tagged = parse("ostree-unverified-registry:localhost:5000/sample/os:stable")?;
        assert_eq!(
            tagged,
            ("localhost:5000".into(), "sample/os".into(), "stable".into())
        );
        let signed = parse("ostree-image-signed:docker://quay.io/os")?;
        assert_eq!(signed.2, "latest");
        let remote = parse("ostree-remote-registry:fedora:quay.io/os:1")?;
        assert_eq!(remote.0, "quay.io");
        assert!(parse("ostree-unverified-registry:localhost:5000/os@44.1").is_err());
        let digest = format!("sha256:{}", "ab".repeat(32));
        assert_eq!(
            Reference::text_at("ostree-unverified-registry:localhost:5000/os:1", &digest),
            format!("ostree-unverified-registry:localhost:5000/os@{digest}")
        );
        Ok(())
    }
}
