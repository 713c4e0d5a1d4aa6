//! What a registry said.

use serde::{Deserialize, Serialize};

/// The answer to a question: of the same kind as the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// To `Inspect`.
    Image(Image),
    /// To `Tags`.
    Tags(TagPage),
}

/// An image as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The digest of this machine's manifest, `sha256:…`.
    pub digest: String,
    /// The digest of the list of manifests, where the tag points at such a list.
    pub index_digest: Option<String>,
    /// The version that the image's labels or annotations give.
    pub version: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<u64>,
    /// Its layers, base first.
    pub layers: Vec<Layer>,
    /// The size of all layers, in bytes as sent.
    pub size: u64,
    /// The size of the layers that are not here yet, in bytes as sent.
    pub missing_size: u64,
    /// Whether it says of itself that a machine can boot it (`ostree.bootable` or
    /// `containers.bootc`). rpm-ostree takes no other.
    pub bootable: bool,
}

impl Image {
    /// Whether a digest that was recorded here means this image. rpm-ostree records
    /// the manifest's; others the list's.
    #[must_use]
    pub fn is(&self, digest: &str) -> bool {
        self.digest == digest || self.index_digest.as_deref() == Some(digest)
    }
}

/// One layer of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Its digest, `sha256:…`.
    pub digest: String,
    /// Its size in bytes as sent.
    pub size: u64,
}

/// A page of a stream's versions, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagPage {
    /// The versions. May be fewer than asked for, since tags of one image are one version.
    pub versions: Vec<TaggedVersion>,
    /// The cursor of the next page; `None`: this was the last.
    pub next: Option<String>,
    /// How the followed tag stands to the newest version. Asked on the first page only.
    pub followed: Followed,
    /// Whether the registry has more tags than were read.
    pub truncated: bool,
}

/// A version that the registry holds under a tag of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaggedVersion {
    /// The tag.
    pub tag: String,
    /// Whether it can be had.
    pub state: TagState,
    /// The digest of this machine's manifest; `None` unless it can be had.
    pub digest: Option<String>,
    /// The digest of the list of manifests, where the tag points at such a list.
    pub index_digest: Option<String>,
    /// The version that the image gives, else the one in the tag.
    pub version: Option<String>,
    /// When it was made, in seconds since 1970; else the day in the tag.
    pub created: Option<u64>,
}

/// Whether a tag's image can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagState {
    /// It is there.
    Available,
    /// The registry lists the tag but has no image for it.
    Missing,
    /// What is there is no image for this machine; the reason in English.
    Unusable(String),
}

/// How the followed tag stands to the newest version of its stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Followed {
    /// Not asked, or nothing to compare with.
    Unknown,
    /// It points at the newest version, or at a newer image still.
    Current,
    /// It points at an older image than the newest version's.
    Stale,
    /// The registry no longer has it: no update will come.
    Missing,
}
