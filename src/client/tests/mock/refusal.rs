//! An error as the service sends it: a name, a message, fields and raw text.

use waymark_model::{Dictionary, Error};
use zbus::{DBusError, Message, message::Header, names::ErrorName};

/// The error and its name on the bus.
pub(super) struct Refusal(Error, String);

impl Refusal {
    pub(super) fn new(error: &Error) -> Self {
        Self(error.clone(), error.kind.bus_name())
    }
}

impl DBusError for Refusal {
    fn create_reply(&self, call: &Header<'_>) -> zbus::Result<Message> {
        let error = &self.0;
        Message::error(call, self.name()).build(&(
            error.message.as_str(),
            error.fields.to_dict(),
            error.raw.as_str(),
        ))
    }
    fn name(&self) -> ErrorName<'_> {
        ErrorName::from_str_unchecked(&self.1)
    }
    fn description(&self) -> Option<&str> {
        Some(&self.0.message)
    }
}
