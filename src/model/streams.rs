//! What a system follows, or could follow.

use crate::{dictionary, words};

words! {
    /// What a check found of the followed stream itself.
    pub enum StreamState {
        /// Nothing yet.
        Unknown = "unknown",
        /// The remote has it, and goes on with it.
        Current = "current",
        /// The remote has it no more.
        Missing = "missing",
        /// The remote offers something older than what runs.
        Older = "older",
        /// It names one version by its content: no update will ever come.
        Fixed = "fixed",
    }
}

dictionary! {
    /// A stream that the system could follow.
    pub struct Stream: "Stream" {
        /// What [`Rebase`](crate::Action::Rebase) takes: a ref of the remote, or an image reference.
        "name" name: String,
        /// It is followed now.
        "followed" followed: bool,
        /// It is the next major version of what is followed now.
        "newer" newer: bool,
        /// When its newest version was published, where known.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
        /// What its publisher says of its end, where known.
        "end-of-life" end_of_life: Option<String>,
    }
}
