//! Jobs: actions that run.
//!
//! The [`Runner`] accepts an action, fixes what it promises ([`Promise`]), has the
//! engine perform it, reads the system again and compares. A [`Job`] is what others
//! see of it meanwhile.

mod admission;
mod context;
mod foreign;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod job;
mod log;
mod promise;
mod rate;
mod recovery;
mod report;
mod runner;
#[cfg(test)]
mod tests;
mod verify;
mod waiting;

pub use context::{JobContext, Progress};
pub use job::{Job, Life};
pub use log::Log;
pub use promise::{Promise, Seen};
pub use rate::Rate;
pub use report::presentable;
pub use runner::{Board, Machine, Request, Runner};
