//! What the Updates page is told.

use std::sync::Arc;

use crate::{view_state::World, widgets::start::Chosen};

/// What the page is told.
#[derive(Debug)]
pub(crate) enum UpdatesInput {
    /// Show this.
    Show(Arc<World>),
    /// Compare again. True: what was missing was fetched.
    CompareAgain(bool),
    /// The suggested button was clicked.
    Primary,
    /// The other button was clicked.
    Secondary,
    /// What the failed job said is wanted.
    Log,
    /// The download was asked for, to see what changes.
    Download,
    /// Something was done with the card about the start.
    Start(Chosen),
}
