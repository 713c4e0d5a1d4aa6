//! The Updates page: its state, and what each state shows.

use waymark_model::{ActionName, Deployment, ErrorKind, LastCheck, Outcome, Ref, Update};

use super::{
    Request, World, advisories, banner,
    failure::{self, Failure, NextStep},
    health::{self, Trouble},
    notices::{self, Notice},
    progress::{self, ProgressView},
    text,
    versions::Badge,
    world::reference,
};
use crate::tr;

/// A button: its word and what it asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ButtonView {
    /// What happens.
    pub(crate) label: String,
    /// What it asks for.
    pub(crate) request: Request,
    /// The one suggested action of the page.
    pub(crate) suggested: bool,
}

/// What is compared below the state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compared {
    /// The heading.
    pub(crate) title: String,
    /// The running version.
    pub(crate) from: Ref,
    /// The version that would run.
    pub(crate) to: Ref,
}

/// What stands in place of a comparison that needs the whole download.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unseen {
    /// What is not known, and what finding out does.
    pub(crate) text: String,
    /// The download, where it can be asked for.
    pub(crate) download: Option<Request>,
}

/// Everything that the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct UpdatesView {
    /// The state's icon.
    pub(crate) icon: &'static str,
    /// The state in one sentence.
    pub(crate) title: String,
    /// More of it, in one line or a sentence.
    pub(crate) body: String,
    /// What to do.
    pub(crate) primary: Option<ButtonView>,
    /// What else can be done.
    pub(crate) secondary: Option<ButtonView>,
    /// What runs in place of the buttons.
    pub(crate) progress: Option<ProgressView>,
    /// Remarks.
    pub(crate) notices: Vec<Notice>,
    /// The comparison.
    pub(crate) compared: Option<Compared>,
    /// What changes is not known before the download: what is asked for to know it.
    pub(crate) unseen: Option<Unseen>,
    /// The update whose advisories are to be read, by its checksum.
    pub(crate) advisories: Option<String>,
    /// The job that failed, for what it said.
    pub(crate) log: Option<String>,
    /// What runs, and when updates were last looked for.
    pub(crate) footer: String,
}

/// The page's view of a world.
pub(crate) fn view(world: &World) -> UpdatesView {
    let mut view = state(world);
    view.notices = notices::notices(world);
    view.unseen = unseen(world);
    view.compared = compared(world).filter(|_| view.unseen.is_none());
    view.advisories = with_advisories(world);
    let told = view.body == health::checks(world);
    view.footer = footer(world, told);
    if view.progress.is_none() && !world.is_idle() {
        view.primary = None;
        view.secondary = None;
    }
    view
}

fn state(world: &World) -> UpdatesView {
    if let Some(progress) = running(world) {
        return UpdatesView {
            icon: "waymark-update-symbolic",
            title: progress.title.clone(),
            body: progress.who.clone().unwrap_or_default(),
            progress: Some(progress),
            ..UpdatesView::default()
        };
    }
    if world.is_doing(ActionName::Check) {
        return checking(world);
    }
    let snapshot = &world.snapshot;
    match (failure::current(world), &snapshot.update, snapshot.staged()) {
        (Some(failed), ..) if failed.action != ActionName::Check => failed_state(world, &failed),
        (_, Some(update), _) => available(world, update),
        (_, None, Some(staged)) => staged_state(world, staged),
        (Some(failed), ..) => failed_state(world, &failed),
        (None, None, None) => match &snapshot.last_check {
            LastCheck {
                outcome: Some(Outcome::Failed),
                ..
            } => check_failed(world),
            LastCheck {
                last_success: Some(_),
                ..
            } => current(world),
            _ => unchecked(),
        },
    }
}

fn running(world: &World) -> Option<ProgressView> {
    match (world.changing_job(), world.asked) {
        (Some((path, job)), _) => Some(progress::view(world, path, job)),
        (
            None,
            Some(
                action @ (ActionName::Update
                | ActionName::Discard
                | ActionName::Restore
                | ActionName::Rebase
                | ActionName::CleanUp),
            ),
        ) => Some(progress::asked(world, action)),
        _ => None,
    }
}

fn checking(world: &World) -> UpdatesView {
    let job = world
        .jobs
        .iter()
        .find(|(_, job)| job.action == ActionName::Check);
    let progress = match job {
        Some((path, job)) => progress::view(world, path, job),
        None => progress::asked(world, ActionName::Check),
    };
    UpdatesView {
        icon: "waymark-update-symbolic",
        title: tr!("updates-checking-title"),
        body: progress.who.clone().unwrap_or_default(),
        progress: Some(progress),
        ..UpdatesView::default()
    }
}

fn button(label: String, request: Request, suggested: bool) -> Option<ButtonView> {
    Some(ButtonView {
        label,
        request,
        suggested,
    })
}

fn available(world: &World, update: &Update) -> UpdatesView {
    let version = text::version(update.version.as_deref(), &update.checksum);
    let published = update
        .timestamp
        .map(|at| tr!("updates-published", ago = text::ago(world.now, at)))
        .unwrap_or_default();
    let size = match update.download_size {
        Some(0) => tr!("updates-size-none"),
        Some(bytes) => tr!("updates-size", size = text::size(bytes)),
        None => String::new(),
    };
    let packages = update
        .packages_changed
        .map(|count| tr!("updates-packages", count = count))
        .unwrap_or_default();
    let faults = update
        .advisories
        .as_ref()
        .map(advisories::counts)
        .filter(|counts| !counts.is_empty())
        .map(|counts| format!("\n{}", tr!("updates-advisories", counts = counts)))
        .unwrap_or_default();
    UpdatesView {
        icon: "waymark-update-symbolic",
        title: tr!("updates-available-title", version = version),
        body: text::facts([published, size, packages]) + &faults,
        primary: can_update(world)
            .then(|| button(tr!("updates-update"), take(update), true))
            .flatten(),
        ..UpdatesView::default()
    }
}

/// Asks for the update that is shown.
fn take(update: &Update) -> Request {
    Request::Update(Ref::Version(update.checksum.clone()))
}

/// Whether an update can be taken here: it is refused where another program drives them.
fn can_update(world: &World) -> bool {
    world.can(ActionName::Update) && world.snapshot.system.update_driver.is_none()
}

/// Of an image the packages are known only when it is here.
fn unseen(world: &World) -> Option<Unseen> {
    let update = world.snapshot.update.as_ref()?;
    let image = update.checksum.starts_with("sha256:");
    (image && update.packages_changed.is_none()).then(|| Unseen {
        text: if can_update(world) {
            format!(
                "{} {}",
                tr!("updates-unseen"),
                tr!("updates-unseen-download")
            )
        } else {
            tr!("updates-unseen")
        },
        download: (can_update(world) && world.is_idle()).then(|| take(update)),
    })
}

/// The update, if it has advisories to be read.
fn with_advisories(world: &World) -> Option<String> {
    let update = world.snapshot.update.as_ref()?;
    let some = update.advisories.as_ref()?.values().any(|count| *count > 0);
    some.then(|| update.checksum.clone())
}

fn staged_state(world: &World, staged: &Deployment) -> UpdatesView {
    let version = text::version(staged.version.as_deref(), &staged.checksum);
    let can_restart = world.can(ActionName::Restart);
    UpdatesView {
        icon: "waymark-restart-symbolic",
        title: tr!("updates-staged-title"),
        body: tr!("updates-staged-body", version = version),
        primary: can_restart
            .then(|| button(tr!("updates-restart"), Request::Restart, true))
            .flatten(),
        secondary: world
            .can(ActionName::Discard)
            .then(|| button(tr!("updates-discard"), Request::Discard, false))
            .flatten(),
        ..UpdatesView::default()
    }
}

/// Nothing newer is offered: there is none, or none is wanted.
fn current(world: &World) -> UpdatesView {
    let (icon, title, body) = match banner::held_at(world) {
        Some(version) => (
            Badge::Held.icon(),
            tr!("updates-held-title", version = version),
            tr!("updates-held-body"),
        ),
        None => (
            "waymark-current-symbolic",
            tr!("updates-current-title"),
            health::checks(world),
        ),
    };
    UpdatesView {
        icon,
        title,
        body,
        primary: button(tr!("updates-check-again"), Request::Check, false),
        ..UpdatesView::default()
    }
}

fn unchecked() -> UpdatesView {
    UpdatesView {
        icon: "waymark-update-symbolic",
        title: tr!("updates-unchecked-title"),
        body: tr!("updates-unchecked-body"),
        primary: button(tr!("updates-check-now"), Request::Check, true),
        ..UpdatesView::default()
    }
}

fn check_failed(world: &World) -> UpdatesView {
    let check = &world.snapshot.last_check;
    let error = waymark_model::Error::new(check.error.unwrap_or_default(), String::new());
    UpdatesView {
        icon: icon_of(error.kind),
        title: failing(world).unwrap_or_else(|| tr!("updates-check-failed-title")),
        body: failure::why(&error),
        primary: button(tr!("updates-try-again"), Request::Check, true),
        ..UpdatesView::default()
    }
}

/// That it has failed for days, where it has.
fn failing(world: &World) -> Option<String> {
    let trouble = health::trouble(world)?;
    matches!(trouble, Trouble::Failing(..)).then(|| trouble.title())
}

fn icon_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Offline => "waymark-offline-symbolic",
        ErrorKind::NotAuthorized | ErrorKind::Signature => "waymark-lock-symbolic",
        _ => "waymark-error-symbolic",
    }
}

fn failed_state(world: &World, failed: &Failure) -> UpdatesView {
    let update = world.snapshot.update.as_ref();
    let primary = match (failure::next_step(failed), failed.action, update) {
        (NextStep::CleanUp, ..) => button(tr!("updates-clean-up"), Request::CleanUp, true),
        (NextStep::TryAgain, ActionName::Update, Some(update)) if can_update(world) => {
            button(tr!("updates-try-again"), take(update), true)
        }
        (NextStep::TryAgain, ActionName::Check, _) => {
            button(tr!("updates-try-again"), Request::Check, true)
        }
        _ => button(tr!("updates-check-again"), Request::Check, true),
    };
    UpdatesView {
        icon: icon_of(failed.error.kind),
        title: failing(world)
            .filter(|_| matches!(failed.action, ActionName::Check | ActionName::Update))
            .unwrap_or_else(|| failure::what(failed.action)),
        body: failure::why(&failed.error),
        primary,
        secondary: button(
            tr!("details"),
            Request::ShowDetails(Box::new(failed.error.clone())),
            false,
        ),
        log: failed.job.clone(),
        ..UpdatesView::default()
    }
}

fn compared(world: &World) -> Option<Compared> {
    let from = world.running()?;
    let (title, to) = match (&world.snapshot.update, world.snapshot.staged()) {
        (Some(update), _) => (
            tr!("updates-changes"),
            Ref::Version(update.checksum.clone()),
        ),
        (None, Some(staged)) => (tr!("updates-staged-changes"), reference(staged)),
        (None, None) => return None,
    };
    Some(Compared { title, from, to })
}

/// What runs, and what the last checks came to, unless that was `told` already.
fn footer(world: &World, told: bool) -> String {
    let snapshot = &world.snapshot;
    let running = snapshot.booted().map(|booted| {
        let version = text::version(booted.version.as_deref(), &booted.checksum);
        match text::published(booted) {
            Some(at) => {
                tr!(
                    "updates-running-published",
                    version = version,
                    ago = text::ago(world.now, at)
                )
            }
            None => tr!("updates-running", version = version),
        }
    });
    let stream = snapshot
        .system
        .stream
        .as_ref()
        .map(|stream| tr!("updates-stream", stream = text::stream(stream)));
    let checked = Some(health::checks(world)).filter(|checks| !checks.is_empty() && !told);
    let system: Vec<String> = [running, stream].into_iter().flatten().collect();
    let lines = [Some(system.join(" ")), checked];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    lines.join("\n")
}

#[cfg(test)]
#[path = "updates_tests.rs"]
mod tests;
