//! Whether there is a system to show, or what stands in its place.

use waymark_client::ClientError;

use super::{World, text, world::Link};
use crate::{HOMEPAGE, tr};

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
    /// A command to be copied that does or shows more.
    pub(crate) command: Option<&'static str>,
    /// Where to read what can be done.
    pub(crate) read: Option<Reading>,
    /// What was reported, for who wants to know.
    pub(crate) details: Option<String>,
}

/// Something to read, in the browser.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// The word on its button.
    pub(crate) label: String,
    /// Its address.
    pub(crate) address: String,
}

/// Tells what the service's last start said.
const SERVICE_LOG: &str = "journalctl --boot --unit waymarkd";
/// Tells how the system bus is.
const BUS_STATUS: &str = "systemctl status dbus";

/// The stage of a world.
pub(crate) fn stage(world: &World) -> Stage {
    match &world.link {
        Link::Connecting => Stage::Loading,
        Link::Missing => Stage::Empty(Empty {
            icon: "waymark-warning-symbolic",
            title: tr!("missing-title"),
            body: if world.sandboxed {
                tr!("missing-sandboxed")
            } else {
                tr!("missing-body")
            },
            command: None,
            read: Some(install()),
            details: None,
        }),
        Link::Unreachable(error) => Stage::Empty(unreachable(error)),
        Link::Connected | Link::Reconnecting if world.snapshot.system.engine == "none" => {
            let reason = text::plain(&world.snapshot.system.engine_reason);
            Stage::Empty(Empty {
                icon: "waymark-computer-symbolic",
                title: tr!("not-atomic-title"),
                body: tr!("not-atomic-body"),
                command: None,
                read: Some(Reading {
                    label: tr!("not-atomic-read"),
                    address: format!("{HOMEPAGE}#systems"),
                }),
                details: Some(reason).filter(|reason| !reason.is_empty()),
            })
        }
        Link::Connected | Link::Reconnecting => Stage::Ready,
    }
}

fn install() -> Reading {
    Reading {
        label: tr!("missing-read"),
        address: format!("{HOMEPAGE}#install"),
    }
}

/// It is there but of no use: what that means differs with the reason.
fn unreachable(error: &ClientError) -> Empty {
    let (body, command, read) = match error {
        ClientError::NoBus(_) => (tr!("unreachable-bus"), Some(BUS_STATUS), None),
        ClientError::Malformed(_) => (tr!("unreachable-other"), None, Some(install())),
        _ => (tr!("unreachable-body"), Some(SERVICE_LOG), None),
    };
    Empty {
        icon: "waymark-warning-symbolic",
        title: tr!("unreachable-title"),
        body,
        command,
        read,
        details: Some(super::failure::report(&error.to_error())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing;
    use waymark_model::{Error, ErrorKind};

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

    #[test]
    fn in_a_sandbox_the_service_is_to_come_from_the_system() {
        let missing = |sandboxed| {
            let world = World {
                link: Link::Missing,
                sandboxed,
                ..testing::world()
            };
            match stage(&world) {
                Stage::Empty(empty) => empty,
                other => panic!("{other:?}"),
            }
        };
        let (inside, outside) = (missing(true), missing(false));
        assert_eq!(inside.title, outside.title);
        assert_eq!(inside.read, outside.read, "it is installed the same way");
        assert!(inside.body.contains("sandbox"), "{}", inside.body);
        assert!(!outside.body.contains("sandbox"), "{}", outside.body);
    }

    #[test]
    fn each_has_one_thing_to_do_next() {
        let mut world = testing::world();
        testing::snapshot(&mut world).system.engine = "none".into();
        let refused = Error::new(ErrorKind::EngineGone, "it could not be started");
        for link in [
            Link::Connected,
            Link::Missing,
            Link::Unreachable(ClientError::Service(refused)),
        ] {
            world.link = link;
            let Stage::Empty(empty) = stage(&world) else {
                panic!("{:?} shows pages", world.link);
            };
            assert!(empty.command.is_some() != empty.read.is_some(), "{empty:?}");
        }
    }
}
