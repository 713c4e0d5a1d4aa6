//! References to images as rpm-ostree writes them into an origin.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use waymark_model::Error;

use crate::names::{is_digest, is_host, is_repository, is_tag};

/// An image reference with the rule by which its signature is checked.
///
/// Parsed from and shown as rpm-ostree's strings, such as
/// `ostree-image-signed:docker://quay.io/example/os:stable`. Shown normalised: the short
/// prefix where there is one, and the registry and tag that were left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// How rpm-ostree checks the image's signature.
    pub policy: Policy,
    /// Where the image is.
    pub source: Source,
}

/// How an image's signature is checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Not at all, beyond what the machine's policy demands of every image.
    Unverified,
    /// By the machine's containers policy, which must demand a signature.
    Signed,
    /// The commit inside by the keys of this OSTree remote.
    Remote(String),
}

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// In a registry, which can be asked.
    Registry(RegistryImage),
    /// On this machine.
    Local {
        /// The transport, such as `oci`.
        transport: String,
        /// What follows the transport, such as `/var/images:stable`.
        name: String,
    },
}

/// An image in a registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistryImage {
    /// The registry's host, with a port if one was given.
    pub host: String,
    /// The repository, such as `example/os`.
    pub repository: String,
    /// The followed tag; with neither tag nor digest given it is `latest`.
    pub tag: Option<String>,
    /// The digest that the reference is held at, `sha256:` and 64 hex digits.
    pub digest: Option<String>,
}

/// Transports of images that are on this machine.
const LOCAL: [&str; 5] = [
    "oci",
    "oci-archive",
    "containers-storage",
    "dir",
    "docker-archive",
];

impl Reference {
    /// The image in its registry; `None` if it is on this machine.
    #[must_use]
    pub fn registry(&self) -> Option<&RegistryImage> {
        match &self.source {
            Source::Registry(image) => Some(image),
            Source::Local { .. } => None,
        }
    }
}

impl FromStr for Reference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).map_err(|why| {
            Error::invalid("reference", format!("“{text}” names no image: {why}"))
                .with(|fields| fields.reference = Some(text.to_owned()))
        })
    }
}

impl TryFrom<String> for Reference {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

fn parse(text: &str) -> Result<Reference, String> {
    let (prefix, rest) = text.split_once(':').ok_or(
        "it lacks a prefix such as ostree-unverified-registry: or ostree-image-signed:docker://",
    )?;
    let (policy, source) = match prefix {
        "ostree-unverified-registry" => (Policy::Unverified, in_registry(rest)?),
        "ostree-unverified-image" => (Policy::Unverified, by_transport(rest)?),
        "ostree-image-signed" => (Policy::Signed, by_transport(rest)?),
        "ostree-remote-registry" => {
            let (policy, rest) = remote(rest)?;
            (policy, in_registry(rest)?)
        }
        "ostree-remote-image" => {
            let (policy, rest) = remote(rest)?;
            (policy, by_transport(rest)?)
        }
        _ => return Err(format!("the prefix “{prefix}:” is not known")),
    };
    Ok(Reference { policy, source })
}

fn remote(rest: &str) -> Result<(Policy, &str), String> {
    let (name, rest) = rest
        .split_once(':')
        .ok_or("an OSTree remote and a colon must come first")?;
    let fine = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if name.is_empty() || !name.bytes().all(fine) {
        return Err(format!("“{name}” cannot be the name of an OSTree remote"));
    }
    Ok((Policy::Remote(name.to_owned()), rest))
}

fn by_transport(rest: &str) -> Result<Source, String> {
    let (transport, name) = rest
        .split_once(':')
        .ok_or("a transport such as docker:// must come before the name")?;
    match transport {
        "registry" => in_registry(name),
        "docker" => in_registry(
            name.strip_prefix("//")
                .ok_or("docker: wants two slashes behind it")?,
        ),
        local if LOCAL.contains(&local) => {
            if name.is_empty() || name.chars().any(char::is_control) {
                return Err(format!("a place must follow “{local}:”"));
            }
            Ok(Source::Local {
                transport: local.to_owned(),
                name: name.to_owned(),
            })
        }
        _ => Err(format!("the transport “{transport}:” is not known")),
    }
}

fn in_registry(text: &str) -> Result<Source, String> {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest
        && !is_digest(digest)
    {
        return Err(format!("“{digest}” is not sha256: and 64 hex digits"));
    }
    // A colon behind the last slash is the tag's, one before it the port's.
    let last = name.rfind('/').map_or(0, |at| at + 1);
    let (path, tag) = match name[last..].find(':') {
        Some(at) => (&name[..last + at], Some(&name[last + at + 1..])),
        None => (name, None),
    };
    if let Some(tag) = tag
        && !is_tag(tag)
    {
        return Err(format!("“{tag}” cannot be a tag"));
    }
    let (host, repository) = match path.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => {
            (host, rest.to_owned())
        }
        Some(_) => ("docker.io", path.to_owned()),
        None => ("docker.io", format!("library/{path}")),
    };
    // Docker's first registry has a second name.
    let host = if host == "index.docker.io" {
        "docker.io"
    } else {
        host
    };
    if !is_host(host) {
        return Err(format!("“{host}” cannot be a registry's host"));
    }
    if !is_repository(&repository) {
        return Err(format!(
            "“{repository}” cannot be a repository (only lower-case letters, digits, “.”, “_”, “-” and “/”)"
        ));
    }
    let tag = match (tag, digest) {
        (None, None) => Some("latest".to_owned()),
        (tag, _) => tag.map(str::to_owned),
    };
    Ok(Source::Registry(RegistryImage {
        host: host.to_owned(),
        repository,
        tag,
        digest: digest.map(str::to_owned),
    }))
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.policy, &self.source) {
            (Policy::Unverified, Source::Registry(image)) => {
                write!(f, "ostree-unverified-registry:{image}")
            }
            (Policy::Unverified, source) => write!(f, "ostree-unverified-image:{source}"),
            (Policy::Signed, source) => write!(f, "ostree-image-signed:{source}"),
            (Policy::Remote(remote), Source::Registry(image)) => {
                write!(f, "ostree-remote-registry:{remote}:{image}")
            }
            (Policy::Remote(remote), source) => write!(f, "ostree-remote-image:{remote}:{source}"),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(image) => write!(f, "docker://{image}"),
            Self::Local { transport, name } => write!(f, "{transport}:{name}"),
        }
    }
}

impl fmt::Display for RegistryImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn shown(text: &str) -> String {
        text.parse::<Reference>().unwrap().to_string()
    }

    #[test]
    fn every_form_that_rpm_ostree_writes_comes_back() {
        for text in [
            "ostree-unverified-registry:quay.io/example/os:42",
            "ostree-unverified-registry:[::1]:5000/os:42",
            "ostree-unverified-registry:localhost/os:42",
            "ostree-image-signed:docker://ghcr.io/example/deep/er/os:stable-daily",
            "ostree-remote-registry:fedora:127.0.0.1:5000/lab/os:latest",
            "ostree-unverified-image:oci:/var/tmp/image:tag",
            "ostree-remote-image:fedora:oci:/var/tmp/image:tag",
            "ostree-image-signed:containers-storage:localhost/os:42",
        ] {
            assert_eq!(shown(text), text);
            let held = format!("ostree-unverified-registry:quay.io/example/os:42@{DIGEST}");
            assert_eq!(shown(&held), held);
        }
    }

    #[test]
    fn long_forms_and_what_was_left_out_are_normalised() {
        for (text, expected) in [
            (
                "ostree-unverified-image:docker://quay.io/a/b:1",
                "ostree-unverified-registry:quay.io/a/b:1",
            ),
            (
                "ostree-remote-image:f:docker://quay.io/a/b:1",
                "ostree-remote-registry:f:quay.io/a/b:1",
            ),
            (
                "ostree-remote-image:f:registry:quay.io/a/b:1",
                "ostree-remote-registry:f:quay.io/a/b:1",
            ),
            (
                "ostree-unverified-registry:fedora",
                "ostree-unverified-registry:docker.io/library/fedora:latest",
            ),
            (
                "ostree-unverified-registry:a/b:1",
                "ostree-unverified-registry:docker.io/a/b:1",
            ),
            (
                "ostree-unverified-registry:index.docker.io/a/b:1",
                "ostree-unverified-registry:docker.io/a/b:1",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn its_parts_are_told() {
        let text = format!("ostree-remote-registry:fedora:quay.io:8443/a/b@{DIGEST}");
        let reference: Reference = text.parse().unwrap();
        assert_eq!(reference.policy, Policy::Remote("fedora".into()));
        let image = reference.registry().unwrap();
        assert_eq!(
            (image.host.as_str(), image.repository.as_str()),
            ("quay.io:8443", "a/b")
        );
        assert_eq!(
            (image.tag.as_deref(), image.digest.as_deref()),
            (None, Some(DIGEST))
        );
        let local: Reference = "ostree-unverified-image:oci:/x:y".parse().unwrap();
        assert!(local.registry().is_none());
    }

    #[test]
    fn what_names_no_image_is_refused_with_the_reason() {
        for (text, why) in [
            ("docker://quay.io/a/b:1", "prefix"),
            ("fedora:fedora/42/x86_64/silverblue", "prefix"),
            ("quay.io/a/b", "lacks a prefix"),
            ("ostree-unverified-registry:", "repository"),
            ("ostree-unverified-registry:quay.io/A/b:1", "lower-case"),
            ("ostree-unverified-registry:quay.io/../b:1", "repository"),
            ("ostree-unverified-registry:quay.io/a/b:", "tag"),
            ("ostree-unverified-registry:quay.io/a/b:1?x=y", "tag"),
            ("ostree-unverified-registry:quay.io:0/a/b", "host"),
            ("ostree-unverified-registry:user@quay.io/a", "sha256"),
            (
                "ostree-unverified-registry:quay.io/a/b@sha256:abc",
                "64 hex",
            ),
            ("ostree-image-signed:quay.io/a/b", "transport"),
            ("ostree-image-signed:docker:quay.io/a/b", "two slashes"),
            ("ostree-remote-registry:quay.io/a/b:1", "remote"),
            ("ostree-unverified-image:oci:", "place"),
            ("ostree-unverified-image:ftp:x", "transport"),
        ] {
            let error = text.parse::<Reference>().unwrap_err();
            assert!(error.message.contains(why), "{text}: {error}");
        }
    }
}
