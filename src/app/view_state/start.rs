//! How the computer started: the card that says so, once for each start.

use std::fmt::Write as _;

use waymark_model::{ActionName, LastStart, Ref, StartClass, StartReason, StartVersion};

use super::{Request, World, text, world::reference};
use crate::tr;

/// How many failed units are named.
const UNITS: usize = 3;

/// The card on top of the Updates page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StartCard {
    /// How it came out, in one sentence.
    pub(crate) title: String,
    /// Why, and what that means; empty where nothing is to be said.
    pub(crate) body: String,
    /// Whether it needs a person.
    pub(crate) wrong: bool,
    /// What can be done, the next step first.
    pub(crate) buttons: Vec<StartButton>,
    /// What somebody who is to help needs to know.
    pub(crate) report: String,
    /// The start that it is about.
    pub(crate) start: String,
}

/// A button of the card.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StartButton {
    /// What happens.
    pub(crate) label: String,
    /// More of it, where the label does not say all.
    pub(crate) tooltip: Option<String>,
    /// What it asks for.
    pub(crate) request: Request,
}

/// How this start came out, unless that was put away.
fn told(world: &World) -> Option<&LastStart> {
    let last = world.snapshot.last_start.as_ref()?;
    (world.start_put_away.as_ref() != Some(&last.start)).then_some(last)
}

/// Whether the card needs a person.
pub(crate) fn is_wrong(world: &World) -> bool {
    told(world).is_some_and(LastStart::went_wrong)
}

/// The card, if there is something to tell of this start that was not put away.
pub(crate) fn card(world: &World) -> Option<StartCard> {
    let last = told(world)?;
    let (title, body) = words(last)?;
    Some(StartCard {
        title,
        body,
        wrong: last.went_wrong(),
        buttons: buttons(world, last),
        report: report(last),
        start: last.start.clone(),
    })
}

fn called(version: Option<&StartVersion>) -> String {
    version.map_or_else(
        || tr!("unknown-version"),
        |it| text::version(it.version.as_deref(), &it.offered),
    )
}

/// The name of a version by what its stream offers it under.
pub(crate) fn name(world: &World, offered: &str) -> String {
    let snapshot = &world.snapshot;
    let last = snapshot.last_start.as_ref();
    let meant = last.and_then(|last| last.meant.as_ref());
    if let Some(meant) = meant.filter(|meant| meant.offered == offered) {
        return called(Some(meant));
    }
    let here = snapshot.deployments.iter().find(|it| it.holds(offered));
    let version = here.and_then(|it| it.base_version.as_deref().or(it.version.as_deref()));
    text::version(version, offered)
}

/// Whether it is about what is on top of the image, not about the image.
fn same_image(last: &LastStart) -> bool {
    let other = match last.class {
        StartClass::NotFinalized | StartClass::CameBack => &last.meant,
        _ => &last.before,
    };
    let offered = |version: &Option<StartVersion>| version.as_ref().map(|it| it.offered.clone());
    offered(&last.runs) == offered(other)
}

fn words(last: &LastStart) -> Option<(String, String)> {
    let (meant, runs) = (called(last.meant.as_ref()), called(last.runs.as_ref()));
    Some(match last.class {
        StartClass::Unknown | StartClass::Unchanged => return None,
        StartClass::Updated if same_image(last) => (tr!("start-changed"), String::new()),
        StartClass::Updated => (tr!("start-updated", version = runs), String::new()),
        StartClass::UpdatedWithFailures => {
            let count = last.new_failures().len();
            let title = tr!("start-failures", version = runs, count = count);
            (title, failures(last))
        }
        StartClass::WentBack => (tr!("start-went-back", version = runs), String::new()),
        StartClass::NotFinalized => {
            let title = if same_image(last) {
                tr!("start-not-finished-changes")
            } else {
                tr!("start-not-finished", version = meant)
            };
            let still = tr!("start-still", version = runs);
            (title, format!("{} {still}", not_finished(last)))
        }
        StartClass::CameBack if last.why == Some(StartReason::Automatic) => (
            tr!("start-came-back", meant = meant, runs = runs),
            tr!("start-why-automatic"),
        ),
        StartClass::CameBack => {
            let body = if last.why == Some(StartReason::Chosen) {
                tr!("start-why-chosen", version = meant.clone())
            } else {
                tr!("start-why-unknown")
            };
            (tr!("start-other", meant = meant, runs = runs), body)
        }
    })
}

fn not_finished(last: &LastStart) -> String {
    match last.why.unwrap_or_default() {
        StartReason::NoSpace => tr!("start-why-no-space"),
        StartReason::TimedOut => tr!("start-why-timed-out"),
        StartReason::Killed => tr!("start-why-killed"),
        StartReason::PowerCut => tr!("start-why-power-cut"),
        StartReason::Locked => tr!("start-why-locked"),
        StartReason::Other => tr!("start-why-other"),
        StartReason::Unknown | StartReason::Automatic | StartReason::Chosen => {
            tr!("start-why-unknown")
        }
    }
}

fn failures(last: &LastStart) -> String {
    let failed = last.new_failures();
    let shown = failed.iter().take(UNITS).map(|unit| text::plain(unit));
    let shown: Vec<String> = shown.collect();
    let units = text::row(&shown);
    match failed.len().saturating_sub(UNITS) {
        0 => tr!("start-failed-units", units = units),
        more => tr!("start-failed-units-more", units = units, count = more),
    }
}

fn buttons(world: &World, last: &LastStart) -> Vec<StartButton> {
    let idle = world.is_idle();
    let mut buttons = Vec::new();
    let mut add = |label: String, tooltip, request| {
        buttons.push(StartButton {
            label,
            tooltip,
            request,
        });
    };
    let snapshot = &world.snapshot;
    let on_disk = |version: &Option<StartVersion>| {
        version.as_ref().and_then(|it| snapshot.deployment(&it.id))
    };
    let meant = on_disk(&last.meant);
    let before = on_disk(&last.before).filter(|before| !before.booted);
    match last.class {
        StartClass::NotFinalized => {
            let no_space = last.why == Some(StartReason::NoSpace);
            if idle && no_space && world.can(ActionName::CleanUp) {
                add(tr!("start-clean-up"), None, Request::CleanUp);
            }
            if let Some(again) = again(world, last) {
                add(tr!("updates-try-again"), None, again);
            }
        }
        StartClass::CameBack => {
            if let Some(again) = again(world, last) {
                add(tr!("updates-try-again"), None, again);
            }
            if let Some(meant) = meant {
                let look = Request::Open(reference(meant));
                add(tr!("way-back-compare"), None, look);
            }
            if let (Some(meant), true) = (&last.meant, idle)
                && !snapshot.policy.settings.hidden.contains(&meant.offered)
                && !same_image(last)
            {
                let (stay, hide) = (called(last.runs.as_ref()), called(last.meant.as_ref()));
                let tooltip = tr!("start-stay-tooltip", version = hide);
                let request = Request::Stay(meant.offered.clone());
                add(tr!("start-stay", version = stay), Some(tooltip), request);
            }
        }
        StartClass::UpdatedWithFailures => {
            if let Some(before) = before.filter(|before| idle && !before.next) {
                let version = called(last.before.as_ref());
                let request = Request::Restore(reference(before));
                add(tr!("way-back-button", version = version), None, request);
            }
        }
        _ => {}
    }
    if matches!(
        last.class,
        StartClass::Updated | StartClass::UpdatedWithFailures | StartClass::WentBack
    ) && let Some(before) = before
    {
        let look = Request::Open(reference(before));
        add(tr!("way-back-compare"), None, look);
    }
    buttons
}

/// What tries again to start what was meant to.
fn again(world: &World, last: &LastStart) -> Option<Request> {
    let snapshot = &world.snapshot;
    let meant = last.meant.as_ref()?;
    if !world.is_idle() || snapshot.staged().is_some() {
        return None;
    }
    match snapshot.deployment(&meant.id) {
        Some(meant) if meant.next => world.can(ActionName::Restart).then_some(Request::Restart),
        Some(meant) => {
            let can = world.can(ActionName::Restore);
            can.then(|| Request::Restore(reference(meant)))
        }
        // Only what is offered now can be taken.
        None => {
            let offered = snapshot.update.as_ref().map(|update| &update.checksum);
            let can = world.can(ActionName::Update) && snapshot.system.update_driver.is_none();
            (can && offered == Some(&meant.offered))
                .then(|| Request::Update(Ref::Version(meant.offered.clone())))
        }
    }
}

/// For those who mend it, and so in English.
fn report(last: &LastStart) -> String {
    let mut out = format!("How the computer started: {}", last.class);
    let mut line = |key: &str, value: &str| {
        // Writing to a string does not fail.
        let _ = write!(out, "\n{key}: {}", text::plain(value));
    };
    if let Some(why) = last.why {
        line("Why", why.as_str());
    }
    for (key, version) in [
        ("Meant", &last.meant),
        ("Runs", &last.runs),
        ("Before", &last.before),
    ] {
        if let Some(version) = version {
            let name = version.version.as_deref().unwrap_or("without a name");
            line(key, &format!("{name} ({})", version.offered));
        }
    }
    match last.failed_units.as_deref() {
        None => line("Failed units", "unknown"),
        Some([]) => line("Failed units", "none"),
        Some(units) => {
            line("Failed units", &units.join(", "));
            line("Of these new", &last.newly_failed.to_string());
        }
    }
    line("Boot id", &last.start);
    if last.class == StartClass::NotFinalized {
        line(
            "More",
            "journalctl --unit ostree-finalize-staged.service --unit ostree-boot-complete.service",
        );
    }
    out
}

#[cfg(test)]
#[path = "start_tests.rs"]
mod tests;
