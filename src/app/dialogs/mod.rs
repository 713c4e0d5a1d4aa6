//! Questions, reports, and what is chosen in steps of its own.

pub(crate) mod about;
pub(crate) mod add_packages;
pub(crate) mod advisory;
pub(crate) mod arguments;
mod background_row;
pub(crate) mod base_package;
pub(crate) mod conflict;
pub(crate) mod details;
pub(crate) mod etc;
pub(crate) mod files;
mod found;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod preferences;
pub(crate) mod question;
pub(crate) mod repositories;
pub(crate) mod review;
mod review_rows;
pub(crate) mod shortcuts;
pub(crate) mod streams;
pub(crate) mod welcome;
