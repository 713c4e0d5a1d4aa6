//! What a check or a staged update left in the property `CachedUpdate`.
//!
//! With images it is unreliable: nothing in it says that there is no update. See
//! the module of the engine that asks the registry instead.

use serde::Serialize;
use waymark_model::{Change, Dict};
use zbus::Variant;

use super::{
    rpm_diff::cached,
    signatures::Signature,
    values::{Read, Reader, entry, fields},
};

/// A page about a vulnerability.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawReference {
    /// Its address.
    pub(crate) url: String,
    /// Its title, which begins with the CVE's number.
    pub(crate) title: String,
}

/// A notice of the publisher: `(suuasa{sv})`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawAdvisory {
    /// Its id.
    pub(crate) id: String,
    /// 1 security, 2 a mistake mended, 3 an enhancement, 4 a new package; 0 unknown.
    pub(crate) kind: u32,
    /// 0 none told, 1 low, 2 moderate, 3 important, 4 critical.
    pub(crate) severity: u32,
    /// The packages it is about, in full.
    pub(crate) packages: Vec<String>,
    /// What it mends.
    pub(crate) references: Vec<RawReference>,
}

/// What of an image changes, in layers: counts, and compressed bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawManifestDiff {
    /// Layers of the new image.
    pub(crate) total: u64,
    /// Bytes of them.
    pub(crate) total_size: u64,
    /// Layers that go.
    pub(crate) removed: u64,
    /// Bytes of them.
    pub(crate) removed_size: u64,
    /// Layers that come.
    pub(crate) added: u64,
    /// Bytes of them.
    pub(crate) added_size: u64,
}

/// A cached update, read whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawUpdate {
    /// The stateroot.
    pub(crate) osname: String,
    /// What is followed: `remote:ref` or an image reference.
    pub(crate) origin: Option<String>,
    /// The new commit; with an image that is not staged the running one.
    pub(crate) checksum: Option<String>,
    /// The new version; absent with a staged image.
    pub(crate) version: Option<String>,
    /// When the commit of `checksum` was made, in seconds since 1970.
    pub(crate) timestamp: Option<u64>,
    /// Whether the followed ref has another commit than the one in use. False with
    /// images that are not staged, although there is an update.
    pub(crate) new_commit: bool,
    /// The running commit that all is compared with.
    pub(crate) against: Option<String>,
    /// Id of the deployment, if it is staged.
    pub(crate) deployment: Option<String>,
    /// Whether the remote demands GPG signatures.
    pub(crate) gpg_enabled: Option<bool>,
    /// Signatures of the new commit.
    pub(crate) signatures: Vec<Signature>,
    /// How the packages change; absent: unknown.
    pub(crate) changes: Option<Vec<Change>>,
    /// Notices about the new packages; absent: unknown.
    pub(crate) advisories: Option<Vec<RawAdvisory>>,
    /// How the image's layers change. Its presence says that a check found an update.
    pub(crate) manifest: Option<RawManifestDiff>,
}

impl RawUpdate {
    /// Reads the property; `None` if nothing is cached.
    pub(crate) fn read(dict: &Dict) -> Option<Self> {
        if dict.is_empty() {
            return None;
        }
        let from = Reader::new("cached update", dict);
        Some(Self {
            osname: from.or_default("osname"),
            origin: from.text("origin"),
            checksum: from.text("checksum"),
            version: from.text("version"),
            timestamp: from.get("timestamp").filter(|&time| time > 0),
            new_commit: from.or_default("ref-has-new-commit"),
            against: from.text("update-sha256"),
            deployment: from.text("deployment"),
            gpg_enabled: from.get("gpg-enabled"),
            signatures: from.or_default("signatures"),
            changes: from.raw("rpm-diff").map(cached),
            advisories: from.get("advisories"),
            manifest: from.raw("manifest-diff").map(RawManifestDiff::read),
        })
    }
}

impl Read for RawAdvisory {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let all = fields(value, 5)?;
        let references: Vec<(String, String)> = entry(&all[4], "cve_references")
            .and_then(Read::read)
            .unwrap_or_default();
        Some(Self {
            id: String::read(&all[0])?,
            kind: u32::read(&all[1])?,
            severity: u32::read(&all[2])?,
            packages: Read::read(&all[3])?,
            references: references
                .into_iter()
                .map(|(url, title)| RawReference { url, title })
                .collect(),
        })
    }
}

impl RawManifestDiff {
    fn read(diff: &Variant<'_>) -> Self {
        let number = |key| entry(diff, key).and_then(u64::read).unwrap_or(0);
        Self {
            total: number("total"),
            total_size: number("total-size"),
            removed: number("n-removed"),
            removed_size: number("removed-size"),
            added: number("n-added"),
            added_size: number("added-size"),
        }
    }
}
