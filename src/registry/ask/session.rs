//! A conversation with one registry: the login, then bounded GET requests.
//!
//! The login (challenges, tokens) is the OCI client's. The requests are made here: the
//! client reads answers of any size, and drops the headers `Link` and `Retry-After`.

use std::time::{Duration, SystemTime};

use oci_client::{
    Client, RegistryOperation,
    client::{self, CertificateEncoding, ClientConfig, ClientProtocol},
    errors::{OciEnvelope, OciErrorCode},
    secrets::RegistryAuth,
};
use reqwest::{
    Certificate, Response, StatusCode, Url,
    header::{ACCEPT, HeaderMap, RETRY_AFTER},
    redirect,
};
use waymark_registry::{Credentials, Endpoint, Missing, RegistryError, RegistryImage, Request};

use super::{authorities, failure::Asked};

/// The longest wait in seconds that a registry may ask for and gets.
const WAIT: u64 = 5;
/// The most bytes of an answer: what the specification demands that registries take
/// for a manifest.
pub const LARGEST: u64 = 4 << 20;
const AGENT: &str = concat!("waymark/", env!("CARGO_PKG_VERSION"));

/// See the module.
pub struct Session {
    http: reqwest::Client,
    base: Url,
    endpoint: Endpoint,
    token: Option<String>,
    asked: Asked,
}

/// What came.
pub struct Got {
    /// Where it came from.
    pub url: Url,
    /// Its headers.
    pub headers: HeaderMap,
    /// It.
    pub body: Vec<u8>,
}

impl Session {
    /// Logs in, as far as the registry wants it.
    pub async fn open(request: &Request, image: &RegistryImage) -> Result<Self, RegistryError> {
        let endpoint = request.endpoint.clone();
        let asked = Asked {
            host: endpoint.host.clone(),
            with_login: endpoint.credentials.is_some(),
        };
        // It fails only where one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authorities = authorities::read(&endpoint.authorities)?;
        let ours = authorities
            .iter()
            .map(|one| Certificate::from_der(one))
            .collect::<reqwest::Result<Vec<_>>>()
            .map_err(|error| asked.http(&error))?;
        let stall = Duration::from_millis(request.limits.stall);
        let http = reqwest::Client::builder()
            .user_agent(AGENT)
            .connect_timeout(stall)
            .read_timeout(stall)
            .danger_accept_invalid_certs(endpoint.insecure)
            .tls_certs_merge(ours)
            .redirect(redirect::Policy::custom(follow))
            .build()
            .map_err(|error| asked.http(&error))?;
        let name = oci_client::Reference::with_tag(
            endpoint.host.clone(),
            endpoint.repository.clone(),
            "latest".to_owned(),
        );
        let host = name.resolve_registry();
        let scheme = if endpoint.insecure && !speaks_tls(&http, host).await? {
            "http"
        } else {
            "https"
        };
        let base = Url::parse(&format!("{scheme}://{host}/"))
            .map_err(|error| asked.protocol(&error.to_string()))?;
        let client = Client::try_from(ClientConfig {
            protocol: if scheme == "http" {
                ClientProtocol::Http
            } else {
                ClientProtocol::Https
            },
            accept_invalid_certificates: endpoint.insecure,
            extra_root_certificates: authorities.into_iter().map(for_login).collect(),
            connect_timeout: Some(stall),
            read_timeout: Some(stall),
            user_agent: AGENT,
            ..ClientConfig::default()
        })
        .map_err(|error| asked.auth(image, &error))?;
        let login = match &endpoint.credentials {
            Some(Credentials { user, password }) => {
                RegistryAuth::Basic(user.clone(), password.clone())
            }
            None => RegistryAuth::Anonymous,
        };
        let token = client
            .auth(&name, &login, RegistryOperation::Pull)
            .await
            .map_err(|error| asked.auth(image, &error))?;
        Ok(Self {
            http,
            base,
            endpoint,
            token,
            asked,
        })
    }

    /// Who is asked.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// An address below the repository.
    pub fn url(&self, path: &str) -> Result<Url, RegistryError> {
        self.base
            .join(&format!("v2/{}/{path}", self.endpoint.repository))
            .map_err(|error| self.asked.protocol(&error.to_string()))
    }

    /// Gets one document about `image`. A 404 without better words means that `missing`
    /// is missing. Too many requests are tried once more if the wait is short.
    pub async fn get(
        &self,
        url: Url,
        accept: &str,
        image: &RegistryImage,
        missing: Missing,
    ) -> Result<Got, RegistryError> {
        let mut response = self.send(&url, accept).await?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS
            && let Some(seconds) = retry_after(response.headers(), SystemTime::now())
            && seconds <= WAIT
        {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            response = self.send(&url, accept).await?;
        }
        let status = response.status();
        let headers = response.headers().clone();
        let body = self.read(response).await?;
        if status == StatusCode::OK {
            return Ok(Got { url, headers, body });
        }
        let envelope = serde_json::from_slice::<OciEnvelope>(&body).ok();
        let first = envelope
            .as_ref()
            .and_then(|envelope| envelope.errors.first());
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let words = first.map_or("", |error| error.message.as_str());
                self.asked.login(image, words)
            }
            StatusCode::NOT_FOUND => RegistryError::NotFound {
                image: image.to_string(),
                what: match first.map(|error| &error.code) {
                    Some(OciErrorCode::NameUnknown) => Missing::Repository,
                    _ => missing,
                },
            },
            StatusCode::TOO_MANY_REQUESTS => RegistryError::RateLimited {
                host: self.asked.host.clone(),
                seconds: retry_after(&headers, SystemTime::now()),
            },
            other => RegistryError::Server {
                host: self.asked.host.clone(),
                status: other.as_u16(),
            },
        })
    }

    async fn send(&self, url: &Url, accept: &str) -> Result<Response, RegistryError> {
        let mut request = self.http.get(url.clone()).header(ACCEPT, accept);
        request = match (&self.token, &self.endpoint.credentials) {
            (Some(token), _) => request.bearer_auth(token),
            (None, Some(login)) => request.basic_auth(&login.user, Some(&login.password)),
            (None, None) => request,
        };
        request
            .send()
            .await
            .map_err(|error| self.asked.http(&error))
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, RegistryError> {
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.asked.http(&error))?
        {
            if (body.len() + chunk.len()) as u64 > LARGEST {
                return Err(RegistryError::TooLarge {
                    host: self.asked.host.clone(),
                    limit: LARGEST,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn for_login(data: Vec<u8>) -> client::Certificate {
    client::Certificate {
        encoding: CertificateEncoding::Der,
        data,
    }
}

/// Whether the host speaks TLS at all; it need not be vouched for.
async fn speaks_tls(http: &reqwest::Client, host: &str) -> Result<bool, RegistryError> {
    match http.get(format!("https://{host}/v2/")).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.is_timeout() => Err(RegistryError::Timeout {
            host: host.to_owned(),
        }),
        Err(_) => Ok(false),
    }
}

/// Blobs are often elsewhere. What was asked for over TLS is not taken without.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let was_safe = attempt
        .previous()
        .first()
        .is_some_and(|url| url.scheme() == "https");
    if attempt.previous().len() > 5 {
        attempt.error("too many redirects")
    } else if was_safe && attempt.url().scheme() != "https" {
        attempt.error("a redirect leads away from https")
    } else {
        attempt.follow()
    }
}

/// In how many seconds to ask again: given as such, or as a date.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date has no fractions: without rounding up it would be asked too early.
    let wait = date.duration_since(now).unwrap_or_default();
    Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_as_seconds_or_as_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_770_500);
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            assert_eq!(retry_after(&headers, now), seconds, "{text}");
        }
    }
}
