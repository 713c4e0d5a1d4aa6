//! The versions that the remote has.

use waymark_client::Snapshot;
use waymark_model::{FollowedTag, RemoteVersion};

use super::{dates::Dates, name, short, table::lines};

/// What is known of a list of versions.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About {
    /// There are more pages.
    pub(crate) more: bool,
    /// The remote has more than it was asked to tell.
    pub(crate) incomplete: bool,
    /// How the followed tag stands to them.
    pub(crate) followed_tag: Option<FollowedTag>,
}

/// One line for each version.
pub(crate) fn text(
    versions: &[RemoteVersion],
    about: &About,
    snapshot: &Snapshot,
    dates: Dates,
) -> String {
    if versions.is_empty() {
        return "The remote tells of no versions.\n".to_owned() + &beside(about);
    }
    let rows: Vec<_> = versions
        .iter()
        .map(|version| {
            [
                name(version.version.as_deref(), &version.checksum).to_owned(),
                version.timestamp.map_or(String::new(), |t| dates.day(t)),
                short(&version.checksum).to_owned(),
                tag(version),
                place(version, snapshot).to_owned(),
            ]
        })
        .collect();
    lines("  ", &rows) + &beside(about)
}

/// What is to be said of the whole list, a line for each.
fn beside(about: &About) -> String {
    let tag = match about.followed_tag {
        Some(FollowedTag::Lagging) => {
            "The followed tag is at an older version than the newest one, which is no update \
             as long as it stays there.\n"
        }
        Some(FollowedTag::Missing) => {
            "The registry has the followed tag no more: no update will come.\n"
        }
        _ => "",
    };
    let incomplete = if about.incomplete {
        "The registry has more tags than were read: versions may be missing.\n"
    } else {
        ""
    };
    let more = if about.more {
        "There are more: --all, or a higher --limit.\n"
    } else {
        ""
    };
    [tag, incomplete, more].concat()
}

/// The tag of an image, where it is not what the version is called anyway.
fn tag(version: &RemoteVersion) -> String {
    let tag = version.tag.clone().unwrap_or_default();
    if version.version.as_ref() == Some(&tag) {
        String::new()
    } else {
        tag
    }
}

/// Where a version is besides the remote.
fn place(version: &RemoteVersion, snapshot: &Snapshot) -> &'static str {
    let mut deployed = version
        .deployments
        .iter()
        .filter_map(|id| snapshot.deployment(id));
    let offered = snapshot.update.as_ref();
    if deployed.any(|deployment| deployment.booted) {
        "running"
    } else if !version.deployments.is_empty() {
        "on this disk"
    } else if offered.is_some_and(|update| update.checksum == version.checksum) {
        "available"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::{Deployment, Update};

    use super::*;

    #[test]
    fn versions_are_told_with_where_they_are() {
        let now = 1_795_000_000;
        let snapshot = Snapshot {
            deployments: vec![Deployment {
                id: "sample-bb.0".into(),
                booted: true,
                ..Deployment::default()
            }],
            update: Some(Update {
                checksum: "aa".repeat(32),
                ..Update::default()
            }),
            ..Snapshot::default()
        };
        let versions = [
            ("aa", None),
            ("bb", Some("sample-bb.0")),
            ("cc", None),
            ("dd", Some("x")),
        ];
        let versions = versions.map(|(checksum, id)| RemoteVersion {
            checksum: checksum.repeat(32),
            version: Some(format!("44.{checksum}")),
            timestamp: Some(now),
            deployments: id.into_iter().map(String::from).collect(),
            tag: (checksum == "cc").then(|| "latest".to_owned()),
        });
        let expected = "  44.aa  18 Nov 2026 (just now)  aaaaaaaaaaaa          available
  44.bb  18 Nov 2026 (just now)  bbbbbbbbbbbb          running
  44.cc  18 Nov 2026 (just now)  cccccccccccc  latest
  44.dd  18 Nov 2026 (just now)  dddddddddddd          on this disk
There are more: --all, or a higher --limit.
";
        let mut about = About {
            more: true,
            followed_tag: Some(FollowedTag::Current),
            ..About::default()
        };
        assert_eq!(
            text(&versions, &about, &snapshot, Dates::fixed(now)),
            expected
        );
        about.followed_tag = Some(FollowedTag::Lagging);
        about.incomplete = true;
        let told = text(&[], &about, &snapshot, Dates::fixed(now));
        assert!(told.contains("older version than the newest one"), "{told}");
        assert!(told.contains("more tags than were read"), "{told}");
    }
}
