//! The things that a user can ask for.

use crate::{names::SERVICE, refs::Ref, words};

words! {
    /// Name of an action, as in a job's `Action` and in `System.actions`.
    /// The polkit action has the same last part unless [`polkit_id`](ActionName::polkit_id) says otherwise.
    pub enum ActionName {
        /// An action that this version does not know.
        Unknown = "unknown",
        /// Look for an update, or fetch what is needed to compare with a remote version.
        Check = "check",
        /// Download and stage.
        Update = "update",
        /// Drop what is staged.
        Discard = "discard",
        /// Make a deployment or an older version next.
        Restore = "restore",
        /// Pin or unpin.
        SetPinned = "set-pinned",
        /// Delete deployments.
        Delete = "delete",
        /// Remove what nobody needs.
        CleanUp = "clean-up",
        /// List the remote's versions.
        History = "history",
        /// Search the repositories for packages.
        Search = "search",
        /// List what the system could follow.
        ListStreams = "list-streams",
        /// Follow another stream.
        Rebase = "rebase",
        /// Add, remove, replace packages.
        ChangePackages = "packages",
        /// Change kernel arguments.
        SetKernelArguments = "kernel-arguments",
        /// Change what the service does by itself.
        SetPolicy = "policy",
        /// Restart the machine.
        Restart = "restart",
        /// Read what differs in /etc.
        ReadLocalChanges = "read-local-changes",
        /// Cancel a job of another user.
        CancelAny = "cancel-any",
    }
}

impl ActionName {
    /// The polkit action that gates it. History, Search and ListStreams only
    /// read from the network, as a check does, and share its action.
    #[must_use]
    pub fn polkit_id(self) -> String {
        let gate = match self {
            Self::History | Self::Search | Self::ListStreams => Self::Check,
            other => other,
        };
        format!("{SERVICE}.{gate}")
    }
}

/// An action with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Look for an update; with a target, fetch what comparing with that remote version needs.
    Check {
        /// The remote version to be compared.
        target: Option<Ref>,
    },
    /// Download and stage a version; without one, what a check offers now.
    Update {
        /// The version that the caller saw.
        version: Option<Ref>,
    },
    /// Drop what is staged.
    Discard,
    /// Make a deployment next, or deploy an older version of the remote.
    Restore {
        /// Which.
        target: Ref,
        /// The generation that the caller saw.
        generation: u64,
    },
    /// Pin or unpin a deployment.
    SetPinned {
        /// Which.
        target: Ref,
        /// The generation that the caller saw.
        generation: u64,
        /// Pin, or unpin.
        pinned: bool,
    },
    /// Delete deployments.
    Delete {
        /// Which.
        targets: Vec<Ref>,
        /// The generation that the caller saw.
        generation: u64,
    },
    /// Remove earlier deployments that nobody needs.
    CleanUp {
        /// How many earlier versions to leave.
        keep: u32,
    },
    /// List the remote's versions.
    History {
        /// Where to go on; empty for the newest.
        cursor: String,
        /// How many at most.
        limit: u32,
    },
    /// Restart the machine.
    Restart {
        /// Turn it off instead.
        power_off: bool,
    },
}

impl Action {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> ActionName {
        match self {
            Self::Check { .. } => ActionName::Check,
            Self::Update { .. } => ActionName::Update,
            Self::Discard => ActionName::Discard,
            Self::Restore { .. } => ActionName::Restore,
            Self::SetPinned { .. } => ActionName::SetPinned,
            Self::Delete { .. } => ActionName::Delete,
            Self::CleanUp { .. } => ActionName::CleanUp,
            Self::History { .. } => ActionName::History,
            Self::Restart { .. } => ActionName::Restart,
        }
    }

    /// Whether it can change the system, so that only one runs at a time.
    #[must_use]
    pub fn changes_system(&self) -> bool {
        !matches!(self, Self::Check { .. } | Self::History { .. })
    }
}
