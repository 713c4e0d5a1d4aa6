//! The things that a user can ask for.

use crate::{
    names::SERVICE,
    packages::{KernelArgumentChanges, PackageChanges, PackageFile},
    policy::PolicyChanges,
    refs::Ref,
    words,
};

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
        /// Layer package files. Asked beside `packages`, never an action by itself.
        LocalPackages = "local-packages",
        /// Remove or replace packages of the base. Asked beside `packages`, never an action by itself.
        Override = "override",
        /// Offer a version no more, or again. Asked for `SetHidden`, never an action by itself.
        Hide = "hide",
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
        /// Fetch all of it and stage nothing.
        download_only: bool,
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
    /// Search the repositories for packages.
    Search {
        /// Part of a name or a summary.
        text: String,
    },
    /// List what the system could follow.
    ListStreams,
    /// Follow another stream.
    Rebase {
        /// A ref of the remote, or an image reference.
        stream: String,
        /// Only say what would change, and what stands in the way.
        dry_run: bool,
    },
    /// Change what is layered on the published image.
    ChangePackages {
        /// What to change.
        changes: PackageChanges,
        /// Package files to layer.
        local_packages: Vec<PackageFile>,
        /// Package files that replace packages of the base.
        local_replacements: Vec<PackageFile>,
        /// Only say what would change, and what stands in the way.
        dry_run: bool,
    },
    /// Change the kernel arguments of what starts next.
    SetKernelArguments {
        /// What to change.
        changes: KernelArgumentChanges,
    },
    /// Change what the service does by itself.
    SetPolicy {
        /// What to change; what is absent stays.
        changes: PolicyChanges,
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
            Self::Search { .. } => ActionName::Search,
            Self::ListStreams => ActionName::ListStreams,
            Self::Rebase { .. } => ActionName::Rebase,
            Self::ChangePackages { .. } => ActionName::ChangePackages,
            Self::SetKernelArguments { .. } => ActionName::SetKernelArguments,
            Self::SetPolicy { .. } => ActionName::SetPolicy,
            Self::Restart { .. } => ActionName::Restart,
        }
    }

    /// What the person who asks for it must be allowed to do: all of these.
    #[must_use]
    pub fn gates(&self) -> Vec<ActionName> {
        let Self::ChangePackages {
            changes,
            local_packages,
            local_replacements,
            ..
        } = self
        else {
            return vec![self.name()];
        };
        let mut gates = vec![ActionName::ChangePackages];
        if !(local_packages.is_empty() && local_replacements.is_empty()) {
            gates.push(ActionName::LocalPackages);
        }
        if changes.has_overrides() || !local_replacements.is_empty() {
            gates.push(ActionName::Override);
        }
        gates
    }

    /// Whether it only says what would be.
    #[must_use]
    pub fn is_dry_run(&self) -> bool {
        matches!(
            self,
            Self::Rebase { dry_run: true, .. } | Self::ChangePackages { dry_run: true, .. }
        )
    }

    /// Whether it can change the system, so that only one runs at a time.
    #[must_use]
    pub fn changes_system(&self) -> bool {
        let only_looks = matches!(
            self,
            Self::Check { .. }
                | Self::History { .. }
                | Self::Search { .. }
                | Self::ListStreams
                | Self::SetPolicy { .. }
        );
        !(only_looks || self.is_dry_run())
    }
}
