//! Everything that the window knows at one moment.

use std::{collections::BTreeMap, sync::Arc};

use waymark_client::{ClientError, JobProgress, Snapshot};
use waymark_model::{Action, ActionName, Deployment, Error, Ref};

use super::failure::Failure;
use crate::args::Page;

/// How the way to the service is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Link {
    /// It was not heard of yet.
    #[default]
    Connecting,
    /// It is there.
    Connected,
    /// It was there and went away; it is waited for.
    Reconnecting,
    /// It is not installed.
    Missing,
    /// It cannot be reached.
    Unreachable(ClientError),
}

/// Everything that the window knows at one moment. Pages show it, none changes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct World {
    /// How the way to the service is.
    pub(crate) link: Link,
    /// What the service said last.
    pub(crate) snapshot: Arc<Snapshot>,
    /// The jobs that run, by path.
    pub(crate) jobs: BTreeMap<String, JobProgress>,
    /// What this window asked for and is not a job yet.
    pub(crate) asked: Option<ActionName>,
    /// What went wrong last in this window and was not superseded.
    pub(crate) failure: Option<Failure>,
    /// Seconds since 1970.
    pub(crate) now: u64,
    /// How many earlier versions a clean-up is to keep.
    pub(crate) keep: u32,
    /// The start whose card was put away.
    pub(crate) start_put_away: Option<String>,
    /// The user of this window.
    pub(crate) uid: u32,
    /// Whether the window runs in a sandbox, into which no service can be installed.
    pub(crate) sandboxed: bool,
}

impl World {
    /// The job that changes the system, if one runs.
    pub(crate) fn changing_job(&self) -> Option<(&str, &JobProgress)> {
        self.jobs
            .iter()
            .find(|(_, job)| {
                !matches!(
                    job.action,
                    ActionName::Check
                        | ActionName::History
                        | ActionName::Search
                        | ActionName::ListStreams
                        | ActionName::SetPolicy
                )
            })
            .map(|(path, job)| (path.as_str(), job))
    }

    /// Whether a job of this kind runs or was asked for.
    pub(crate) fn is_doing(&self, action: ActionName) -> bool {
        self.asked == Some(action) || self.jobs.values().any(|job| job.action == action)
    }

    /// Whether something can be asked for that changes the system.
    pub(crate) fn is_idle(&self) -> bool {
        self.link == Link::Connected && self.asked.is_none() && self.changing_job().is_none()
    }

    /// Whether this system can do it at all.
    pub(crate) fn can(&self, action: ActionName) -> bool {
        self.snapshot
            .system
            .actions
            .iter()
            .any(|a| a == action.as_str())
    }

    /// What to compare with: the running deployment.
    pub(crate) fn running(&self) -> Option<Ref> {
        self.snapshot.booted().map(reference)
    }
}

/// The reference of a deployment.
pub(crate) fn reference(deployment: &Deployment) -> Ref {
    Ref::Deployment(deployment.id.clone())
}

/// What a page asks for. The window answers, with a question first where one is due.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Request {
    /// Look for an update.
    Check,
    /// Take the version that was shown.
    Update(Ref),
    /// Drop the prepared update.
    Discard,
    /// Restart the computer.
    Restart,
    /// Turn the computer off, which finishes what is prepared as a restart does.
    PowerOff,
    /// Remove versions that nobody needs.
    CleanUp,
    /// Make a version start next.
    Restore(Ref),
    /// Offer a version, by its checksum or digest, again.
    Show(String),
    /// Stay on what runs, and offer this version no more until a newer one comes.
    Stay(String),
    /// Tell no more how this start came out.
    PutStartAway(String),
    /// Pin or unpin a deployment.
    SetPinned(String, bool),
    /// Delete a deployment, which makes so much room in bytes, where that is known.
    Delete(String, Option<u64>),
    /// Fetch what is needed to compare with a version of the remote.
    FetchComparison(Ref),
    /// List older versions of the remote from a cursor on.
    ListOlder(String),
    /// An action that a page composed and showed whole.
    Perform(Box<Action>),
    /// Choose a stream to follow; with one, say what following it means.
    ChooseStream(Option<String>),
    /// Show one of the pages.
    ShowPage(Page),
    /// Show what the tool behind a job says.
    ShowLog(String),
    /// Stop a job.
    Cancel(String),
    /// Show a version's page.
    Open(Ref),
    /// Show an error with everything known of it.
    ShowDetails(Box<Error>),
}
