//! What can go wrong on the way to the service, told apart by what a user can do.

use waymark_model::{Dict, Dictionary, Error, ErrorFields, ErrorKind, dict::DictError};
use zbus::{Message, fdo, names::ErrorName};

/// Why a call had no answer, or none that helps.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The service answered with an error, or the bus did in its place.
    #[error(transparent)]
    Service(#[from] Error),
    /// Nobody owns the service's name and nothing on this system could start it.
    #[error("Waymark's service is not installed on this system")]
    Missing,
    /// There is no system bus, or it closed the connection.
    #[error("the system bus cannot be reached: {0}")]
    NoBus(zbus::Error),
    /// Something else went wrong on the bus; an answer of another form, for one.
    #[error("the service's answer could not be read: {0}")]
    Bus(zbus::Error),
    /// An answer lacked something, or held something of another type.
    #[error("the service's answer could not be read: {0}")]
    Malformed(#[from] DictError),
}

/// `Result` with [`ClientError`].
pub type Result<T> = std::result::Result<T, ClientError>;

impl ClientError {
    /// The same in the service's own words, for who tells all errors alike.
    #[must_use]
    pub fn to_error(&self) -> Error {
        match self {
            Self::Service(error) => error.clone(),
            Self::Missing | Self::NoBus(_) => Error::new(ErrorKind::EngineGone, self.to_string()),
            Self::Bus(_) | Self::Malformed(_) => Error::new(ErrorKind::Failed, self.to_string()),
        }
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.to_error().kind
    }

    /// Whether the same call may well succeed a little later: the service or the bus is away.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.kind() == ErrorKind::EngineGone
    }
}

impl From<zbus::Error> for ClientError {
    fn from(error: zbus::Error) -> Self {
        match error {
            zbus::Error::MethodError(name, message, reply) => {
                Self::Service(from_reply(&name, message, &reply))
            }
            zbus::Error::FDO(error) => Self::from(*error),
            zbus::Error::InputOutput(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Handshake(_)
            | zbus::Error::Address(_) => Self::NoBus(error),
            other => Self::Bus(other),
        }
    }
}

impl From<fdo::Error> for ClientError {
    fn from(error: fdo::Error) -> Self {
        use fdo::Error as Fdo;
        let kind = match &error {
            Fdo::ZBus(inner) => return Self::from(inner.clone()),
            Fdo::ServiceUnknown(_) | Fdo::SpawnServiceNotFound(_) => return Self::Missing,
            Fdo::Disconnected(_) | Fdo::NoServer(_) => return Self::NoBus(error.into()),
            Fdo::AccessDenied(_)
            | Fdo::AuthFailed(_)
            | Fdo::InteractiveAuthorizationRequired(_) => ErrorKind::NotAuthorized,
            Fdo::InvalidArgs(_) | Fdo::InvalidSignature(_) => ErrorKind::InvalidArgument,
            // The service is older or newer than this client.
            Fdo::UnknownMethod(_)
            | Fdo::UnknownInterface(_)
            | Fdo::UnknownProperty(_)
            | Fdo::NotSupported(_) => ErrorKind::NotSupported,
            Fdo::UnknownObject(_) => ErrorKind::NotFound,
            Fdo::NameHasNoOwner(_)
            | Fdo::NoReply(_)
            | Fdo::TimedOut(_)
            | Fdo::Timeout(_)
            | Fdo::SpawnExecFailed(_)
            | Fdo::SpawnForkFailed(_)
            | Fdo::SpawnChildExited(_)
            | Fdo::SpawnChildSignaled(_)
            | Fdo::SpawnFailed(_)
            | Fdo::SpawnFailedToSetup(_)
            | Fdo::SpawnConfigInvalid(_)
            | Fdo::SpawnServiceNotValid(_)
            | Fdo::SpawnPermissionsInvalid(_)
            | Fdo::SpawnFileInvalid(_)
            | Fdo::SpawnNoMemory(_) => ErrorKind::EngineGone,
            _ => ErrorKind::Failed,
        };
        let message = match kind {
            ErrorKind::EngineGone => "the service ended or could not be started",
            ErrorKind::NotAuthorized => "the bus or the service refused the call",
            ErrorKind::NotSupported => "the service does not know this call",
            ErrorKind::NotFound => "the service does not have this object",
            _ => "the call failed",
        };
        Self::Service(Error::new(kind, message).raw(error.to_string()))
    }
}

/// Reads an error reply: our name with message, fields and raw text, or another's name.
fn from_reply(name: &ErrorName<'_>, message: Option<String>, reply: &Message) -> Error {
    let body = reply.body();
    let ours = ErrorKind::from_bus_name(name.as_str());
    let Some(kind) = ours else {
        // systemd's names, for one, when it could not start the service.
        let kind = if name.starts_with("org.freedesktop.systemd1.") {
            ErrorKind::EngineGone
        } else {
            ErrorKind::Failed
        };
        return Error::new(kind, message.unwrap_or_else(|| name.to_string())).raw(name.as_str());
    };
    match body.deserialize::<(String, Dict, String)>() {
        Ok((message, fields, raw)) => Error {
            kind,
            message,
            fields: Box::new(ErrorFields::from_dict(&fields).unwrap_or_default()),
            raw,
        },
        Err(_) => Error::new(kind, message.unwrap_or_else(|| kind.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buss_own_errors_say_what_can_be_done() {
        let text = || String::from("said so");
        let kind = |error: fdo::Error| ClientError::from(error).kind();
        assert_eq!(
            ClientError::from(fdo::Error::ServiceUnknown(text())),
            ClientError::Missing
        );
        assert_eq!(kind(fdo::Error::NoReply(text())), ErrorKind::EngineGone);
        assert_eq!(kind(fdo::Error::SpawnFailed(text())), ErrorKind::EngineGone);
        assert_eq!(
            kind(fdo::Error::AccessDenied(text())),
            ErrorKind::NotAuthorized
        );
        assert_eq!(
            kind(fdo::Error::UnknownMethod(text())),
            ErrorKind::NotSupported
        );
        let ClientError::Service(error) = ClientError::from(fdo::Error::NoReply(text())) else {
            panic!("it is an answer in the service's place");
        };
        assert!(error.raw.contains("said so"), "{}", error.raw);
    }

    fn reply<B: serde::Serialize + zbus::DynamicType>(name: &str, body: &B) -> ClientError {
        let call = Message::method_call("/", "Check").build(&()).unwrap();
        let message = Message::error(&call.header(), name).build(body).unwrap();
        ClientError::from(zbus::Error::from(message))
    }

    #[test]
    fn our_errors_keep_their_fields_and_raw_text() {
        let fields = ErrorFields {
            filesystem: Some("/boot".into()),
            required: Some(7),
            ..ErrorFields::default()
        };
        let error = reply(
            &ErrorKind::NoSpace.bus_name(),
            &("no room", fields.to_dict(), "ENOSPC"),
        );
        let expected = Error {
            kind: ErrorKind::NoSpace,
            message: "no room".into(),
            fields: Box::new(fields),
            raw: "ENOSPC".into(),
        };
        assert_eq!(error, ClientError::Service(expected));
    }

    #[test]
    fn a_bare_or_foreign_error_still_says_something() {
        let bare = reply(&ErrorKind::Busy.bus_name(), &"a job runs");
        assert_eq!(
            bare,
            ClientError::Service(Error::new(ErrorKind::Busy, "a job runs"))
        );
        let foreign = reply("org.example.Odd", &"odd").to_error();
        assert_eq!(foreign.kind, ErrorKind::Failed);
        assert_eq!(
            (foreign.message.as_str(), foreign.raw.as_str()),
            ("odd", "org.example.Odd")
        );
    }
}
