//! Jobs: how far they are and how they ended.

use crate::{
    changes::Change,
    dictionary,
    error::ErrorKind,
    packages::Package,
    streams::{FollowedTag, Stream},
    system::RemoteVersion,
    words,
};

words! {
    /// Where a job is in its life.
    pub enum JobState {
        /// A state that this version does not know.
        Unknown = "unknown",
        /// Asked for; authorization or the turn is waited for.
        Waiting = "waiting",
        /// It runs.
        Running = "running",
        /// It was asked to stop.
        Cancelling = "cancelling",
        /// It ended; the result says how.
        Finished = "finished",
    }
}

words! {
    /// What a job does now.
    pub enum Step {
        /// A step that this version does not know, or none.
        Working = "working",
        /// Reads the system and checks what was asked.
        Preparing = "preparing",
        /// Asks the server what there is.
        Checking = "checking",
        /// Fetches descriptions of versions.
        FetchingMetadata = "fetching-metadata",
        /// Fetches content.
        Downloading = "downloading",
        /// Works out which packages go together.
        Resolving = "resolving",
        /// Makes the initial file system that the machine starts from.
        MakingInitramfs = "making-initramfs",
        /// Writes a new deployment.
        Staging = "staging",
        /// Changes the boot list.
        Writing = "writing",
        /// Removes what nothing needs any more.
        CleaningUp = "cleaning-up",
        /// Reads the system again and compares it with what was promised.
        Verifying = "verifying",
        /// Asks the machine to restart.
        Restarting = "restarting",
    }
}

words! {
    /// How a job ended.
    pub enum Outcome {
        /// It failed; the error says why.
        Failed = "failed",
        /// It did what was asked, and the system shows it.
        Ok = "ok",
        /// The system was so already.
        Unchanged = "unchanged",
        /// It was cancelled; nothing was changed.
        Cancelled = "cancelled",
    }
}

dictionary! {
    /// Who runs a job.
    pub struct Holder: "Holder" {
        /// The user who asked for it.
        "uid" uid: Option<u32>,
        /// The program that runs it, where it is not Waymark.
        "program" program: Option<String>,
    }
}

dictionary! {
    /// How a job ended.
    pub struct JobResult: "Result" {
        /// The job's path.
        "job" job: String,
        /// Name of the action.
        "action" action: String,
        /// The user who asked.
        "uid" uid: u32,
        /// When it began.
        "started" ["s since 1970"] started: u64,
        /// When it ended.
        "finished" ["s since 1970"] finished: u64,
        /// How it ended.
        "outcome" outcome: Outcome,
        /// Which error, if it failed or was cancelled.
        "error" error: Option<ErrorKind>,
        /// The error in one English sentence.
        "message" message: Option<String>,
        /// What the error is about: see Error fields.
        "fields" fields: Option<crate::error::ErrorFields>,
        /// The tool's own words. Not in the property `Results`.
        "raw" raw: Option<String>,
        /// The deployment that was made or meant.
        "deployment" deployment: Option<String>,
        /// Ids of the deployments that are gone.
        "removed" removed: Option<Vec<String>>,
        /// How much room was made.
        "freed" ["bytes"] freed: Option<u64>,
        /// Versions of the remote (History). Not in the property `Results`.
        "versions" versions: Option<Vec<RemoteVersion>>,
        /// What to give to the next History; absent at the end. Not in the property `Results`.
        "cursor" cursor: Option<String>,
        /// The remote has more versions than were read, so some may be missing (History). Absent: it does not say. Not in the property `Results`.
        "incomplete" incomplete: Option<bool>,
        /// How the followed tag stands to these versions: `unknown`, `current`, `lagging`, `missing` (first page of a History, of images). Not in the property `Results`.
        "followed-tag" followed_tag: Option<FollowedTag>,
        /// Packages that were found (Search), or what package files hold (`ChangePackages`). Not in the property `Results`.
        "packages" packages: Option<Vec<Package>>,
        /// What could be followed (`ListStreams`). Not in the property `Results`.
        "streams" streams: Option<Vec<Stream>>,
        /// It was a dry run: nothing was changed, and `changes` says what would be. Not in the property `Results`.
        "dry-run" dry_run: bool,
        /// What a dry run says would change, at most 1000. Not in the property `Results`.
        "changes" changes: Option<Vec<Change>>,
        /// The version at which the system is held, where this change gives that up, or would: the next update follows the stream again. Go back to that version to hold it anew.
        "ends-hold" ends_hold: Option<String>,
    }
}

impl JobResult {
    /// What everyone may read of it later.
    #[must_use]
    pub fn for_everyone(&self) -> Self {
        Self {
            raw: None,
            versions: None,
            cursor: None,
            incomplete: None,
            followed_tag: None,
            packages: None,
            streams: None,
            changes: None,
            ..self.clone()
        }
    }

    /// The error, if it did not end well.
    #[must_use]
    pub fn error(&self) -> Option<crate::error::Error> {
        let kind = match self.outcome {
            Outcome::Ok | Outcome::Unchanged => return None,
            Outcome::Failed => self.error.unwrap_or_default(),
            Outcome::Cancelled => self.error.unwrap_or(ErrorKind::Cancelled),
        };
        Some(crate::error::Error {
            kind,
            message: self.message.clone().unwrap_or_default(),
            fields: Box::new(self.fields.clone().unwrap_or_default()),
            raw: self.raw.clone().unwrap_or_default(),
        })
    }
}
