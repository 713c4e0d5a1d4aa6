//! Results for people: text from types, without reading or writing anything.

pub(crate) mod advisories;
pub(crate) mod changes;
pub(crate) mod dates;
pub(crate) mod deployment;
pub(crate) mod etc;
pub(crate) mod failure;
pub(crate) mod history;
pub(crate) mod jobs;
pub(crate) mod last_start;
pub(crate) mod packages;
pub(crate) mod policy;
pub(crate) mod result;
pub(crate) mod review;
pub(crate) mod status;
mod stream;
pub(crate) mod streams;
mod table;
pub(crate) mod units;
pub(crate) mod update;

use waymark_model::Deployment;

/// How many characters of a checksum are shown; they are enough to type.
const SHORT_CHECKSUM: usize = 12;

/// A checksum to look at and to type.
fn short(checksum: &str) -> &str {
    let digits = checksum.strip_prefix("sha256:").unwrap_or(checksum);
    digits.get(..SHORT_CHECKSUM).unwrap_or(digits)
}

/// What to call a version: its version string, or else its checksum.
pub(crate) fn name<'a>(version: Option<&'a str>, checksum: &'a str) -> &'a str {
    version
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| short(checksum))
}

/// What to call a deployment.
pub(crate) fn deployment_name(deployment: &Deployment) -> &str {
    name(deployment.version.as_deref(), &deployment.checksum)
}
