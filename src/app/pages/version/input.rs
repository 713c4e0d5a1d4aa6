//! What the page of a version is opened with, and what it is told.

use std::sync::Arc;

use waymark_client::Client;
use waymark_model::{Ref, RemoteVersion};

use crate::view_state::World;

/// What the page is opened with.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The way to the service.
    pub(crate) client: Client,
    /// What it is about.
    pub(crate) target: Ref,
    /// What the remote said of it, if it is not on this computer.
    pub(crate) remote: Option<RemoteVersion>,
    /// Its name.
    pub(crate) title: String,
}

/// What the page is told.
#[derive(Debug)]
pub(crate) enum VersionInput {
    /// Show this.
    Show(Arc<World>),
    /// Compare again. True: what was missing was fetched.
    CompareAgain(bool),
    /// Another version to compare with was chosen, by its place.
    CompareWith(u32),
    /// The suggested button was clicked.
    Primary,
    /// Pin or unpin was clicked.
    Pin,
    /// Delete was clicked.
    Delete,
}
