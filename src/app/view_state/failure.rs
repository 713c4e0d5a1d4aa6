//! Errors in the user's words: what failed, why, and what to do next.

use waymark_model::{Action, ActionName, Error, ErrorFields, ErrorKind, JobResult, Outcome};

use super::{Request, World, text};
use crate::{args::Page, tr};

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// What was asked for.
    pub(crate) action: ActionName,
    /// Why it failed.
    pub(crate) error: Error,
    /// When, in seconds since 1970.
    pub(crate) at: u64,
    /// The job that this user started and that failed, for what it said.
    pub(crate) job: Option<String>,
}

/// The one thing to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// The same again.
    TryAgain,
    /// Look for updates again.
    CheckAgain,
    /// Make room.
    CleanUp,
    /// See what is being done.
    ShowWork,
    /// See how the versions stand.
    ShowVersions,
}

/// What a next step does, and the word on its button.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Offer {
    /// What happens.
    pub(crate) label: String,
    /// What it asks for.
    pub(crate) request: Request,
}

/// What failed, in one sentence.
pub(crate) fn what(action: ActionName) -> String {
    match action {
        ActionName::Check => tr!("failed-check"),
        ActionName::Update => tr!("failed-update"),
        ActionName::Discard => tr!("failed-discard"),
        ActionName::Hide => tr!("failed-hide"),
        ActionName::Restore => tr!("failed-restore"),
        ActionName::SetPinned => tr!("failed-set-pinned"),
        ActionName::Delete => tr!("failed-delete"),
        ActionName::CleanUp => tr!("failed-clean-up"),
        ActionName::History => tr!("failed-history"),
        ActionName::ListStreams => tr!("failed-list-streams"),
        ActionName::Rebase => tr!("failed-rebase"),
        ActionName::Search => tr!("failed-search"),
        ActionName::ChangePackages => tr!("failed-packages"),
        ActionName::SetKernelArguments => tr!("failed-arguments"),
        ActionName::Restart => tr!("failed-restart"),
        ActionName::SetPolicy => tr!("failed-policy"),
        ActionName::CancelAny => tr!("failed-cancel"),
        _ => tr!("failed-other"),
    }
}

/// Why it failed, what that means, and what can be done.
pub(crate) fn why(error: &Error) -> String {
    let fields = &error.fields;
    if let Some(programs) = fields.inhibitors.as_ref().filter(|all| !all.is_empty()) {
        let programs: Vec<String> = programs.iter().map(|p| text::plain(p)).collect();
        return tr!("why-inhibited", programs = text::row(&programs));
    }
    match error.kind {
        ErrorKind::NotAuthorized => not_authorized(text::administrators()),
        ErrorKind::Cancelled => tr!("why-cancelled"),
        ErrorKind::Busy => busy(fields),
        ErrorKind::Conflict => conflict(fields),
        ErrorKind::Offline => match fields.retry_after {
            Some(seconds @ 1..) => tr!("why-offline-wait", time = text::duration(seconds)),
            _ => tr!("why-offline"),
        },
        ErrorKind::NotFound => tr!("why-not-found"),
        ErrorKind::InvalidArgument => tr!("why-invalid"),
        ErrorKind::NotSupported => tr!("why-not-supported"),
        ErrorKind::NoSpace => match (&fields.filesystem, fields.available, fields.required) {
            (Some(filesystem), Some(available), Some(required)) => tr!(
                "why-no-space-numbers",
                filesystem = text::plain(filesystem),
                available = text::size(available),
                required = text::size(required)
            ),
            _ => tr!("why-no-space"),
        },
        ErrorKind::Signature => tr!("why-signature"),
        ErrorKind::Corrupt => tr!("why-corrupt"),
        ErrorKind::EngineGone => tr!("why-engine-gone"),
        ErrorKind::Interrupted => tr!("why-interrupted"),
        ErrorKind::Unverified => tr!("why-unverified"),
        ErrorKind::Failed => tr!("why-failed"),
    }
}

/// Who may do it is said where that is known.
fn not_authorized(administrators: Vec<String>) -> String {
    if administrators.is_empty() {
        return tr!("why-not-authorized");
    }
    tr!(
        "why-not-authorized-ask",
        administrators = text::list(administrators)
    )
}

fn busy(fields: &ErrorFields) -> String {
    match (&fields.holder, fields.uid) {
        (Some(program), Some(uid)) => tr!(
            "why-busy-program-user",
            program = text::plain(program),
            user = text::user(uid)
        ),
        (Some(program), None) => tr!("why-busy-program", program = text::plain(program)),
        (None, Some(uid)) => tr!("why-busy-user", user = text::user(uid)),
        (None, None) => tr!("why-busy"),
    }
}

fn conflict(fields: &ErrorFields) -> String {
    let named = |all: &Option<Vec<String>>| {
        let all: Vec<String> = all.iter().flatten().map(|one| text::plain(one)).collect();
        (!all.is_empty()).then_some(all)
    };
    match (
        named(&fields.packages),
        named(&fields.problems),
        &fields.holder,
    ) {
        (Some(packages), ..) => tr!("why-conflict-packages", packages = text::list(packages)),
        (None, Some(problems), _) => {
            tr!("why-conflict-problems", problems = problems.join("; "))
        }
        (None, None, Some(program)) => tr!("why-conflict-driver", program = text::plain(program)),
        (None, None, None) => tr!("why-conflict"),
    }
}

/// What to offer.
pub(crate) fn next_step(failure: &Failure) -> NextStep {
    match failure.error.kind {
        ErrorKind::NoSpace => NextStep::CleanUp,
        // Not the system is busy then, but other programs.
        ErrorKind::Busy if failure.error.fields.inhibitors.is_none() => NextStep::ShowWork,
        ErrorKind::Unverified => NextStep::ShowVersions,
        ErrorKind::Conflict | ErrorKind::NotFound | ErrorKind::Signature => NextStep::CheckAgain,
        _ => NextStep::TryAgain,
    }
}

/// What to offer beside the failure of `action`, for a dialog.
pub(crate) fn offer(failure: &Failure, action: Option<&Action>) -> Option<Offer> {
    let kind = failure.error.kind;
    // The same again would be refused again.
    let refused = matches!(kind, ErrorKind::InvalidArgument | ErrorKind::NotSupported);
    let (label, request) = match next_step(failure) {
        _ if refused => return None,
        NextStep::TryAgain => (
            tr!("updates-try-again"),
            Request::Perform(Box::new(action?.clone())),
        ),
        NextStep::CheckAgain => (tr!("updates-check-again"), Request::Check),
        NextStep::CleanUp => (tr!("updates-clean-up"), Request::CleanUp),
        NextStep::ShowWork => (tr!("failed-show-work"), Request::ShowPage(Page::Updates)),
        NextStep::ShowVersions => (
            tr!("failed-show-versions"),
            Request::ShowPage(Page::Versions),
        ),
    };
    Some(Offer { label, request })
}

/// Everything known of an error, for reading and copying.
pub(crate) fn report(error: &Error) -> String {
    let mut text = format!("{}: {}", error.kind, text::plain(&error.message));
    if let Some(reference) = &error.fields.reference {
        text += &format!("\n{reference}");
    }
    if let (Some(expected), Some(found)) = (&error.fields.expected, &error.fields.found) {
        text += &format!("\nexpected: {expected}\nfound: {found}");
    }
    if let Some(packages) = &error.fields.packages {
        text += &format!("\npackages: {}", packages.join(", "));
    }
    for problem in error.fields.problems.iter().flatten() {
        text += &format!("\n{}", text::plain(problem));
    }
    if !error.raw.trim().is_empty() {
        text += "\n\n";
        text.extend(
            error
                .raw
                .trim()
                .lines()
                .flat_map(|line| [text::plain(line), "\n".into()]),
        );
    }
    text.trim_end().to_owned()
}

/// A job's failure, if it did not end well. Being cancelled is none.
pub(crate) fn of_result(result: &JobResult) -> Option<Failure> {
    (result.outcome == Outcome::Failed)
        .then(|| result.error())
        .flatten()
        .map(|error| Failure {
            action: ActionName::from_word(&result.action),
            error,
            at: result.finished,
            job: Some(result.job.clone()),
        })
}

/// What the Updates page has to tell: the last thing that went wrong with an
/// update or a check, or any change of the system that was broken off, unless
/// something newer superseded it.
pub(crate) fn current(world: &World) -> Option<Failure> {
    let newest = world
        .snapshot
        .results
        .iter()
        .filter(|result| ActionName::from_word(&result.action) != ActionName::History)
        .max_by_key(|result| result.finished);
    let own = newest.is_some_and(|result| result.uid == world.uid);
    let told = newest.and_then(of_result).map(|failure| Failure {
        job: failure.job.filter(|_| own),
        ..failure
    });
    let told = told.filter(|failure| {
        matches!(failure.action, ActionName::Update | ActionName::Check)
            || matches!(
                failure.error.kind,
                ErrorKind::Interrupted | ErrorKind::Unverified
            )
    });
    match (&world.failure, newest) {
        (Some(own), Some(newest)) if own.at >= newest.finished => Some(own.clone()),
        (Some(own), None) => Some(own.clone()),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    #[test]
    fn every_kind_has_a_sentence_of_its_own() {
        let mut sentences: Vec<String> = ErrorKind::ALL
            .iter()
            .chain([&ErrorKind::Failed])
            .map(|kind| why(&Error::new(*kind, "x")))
            .collect();
        let all = sentences.len();
        sentences.sort();
        sentences.dedup();
        assert_eq!(sentences.len(), all);
    }

    #[test]
    fn every_kind_has_a_next_step_where_one_can_help() {
        let offered = |kind| {
            let failure = Failure {
                action: ActionName::Restore,
                error: Error::new(kind, "x"),
                at: 0,
                job: None,
            };
            offer(&failure, Some(&Action::Discard)).map(|offer| offer.request)
        };
        let again = || Some(Request::Perform(Box::new(Action::Discard)));
        for kind in ErrorKind::ALL {
            let expected = match kind {
                ErrorKind::InvalidArgument | ErrorKind::NotSupported => None,
                ErrorKind::Busy => Some(Request::ShowPage(Page::Updates)),
                ErrorKind::Unverified => Some(Request::ShowPage(Page::Versions)),
                ErrorKind::NoSpace => Some(Request::CleanUp),
                ErrorKind::Conflict | ErrorKind::NotFound | ErrorKind::Signature => {
                    Some(Request::Check)
                }
                _ => again(),
            };
            assert_eq!(offered(*kind), expected, "{kind}");
        }
    }

    #[test]
    fn who_may_do_it_is_named() {
        let said = bare(&not_authorized(vec!["ada".into(), "ben".into()]));
        assert!(said.ends_with("Ask an administrator of this computer: ada and ben."));
        assert!(said.starts_with("You are not allowed to do this."));
        assert!(!not_authorized(Vec::new()).contains(':'));
    }

    #[test]
    fn missing_room_is_told_in_numbers() {
        let error = Error::new(ErrorKind::NoSpace, "no room").with(|f| {
            f.filesystem = Some("/boot".into());
            f.required = Some(90_000_000);
            f.available = Some(12_000_000);
        });
        let said = bare(&why(&error)).replace('\u{a0}', " ");
        assert!(
            said.starts_with("/boot has 12.0 MB left, but 90.0 MB are needed."),
            "{said}"
        );
        let failure = Failure {
            action: ActionName::Update,
            error,
            at: 0,
            job: None,
        };
        assert_eq!(next_step(&failure), NextStep::CleanUp);
    }

    #[test]
    fn a_conflict_names_everything_in_the_way() {
        let said =
            |set: fn(&mut ErrorFields)| bare(&why(&Error::new(ErrorKind::Conflict, "x").with(set)));
        let packages = said(|f| f.packages = Some(["a", "b", "c"].map(String::from).into()));
        assert!(
            packages.starts_with("a, b and c stand in the way."),
            "{packages}"
        );
        let problems = said(|f| f.problems = Some(vec!["nothing provides x".into()]));
        assert!(problems.contains("nothing provides x"), "{problems}");
        let driver = said(|f| f.holder = Some("uupd".into()));
        assert!(driver.starts_with("uupd updates this system"), "{driver}");
        let report = report(&Error::new(ErrorKind::Conflict, "x").with(|f| {
            f.packages = Some(vec!["a".into()]);
            f.problems = Some(vec!["a needs b".into()]);
        }));
        assert_eq!(report, "Conflict: x\npackages: a\na needs b");
    }

    #[test]
    fn who_holds_the_system_is_named() {
        let error = Error::new(ErrorKind::Busy, "x").with(|f| {
            f.holder = Some("rpm-ostree".into());
            f.uid = Some(0);
        });
        let said = bare(&why(&error));
        assert!(said.starts_with("rpm-ostree, started by root,"), "{said}");
    }

    #[test]
    fn a_server_that_wants_to_be_left_alone_says_for_how_long() {
        let error = Error::new(ErrorKind::Offline, "x").with(|f| f.retry_after = Some(90));
        assert!(bare(&why(&error)).contains("in 2 minutes"));
    }

    #[test]
    fn a_newer_success_supersedes_a_failure() {
        let mut world = testing::world();
        let failed = testing::result(ActionName::Update, 10, Some(ErrorKind::Interrupted));
        testing::snapshot(&mut world).results = vec![failed.clone()];
        assert_eq!(current(&world).unwrap().error.kind, ErrorKind::Interrupted);
        let checked = testing::result(ActionName::Check, 20, None);
        testing::snapshot(&mut world).results = vec![failed, checked];
        assert_eq!(current(&world), None);
    }

    #[test]
    fn another_pages_refusal_is_not_told_as_an_update_that_failed() {
        let mut world = testing::world();
        let refused = testing::result(ActionName::Restore, 10, Some(ErrorKind::NotAuthorized));
        testing::snapshot(&mut world).results = vec![refused];
        assert_eq!(current(&world), None);
    }

    #[test]
    fn a_report_holds_the_raw_text_without_control_characters() {
        let error = Error::new(ErrorKind::Failed, "it broke").raw("line\u{1b}[31m one\nline two\n");
        assert_eq!(
            report(&error),
            "Failed: it broke\n\nline\u{fffd}[31m one\nline two"
        );
    }
}
