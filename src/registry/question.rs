//! What can be asked, and what the asking program is told beside it.

use serde::{Deserialize, Serialize};

use crate::{Credentials, Reference};

/// What does the followed tag (or the held digest) point at now?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspect {
    /// The image; it must be one in a registry.
    pub image: Reference,
    /// Digests of the layers that are here already. They count as nothing to fetch.
    pub known_layers: Vec<String>,
}

/// Which versions of the followed stream does the registry hold?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// The image. It must have a tag, which says which of the registry's tags belong to
    /// the stream.
    pub image: Reference,
    /// Where to go on: what an earlier page gave as `next`.
    pub cursor: Option<String>,
    /// How many versions at most; between 1 and [`Tags::MOST`].
    pub limit: u32,
}

impl Tags {
    /// The most versions of one page. Each costs at least one request.
    pub const MOST: u32 = 50;
}

/// One of the questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// See [`Inspect`].
    Inspect(Inspect),
    /// See [`Tags`].
    Tags(Tags),
}

impl Question {
    /// The image that is asked about.
    #[must_use]
    pub fn image(&self) -> &Reference {
        match self {
            Self::Inspect(inspect) => &inspect.image,
            Self::Tags(tags) => &tags.image,
        }
    }
}

/// Who vouches for a registry: a file of the administrator's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Where it is, to name it.
    pub path: String,
    /// Its certificates, in PEM form.
    pub pem: String,
}

/// Where the registry is really asked, and how: as the administrator set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The host, with a port if there is one.
    pub host: String,
    /// The repository there.
    pub repository: String,
    /// Whether plain http and certificates that nobody vouches for will do.
    pub insecure: bool,
    /// The login, if there is one.
    pub credentials: Option<Credentials>,
    /// Who vouches for it, beside those whom the machine trusts.
    #[serde(default)]
    pub authorities: Vec<Authority>,
}

/// How long to wait for a registry, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// For the whole answer.
    pub total: u64,
    /// For a connection, or for the next byte.
    pub stall: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: 60_000,
            stall: 15_000,
        }
    }
}

/// What goes to the asking program: one line of JSON on its standard input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The question.
    pub question: Question,
    /// Where to ask it.
    pub endpoint: Endpoint,
    /// How long to wait.
    pub limits: Limits,
}
