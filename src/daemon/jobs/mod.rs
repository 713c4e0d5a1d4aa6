//! Jobs: actions that run.

mod context;

pub use context::{JobContext, Progress, UNVERIFIED_MAX};
