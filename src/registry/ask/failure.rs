//! From a library's errors to ours.

use std::error::Error as StdError;

use oci_client::errors::{OciDistributionError, OciEnvelope, OciErrorCode};
use waymark_registry::{RegistryError, RegistryImage};

/// Whom and what a failure is about.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The host that is really asked.
    pub host: String,
    /// Whether a login was given.
    pub with_login: bool,
}

impl Asked {
    /// The registry said 401 or 403, or gave no token.
    pub fn login(&self, image: &RegistryImage, words: &str) -> RegistryError {
        let (image, detail) = (image.to_string(), tame(words, 300));
        if self.with_login {
            RegistryError::LoginRefused { image, detail }
        } else {
            RegistryError::NeedsLogin { image, detail }
        }
    }

    /// An answer that breaks the protocol.
    pub fn protocol(&self, detail: &str) -> RegistryError {
        RegistryError::Protocol {
            host: self.host.clone(),
            detail: tame(detail, 300),
        }
    }

    /// The connection failed.
    pub fn http(&self, error: &reqwest::Error) -> RegistryError {
        let host = self.host.clone();
        let detail = chain(error);
        if error.is_timeout() {
            RegistryError::Timeout { host }
        } else if let Some(tls) = find::<rustls::Error>(error) {
            RegistryError::Tls {
                host,
                detail: tls.to_string(),
            }
        } else if detail.contains("dns error") {
            // The one sign of it that the library gives.
            RegistryError::UnknownHost { host, detail }
        } else if error.is_builder() || error.is_redirect() {
            self.protocol(&detail)
        } else {
            RegistryError::Offline { host, detail }
        }
    }

    /// The login did not come about.
    pub fn auth(&self, image: &RegistryImage, error: &OciDistributionError) -> RegistryError {
        match error {
            OciDistributionError::RequestError(error) => self.http(error),
            OciDistributionError::AuthenticationFailure(words) => {
                let envelope = serde_json::from_str::<OciEnvelope>(words).ok();
                let first = envelope.and_then(|envelope| envelope.errors.into_iter().next());
                match first.map(|error| (error.code, error.message)) {
                    // The client keeps the words alone, so when is not known.
                    Some((OciErrorCode::Toomanyrequests, _)) => RegistryError::RateLimited {
                        host: self.host.clone(),
                        seconds: None,
                    },
                    Some((_, message)) => self.login(image, &message),
                    None => self.login(image, words),
                }
            }
            other => self.protocol(&other.to_string()),
        }
    }
}

/// The first error of a type among the causes, those inside I/O errors too.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        current = match error.downcast_ref::<std::io::Error>() {
            // Its own `source` skips the error that it wraps.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

/// An error with its causes in one line.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    tame(&text, 300)
}

/// Words of strangers: one line of bounded length.
pub fn tame(words: &str, most: usize) -> String {
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect::<String>()
        .trim()
        .to_owned()
}
