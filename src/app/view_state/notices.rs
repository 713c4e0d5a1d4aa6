//! Remarks on the Updates page: what lasts, and what taking the update does.

use waymark_model::{ActionName, Outcome};

use super::{Request, World, banner, failure, streams, text};
use crate::tr;

/// A remark below the state, with a button where there is something to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    /// What is so.
    pub(crate) text: String,
    /// What can be done about it, with a name that makes sense alone.
    pub(crate) action: Option<NoticeAction>,
}

/// A notice's button.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NoticeAction {
    /// Its word.
    pub(crate) label: String,
    /// Its name for who does not see the notice beside it.
    pub(crate) name: String,
    /// What it asks for.
    pub(crate) request: Request,
}

/// The remarks of a world, the lasting ones first.
pub(crate) fn notices(world: &World) -> Vec<Notice> {
    let snapshot = &world.snapshot;
    let mut notices = lasting(world);
    let Some(update) = &snapshot.update else {
        return notices;
    };
    if let Some(staged) = snapshot.staged() {
        let version = text::version(staged.version.as_deref(), &staged.checksum);
        notices.push(Notice {
            text: tr!("updates-notice-replaces", version = version),
            action: None,
        });
    }
    // What is taken anew does not go away.
    let dropped = update
        .drops
        .iter()
        .filter_map(|id| snapshot.deployment(id))
        .filter(|dropped| dropped.checksum != update.checksum);
    for dropped in dropped {
        let version = text::version(dropped.version.as_deref(), &dropped.checksum);
        let keep = world.can(ActionName::SetPinned) && world.is_idle();
        notices.push(Notice {
            text: tr!("updates-notice-drops", version = version.clone()),
            action: keep.then(|| NoticeAction {
                label: tr!("updates-keep"),
                name: tr!("updates-keep-named", version = version),
                request: Request::SetPinned(dropped.id.clone(), true),
            }),
        });
    }
    let check = &snapshot.last_check;
    if let (Some(Outcome::Failed), Some(when)) = (check.outcome, check.when) {
        let error = waymark_model::Error::new(check.error.unwrap_or_default(), String::new());
        notices.push(Notice {
            text: tr!(
                "updates-notice-check-failed",
                ago = text::ago(world.now, when),
                reason = failure::why(&error)
            ),
            action: None,
        });
    }
    notices
}

/// What lasts and what the banner does not say, as something graver is there.
fn lasting(world: &World) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(driver) = &world.snapshot.system.update_driver {
        notices.push(Notice {
            text: tr!("updates-notice-driver", program = text::plain(driver)),
            action: None,
        });
    }
    notices.extend(streams::state_notice(world));
    let shown = banner::banner(world, true).map(|banner| banner.about);
    // The way on from a stream that ends is its successor.
    let other = banner::end_of_life(world).or_else(|| banner::newer(world));
    if let Some(other) = other.filter(|other| Some(other.about) != shown) {
        notices.push(Notice {
            text: other.title,
            action: other.button.map(|(label, request)| NoticeAction {
                name: label.clone(),
                label,
                request,
            }),
        });
    }
    notices
}
