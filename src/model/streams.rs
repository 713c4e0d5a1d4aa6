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

words! {
    /// How the tag of an image that is followed stands to the versions that there are.
    pub enum FollowedTag {
        /// It was not asked about, or there is nothing to compare it with.
        Unknown = "unknown",
        /// It is at the newest version.
        Current = "current",
        /// It is at an older one: the newest is no update as long as it stays there.
        Lagging = "lagging",
        /// The registry has it no more: no update will come.
        Missing = "missing",
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
