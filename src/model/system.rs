//! What the system is and what it is made of.

use std::collections::HashMap;

use crate::{dictionary, words};

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
        /// The other actions, each with a word for why not: `engine` (this kind of system has no such thing), `planned` (not built yet), `not-atomic`.
        "unsupported" unsupported: HashMap<String, String>,
    }
}

dictionary! {
    /// A bootable version on this disk.
    pub struct Deployment: "Deployment" {
        /// Stable id.
        "id" id: String,
        /// Checksum or digest of what it holds.
        "checksum" checksum: String,
        /// Version string of the publisher.
        "version" version: Option<String>,
        /// When it was published.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
        /// The stateroot (OS name) that it belongs to.
        "stateroot" stateroot: Option<String>,
        /// What it follows.
        "origin" origin: Option<String>,
        /// The machine runs it now.
        "booted" booted: bool,
        /// The next start runs it.
        "next" next: bool,
        /// It is prepared and enters the boot list at shutdown.
        "staged" staged: bool,
        /// Never deleted by clean-up or by an update.
        "pinned" pinned: bool,
        /// It was made writable: `development`, `hotfix`, `transient`.
        "unlocked" unlocked: Option<String>,
        /// What the user added on top.
        "layers" layers: Vec<String>,
        /// Version of its kernel. Only in GetDeployment.
        "kernel" kernel: Option<String>,
        /// Kernel arguments of its boot entry. Only in GetDeployment.
        "kernel-arguments" kernel_arguments: Option<Vec<String>>,
        /// Good signatures of what it holds: key ids. Only in GetDeployment.
        "signatures" signatures: Option<Vec<String>>,
        /// Number of packages in it, where it has a package database. Only in GetDeployment.
        "packages" packages: Option<u32>,
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
    }
}

dictionary! {
    /// A package of the base.
    pub struct Package: "Package" {
        /// Name.
        "name" name: String,
        /// Version.
        "version" version: String,
        /// Architecture.
        "architecture" architecture: Option<String>,
        /// One line that says what it is.
        "summary" summary: Option<String>,
    }
}

words! {
    /// Whether updates are taken without being asked for.
    pub enum PolicyMode {
        /// Only when a person asks.
        Manual = "manual",
        /// Looks for updates.
        Check = "check",
        /// Downloads them too.
        Download = "download",
        /// Stages them too.
        Stage = "stage",
    }
}

dictionary! {
    /// What the service does by itself.
    pub struct Policy: "Policy" {
        /// How far it goes.
        "mode" mode: PolicyMode,
    }
}
