//! From what was typed to what is meant.
//!
//! Only here are version strings understood; the service takes references alone. A
//! text that could mean several things is refused with a list of them.

use serde::Serialize;
use waymark_client::Snapshot;
use waymark_model::{Deployment, Ref, RemoteVersion};

/// The shortest part of a checksum that is taken for one.
const SHORTEST_CHECKSUM: usize = 7;
/// Length of a whole checksum.
const WHOLE_CHECKSUM: usize = 64;

/// Something that a typed text can mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Candidate {
    /// What the service calls it.
    #[serde(rename = "ref")]
    pub(crate) reference: String,
    /// Version string of the publisher.
    pub(crate) version: Option<String>,
    /// When it was published, in seconds since 1970.
    pub(crate) timestamp: Option<u64>,
}

impl From<&Deployment> for Candidate {
    fn from(deployment: &Deployment) -> Self {
        Self {
            reference: Ref::Deployment(deployment.id.clone()).to_string(),
            version: deployment.version.clone(),
            timestamp: deployment.timestamp,
        }
    }
}

impl From<&RemoteVersion> for Candidate {
    fn from(version: &RemoteVersion) -> Self {
        Self {
            reference: Ref::Version(version.checksum.clone()).to_string(),
            version: version.version.clone(),
            timestamp: version.timestamp,
        }
    }
}

/// What a text means among things of one kind.
#[derive(Debug, PartialEq)]
pub(crate) enum Meaning<T> {
    /// This one.
    One(T),
    /// None of them.
    None,
    /// Any of these.
    Many(Vec<Candidate>),
}

/// Whether a text is a word of the command line, and so never a version string.
pub(crate) fn is_word(text: &str) -> bool {
    matches!(text, "running" | "next" | "staged" | "available")
}

/// The deployment on this disk that a text means.
pub(crate) fn deployment<'a>(text: &str, snapshot: &'a Snapshot) -> Meaning<&'a Deployment> {
    let all = &snapshot.deployments;
    let id = text.strip_prefix("deployment:").unwrap_or(text);
    if let Some(found) = all.iter().find(|d| d.id == id) {
        return Meaning::One(found);
    }
    if is_word(text) {
        let found = match text {
            "running" => snapshot.booted(),
            "next" => snapshot.next(),
            "staged" => snapshot.staged(),
            _ => None,
        };
        return found.map_or(Meaning::None, Meaning::One);
    }
    only(all, |d| names(text, d.version.as_deref(), &d.checksum))
}

/// The version of the remote that a text means, among those that are known.
pub(crate) fn version<'a>(text: &str, known: &'a [RemoteVersion]) -> Meaning<&'a RemoteVersion> {
    only(known, |v| names(text, v.version.as_deref(), &v.checksum))
}

/// The version that the last check found, if a text means it.
pub(crate) fn available(text: &str, snapshot: &Snapshot) -> Option<Ref> {
    let update = snapshot.update.as_ref()?;
    let meant = text == "available" || names(text, update.version.as_deref(), &update.checksum);
    meant.then(|| Ref::Version(update.checksum.clone()))
}

/// The version whose whole checksum or digest was typed.
pub(crate) fn checksum(text: &str) -> Option<Ref> {
    if let Ok(Ref::Version(checksum)) = text.parse() {
        return Some(Ref::Version(checksum));
    }
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    (digits.len() == WHOLE_CHECKSUM && is_hex(digits)).then(|| Ref::Version(text.to_owned()))
}

/// Whether a text is the version string, or the checksum or a long enough part of it.
fn names(text: &str, version: Option<&str>, checksum: &str) -> bool {
    let part = text.strip_prefix("version:").unwrap_or(text);
    let digits = part.strip_prefix("sha256:").unwrap_or(part);
    version == Some(text)
        || (digits.len() >= SHORTEST_CHECKSUM
            && is_hex(digits)
            && checksum
                .strip_prefix("sha256:")
                .unwrap_or(checksum)
                .starts_with(digits))
}

fn is_hex(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

fn only<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> Meaning<&T>
where
    for<'a> Candidate: From<&'a T>,
{
    let found: Vec<&T> = all.iter().filter(|one| is_meant(one)).collect();
    match found[..] {
        [] => Meaning::None,
        [one] => Meaning::One(one),
        _ => Meaning::Many(found.into_iter().map(Candidate::from).collect()),
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::Update;

    use super::*;

    fn deployed(id: &str, checksum: &str, version: &str) -> Deployment {
        Deployment {
            id: id.into(),
            checksum: checksum.into(),
            version: Some(version.into()),
            ..Deployment::default()
        }
    }

    fn sample() -> Snapshot {
        let mut next = deployed("sample-0a1b2c3d4e.0", "0a1b2c3d4e", "44.2");
        next.next = true;
        let mut running = deployed("sample-0a1b2c3fff.0", "0a1b2c3fff", "44.1");
        running.booted = true;
        let twin = deployed("other-99999999.0", "99999999", "7");
        let twins_twin = deployed("other-99999999.1", "99999999", "7");
        Snapshot {
            deployments: vec![next, running, twin, twins_twin],
            update: Some(Update {
                checksum: "feedbeef00".into(),
                version: Some("44.3".into()),
                ..Update::default()
            }),
            ..Snapshot::default()
        }
    }

    fn id(text: &str) -> Option<String> {
        match deployment(text, &sample()) {
            Meaning::One(found) => Some(found.id.clone()),
            Meaning::None | Meaning::Many(_) => None,
        }
    }

    #[test]
    fn a_deployment_has_many_names() {
        for text in [
            "running",
            "44.1",
            "0a1b2c3fff",
            "0a1b2c3f",
            "version:0a1b2c3fff",
            "sample-0a1b2c3fff.0",
            "deployment:sample-0a1b2c3fff.0",
        ] {
            assert_eq!(id(text).as_deref(), Some("sample-0a1b2c3fff.0"), "{text}");
        }
        assert_eq!(id("next").as_deref(), Some("sample-0a1b2c3d4e.0"));
        assert_eq!(id("other-99999999.1").as_deref(), Some("other-99999999.1"));
    }

    #[test]
    fn what_means_nothing_means_nothing() {
        for text in [
            "",
            "0",
            "1",
            "44",
            "staged",
            "0a1b2c",
            "deployment:",
            "version:",
            "44.3",
        ] {
            assert_eq!(deployment(text, &sample()), Meaning::None, "{text}");
        }
    }

    #[test]
    fn what_could_mean_several_is_not_guessed() {
        for (text, expected) in [
            (
                "7",
                ["deployment:other-99999999.0", "deployment:other-99999999.1"],
            ),
            (
                "9999999",
                ["deployment:other-99999999.0", "deployment:other-99999999.1"],
            ),
            (
                "0a1b2c3",
                [
                    "deployment:sample-0a1b2c3d4e.0",
                    "deployment:sample-0a1b2c3fff.0",
                ],
            ),
        ] {
            let Meaning::Many(candidates) = deployment(text, &sample()) else {
                panic!("{text} could mean several");
            };
            let found: Vec<_> = candidates.iter().map(|c| c.reference.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_available_version_has_its_names() {
        let expected = Some(Ref::Version("feedbeef00".into()));
        for text in [
            "available",
            "44.3",
            "feedbee",
            "feedbeef00",
            "version:feedbeef00",
        ] {
            assert_eq!(available(text, &sample()), expected, "{text}");
        }
        assert_eq!(available("44.2", &sample()), None);
        assert_eq!(available("available", &Snapshot::default()), None);
    }

    #[test]
    fn remote_versions_are_found_alike() {
        let known = ["aaaaaaa1", "aaaaaaa2"].map(|checksum| RemoteVersion {
            checksum: checksum.into(),
            version: Some("43".into()),
            ..RemoteVersion::default()
        });
        assert_eq!(version("aaaaaaa2", &known), Meaning::One(&known[1]));
        assert!(matches!(version("43", &known), Meaning::Many(found) if found.len() == 2));
        assert_eq!(version("42", &known), Meaning::None);
    }

    #[test]
    fn a_whole_checksum_needs_no_search() {
        let digest = "ab".repeat(32);
        assert_eq!(checksum(&digest), Some(Ref::Version(digest.clone())));
        let image = format!("sha256:{digest}");
        assert_eq!(checksum(&image), Some(Ref::Version(image.clone())));
        assert_eq!(checksum("version:0a"), Some(Ref::Version("0a".into())));
        assert_eq!(checksum("abcdef0"), None);
        assert_eq!(checksum(&"zz".repeat(32)), None);
    }
}
