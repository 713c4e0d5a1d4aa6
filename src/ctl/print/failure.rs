//! What went wrong, and what can be done.

use waymark_model::{ActionName, Error, ErrorKind};

use crate::failure::Failure;

use super::{
    status::number,
    table::lines,
    units::{bytes, duration},
};

/// What happened, what it was about, and the next step.
pub(crate) fn text(failure: &Failure) -> String {
    match failure {
        Failure::Error(error) => error_text(error, ActionName::Unknown),
        Failure::Job(error, result) => error_text(error, ActionName::from_word(&result.action)),
        Failure::Ambiguous { text, candidates } => {
            let rows: Vec<_> = candidates
                .iter()
                .map(|candidate| {
                    let version = candidate.version.clone().unwrap_or_default();
                    let reference = candidate.reference.trim_start_matches("deployment:");
                    [reference.to_owned(), version]
                })
                .collect();
            format!("“{text}” could mean several things; say which:\n") + &lines("  ", &rows)
        }
        Failure::Declined => "Nothing was changed.\n".to_owned(),
        Failure::LeftRunning(job) => {
            let number = number(job);
            format!("Job {number} goes on: waymarkctl jobs, waymarkctl cancel {number}\n")
        }
    }
}

fn error_text(error: &Error, action: ActionName) -> String {
    let mut text = format!("{}\n", sentence(&error.message));
    for line in details(error) {
        text += &format!("  {line}\n");
    }
    if let Some(next) = next_step(error, action) {
        text += &format!("{next}\n");
    }
    let raw = error.raw.trim();
    if !raw.is_empty() && raw != error.message {
        text += "Details:\n";
        for line in raw.lines() {
            text += &format!("  {line}\n");
        }
    }
    text
}

fn details(error: &Error) -> Vec<String> {
    let fields = &error.fields;
    let mut lines = Vec::new();
    if let Some(filesystem) = &fields.filesystem {
        let mut line = format!("On {filesystem}");
        if let Some(required) = fields.required {
            line += &format!(", {} are needed", bytes(required));
        }
        if let Some(available) = fields.available {
            line += &format!(", {} are free", bytes(available));
        }
        lines.push(line);
    }
    if let Some(job) = &fields.job {
        let action = fields.action.as_ref();
        let action = action.map_or(String::new(), |action| format!(", {action}"));
        lines.push(format!("Job {}{action}", number(job)));
    }
    let holder = fields.holder.as_ref();
    lines.extend(holder.map(|holder| match error.kind {
        ErrorKind::Conflict => format!("Updated by {holder}"),
        _ => format!("Held by {holder}"),
    }));
    let list = |what: &str, names: &Option<Vec<String>>| {
        let names = names.as_ref().filter(|names| !names.is_empty());
        names.map(|names| format!("{what}: {}", names.join(", ")))
    };
    let packages = match error.kind {
        ErrorKind::Conflict => "In the way",
        _ => "Packages",
    };
    lines.extend(list(packages, &fields.packages));
    for problem in fields.problems.iter().flatten() {
        lines.extend(problem.lines().map(|line| format!("  {}", line.trim())));
    }
    lines.extend(fields.retry_after.map(|seconds| {
        format!(
            "The server wants to be left alone for {}",
            duration(seconds)
        )
    }));
    lines.extend(list("In the way", &fields.inhibitors));
    lines.extend(
        fields
            .expected
            .as_ref()
            .map(|text| format!("Expected: {text}")),
    );
    lines.extend(fields.found.as_ref().map(|text| format!("Found: {text}")));
    lines
}

fn next_step(error: &Error, action: ActionName) -> Option<&'static str> {
    let has_packages = error.fields.packages.is_some();
    match error.kind {
        ErrorKind::Conflict if has_packages && action == ActionName::Rebase => {
            Some("waymarkctl packages remove takes them away; then try again.")
        }
        ErrorKind::Conflict if has_packages && action == ActionName::ChangePackages => {
            Some("To go on without them: the same again with --skip-conflicting.")
        }
        ErrorKind::Conflict if error.fields.holder.is_some() => {
            Some("Leave it to that program, or stop it first.")
        }
        ErrorKind::Conflict if action == ActionName::Update && error.fields.reference.is_some() => {
            Some("To take it all the same: waymarkctl restore, with that version.")
        }
        ErrorKind::NotAuthorized => Some("An administrator may do this."),
        ErrorKind::Busy => Some("See waymarkctl jobs, and try again when it has ended."),
        ErrorKind::Conflict => Some("Look again with waymarkctl status, then decide."),
        ErrorKind::Offline => Some("Nothing was changed. Try again when there is a connection."),
        ErrorKind::NoSpace => Some("waymarkctl cleanup may make room."),
        ErrorKind::Interrupted => Some("See waymarkctl status for how the system is now."),
        ErrorKind::NotFound if action == ActionName::ChangePackages => {
            Some("waymarkctl search looks for packages.")
        }
        ErrorKind::NotFound if action == ActionName::Rebase => {
            Some("waymarkctl streams lists what there is.")
        }
        ErrorKind::NotFound => Some("See waymarkctl status for what is there."),
        ErrorKind::InvalidArgument => Some("See waymarkctl help for what can be typed."),
        ErrorKind::NotSupported => Some("See waymarkctl status for what this system is."),
        ErrorKind::Signature | ErrorKind::Corrupt => {
            Some("Nothing was changed. Try again later, or ask who publishes it.")
        }
        ErrorKind::EngineGone => Some("Try again; if it stays so, see systemctl status waymarkd."),
        ErrorKind::Unverified => Some("See waymarkctl status for how the system is now."),
        ErrorKind::Failed => Some("See waymarkctl status for how the system is now."),
        // The user wanted it so.
        ErrorKind::Cancelled => None,
    }
}

/// A message as a sentence of its own.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => "It failed.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::JobResult;

    use super::*;
    use crate::resolve::Candidate;

    #[test]
    fn an_error_says_what_it_is_about_and_what_to_do() {
        let error = Error::new(ErrorKind::NoSpace, "there is not enough room")
            .with(|f| {
                f.filesystem = Some("/boot".into());
                f.required = Some(30_000_000);
                f.available = Some(10_000_000);
            })
            .raw("ENOSPC\non write");
        let expected = "\
There is not enough room.
  On /boot, 30 MB are needed, 10 MB are free
waymarkctl cleanup may make room.
Details:
  ENOSPC
  on write
";
        assert_eq!(text(&error.into()), expected);
        let busy = Error::new(ErrorKind::Busy, "a job runs").with(|f| {
            f.job = Some("/io/github/waymarkos/Waymark1/job/3".into());
            f.action = Some("update".into());
        });
        let told = text(&busy.into());
        assert!(
            told.starts_with("A job runs.\n  Job 3, update\nSee"),
            "{told}"
        );
    }

    #[test]
    fn all_packages_in_the_way_are_named_with_the_next_step() {
        let error = Error::new(ErrorKind::Conflict, "they do not go together").with(|f| {
            f.packages = Some(vec!["a".into(), "b".into()]);
            f.problems = Some(vec!["a needs x\n  b has y".into()]);
        });
        let told = |action: &str| {
            let result = JobResult {
                action: action.into(),
                ..JobResult::default()
            };
            text(&Failure::Job(Box::new(error.clone()), Box::new(result)))
        };
        let expected = "\
They do not go together.
  In the way: a, b
    a needs x
    b has y
To go on without them: the same again with --skip-conflicting.
";
        assert_eq!(told("packages"), expected);
        assert!(told("rebase").ends_with("takes them away; then try again.\n"));
    }

    #[test]
    fn what_is_older_can_be_restored() {
        let error =
            Error::new(ErrorKind::Conflict, "the remote offers an older version").with(|f| {
                f.reference = Some("version:0a".into());
                f.found = f.reference.clone();
            });
        let result = JobResult {
            action: "update".into(),
            ..JobResult::default()
        };
        let expected = "\
The remote offers an older version.
  Found: version:0a
To take it all the same: waymarkctl restore, with that version.
";
        let told = text(&Failure::Job(Box::new(error), Box::new(result)));
        assert_eq!(told, expected);
    }

    #[test]
    fn who_updates_the_system_is_named() {
        let error = Error::new(ErrorKind::Conflict, "updates are left to uupd")
            .with(|f| f.holder = Some("uupd".into()));
        let expected = "\
Updates are left to uupd.
  Updated by uupd
Leave it to that program, or stop it first.
";
        assert_eq!(text(&error.into()), expected);
    }

    #[test]
    fn what_could_be_meant_is_listed() {
        let failure = Failure::Ambiguous {
            text: "44.1".into(),
            candidates: ["deployment:a.0", "version:0b"]
                .map(|reference| Candidate {
                    reference: reference.into(),
                    version: Some("44.1".into()),
                    timestamp: None,
                })
                .into(),
        };
        let expected = "\
“44.1” could mean several things; say which:
  a.0         44.1
  version:0b  44.1
";
        assert_eq!(text(&failure), expected);
    }
}
