//! How a job's end is put into words for the bus and the disk.

use waymark_model::{Action, Error, ErrorKind, JobResult, LastCheck, Outcome, Result};

use super::{Job, Seen};
use crate::{
    clock,
    engine::{Done, State},
    store::Record,
};

/// Longest text of a tool that is passed on, in bytes.
const RAW_MAX: usize = 16 * 1024;
/// Most changes that a dry run tells.
const CHANGES_MAX: usize = 1000;
/// Longest sentence about an error, in bytes. Twenty results fit into one property.
const MESSAGE_MAX: usize = 1024;

/// The result of a job that ran between two states.
#[must_use]
pub fn result(job: &Job, ended: &Result<Done>, before: &State, after: Option<&State>) -> JobResult {
    let mut result = JobResult {
        job: job.path().to_owned(),
        action: job.action().as_str().to_owned(),
        uid: job.uid(),
        started: job.started(),
        finished: clock::seconds(),
        ..JobResult::default()
    };
    let removed: Vec<String> = after.map_or_else(Vec::new, |after| {
        before
            .deployments
            .iter()
            .filter(|one| after.deployment(&one.id).is_none())
            .map(|one| one.id.clone())
            .collect()
    });
    if !removed.is_empty() {
        result.removed = Some(removed);
    }
    match ended {
        Ok(done) => {
            result.outcome = if done.unchanged {
                Outcome::Unchanged
            } else {
                Outcome::Ok
            };
            result.deployment.clone_from(&done.deployment);
            result.freed = done.freed;
            result.versions.clone_from(&done.versions);
            result.cursor.clone_from(&done.cursor);
            result.incomplete = done.incomplete;
            result.followed_tag = done.followed_tag;
            result.ends_hold.clone_from(&done.ends_hold);
            result.packages.clone_from(&done.packages);
            result.streams.clone_from(&done.streams);
            result.changes.clone_from(&done.changes);
            if let Some(changes) = &mut result.changes {
                changes.truncate(CHANGES_MAX);
            }
        }
        Err(error) => set_error(&mut result, error),
    }
    result
}

/// The result of a job whose service died while it ran.
#[must_use]
pub fn recovered(record: &Record, seen: &Seen) -> JobResult {
    let mut result = JobResult {
        job: record.job.clone(),
        action: record.action.as_str().to_owned(),
        uid: record.uid,
        started: record.started,
        finished: clock::seconds(),
        outcome: Outcome::Ok,
        ..JobResult::default()
    };
    let message = if !record.promise.came_true(seen) {
        "the service ended while the job ran, and the system does not show what it promised"
    } else if record.was_so {
        "the service ended while the job ran; the system was as it promised before"
    } else {
        return result;
    };
    set_error(&mut result, &Error::new(ErrorKind::Interrupted, message));
    result
}

/// What a check that ended so says of the time of the last check. A cancelled one,
/// and one that only fetched what a comparison needs, says nothing.
#[must_use]
pub fn last_check(action: &Action, result: &JobResult, before: &LastCheck) -> Option<LastCheck> {
    if *action != (Action::Check { target: None }) || result.outcome == Outcome::Cancelled {
        return None;
    }
    let ended = Some(result.finished);
    let check = LastCheck {
        when: ended,
        outcome: Some(result.outcome),
        error: result.error,
        ..before.clone()
    };
    Some(if result.outcome == Outcome::Failed {
        LastCheck {
            last_failure: ended,
            failing_since: before.failing_since.or(ended),
            ..check
        }
    } else {
        LastCheck {
            last_success: ended,
            failing_since: None,
            ..check
        }
    })
}

fn set_error(result: &mut JobResult, error: &Error) {
    result.outcome = if error.kind == ErrorKind::Cancelled {
        Outcome::Cancelled
    } else {
        Outcome::Failed
    };
    result.error = Some(error.kind);
    result.message = Some(clip(&error.message, MESSAGE_MAX).to_owned());
    result.fields = Some((*error.fields).clone());
    result.raw = Some(presentable(&error.raw)).filter(|raw| !raw.is_empty());
}

/// A tool's words as others may read them: no longer than is useful, and without
/// what stands between `://` and `@` in an address, which may be a password.
#[must_use]
pub fn presentable(raw: &str) -> String {
    let mut rest = clip(raw, RAW_MAX);
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        text.push_str(head);
        let authority = tail
            .find(|c: char| c.is_whitespace() || "/?#\"'".contains(c))
            .unwrap_or(tail.len());
        rest = tail[..authority]
            .rfind('@')
            .map_or(tail, |sign| &tail[sign + 1..]);
    }
    text.push_str(rest);
    text
}

fn clip(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_left_out() {
        let cases = [
            ("", ""),
            ("no address", "no address"),
            (
                "GET https://me:secret@host/x@y failed; http://b@c: no",
                "GET https://host/x@y failed; http://c: no",
            ),
            (
                "see https://host/ or mail a@b",
                "see https://host/ or mail a@b",
            ),
        ];
        for (raw, told) in cases {
            assert_eq!(presentable(raw), told);
        }
        let long = "ü".repeat(RAW_MAX);
        assert_eq!(presentable(&long).len(), RAW_MAX);
        assert_eq!(presentable(&format!("x{long}")).len(), RAW_MAX - 1);
    }

    #[test]
    fn only_a_real_check_moves_the_time_of_the_last_check() {
        let before = LastCheck {
            last_success: Some(5),
            ..LastCheck::default()
        };
        let check = Action::Check { target: None };
        let mut result = JobResult {
            finished: 9,
            outcome: Outcome::Failed,
            error: Some(ErrorKind::Offline),
            ..JobResult::default()
        };
        let failed = last_check(&check, &result, &before).unwrap();
        assert_eq!((failed.when, failed.last_success), (Some(9), Some(5)));
        assert_eq!(failed.error, Some(ErrorKind::Offline));
        result.finished = 12;
        let again = last_check(&check, &result, &failed).unwrap();
        let since = (again.failing_since, again.last_failure);
        assert_eq!(since, (Some(9), Some(12)), "the first of all in a row");
        (result.outcome, result.error, result.finished) = (Outcome::Ok, None, 15);
        let good = last_check(&check, &result, &again).unwrap();
        assert_eq!((good.last_success, good.error), (Some(15), None));
        assert_eq!((good.failing_since, good.last_failure), (None, Some(12)));
        assert_eq!(last_check(&Action::Discard, &result, &before), None);
        result.outcome = Outcome::Cancelled;
        assert_eq!(last_check(&check, &result, &before), None);
    }
}
