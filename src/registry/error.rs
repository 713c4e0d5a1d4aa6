//! What can go wrong, as types, and as the service's errors.

use serde::{Deserialize, Serialize};
use waymark_model::{Error, ErrorKind};

/// Why a registry gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum RegistryError {
    /// No connection, or it broke.
    #[error("The registry {host} could not be reached. Check the connection and try again.")]
    Offline {
        /// The registry.
        host: String,
        /// The system's words.
        detail: String,
    },
    /// The host's name means nothing.
    #[error("The registry's name {host} could not be resolved. Check the connection and the name.")]
    UnknownHost {
        /// The registry.
        host: String,
        /// The system's words.
        detail: String,
    },
    /// No trust in the registry's certificate, or no TLS at all.
    #[error("There is no secure connection to the registry {host}: {detail}")]
    Tls {
        /// The registry.
        host: String,
        /// What is wrong.
        detail: String,
    },
    /// It answered too slowly.
    #[error("The registry {host} took too long to answer. Try again later.")]
    Timeout {
        /// The registry.
        host: String,
    },
    /// 401 or 403.
    #[error("The registry wants a login for {image}. Give one in /etc/ostree/auth.json.")]
    NeedsLogin {
        /// The image.
        image: String,
        /// The registry's words.
        detail: String,
    },
    /// A login was given and refused.
    #[error("The registry refused the login for {image}. Check /etc/ostree/auth.json.")]
    LoginRefused {
        /// The image.
        image: String,
        /// The registry's words.
        detail: String,
    },
    /// It has no such image.
    #[error("The registry has no {what} {image}.")]
    NotFound {
        /// The image.
        image: String,
        /// What of it is missing.
        what: Missing,
    },
    /// 429.
    #[error("The registry {host} had too many requests.{}", again(*.seconds))]
    RateLimited {
        /// The registry.
        host: String,
        /// After how many seconds to ask again, if it said so.
        seconds: Option<u64>,
    },
    /// 5xx, or a status without meaning here.
    #[error("The registry {host} has trouble of its own (HTTP status {status}). Try again later.")]
    Server {
        /// The registry.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// What is there is no image for this machine.
    #[error("{image} is no image for this machine: {reason}")]
    NotAnImage {
        /// The image.
        image: String,
        /// Why not.
        reason: String,
    },
    /// What came is not what its digest says.
    #[error("The registry sent {image} damaged. Try again.")]
    Corrupt {
        /// The image.
        image: String,
    },
    /// More came than any honest answer holds.
    #[error("The registry {host} sent more than {limit} bytes, which no honest answer needs.")]
    TooLarge {
        /// The registry.
        host: String,
        /// The bound, in bytes.
        limit: u64,
    },
    /// An answer that breaks the protocol.
    #[error("The registry {host} gave an answer without meaning: {detail}")]
    Protocol {
        /// The registry.
        host: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The administrator forbids this registry.
    #[error("{image} is blocked by the machine's registries.conf.")]
    Blocked {
        /// The image.
        image: String,
    },
    /// The image is on this machine: there is no registry to ask.
    #[error("{image} is in no registry, so there is nothing to ask.")]
    NoRegistry {
        /// The image.
        image: String,
    },
    /// The question has no meaning.
    #[error("The question has no meaning: {detail}")]
    Question {
        /// What is wrong with it.
        detail: String,
    },
    /// A file of the administrator is wrong.
    #[error("{path} cannot be used: {detail}")]
    Configuration {
        /// The file.
        path: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The asking program did not do its part.
    #[error("The program that asks registries failed: {detail}")]
    Helper {
        /// What it did.
        detail: String,
    },
}

/// What of an image is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The repository, or all of its tags.
    Repository,
    /// The tag, or the repository: some registries do not say which.
    Tag,
    /// The digest.
    Digest,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Repository => "repository",
            Self::Tag => "tag",
            Self::Digest => "image with the digest",
        })
    }
}

fn again(seconds: Option<u64>) -> String {
    match seconds {
        Some(1) => " Try again in 1 second.".to_owned(),
        Some(seconds) => format!(" Try again in {seconds} seconds."),
        None => " Try again later.".to_owned(),
    }
}

impl From<RegistryError> for Error {
    fn from(error: RegistryError) -> Self {
        use RegistryError as E;
        let message = error.to_string();
        let again = match &error {
            E::RateLimited { seconds, .. } => *seconds,
            _ => None,
        };
        let (kind, reference, raw) = match error {
            E::Offline { detail, .. } | E::UnknownHost { detail, .. } => {
                (ErrorKind::Offline, None, detail)
            }
            E::Timeout { .. } => (ErrorKind::Offline, None, String::new()),
            E::NotFound { image, .. } => (ErrorKind::NotFound, Some(image), String::new()),
            E::Corrupt { image } => (ErrorKind::Corrupt, Some(image), String::new()),
            E::NoRegistry { image } => (ErrorKind::NotSupported, Some(image), String::new()),
            E::NeedsLogin { image, detail } | E::LoginRefused { image, detail } => {
                (ErrorKind::Failed, Some(image), detail)
            }
            E::NotAnImage { image, .. } | E::Blocked { image } => {
                (ErrorKind::Failed, Some(image), String::new())
            }
            E::Question { .. } => (ErrorKind::InvalidArgument, None, String::new()),
            E::Tls { .. }
            | E::RateLimited { .. }
            | E::Server { .. }
            | E::TooLarge { .. }
            | E::Protocol { .. }
            | E::Configuration { .. }
            | E::Helper { .. } => (ErrorKind::Failed, None, String::new()),
        };
        Self::new(kind, message)
            .with(|fields| {
                fields.reference = reference;
                fields.retry_after = again;
            })
            .raw(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_the_services_kind_and_says_the_next_step() {
        let host = || "quay.io".to_owned();
        let image = || "quay.io/a/b:1".to_owned();
        for (error, kind, says) in [
            (
                RegistryError::Offline {
                    host: host(),
                    detail: "refused".into(),
                },
                ErrorKind::Offline,
                "try again",
            ),
            (
                RegistryError::Timeout { host: host() },
                ErrorKind::Offline,
                "too long",
            ),
            (
                RegistryError::NotFound {
                    image: image(),
                    what: Missing::Tag,
                },
                ErrorKind::NotFound,
                "no tag quay.io/a/b:1",
            ),
            (
                RegistryError::NeedsLogin {
                    image: image(),
                    detail: String::new(),
                },
                ErrorKind::Failed,
                "wants a login",
            ),
            (
                RegistryError::RateLimited {
                    host: host(),
                    seconds: Some(90),
                },
                ErrorKind::Failed,
                "in 90 seconds",
            ),
            (
                RegistryError::NoRegistry {
                    image: "oci:/x".into(),
                },
                ErrorKind::NotSupported,
                "in no registry",
            ),
        ] {
            let error = Error::from(error);
            assert_eq!(error.kind, kind, "{error}");
            assert!(error.message.contains(says), "{error}");
        }
    }
}
