//! A version's page: what it is, what can be done with it, everything known of it.

use std::cmp::Reverse;

use waymark_model::{ActionName, Deployment, Ref, RemoteVersion};

use super::{
    Request, World,
    progress::{self, ProgressView},
    text,
    updates::ButtonView,
    versions::{self, Badge},
    world::reference,
};
use crate::tr;

/// Everything that the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct VersionView {
    /// The version.
    pub(crate) title: String,
    /// When it was published.
    pub(crate) date: String,
    /// What it is to the system.
    pub(crate) badges: Vec<Badge>,
    /// What going back to it means.
    pub(crate) body: String,
    /// Go back, or restart where it is next.
    pub(crate) primary: Option<ButtonView>,
    /// What runs in place of the button.
    pub(crate) progress: Option<ProgressView>,
    /// Pin (true) or unpin, where that can be done.
    pub(crate) pin: Option<bool>,
    /// Whether it can be deleted.
    pub(crate) delete: bool,
    /// What it can be compared with, the running version first.
    pub(crate) others: Vec<Other>,
    /// It is not here any more.
    pub(crate) gone: bool,
}

/// A version to compare with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Other {
    /// Which.
    pub(crate) target: Ref,
    /// Its name.
    pub(crate) name: String,
}

/// The page's view of a deployment or a version of the remote.
pub(crate) fn view(world: &World, target: &Ref, remote: Option<&RemoteVersion>) -> VersionView {
    let deployment = match target {
        Ref::Deployment(id) => world.snapshot.deployment(id),
        Ref::Version(_) => None,
    };
    let mut view = match (deployment, remote) {
        (Some(deployment), _) => of_deployment(world, deployment),
        (None, Some(remote)) => of_remote(world, remote),
        (None, None) => VersionView {
            title: tr!("version-gone"),
            gone: true,
            ..VersionView::default()
        },
    };
    if !world.is_idle() {
        view.primary = None;
        view.pin = None;
        view.delete = false;
    }
    view.progress = match (world.changing_job(), world.asked) {
        (Some((path, job)), _) => Some(progress::titled(world, path, job)),
        (None, Some(action @ ActionName::Restore)) => Some(progress::asked(world, action)),
        _ => None,
    };
    if !view.gone {
        view.others = others(world, target);
    }
    view
}

/// The other versions of this computer: the running one, then the newest first.
fn others(world: &World, target: &Ref) -> Vec<Other> {
    let mut others: Vec<&Deployment> = world.snapshot.deployments.iter().collect();
    others.retain(|other| reference(other) != *target);
    others.sort_by_key(|other| (!other.booted, Reverse(other.timestamp)));
    others
        .into_iter()
        .map(|other| {
            let version = text::version(other.version.as_deref(), &other.checksum);
            Other {
                target: reference(other),
                name: if other.booted {
                    tr!("version-compare-running", version = version)
                } else {
                    version
                },
            }
        })
        .collect()
}

fn published(world: &World, timestamp: Option<u64>) -> String {
    timestamp.map_or_else(String::new, |at| {
        tr!(
            "version-published",
            date = text::date(at),
            ago = text::ago(world.now, at)
        )
    })
}

fn of_deployment(world: &World, deployment: &Deployment) -> VersionView {
    let target = Ref::Deployment(deployment.id.clone());
    let booted = world.snapshot.booted();
    let restore = |label| {
        world.can(ActionName::Restore).then_some(ButtonView {
            label,
            request: Request::Restore(target),
            suggested: true,
        })
    };
    let (body, primary) = match (deployment.booted, deployment.next) {
        (true, true) => (tr!("version-is-running"), None),
        (true, false) => (
            tr!("version-is-running"),
            restore(tr!("version-keep-running")),
        ),
        (false, true) => (
            tr!("version-is-next"),
            world.can(ActionName::Restart).then(|| ButtonView {
                label: tr!("version-restart"),
                request: Request::Restart,
                suggested: true,
            }),
        ),
        (false, false) => {
            let older = booted.is_none_or(|booted| deployment.timestamp <= booted.timestamp);
            let label = if older {
                tr!("version-go-back")
            } else {
                tr!("version-start-next")
            };
            (tr!("version-files-stay"), restore(label))
        }
    };
    VersionView {
        title: text::version(deployment.version.as_deref(), &deployment.checksum),
        date: published(world, text::published(deployment)),
        badges: versions::badges(deployment),
        body,
        primary,
        // A staged version cannot be pinned, and is discarded on the Updates page.
        pin: (world.can(ActionName::SetPinned) && !deployment.staged).then_some(!deployment.pinned),
        delete: world.can(ActionName::Delete)
            && !(deployment.booted || deployment.next || deployment.staged || deployment.pinned),
        ..VersionView::default()
    }
}

fn of_remote(world: &World, remote: &RemoteVersion) -> VersionView {
    VersionView {
        title: text::version(
            remote.version.as_deref().or(remote.tag.as_deref()),
            &remote.checksum,
        ),
        date: published(world, remote.timestamp),
        badges: vec![Badge::Remote],
        body: format!(
            "{} {}",
            tr!("version-will-download"),
            tr!("version-all-stay")
        ),
        primary: world.can(ActionName::Restore).then(|| ButtonView {
            label: tr!("version-go-back"),
            request: Request::Restore(Ref::Version(remote.checksum.clone())),
            suggested: true,
        }),
        ..VersionView::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    fn target(version: &str) -> Ref {
        Ref::Deployment(format!("os-{version}.0"))
    }

    fn label(view: &VersionView) -> Option<String> {
        view.primary.as_ref().map(|button| bare(&button.label))
    }

    #[test]
    fn an_earlier_version_can_be_gone_back_to_and_compared() {
        let view = view(&testing::world(), &target("44.20251108"), None);
        assert_eq!(label(&view).as_deref(), Some("_Go Back to This Version"));
        assert_eq!(view.others[0].target, target("44.20251115"));
        assert_eq!(bare(&view.others[0].name), "44.20251115 (running)");
        assert!(view.delete);
        assert_eq!(view.pin, Some(true));
        assert_eq!(bare(&view.date), "Published 8 November 2025, 2 weeks ago");
    }

    #[test]
    fn what_runs_cannot_be_deleted_and_is_compared_with_others_only() {
        let view = view(&testing::world(), &target("44.20251115"), None);
        assert_eq!(label(&view), None);
        let others: Vec<&Ref> = view.others.iter().map(|other| &other.target).collect();
        assert_eq!(others, [&target("44.20251108")]);
        assert!(!view.delete);
    }

    #[test]
    fn a_version_that_starts_next_offers_the_restart() {
        let mut world = testing::world();
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[0].next = false;
        snapshot.deployments[1].next = true;
        let next = view(&world, &target("44.20251108"), None);
        assert_eq!(next.primary.unwrap().request, Request::Restart);
        let running = view(&world, &target("44.20251115"), None);
        assert_eq!(label(&running).as_deref(), Some("_Keep Using This Version"));
    }

    #[test]
    fn a_version_of_the_remote_says_that_it_will_be_downloaded() {
        let remote = RemoteVersion {
            checksum: "cafe".into(),
            ..RemoteVersion::default()
        };
        let view = view(
            &testing::world(),
            &Ref::Version("cafe".into()),
            Some(&remote),
        );
        assert!(view.body.contains("will be downloaded"));
        assert_eq!(
            view.primary.unwrap().request,
            Request::Restore(Ref::Version("cafe".into()))
        );
        assert_eq!((view.pin, view.delete), (None, false));
    }

    #[test]
    fn a_deleted_version_is_gone() {
        let view = view(&testing::world(), &target("1"), None);
        assert!(view.gone && view.primary.is_none() && view.others.is_empty());
    }
}
