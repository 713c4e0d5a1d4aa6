//! Remarks on the Updates page: what lasts, and what taking the update does.

use waymark_model::{ActionName, Outcome, Update};

use super::{
    Request, World, banner, failure,
    health::{self, Trouble},
    start, streams, text,
};
use crate::tr;

/// A remark below the state, with a button where there is something to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Notice {
    /// Whether it needs a person.
    pub(crate) warns: bool,
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
    let trouble = trouble(world);
    let told = trouble.is_some();
    notices.extend(trouble);
    notices.extend(hidden(world));
    let Some(update) = &snapshot.update else {
        return notices;
    };
    if world.changing_job().is_some() || world.asked.is_some() {
        // What taking it does was said before; now it is taken, or waits for something else.
        return notices;
    }
    notices.extend(room(world, update));
    if let Some(staged) = snapshot.staged() {
        let version = text::version(staged.version.as_deref(), &staged.checksum);
        notices.push(Notice {
            text: tr!("updates-notice-replaces", version = version),
            ..Notice::default()
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
            ..Notice::default()
        });
    }
    let check = &snapshot.last_check;
    if let (Some(Outcome::Failed), Some(when), false) = (check.outcome, check.when, told) {
        let error = waymark_model::Error::new(check.error.unwrap_or_default(), String::new());
        notices.push(Notice {
            text: tr!(
                "updates-notice-check-failed",
                ago = text::ago(world.now, when),
                reason = failure::why(&error)
            ),
            ..Notice::default()
        });
    }
    notices
}

/// That updates have been failing, where the state on top is about something else.
fn trouble(world: &World) -> Option<Notice> {
    let trouble = health::trouble(world)?;
    let Trouble::Failing(_, error) = &trouble else {
        // The banner says that nobody looked.
        return None;
    };
    let snapshot = &world.snapshot;
    let failed = failure::current(world);
    let checks_fail = snapshot.last_check.outcome == Some(Outcome::Failed);
    // What is offered or prepared hides that checks fail, and nothing else.
    let hidden = snapshot.update.is_some() || snapshot.staged().is_some();
    let on_top = match &failed {
        Some(failed) if failed.action != ActionName::Check => true,
        _ => !hidden && (failed.is_some() || checks_fail),
    };
    (!on_top).then(|| Notice {
        warns: true,
        text: format!("{}. {}", trouble.title(), failure::why(error)),
        ..Notice::default()
    })
}

/// That a version is not offered, unless it was taken all the same or another one is.
fn hidden(world: &World) -> Option<Notice> {
    let snapshot = &world.snapshot;
    let taken = |version: &str| {
        let mut used = snapshot
            .deployments
            .iter()
            .filter(|it| it.booted || it.next);
        used.any(|it| it.holds(version))
    };
    let hidden = snapshot
        .policy
        .settings
        .hidden
        .iter()
        .find(|it| !taken(it))?;
    if snapshot.update.is_some() {
        return None;
    }
    let version = start::name(world, hidden);
    Some(Notice {
        text: tr!("updates-notice-hidden", version = version.clone()),
        action: world.is_idle().then(|| NoticeAction {
            label: tr!("updates-show"),
            name: tr!("updates-show-named", version = version),
            request: Request::Show(hidden.clone()),
        }),
        ..Notice::default()
    })
}

/// That there is not enough room, said before the download.
fn room(world: &World, update: &Update) -> Option<Notice> {
    let lacks = update.lacks_room?;
    let place = match update.lacks_room_on.as_deref() {
        Some("/boot") => tr!("place-boot"),
        _ => tr!("place-system"),
    };
    let clean_up = world.can(ActionName::CleanUp) && world.is_idle();
    Some(Notice {
        warns: true,
        text: tr!(
            "updates-notice-room",
            place = place,
            size = text::size(lacks)
        ),
        action: clean_up.then(|| NoticeAction {
            label: tr!("updates-notice-clean-up"),
            name: tr!("ask-clean-up-button"),
            request: Request::CleanUp,
        }),
    })
}

/// What lasts and what the banner does not say, as something graver is there.
fn lasting(world: &World) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(driver) = &world.snapshot.system.update_driver {
        notices.push(Notice {
            text: tr!("updates-notice-driver", program = text::plain(driver)),
            ..Notice::default()
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
            ..Notice::default()
        });
    }
    notices
}
