//! The Versions page: the timeline of what is on this disk, and what the remote still has.

use waymark_model::{Deployment, Ref, RemoteVersion};

use super::{World, groups, text, world::reference};
use crate::tr;

/// What a version is to the system, as a shape and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Badge {
    /// It runs now.
    Running,
    /// The next start runs it.
    Next,
    /// It enters the boot list at shutdown.
    Staged,
    /// It is kept.
    Pinned,
    /// Its origin stays at this version.
    Held,
    /// It was made writable.
    Unlocked,
    /// It is not on this computer.
    Remote,
}

impl Badge {
    /// The badge's word.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Running => tr!("badge-running"),
            Self::Next => tr!("badge-next"),
            Self::Staged => tr!("badge-staged"),
            Self::Pinned => tr!("badge-pinned"),
            Self::Held => tr!("badge-held"),
            Self::Unlocked => tr!("badge-unlocked"),
            Self::Remote => tr!("versions-download"),
        }
    }

    /// The badge's shape.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Running => "waymark-dot-full-symbolic",
            Self::Next => "waymark-dot-half-symbolic",
            Self::Staged => "waymark-restart-symbolic",
            Self::Pinned => "view-pin-symbolic",
            Self::Held => "waymark-held-symbolic",
            Self::Unlocked => "changes-allow-symbolic",
            Self::Remote => "waymark-download-symbolic",
        }
    }

    /// The badge's style class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Next => "next",
            Self::Staged => "staged",
            Self::Pinned => "pinned",
            Self::Held => "held",
            Self::Unlocked => "unlocked",
            Self::Remote => "remote",
        }
    }
}

/// Where a row is on the line that joins the versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Nothing is above it.
    pub(crate) first: bool,
    /// Nothing is below it.
    pub(crate) last: bool,
}

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VersionRow {
    /// What it is about.
    pub(crate) target: Ref,
    /// The version.
    pub(crate) title: String,
    /// Date, stream, layers.
    pub(crate) subtitle: String,
    /// What it is to the system.
    pub(crate) badges: Vec<Badge>,
    /// The shape on the line.
    pub(crate) dot: &'static str,
    /// Where it is on the line.
    pub(crate) place: Place,
    /// The row in one sentence.
    pub(crate) spoken: String,
    /// What stands above it, where a group begins.
    pub(crate) heading: Option<String>,
}

/// The badges of a deployment.
pub(crate) fn badges(deployment: &Deployment) -> Vec<Badge> {
    [
        (deployment.booted, Badge::Running),
        // What runs and stays needs no second word.
        (deployment.next && !deployment.booted, Badge::Next),
        (deployment.staged, Badge::Staged),
        (deployment.pinned, Badge::Pinned),
        (deployment.held.is_some(), Badge::Held),
        (deployment.unlocked.is_some(), Badge::Unlocked),
    ]
    .into_iter()
    .filter_map(|(is, badge)| is.then_some(badge))
    .collect()
}

fn dot(deployment: &Deployment) -> &'static str {
    match (deployment.booted, deployment.next) {
        (true, _) => "waymark-dot-full-symbolic",
        (false, true) => "waymark-dot-half-symbolic",
        (false, false) => "waymark-dot-empty-symbolic",
    }
}

/// The rows of what is on this disk, newest first.
pub(crate) fn timeline(world: &World) -> Vec<VersionRow> {
    let mut deployments: Vec<&Deployment> = world.snapshot.deployments.iter().collect();
    // Of one version the one that was made last comes first. Stable: of two that are
    // equally old the one that starts first.
    deployments.sort_by_key(|d| std::cmp::Reverse((text::published(d), d.timestamp)));
    let last = deployments.len().saturating_sub(1);
    let told = Told::of(&deployments);
    let dates: Vec<Option<u64>> = deployments.iter().map(|d| text::published(d)).collect();
    deployments
        .into_iter()
        .zip(groups::headings(world.now, &dates))
        .enumerate()
        .map(|(index, (deployment, heading))| {
            let title = text::version(deployment.version.as_deref(), &deployment.checksum);
            let subtitle = told.subtitle(world, deployment);
            let badges = badges(deployment);
            VersionRow {
                target: reference(deployment),
                spoken: spoken(&title, &badges, &subtitle),
                title,
                subtitle,
                badges,
                dot: dot(deployment),
                place: Place {
                    first: index == 0,
                    last: index == last,
                },
                heading,
            }
        })
        .collect()
}

/// What rows have to say since it is not the same for all of them.
struct Told {
    stateroots: bool,
    origins: bool,
    layers: bool,
}

impl Told {
    fn of(deployments: &[&Deployment]) -> Self {
        let differ = |of: fn(&Deployment) -> Option<&str>| {
            deployments.iter().any(|d| of(d) != of(deployments[0]))
        };
        Self {
            stateroots: differ(|d| d.stateroot.as_deref()),
            origins: differ(|d| d.origin.as_deref()),
            layers: deployments.iter().any(|d| !d.layers.is_empty()),
        }
    }

    fn subtitle(&self, world: &World, deployment: &Deployment) -> String {
        let date = text::published(deployment).map(|at| text::day(world.now, at));
        let stateroot = deployment.stateroot.as_deref().filter(|_| self.stateroots);
        let origin = deployment.origin.as_deref().filter(|_| self.origins);
        let layers = match deployment.layers.len() {
            0 => tr!("versions-no-layers"),
            count => tr!("versions-layers", count = count),
        };
        text::facts([
            date.unwrap_or_default(),
            stateroot.map(text::plain).unwrap_or_default(),
            origin.map(text::stream).unwrap_or_default(),
            if self.layers { layers } else { String::new() },
        ])
    }
}

fn spoken(title: &str, badges: &[Badge], subtitle: &str) -> String {
    let mut parts = vec![title.to_owned()];
    parts.extend(badges.iter().map(|badge| badge.label()));
    parts.push(subtitle.to_owned());
    parts.retain(|part| !part.is_empty());
    text::row(&parts)
}

/// The rows of what only the remote has.
pub(crate) fn older(world: &World, versions: &[RemoteVersion]) -> Vec<VersionRow> {
    let here = |version: &RemoteVersion| {
        world
            .snapshot
            .deployments
            .iter()
            .any(|d| d.holds(&version.checksum))
    };
    let offered = world
        .snapshot
        .update
        .as_ref()
        .map(|update| update.checksum.as_str());
    let rows: Vec<&RemoteVersion> = versions
        .iter()
        .filter(|v| !here(v) && Some(v.checksum.as_str()) != offered)
        .collect();
    let last = rows.len().saturating_sub(1);
    let dates: Vec<Option<u64>> = rows.iter().map(|version| version.timestamp).collect();
    rows.into_iter()
        .zip(groups::headings(world.now, &dates))
        .enumerate()
        .map(|(index, (version, heading))| {
            let title = text::version(
                version.version.as_deref().or(version.tag.as_deref()),
                &version.checksum,
            );
            let date = version
                .timestamp
                .map(|at| text::day(world.now, at))
                .unwrap_or_default();
            let tag = version
                .tag
                .as_deref()
                .filter(|tag| Some(*tag) != version.version.as_deref())
                .map(text::plain)
                .unwrap_or_default();
            let subtitle = text::facts([date, tag]);
            let badges = vec![Badge::Remote];
            VersionRow {
                target: Ref::Version(version.checksum.clone()),
                spoken: spoken(&title, &badges, &subtitle),
                title,
                subtitle,
                badges,
                heading,
                dot: "waymark-dot-empty-symbolic",
                place: Place {
                    first: index == 0,
                    last: index == last,
                },
            }
        })
        .collect()
}

/// The heading above what only the remote has.
pub(crate) fn older_title(world: &World) -> String {
    match &world.snapshot.system.stream {
        Some(stream) => tr!("versions-older-from", stream = text::stream(stream)),
        None => tr!("versions-older"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    #[test]
    fn the_newest_comes_first_whatever_starts_next() {
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments.reverse();
        let titles: Vec<String> = timeline(&world).into_iter().map(|row| row.title).collect();
        assert_eq!(titles, ["44.20251115", "44.20251108"]);
    }

    #[test]
    fn only_what_tells_the_rows_apart_is_said() {
        let mut world = testing::world();
        let subtitles = |world: &World| -> Vec<String> {
            timeline(world)
                .iter()
                .map(|row| bare(&row.subtitle))
                .collect()
        };
        for deployment in &mut testing::snapshot(&mut world).deployments {
            deployment.origin = Some("remote:sample/stable".into());
        }
        assert_eq!(subtitles(&world), ["15 November", "8 November"]);
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[1].origin = Some("remote:sample/testing".into());
        assert_eq!(
            subtitles(&world),
            [
                "15 November · remote:sample/stable",
                "8 November · remote:sample/testing"
            ]
        );
    }

    #[test]
    fn the_same_version_with_and_without_layers_is_told_apart() {
        let mut world = testing::world();
        let snapshot = testing::snapshot(&mut world);
        let published = snapshot.deployments[0].timestamp;
        let mut layered = snapshot.deployments[0].clone();
        layered.base_timestamp = published;
        layered.timestamp = Some(testing::NOW);
        layered.layers = vec!["htop".into()];
        snapshot.deployments.insert(1, layered);
        let rows = timeline(&world);
        assert_eq!(bare(&rows[0].subtitle), "15 November · 1 layer");
        assert_eq!(bare(&rows[1].subtitle), "15 November · as published");
        assert_eq!(rows[0].title, rows[1].title);
    }

    #[test]
    fn each_state_has_a_shape_and_a_word() {
        let mut world = testing::world();
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[0].next = false;
        snapshot.deployments[1].next = true;
        snapshot.deployments[1].pinned = true;
        let rows = timeline(&world);
        assert_eq!(rows[0].badges, [Badge::Running]);
        assert_eq!(rows[1].badges, [Badge::Next, Badge::Pinned]);
        assert_ne!(rows[0].dot, rows[1].dot);
        assert_eq!(
            bare(&rows[1].spoken),
            "44.20251108, Next, Pinned, 8 November"
        );
        assert!(rows[0].place.first && rows[1].place.last);
    }

    #[test]
    fn a_held_version_says_so_in_a_word() {
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments[0].held = Some("44.20251115".into());
        let held = &timeline(&world)[0].badges;
        assert_eq!(held, &[Badge::Running, Badge::Held]);
        assert_eq!(Badge::Held.label(), "Held");
    }

    #[test]
    fn a_version_of_an_image_is_shown_with_its_tag() {
        let version = RemoteVersion {
            checksum: format!("sha256:{}", "0".repeat(64)),
            version: Some("44.1".into()),
            tag: Some("stable-44.1".into()),
            ..RemoteVersion::default()
        };
        let mut world = testing::world();
        let rows = older(&world, std::slice::from_ref(&version));
        assert_eq!(rows[0].title, "44.1");
        assert_eq!(bare(&rows[0].subtitle), "stable-44.1");
        assert_eq!(rows[0].badges, [Badge::Remote]);
        assert_eq!(rows[0].spoken, "44.1, Will be downloaded, stable-44.1");
        testing::snapshot(&mut world).deployments[1].digest = Some(version.checksum.clone());
        assert_eq!(older(&world, &[version]), [], "it is here, as an image");
    }

    #[test]
    fn what_is_here_is_not_offered_as_a_download() {
        let world = testing::world();
        let version = |checksum: &str| RemoteVersion {
            checksum: checksum.into(),
            ..RemoteVersion::default()
        };
        let rows = older(&world, &[version("c44.20251108"), version("c44.20251101")]);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].target, Ref::Version("c44.20251101".into()));
    }
}
