//! What went wrong, and what can be done.

use waymark_model::{Error, ErrorFields, ErrorKind};

use crate::failure::Failure;

use super::{status::number, table::lines, units::bytes};

/// What happened, what it was about, and the next step.
pub(crate) fn text(failure: &Failure) -> String {
    match failure {
        Failure::Error(error) | Failure::Job(error, _) => error_text(error),
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

fn error_text(error: &Error) -> String {
    let mut text = format!("{}\n", sentence(&error.message));
    for line in details(&error.fields) {
        text += &format!("  {line}\n");
    }
    if let Some(next) = next_step(error.kind) {
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

fn details(fields: &ErrorFields) -> Vec<String> {
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
    lines.extend(
        fields
            .holder
            .as_ref()
            .map(|holder| format!("Held by {holder}")),
    );
    let list = |what: &str, names: &Option<Vec<String>>| {
        let names = names.as_ref().filter(|names| !names.is_empty());
        names.map(|names| format!("{what}: {}", names.join(", ")))
    };
    lines.extend(list("Packages", &fields.packages));
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

fn next_step(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::NotAuthorized => Some("An administrator may do this."),
        ErrorKind::Busy => Some("See waymarkctl jobs, and try again when it has ended."),
        ErrorKind::Conflict => Some("Look again with waymarkctl status, then decide."),
        ErrorKind::Offline => Some("Nothing was changed. Try again when there is a connection."),
        ErrorKind::NoSpace => Some("waymarkctl cleanup may make room."),
        ErrorKind::Interrupted => Some("See waymarkctl status for how the system is now."),
        ErrorKind::Failed
        | ErrorKind::Cancelled
        | ErrorKind::NotFound
        | ErrorKind::InvalidArgument
        | ErrorKind::NotSupported
        | ErrorKind::Signature
        | ErrorKind::Corrupt
        | ErrorKind::EngineGone
        | ErrorKind::Unverified => None,
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
