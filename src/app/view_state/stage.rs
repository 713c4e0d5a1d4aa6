//! Whether there is a system to show, or what stands in its place.

use super::{World, text, world::Link};
use crate::tr;

/// What the window shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// The service was not heard of yet.
    Loading,
    /// There are pages to show.
    Ready,
    /// There is nothing to show.
    Empty(Empty),
}

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Empty {
    /// The icon's name.
    pub(crate) icon: &'static str,
    /// What is so.
    pub(crate) title: String,
    /// What it means.
    pub(crate) body: String,
    /// What was reported, for who wants to know.
    pub(crate) details: Option<String>,
}

/// The stage of a world.
pub(crate) fn stage(world: &World) -> Stage {
    match &world.link {
        Link::Connecting => Stage::Loading,
        Link::Missing => Stage::Empty(Empty {
            icon: "dialog-warning-symbolic",
            title: tr!("missing-title"),
            body: tr!("missing-body"),
            details: None,
        }),
        Link::Unreachable(error) => Stage::Empty(Empty {
            icon: "dialog-warning-symbolic",
            title: tr!("unreachable-title"),
            body: tr!("unreachable-body"),
            details: Some(super::failure::report(&error.to_error())),
        }),
        Link::Connected | Link::Reconnecting if world.snapshot.system.engine == "none" => {
            let reason = text::plain(&world.snapshot.system.engine_reason);
            Stage::Empty(Empty {
                icon: "computer-symbolic",
                title: tr!("not-atomic-title"),
                body: tr!("not-atomic-body"),
                details: Some(reason).filter(|reason| !reason.is_empty()),
            })
        }
        Link::Connected | Link::Reconnecting => Stage::Ready,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing;

    #[test]
    fn each_reason_for_an_empty_window_is_told_apart() {
        let mut world = testing::world();
        assert_eq!(stage(&world), Stage::Ready);
        world.link = Link::Reconnecting;
        assert_eq!(stage(&world), Stage::Ready, "what was known stays");
        let title = |world: &World| match stage(world) {
            Stage::Empty(empty) => empty.title,
            other => panic!("{other:?}"),
        };
        world.link = Link::Missing;
        assert_eq!(title(&world), "The Service Is Not Installed");
        world.link = Link::Connected;
        testing::snapshot(&mut world).system.engine = "none".into();
        assert_eq!(title(&world), "Not an Atomic System");
        assert_eq!(stage(&World::default()), Stage::Loading);
    }
}
