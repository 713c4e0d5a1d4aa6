//! What can go wrong here.

use serde_json::{Value, json};
use waymark_client::ClientError;
use waymark_model::{Error, ErrorKind, JobResult};

use crate::{exit::Exit, resolve::Candidate};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The service said no, or cannot be reached.
    Error(Box<Error>),
    /// A job did not end well.
    Job(Box<Error>, Box<JobResult>),
    /// The target could mean several things.
    Ambiguous {
        /// What was typed.
        text: String,
        /// What it could mean.
        candidates: Vec<Candidate>,
    },
    /// The user said no.
    Declined,
    /// The user stopped waiting for the job at this path.
    LeftRunning(String),
}

impl Failure {
    /// Nothing is called so.
    pub(crate) fn not_found(text: &str, message: &str) -> Self {
        let error = Error::new(ErrorKind::NotFound, format!("“{text}” {message}"));
        error.with(|f| f.reference = Some(text.to_owned())).into()
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Error(error) | Self::Job(error, _) => error.kind.into(),
            Self::Ambiguous { .. } => Exit::NotFound,
            Self::Declined => Exit::Cancelled,
            Self::LeftRunning(_) => Exit::LeftRunning,
        }
    }

    /// What happened, in the form of an error of the service.
    pub(crate) fn error(&self) -> Error {
        match self {
            Self::Error(error) | Self::Job(error, _) => (**error).clone(),
            Self::Ambiguous { text, .. } => Error::new(
                ErrorKind::NotFound,
                format!("“{text}” could mean several things"),
            )
            .with(|f| f.reference = Some(text.clone())),
            Self::Declined => Error::new(ErrorKind::Cancelled, "nothing was changed"),
            Self::LeftRunning(job) => Error::new(ErrorKind::Cancelled, "the job goes on")
                .with(|f| f.job = Some(job.clone())),
        }
    }

    /// The document for `--json`.
    pub(crate) fn json(&self) -> Value {
        let error = self.error();
        let mut document = json!({"error": {
            "kind": error.kind,
            "message": error.message,
            "fields": error.fields,
            "raw": error.raw,
        }});
        match self {
            Self::Ambiguous { candidates, .. } => {
                document["error"]["candidates"] = json!(candidates);
            }
            Self::Job(_, result) => document["result"] = json!(result),
            Self::Error(_) | Self::Declined | Self::LeftRunning(_) => {}
        }
        document
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        error.to_error().into()
    }
}
