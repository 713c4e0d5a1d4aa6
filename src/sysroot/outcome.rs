//! What came of an operation.

use waymark_model::RemoteVersion;

/// What an operation did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The system was so already.
    pub unchanged: bool,
    /// Id of the deployment that was made or meant.
    pub deployment: Option<String>,
}

impl Applied {
    pub(crate) fn unchanged(deployment: Option<String>) -> Self {
        Self {
            unchanged: true,
            deployment,
        }
    }

    pub(crate) fn changed(deployment: String) -> Self {
        Self {
            unchanged: false,
            deployment: Some(deployment),
        }
    }

    pub(crate) fn changed_without_deployment() -> Self {
        Self::default()
    }
}

/// What a clean-up removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanedUp {
    /// There was nothing to remove.
    pub unchanged: bool,
    /// Ids of the deployments that are gone.
    pub removed: Vec<String>,
    /// How much room was made, in bytes.
    pub freed: u64,
}

/// Some versions of a remote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryPage {
    /// The newest first.
    pub versions: Vec<RemoteVersion>,
    /// Where the next page begins; absent at the end.
    pub cursor: Option<String>,
}
