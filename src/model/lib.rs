//! Waymark's words as types: what a system is made of, what can be asked of it,
//! how a job goes, and how all of that looks on the bus.
//!
//! No I/O, no GTK, no bus connection. [`zbus`] is here, without its connections, for the form of
//! values alone.

pub mod action;
pub mod advisories;
pub mod changes;
pub mod deployment;
pub mod dict;
pub mod error;
pub mod job;
pub mod keys;
pub mod local_changes;
pub mod names;
pub mod packages;
pub mod policy;
pub mod refs;
pub mod start;
pub mod streams;
pub mod system;
pub mod words;

pub use action::{Action, ActionName};
pub use advisories::{Advisory, AdvisoryKind, Reference, Severity};
pub use changes::{Change, ChangeKind, ChangeSummary, ChangeType, Comparison, Files};
pub use deployment::{Deployment, Signature, SignatureState};
pub use dict::{Dict, Dictionary};
pub use error::{Error, ErrorFields, ErrorKind, Result};
pub use job::{Holder, JobResult, JobState, Outcome, Step};
pub use local_changes::{DifferenceShown, FileDifference};
pub use packages::{
    KernelArgumentChanges, Layer, LayerKind, LayerState, Package, PackageChanges, PackageFile,
    PackageState, Repository,
};
pub use policy::{
    Policy, PolicyChanges, PolicyMode, PolicyReason, PolicySettings, PolicyStep, ReasonKind,
    WaitOverride,
};
pub use refs::Ref;
pub use start::{LastStart, StartClass, StartReason, StartVersion};
pub use streams::{FollowedTag, Stream, StreamState};
pub use system::{LastCheck, RemoteVersion, System, Update};
