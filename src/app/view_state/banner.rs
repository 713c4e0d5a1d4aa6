//! The one lasting thing that the banner tells: the gravest first.

use waymark_model::ActionName;

use super::{Request, World, text, world::Link};
use crate::tr;

/// After how many days without a good check the banner says so.
const PATIENCE_DAYS: u64 = 7;

/// What the banner shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Banner {
    /// One sentence.
    pub(crate) title: String,
    /// A button and what it asks for.
    pub(crate) button: Option<(String, Request)>,
}

/// The banner of a world, if there is something lasting to tell.
///
/// The page says what is prepared by itself, so that `on_updates` leaves that out.
pub(crate) fn banner(world: &World, on_updates: bool) -> Option<Banner> {
    if world.link == Link::Reconnecting {
        return Some(Banner {
            title: tr!("banner-reconnecting"),
            button: None,
        });
    }
    restart(world, on_updates).or_else(|| unchecked(world))
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
    let title = if next.staged {
        tr!("banner-restart-update", version = version)
    } else if next.timestamp < booted.timestamp {
        tr!("banner-restart-back", version = version)
    } else {
        tr!("banner-restart-other", version = version)
    };
    let button = world
        .is_idle()
        .then(|| (tr!("banner-restart-button"), Request::Restart));
    Some(Banner { title, button })
}

fn unchecked(world: &World) -> Option<Banner> {
    let last = world.snapshot.last_check.last_success?;
    let days = text::days_between(last, world.now);
    (days >= PATIENCE_DAYS).then(|| Banner {
        title: tr!("banner-unchecked", days = days),
        button: (!world.is_doing(ActionName::Check))
            .then(|| (tr!("banner-check-button"), Request::Check)),
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
        testing::snapshot(&mut world).last_check.last_success = Some(testing::NOW - 9 * 86_400);
        assert_eq!(
            title(&world).as_deref(),
            Some("Updates could not be checked for 9 days")
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
        let on_page = banner(&world, true).map(|banner| bare(&banner.title));
        assert_eq!(
            on_page.as_deref(),
            Some("Updates could not be checked for 9 days"),
            "the page itself says what is prepared"
        );
        world.link = Link::Reconnecting;
        assert_eq!(
            title(&world).as_deref(),
            Some("The service stopped. Connecting again…")
        );
    }
}
