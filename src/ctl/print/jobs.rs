//! The jobs that run, and how the last ones ended.

use waymark_client::JobProgress;
use waymark_model::{ActionName, Holder, JobResult, Outcome};

use crate::progress;

use super::{dates::Dates, status::number, table::lines};

/// Jobs by path, and results.
pub(crate) fn text(
    running: &[(String, JobProgress)],
    results: &[JobResult],
    dates: Dates,
) -> String {
    let mut text = String::new();
    if running.is_empty() {
        text += "No job runs.\n";
    } else {
        text += "Running:\n";
        let rows: Vec<_> = running
            .iter()
            .map(|(path, job)| running_row(path, job))
            .collect();
        text += &lines("  ", &rows);
    }
    if !results.is_empty() {
        text += "\nEnded:\n";
        let rows: Vec<_> = results
            .iter()
            .map(|result| ended_row(result, dates))
            .collect();
        text += &lines("  ", &rows);
    }
    text
}

fn running_row(path: &str, job: &JobProgress) -> [String; 4] {
    [
        number(path).to_owned(),
        action(job.action).to_owned(),
        progress::line(job),
        holder(&job.holder),
    ]
}

/// Who runs a job; empty if nobody knows.
pub(super) fn holder(holder: &Holder) -> String {
    match (&holder.program, holder.uid) {
        (Some(program), _) => format!("by {program}"),
        (None, Some(uid)) => format!("for user {uid}"),
        (None, None) => String::new(),
    }
}

fn ended_row(result: &JobResult, dates: Dates) -> [String; 4] {
    let outcome = match result.outcome {
        Outcome::Ok => "done".to_owned(),
        Outcome::Unchanged => "it was so already".to_owned(),
        Outcome::Cancelled => "cancelled".to_owned(),
        Outcome::Failed => match (&result.error, &result.message) {
            (Some(kind), Some(message)) => format!("failed ({kind}): {message}"),
            (Some(kind), None) => format!("failed ({kind})"),
            (None, _) => "failed".to_owned(),
        },
    };
    [
        number(&result.job).to_owned(),
        action(ActionName::from_word(&result.action)).to_owned(),
        dates.time(result.finished),
        outcome,
    ]
}

/// An action in words.
pub(crate) fn action(action: ActionName) -> &'static str {
    match action {
        ActionName::Unknown => "an unknown action",
        ActionName::Check => "check",
        ActionName::Update => "update",
        ActionName::Discard => "discard",
        ActionName::Restore => "restore",
        ActionName::SetPinned => "pin or unpin",
        ActionName::Delete => "delete",
        ActionName::CleanUp => "clean up",
        ActionName::History => "history",
        ActionName::Search => "search",
        ActionName::ListStreams => "list streams",
        ActionName::Rebase => "follow another stream",
        ActionName::ChangePackages => "change packages",
        ActionName::SetKernelArguments => "change kernel arguments",
        ActionName::SetPolicy => "change the policy",
        ActionName::Restart => "restart",
        ActionName::LocalPackages => "install package files",
        ActionName::Override => "override packages of the base",
        ActionName::Hide => "hide a version",
        ActionName::ReadLocalChanges => "read local changes",
        ActionName::CancelAny => "cancel",
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::{ErrorKind, JobState, Step};

    use super::*;

    #[test]
    fn jobs_and_results_are_told() {
        let now = 1_795_000_000;
        let running = [(
            "/io/github/waymarkos/Waymark1/job/12".to_owned(),
            JobProgress {
                action: ActionName::Update,
                state: JobState::Running,
                step: Step::Downloading,
                fraction: Some(0.256),
                bytes_done: 118_000_000,
                bytes_total: Some(212_000_000),
                rate: 0,
                cancellable: true,
                holder: Holder {
                    uid: Some(1000),
                    program: None,
                },
            },
        )];
        let failed = JobResult {
            job: "/io/github/waymarkos/Waymark1/job/11".into(),
            action: "check".into(),
            finished: now,
            outcome: Outcome::Failed,
            error: Some(ErrorKind::Offline),
            message: Some("no route".into()),
            ..JobResult::default()
        };
        let expected = "\
Running:
  12  update  Downloading: 25 %, 118 MB of 212 MB  for user 1000

Ended:
  11  check  18 Nov 2026, 11:06 (just now)  failed (Offline): no route
";
        assert_eq!(text(&running, &[failed], Dates::fixed(now)), expected);
        assert_eq!(text(&[], &[], Dates::fixed(now)), "No job runs.\n");
    }
}
