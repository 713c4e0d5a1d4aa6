//! Exit codes. They are documented and stay as they are.

use std::process::ExitCode;

use waymark_model::ErrorKind;

/// How the program ends when it does not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Failed = 1,
    Usage = 2,
    NotAuthorized = 3,
    NotFound = 4,
    Busy = 5,
    Conflict = 6,
    Offline = 7,
    Cancelled = 8,
    NotSupported = 9,
    NoService = 10,
    NoSpace = 11,
    Untrusted = 12,
    Unverified = 13,
    Interrupted = 14,
    LeftRunning = 130,
}

/// Every code and what it means, for the help text and the docs.
pub(crate) const TABLE: &[(u8, &str)] = &[
    (0, "done, or it was so already"),
    (
        Exit::Failed as u8,
        "failed for another reason than those below",
    ),
    (
        Exit::Usage as u8,
        "the command line or an argument has no meaning",
    ),
    (Exit::NotAuthorized as u8, "not authorized"),
    (
        Exit::NotFound as u8,
        "the target does not exist, or it could mean several things",
    ),
    (
        Exit::Busy as u8,
        "another job or program changes the system now",
    ),
    (Exit::Conflict as u8, "what was seen before is no longer so"),
    (Exit::Offline as u8, "the server could not be reached"),
    (Exit::Cancelled as u8, "cancelled; nothing was changed"),
    (Exit::NotSupported as u8, "this system cannot do it"),
    (
        Exit::NoService as u8,
        "the service is not installed or cannot be reached",
    ),
    (Exit::NoSpace as u8, "not enough room on a file system"),
    (
        Exit::Untrusted as u8,
        "a signature is missing or wrong, or data is damaged",
    ),
    (
        Exit::Unverified as u8,
        "it seemed to work, but the system says otherwise",
    ),
    (
        Exit::Interrupted as u8,
        "the service ended while the job ran",
    ),
    (
        Exit::LeftRunning as u8,
        "no longer waited for; the job goes on",
    ),
];

impl From<ErrorKind> for Exit {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Failed => Self::Failed,
            ErrorKind::NotAuthorized => Self::NotAuthorized,
            ErrorKind::Cancelled => Self::Cancelled,
            ErrorKind::Busy => Self::Busy,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::Offline => Self::Offline,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::InvalidArgument => Self::Usage,
            ErrorKind::NotSupported => Self::NotSupported,
            ErrorKind::NoSpace => Self::NoSpace,
            ErrorKind::Signature | ErrorKind::Corrupt => Self::Untrusted,
            ErrorKind::EngineGone => Self::NoService,
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::Unverified => Self::Unverified,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_error_has_a_code_that_is_told() {
        for kind in ErrorKind::ALL {
            let code = Exit::from(*kind) as u8;
            assert!(TABLE.iter().any(|(told, _)| *told == code), "{kind}");
        }
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0), "each is told once");
    }

    #[test]
    fn the_docs_have_the_same_codes() {
        let docs = include_str!("../../docs/waymarkctl.md");
        for (code, meaning) in TABLE {
            assert!(docs.contains(&format!("| {code} | {meaning} |")), "{code}");
        }
    }
}
