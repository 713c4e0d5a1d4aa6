//! The one lasting thing that the banner tells: the gravest first.

use waymark_model::{Action, ActionName, Deployment};

use super::{
    Request, World,
    health::{self, Trouble},
    streams, text,
    world::Link,
};
use crate::tr;

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// The service is away.
    Reconnecting,
    /// Another version starts next.
    Restart,
    /// The system stays at one version.
    Held,
    /// Updates have been failing, or were not looked for.
    Trouble,
    /// The followed stream ends.
    EndOfLife,
    /// There is a next major version.
    Newer,
}

/// What the banner shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Banner {
    /// What it is about.
    pub(crate) about: Lasting,
    /// One sentence.
    pub(crate) title: String,
    /// A button and what it asks for.
    pub(crate) button: Option<(String, Request)>,
}

/// The banner of a world, if there is something lasting to tell.
///
/// The page says by itself what is prepared and what fails, so that `on_updates`
/// leaves that out.
pub(crate) fn banner(world: &World, on_updates: bool) -> Option<Banner> {
    if world.link == Link::Reconnecting {
        return Some(Banner {
            about: Lasting::Reconnecting,
            title: tr!("banner-reconnecting"),
            button: None,
        });
    }
    restart(world, on_updates)
        .or_else(|| held(world))
        .or_else(|| trouble(world, on_updates))
        .or_else(|| end_of_life(world))
        .or_else(|| newer(world))
}

/// Another version than the running one starts next.
fn restart(world: &World, on_updates: bool) -> Option<Banner> {
    let snapshot = &world.snapshot;
    let booted = snapshot.booted()?;
    let next = snapshot.next().filter(|next| next.id != booted.id)?;
    if next.staged && on_updates && snapshot.update.is_none() {
        return None;
    }
    let version = text::version(next.version.as_deref(), &next.checksum);
    let title = if next.staged && base(next) == base(booted) {
        tr!("banner-restart-changes")
    } else if next.staged {
        tr!("banner-restart-update", version = version)
    } else if next.timestamp < booted.timestamp {
        tr!("banner-restart-back", version = version)
    } else {
        tr!("banner-restart-other", version = version)
    };
    let button = world
        .is_idle()
        .then(|| (tr!("banner-restart-button"), Request::Restart));
    Some(Banner {
        about: Lasting::Restart,
        title,
        button,
    })
}

/// The published image of a deployment.
fn base(deployment: &Deployment) -> &str {
    deployment
        .base_checksum
        .as_deref()
        .unwrap_or(&deployment.checksum)
}

fn trouble(world: &World, on_updates: bool) -> Option<Banner> {
    let trouble = health::trouble(world)?;
    if on_updates && matches!(trouble, Trouble::Failing(..)) {
        return None;
    }
    Some(Banner {
        about: Lasting::Trouble,
        title: trouble.title(),
        button: (!world.is_doing(ActionName::Check))
            .then(|| (tr!("banner-check-button"), Request::Check)),
    })
}

/// The version that the system stays at, if it does: by its name, where that is known.
pub(crate) fn held_at(world: &World) -> Option<String> {
    let at = world.snapshot.system.held.as_deref()?;
    let is_it = |deployment: &&Deployment| {
        let base = deployment.base_checksum.as_deref();
        deployment.checksum == at || base == Some(at) || deployment.digest.as_deref() == Some(at)
    };
    let here = world.snapshot.deployments.iter().find(is_it);
    let name = here.and_then(|here| here.base_version.as_deref().or(here.version.as_deref()));
    Some(match name {
        Some(name) => text::version(Some(name), at),
        None => text::held(at),
    })
}

/// The system stays at one version until updates are followed again.
fn held(world: &World) -> Option<Banner> {
    let system = &world.snapshot.system;
    let version = held_at(world)?;
    let follow = Action::Update {
        version: None,
        download_only: false,
    };
    let can = world.is_idle() && world.can(ActionName::Update) && system.update_driver.is_none();
    Some(Banner {
        about: Lasting::Held,
        title: tr!("banner-held", version = version),
        button: can.then(|| {
            let request = Request::Perform(Box::new(follow));
            (tr!("banner-follow-button"), request)
        }),
    })
}

/// The followed stream has an end, and its publisher says so.
pub(crate) fn end_of_life(world: &World) -> Option<Banner> {
    let said = world.snapshot.system.end_of_life.as_ref()?;
    let said = text::plain(said.trim().trim_end_matches('.'));
    Some(Banner {
        about: Lasting::EndOfLife,
        title: if said.is_empty() {
            tr!("banner-end-of-life")
        } else {
            tr!("banner-end-of-life-says", text = said)
        },
        button: streams::way_on(world).filter(|_| world.is_idle()),
    })
}

/// There is a next major version of the followed stream.
pub(crate) fn newer(world: &World) -> Option<Banner> {
    let (short, request) = streams::newer(world)?;
    Some(Banner {
        about: Lasting::Newer,
        title: tr!("banner-newer", stream = short.clone()),
        button: world
            .is_idle()
            .then(|| (tr!("stream-upgrade", stream = short), request)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    fn title(world: &World) -> Option<String> {
        banner(world, false).map(|banner| bare(&banner.title))
    }

    #[test]
    fn the_gravest_comes_first() {
        let mut world = testing::world();
        assert_eq!(title(&world), None);
        let system = &mut testing::snapshot(&mut world).system;
        system.newer_stream = Some("sample/45".into());
        assert_eq!(title(&world).as_deref(), Some("45 is available"));
        let system = &mut testing::snapshot(&mut world).system;
        system.end_of_life = Some("Ends in May.".into());
        assert_eq!(
            title(&world).as_deref(),
            Some("The stream that this system follows ends: Ends in May")
        );
        let button = banner(&world, false).unwrap().button.unwrap();
        assert_eq!(bare(&button.0), "Upgrade to 45…");
        testing::snapshot(&mut world).last_check.last_success = Some(testing::NOW - 9 * 86_400);
        assert_eq!(
            title(&world).as_deref(),
            Some("Updates have not been checked for 9 days")
        );
        testing::snapshot(&mut world).system.held = Some("44.20251101".into());
        assert_eq!(title(&world).as_deref(), Some("Held at 44.20251101"));
        let snapshot = testing::snapshot(&mut world);
        snapshot.system.held = Some(snapshot.deployments[1].checksum.clone());
        let by_name = "a checksum is held at by the version's name";
        assert_eq!(
            title(&world).as_deref(),
            Some("Held at 44.20251108"),
            "{by_name}"
        );
        testing::snapshot(&mut world).system.held = Some("44.20251101".into());
        let follow = banner(&world, false).unwrap().button.unwrap();
        assert_eq!(follow.0, "Follow Updates");
        assert_eq!(
            follow.1,
            Request::Perform(Box::new(Action::Update {
                version: None,
                download_only: false,
            }))
        );
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[0].next = false;
        snapshot.deployments[1].next = true;
        assert_eq!(
            title(&world).as_deref(),
            Some("Restart to go back to 44.20251108")
        );
        testing::snapshot(&mut world).deployments[1].staged = true;
        assert_eq!(
            title(&world).as_deref(),
            Some("Restart to finish the update to 44.20251108")
        );
        let snapshot = testing::snapshot(&mut world);
        let same = snapshot.deployments[0].checksum.clone();
        snapshot.deployments[1].base_checksum = Some(same);
        assert_eq!(
            title(&world).as_deref(),
            Some("Restart to finish the changes"),
            "the same image with other packages is no update"
        );
        let on_page = banner(&world, true).map(|banner| bare(&banner.title));
        assert_eq!(
            on_page.as_deref(),
            Some("Held at 44.20251101"),
            "the page itself says what is prepared"
        );
        world.link = Link::Reconnecting;
        assert_eq!(
            title(&world).as_deref(),
            Some("The service stopped. Connecting again…")
        );
    }
}
