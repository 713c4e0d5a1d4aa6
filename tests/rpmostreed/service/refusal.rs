//! The errors of methods, under the names that the real daemon's come with.

use zbus::{DBusError, Message, message::Header, names::ErrorName};

/// A method's error.
#[derive(Debug)]
pub(crate) struct Refusal {
    name: &'static str,
    text: String,
}

impl Refusal {
    /// A wrong argument, or anything that has no name of its own.
    pub(crate) fn failed(text: impl Into<String>) -> Self {
        Self::of(
            "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code0",
            text,
        )
    }

    /// Another transaction runs.
    pub(crate) fn busy(title: &str) -> Self {
        let name = "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code26";
        let help = "You can cancel the current transaction with `rpm-ostree cancel`";
        Self::of(name, format!("Transaction in progress: {title}\n {help}"))
    }

    /// polkit said no.
    pub(crate) fn denied(kind: &str, method: &str) -> Self {
        Self::of(
            "org.freedesktop.DBus.Error.AccessDenied",
            format!("rpmostreed {kind} operation {method} not allowed for user"),
        )
    }

    /// polkit could not be asked.
    pub(crate) fn unauthorized(error: &zbus::Error) -> Self {
        let told = match error {
            zbus::Error::MethodError(name, text, _) => {
                format!("GDBus.Error:{name}: {}", text.clone().unwrap_or_default())
            }
            other => other.to_string(),
        };
        Self::of(
            "org.freedesktop.DBus.Error.Failed",
            format!("Authorization error: {told}"),
        )
    }

    /// A deployment that is none.
    pub(crate) fn own(text: impl Into<String>) -> Self {
        Self::of("org.projectatomic.rpmostreed.Error.Failed", text)
    }

    /// A refspec that is none.
    pub(crate) fn refspec(text: impl Into<String>) -> Self {
        Self::of("org.projectatomic.rpmostreed.Error.InvalidRefspec", text)
    }

    fn of(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            text: text.into(),
        }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::failed(format!("{error:#}"))
    }
}

impl DBusError for Refusal {
    fn create_reply(&self, call: &Header<'_>) -> zbus::Result<Message> {
        Message::error(call, self.name()).build(&(self.text.as_str(),))
    }

    fn name(&self) -> ErrorName<'_> {
        ErrorName::from_static_str_unchecked(self.name)
    }

    fn description(&self) -> Option<&str> {
        Some(&self.text)
    }
}
