//! What an administrator changed in /etc.

use crate::{changes::ChangeType, dictionary, words};

words! {
    /// What can be shown of how a file differs.
    pub enum DifferenceShown {
        /// Something that this version does not know.
        Unknown = "unknown",
        /// Its lines.
        Text = "text",
        /// Nothing: not everyone may read it. It is shown if asked for with the option `secret`.
        Secret = "secret",
        /// Nothing: it holds no text.
        Binary = "binary",
        /// Nothing: it is too large to be compared by line.
        TooLarge = "too-large",
        /// Nothing: its content is the same; mode or owner differ.
        Access = "access",
    }
}

dictionary! {
    /// How a file in /etc differs from the published one.
    pub struct FileDifference: "FileDifference" {
        /// Its path, below `/etc/`.
        "path" path: String,
        /// How it differs.
        "change" change: ChangeType,
        /// What can be shown of it.
        "shown" shown: DifferenceShown,
        /// The lines that differ with some around them, as `diff -u` writes them. A link is a line that says where it leads.
        "difference" difference: Option<String>,
        /// Type and mode of the published file, as `st_mode`; absent where there is none.
        "published-mode" published_mode: Option<u32>,
        /// Owner and group of the published file, by number.
        "published-owner" published_owner: Option<String>,
        /// Type and mode of the file here, as `st_mode`; absent where there is none.
        "mode" mode: Option<u32>,
        /// Owner and group of the file here, by number.
        "owner" owner: Option<String>,
    }
}
