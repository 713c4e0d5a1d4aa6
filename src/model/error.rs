//! Errors as the bus carries them: a name, a message, fields, and the tool's own words.

use crate::{dictionary, names::ERROR_PREFIX, words};

words! {
    /// What kind of error it is; on the bus the name behind `….Error.`.
    pub enum ErrorKind {
        /// A kind that this version does not know, or no better kind fits.
        Failed = "Failed",
        /// polkit, or the person asked, said no.
        NotAuthorized = "NotAuthorized",
        /// It was cancelled.
        Cancelled = "Cancelled",
        /// Another job or program changes the system now.
        Busy = "Busy",
        /// What the caller saw is no longer so.
        Conflict = "Conflict",
        /// The server could not be reached or the connection broke.
        Offline = "Offline",
        /// What was named does not exist.
        NotFound = "NotFound",
        /// An argument has no meaning.
        InvalidArgument = "InvalidArgument",
        /// This system, or this version of the service, cannot do it.
        NotSupported = "NotSupported",
        /// A file system has not enough room.
        NoSpace = "NoSpace",
        /// A signature is missing or wrong.
        Signature = "Signature",
        /// Data is damaged.
        Corrupt = "Corrupt",
        /// The program that drives the system went away.
        EngineGone = "EngineGone",
        /// The service ended while the job ran.
        Interrupted = "Interrupted",
        /// The tool said that it worked, but the system says otherwise.
        Unverified = "Unverified",
    }
}

impl ErrorKind {
    /// The full name on the bus.
    #[must_use]
    pub fn bus_name(self) -> String {
        format!("{ERROR_PREFIX}{self}")
    }

    /// The kind for a full name on the bus; `None` if it is not one of ours.
    #[must_use]
    pub fn from_bus_name(name: &str) -> Option<Self> {
        name.strip_prefix(ERROR_PREFIX).map(Self::from_word)
    }
}

dictionary! {
    /// What an error is about, as far as it applies.
    pub struct ErrorFields: "Error fields" {
        /// The argument or option that was wrong.
        "argument" argument: Option<String>,
        /// The polkit action that was refused.
        "polkit-action" polkit_action: Option<String>,
        /// The job that runs.
        "job" job: Option<String>,
        /// The action of the job that runs.
        "action" action: Option<String>,
        /// The user who holds the system.
        "uid" uid: Option<u32>,
        /// The program that holds the system, where it is not ours.
        "holder" holder: Option<String>,
        /// The folder whose file system lacks room.
        "filesystem" filesystem: Option<String>,
        /// How much is needed.
        "required" ["bytes"] required: Option<u64>,
        /// How much is there.
        "available" ["bytes"] available: Option<u64>,
        /// The packages in the way.
        "packages" packages: Option<Vec<String>>,
        /// Each reason why packages do not go together, as the resolver says it.
        "problems" problems: Option<Vec<String>>,
        /// How long the server wants to be left alone.
        "retry-after" ["s"] retry_after: Option<u64>,
        /// What keeps the machine from restarting now.
        "inhibitors" inhibitors: Option<Vec<String>>,
        /// The reference that was meant.
        "ref" reference: Option<String>,
        /// What was promised and did not come true, as `expected` and `found`.
        "expected" expected: Option<String>,
        /// See `expected`.
        "found" found: Option<String>,
    }
}

/// An error with all that is known of it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind.
    pub kind: ErrorKind,
    /// One sentence in English that names what is wrong.
    pub message: String,
    /// What it is about.
    pub fields: Box<ErrorFields>,
    /// The tool's own words, or empty.
    pub raw: String,
}

/// `Result` with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with a message alone.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            fields: Box::default(),
            raw: String::new(),
        }
    }

    /// An argument without meaning.
    pub fn invalid(argument: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message).with(|f| {
            f.argument = Some(argument.to_owned());
        })
    }

    /// The same with fields set.
    #[must_use]
    pub fn with(mut self, set: impl FnOnce(&mut ErrorFields)) -> Self {
        set(&mut self.fields);
        self
    }

    /// The same with the tool's own words.
    #[must_use]
    pub fn raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = raw.into();
        self
    }
}
