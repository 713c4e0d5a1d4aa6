//! What is to be shown, as plain values: functions of the [`World`] without a
//! widget, a bus or a clock.

pub(crate) mod banner;
pub(crate) mod change;
pub(crate) mod failure;
pub(crate) mod progress;
pub(crate) mod question;
pub(crate) mod stage;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod text;
pub(crate) mod updates;
pub(crate) mod version;
pub(crate) mod versions;
pub(crate) mod world;

pub(crate) use world::{Request, World};

/// A text without the marks that isolate its parts, for comparing.
#[cfg(test)]
pub(crate) fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
