//! Waymark's words as types: what a system is made of, what can be asked of it,
//! how a job goes, and how all of that looks on the bus.
//!
//! No I/O, no GTK, no bus connection. [`zbus`] is here, without its connections, for the form of
//! values alone.

pub mod action;
pub mod changes;
pub mod dict;
pub mod error;
pub mod job;
pub mod keys;
pub mod names;
pub mod refs;
pub mod system;

pub use action::{Action, ActionName};
pub use changes::{Change, ChangeKind, ChangeSummary, ChangeType, Comparison};
pub use dict::{Dict, Dictionary};
pub use error::{Error, ErrorFields, ErrorKind, Result};
pub use job::{Holder, JobResult, JobState, Outcome, Step};
pub use refs::Ref;
pub use system::{
    Deployment, LastCheck, Package, Policy, PolicyMode, RemoteVersion, System, Update,
};
