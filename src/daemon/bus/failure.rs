//! Errors in the form that the contract gives them: a name, and a body of the
//! message, the fields and the tool's own words.

use waymark_model::{Dictionary, Error};
use zbus::{DBusError, Message, message::Header, names::ErrorName};

use crate::jobs::presentable;

/// An error on its way to a caller.
#[derive(Debug)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl DBusError for Failure {
    fn create_reply(&self, call: &Header<'_>) -> zbus::Result<Message> {
        let Error {
            message,
            fields,
            raw,
            ..
        } = &self.0;
        Message::error(call, self.name()).build(&(message, fields.to_dict(), presentable(raw)))
    }

    fn name(&self) -> ErrorName<'_> {
        // The prefix and each kind are words that a name may hold; a test walks them all.
        ErrorName::from_string_unchecked(self.0.kind.bus_name())
    }

    fn description(&self) -> Option<&str> {
        Some(&self.0.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waymark_model::{Dict, ErrorFields, ErrorKind};

    #[test]
    fn every_kind_has_a_legal_name() {
        for kind in ErrorKind::ALL.iter().copied().chain([ErrorKind::Failed]) {
            let failure = Failure(Error::new(kind, ""));
            assert!(ErrorName::try_from(failure.name().as_str()).is_ok());
            assert_eq!(ErrorKind::from_bus_name(&failure.name()), Some(kind));
        }
    }

    #[test]
    fn the_reply_carries_message_fields_and_raw_text() {
        let call = Message::method_call("/", "Check").build(&()).unwrap();
        let error = Error::new(ErrorKind::NoSpace, "no room")
            .with(|fields| fields.required = Some(5))
            .raw("ENOSPC");
        let reply = Failure(error).create_reply(&call.header()).unwrap();
        let (message, fields, raw): (String, Dict, String) = reply.body().deserialize().unwrap();
        assert_eq!((message.as_str(), raw.as_str()), ("no room", "ENOSPC"));
        let fields = ErrorFields::from_dict(&fields).unwrap();
        assert_eq!(fields.required, Some(5));
    }
}
