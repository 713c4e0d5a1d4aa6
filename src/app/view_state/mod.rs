//! What is to be shown, as plain values: functions of the [`World`] without a
//! widget, a bus or a clock.

pub(crate) mod about;
pub(crate) mod advisories;
pub(crate) mod argument;
pub(crate) mod arguments;
pub(crate) mod banner;
pub(crate) mod change;
pub(crate) mod comparison;
pub(crate) mod etc;
pub(crate) mod facts;
pub(crate) mod failure;
pub(crate) mod groups;
pub(crate) mod health;
pub(crate) mod layers;
pub(crate) mod notes;
pub(crate) mod notices;
pub(crate) mod opening;
pub(crate) mod packages;
pub(crate) mod policy;
pub(crate) mod progress;
pub(crate) mod question;
pub(crate) mod remarks;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod stage;
pub(crate) mod start;
pub(crate) mod streams;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod text;
pub(crate) mod updates;
pub(crate) mod version;
pub(crate) mod versions;
pub(crate) mod way_back;
pub(crate) mod welcome;
pub(crate) mod wishes;
pub(crate) mod world;

pub(crate) use world::{Request, World};

/// A text without the marks that isolate its parts, for comparing.
#[cfg(test)]
pub(crate) fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
