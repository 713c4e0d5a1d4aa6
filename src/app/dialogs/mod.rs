//! Questions, reports and who made this.

pub(crate) mod about;
pub(crate) mod advisory;
pub(crate) mod details;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod question;
pub(crate) mod streams;
