//! GPG signatures, as libostree verified them for rpm-ostreed.

use serde::Serialize;
use zbus::Variant;

use super::values::{Read, fields};

/// One signature of a commit: `(bbbbbsxxsssssxx)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Signature {
    /// It is good and its key is trusted.
    pub(crate) valid: bool,
    /// It is past its end.
    pub(crate) expired: bool,
    /// Its key is past its end.
    pub(crate) key_expired: bool,
    /// Its key was revoked.
    pub(crate) key_revoked: bool,
    /// Its key is not known here.
    pub(crate) key_missing: bool,
    /// Fingerprint of the key that made it; only its id if the key is missing.
    pub(crate) fingerprint: String,
    /// When it was made, in seconds since 1970.
    pub(crate) made: i64,
    /// Name of the key's owner, if the key is known.
    pub(crate) user: Option<String>,
    /// Address of the key's owner, if the key is known.
    pub(crate) email: Option<String>,
    /// Fingerprint of the primary key, if the key is known.
    pub(crate) primary: Option<String>,
}

impl Read for Signature {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let all = fields(value, 13)?;
        let text = |at: usize| Some(String::read(&all[at])?).filter(|text| !text.is_empty());
        Some(Self {
            valid: bool::read(&all[0])?,
            expired: bool::read(&all[1])?,
            key_expired: bool::read(&all[2])?,
            key_revoked: bool::read(&all[3])?,
            key_missing: bool::read(&all[4])?,
            fingerprint: String::read(&all[5])?,
            made: i64::read(&all[6])?,
            user: text(10),
            email: text(11),
            primary: text(12),
        })
    }
}
