//! The way to Waymark's service over D-Bus, for the window, the command line and
//! tests.
//!
//! [`proxy`] holds the bare contract; everything else is the friendly layer on top:
//!
//! ```text
//! Client ── snapshot, reads ──▶ model types
//!   ├── events() ─▶ Event     the system as it changes; the service's comings and goings
//!   ├── observe() ▶ Observed  the same for who only wants to know, while the service comes and goes
//!   ├── watch()  ─▶ Watch     keeps the service alive while it is held
//!   └── act()    ─▶ JobHandle ── updates() ─▶ JobUpdate … the result
//! ```
//!
//! Everything runs on the tokio runtime that it is called on. Streams are fed by
//! tasks of their own, which end when the stream is dropped; a stream that nobody
//! polls holds nothing up. Dropping any of it never cancels a job.

mod client;
mod error;
mod events;
mod feed;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod job;
mod local_changes;
mod observe;
pub mod proxy;
mod reads;
mod signals;
mod snapshot;
mod track;

pub use client::{Client, Watch};
pub use error::{ClientError, Result};
pub use events::{Event, Events};
pub use job::{JobHandle, JobProgress, JobUpdate, JobUpdates};
pub use observe::Observed;
pub use reads::ChangesQuery;
pub use snapshot::Snapshot;
