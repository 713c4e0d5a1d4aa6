//! What Waymark does with libostree.
//!
//! libostree's objects may move between threads but not be shared, and its calls
//! block. They therefore live on threads of this crate: one that writes
//! (downloads, stages, changes the boot list) and one that only reads, so that
//! reading never waits for a download. A third walks through the files of a whole
//! deployment, without libostree. A [`Sysroot`] hands work to them; only
//! types of [`waymark_model`] and plain values come back.
//!
//! Nothing is remembered between calls: every call opens the sysroot and reads
//! it anew, because other tools change it too.

mod boot_list;
mod bounds;
mod check;
mod choose;
mod clean_up;
mod commit;
mod compare;
mod control;
mod database;
mod deploy;
mod dpkg;
mod errors;
mod etc;
mod facade;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod hang_up;
mod history;
mod kernel;
mod kernel_arguments;
mod limits;
mod object_tree;
mod open;
mod origin;
mod outcome;
mod outline;
mod progress;
mod pull;
mod raw;
mod read;
mod refs;
mod room;
mod rpm;
mod search;
mod signatures;
mod sizes;
mod space;
mod standing;
mod streams;
mod watch;
mod worker;

pub use choose::Choice;
pub use control::{Control, Event};
pub use facade::Sysroot;
pub use kernel_arguments::arguments_in;
pub use outcome::{Applied, CleanedUp, HistoryPage};
pub use outline::Outline;
pub use read::Snapshot;
pub use watch::Changes;
