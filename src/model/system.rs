//! What the system is and what it is made of.

use std::collections::HashMap;

use crate::dictionary;

dictionary! {
    /// The system as a whole.
    pub struct System: "System" {
        /// Name of the operating system, for people.
        "name" name: String,
        /// Which engine drives it: `ostree`, `rpm-ostree`, …; `none` where no engine applies.
        "engine" engine: String,
        /// Why this engine was chosen, or why none was, in English.
        "engine-reason" engine_reason: String,
        /// What the system follows: a ref, an image, a channel.
        "stream" stream: Option<String>,
        /// Where the stream comes from: the remote's name.
        "remote" remote: Option<String>,
        /// Names of the actions that can work here.
        "actions" actions: Vec<String>,
        /// The other actions, each with a word for why not: `engine` (this kind of system has no such thing), `planned` (not built yet), `not-atomic`, `locked` (the administrator of this system turned it off).
        "unsupported" unsupported: HashMap<String, String>,
        /// What a check found of the stream itself.
        "stream-state" stream_state: Option<crate::streams::StreamState>,
        /// The version or digest that the system stays at until updates are followed again.
        "held" held: Option<String>,
        /// What the publisher says of the end of the followed stream.
        "end-of-life" end_of_life: Option<String>,
        /// The next major version of the followed stream, as `Rebase` takes it.
        "newer-stream" newer_stream: Option<String>,
        /// Another program that is registered to update this system: Update is refused with its name.
        "update-driver" update_driver: Option<String>,
    }
}

dictionary! {
    /// A version that the stream offers and that is not staged yet.
    pub struct Update: "Update" {
        /// Checksum or digest.
        "checksum" checksum: String,
        /// Version string of the publisher.
        "version" version: Option<String>,
        /// When it was published.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
        /// The stream that offers it.
        "stream" stream: Option<String>,
        /// How much there is to download, at most.
        "download-size" ["bytes"] download_size: Option<u64>,
        /// How many packages change against the running deployment. Absent: unknown.
        "packages-changed" packages_changed: Option<u32>,
        /// Ids of the deployments that taking it will remove to make room.
        "drops" drops: Vec<String>,
        /// How much room lacks for taking it, in steps of 16 MiB. Absent: there is enough, or it is unknown.
        "lacks-room" ["bytes"] lacks_room: Option<u64>,
        /// The folder whose file system lacks it: `/boot` or `/sysroot`.
        "lacks-room-on" lacks_room_on: Option<String>,
        /// How many advisories there are of each severity; `GetAdvisories` lists them. Absent: unknown.
        "advisories" advisories: Option<HashMap<String, u32>>,
        /// All of it is on this disk already: taking it downloads nothing. Absent: unknown.
        "downloaded" downloaded: Option<bool>,
    }
}

dictionary! {
    /// When updates were last looked for.
    pub struct LastCheck: "LastCheck" {
        /// When the last check ended.
        "when" ["s since 1970"] when: Option<u64>,
        /// How it ended: an outcome, as in a job's result.
        "outcome" outcome: Option<crate::job::Outcome>,
        /// If it failed: which error.
        "error" error: Option<crate::error::ErrorKind>,
        /// When a check last succeeded.
        "last-success" ["s since 1970"] last_success: Option<u64>,
        /// When a check last failed, whatever came after it.
        "last-failure" ["s since 1970"] last_failure: Option<u64>,
        /// When the first check failed of all that failed one after the other until now. Absent: the last one did not.
        "failing-since" ["s since 1970"] failing_since: Option<u64>,
    }
}

dictionary! {
    /// A version that a remote offers, from its history.
    pub struct RemoteVersion: "RemoteVersion" {
        /// Checksum or digest.
        "checksum" checksum: String,
        /// Version string of the publisher.
        "version" version: Option<String>,
        /// When it was published.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
        /// Ids of the deployments on this disk that hold it.
        "deployments" deployments: Vec<String>,
        /// The tag under which the registry has it, of images.
        "tag" tag: Option<String>,
    }
}
