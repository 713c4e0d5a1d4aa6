//! Questions, reports and who made this.

pub(crate) mod about;
pub(crate) mod details;
pub(crate) mod question;
