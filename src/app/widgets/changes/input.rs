//! What the list of changes is told, and what it asks for.

use waymark_model::Ref;

/// What the list is told.
#[derive(Debug)]
pub(crate) enum ChangesInput {
    /// Compare these two, or nothing.
    Compare(Option<(Ref, Ref)>),
    /// Show this above the list.
    Heading(String),
    /// Read it again. True: what was missing was fetched.
    Again(bool),
    /// Whether what is missing can be fetched now.
    Fetchable(bool),
    /// The search changed.
    Search(String),
    /// A filter was chosen, by its place.
    Filter(u32),
    /// The end of what was read comes near.
    More,
    /// Fetching what is missing was asked for.
    Fetch,
}

/// What the comparison needs is to be fetched.
#[derive(Debug)]
pub(crate) struct FetchRequested(pub(crate) Ref);
