//! With which of its own polkit actions rpm-ostreed guards what an action calls.
//!
//! The engine acts as root, whom rpm-ostreed never asks. So whoever may not do a thing
//! there may not do it here either. What libostree does beside rpm-ostreed is guarded as
//! the call that comes closest.

use waymark_model::{Action, Ref};

use super::call::{Call, Element, Flag, Modifiers};

const REFRESH: &str = "org.projectatomic.rpmostree1.repo-refresh";
const ROLLBACK: &str = "org.projectatomic.rpmostree1.rollback";
const OVERRIDE: &str = "org.projectatomic.rpmostree1.override";
const LOCAL_PACKAGES: &str = "org.projectatomic.rpmostree1.install-local-packages";

/// Those of the calls that compare packages.
pub(super) const COMPARISON: &[&str] = &[REFRESH];

/// The ids, each once.
pub(super) fn of(action: &Action) -> Vec<&'static str> {
    let cleanup = || Call::Cleanup(vec![Element::Base]).guards();
    let mut ids = match action {
        Action::Check { target: None } => Call::Check.guards(),
        Action::Check { target: Some(_) } => vec![REFRESH],
        Action::Search { .. } => Call::RefreshMd.guards(),
        // A check goes before an update to one certain version.
        Action::Update { version, .. } => {
            let mut ids = Call::Upgrade(Vec::new()).guards();
            // What was staged is dropped again if it is not that one.
            if version.is_some() {
                ids.extend(cleanup());
            }
            ids
        }
        Action::Restore {
            target: Ref::Version(_),
            ..
        } => {
            // The version that is offered now is taken as an update, as above.
            let mut ids = Call::Deploy(String::new(), Vec::new()).guards();
            ids.extend(Call::Upgrade(Vec::new()).guards());
            ids.extend(cleanup());
            ids
        }
        // What is staged is dropped first.
        Action::Restore { .. } => [vec![ROLLBACK], cleanup()].concat(),
        Action::Discard | Action::Delete { .. } | Action::CleanUp { .. } => cleanup(),
        Action::Rebase { .. } => Call::Rebase(String::new()).guards(),
        Action::SetKernelArguments { .. } => Call::KernelArgs {
            existing: String::new(),
            added: Vec::new(),
            replaced: Vec::new(),
            removed: Vec::new(),
        }
        .guards(),
        Action::ChangePackages { .. } => packages(action),
        Action::SetPinned { .. }
        | Action::History { .. }
        | Action::ListStreams
        | Action::SetPolicy { .. }
        | Action::Restart { .. } => Vec::new(),
    };
    if matches!(action, Action::Rebase { dry_run: true, .. }) {
        ids.push(REFRESH);
    }
    ids
}

fn packages(action: &Action) -> Vec<&'static str> {
    let Action::ChangePackages {
        changes,
        local_packages,
        local_replacements,
        ..
    } = action
    else {
        return Vec::new();
    };
    let mut flags = vec![Flag::NoPullBase];
    if changes.reset_all {
        flags.extend([Flag::NoLayering, Flag::NoOverrides, Flag::NoInitramfs]);
    }
    let modifiers = Modifiers {
        install: changes.add.clone(),
        uninstall: changes.remove.clone(),
        override_remove: changes.override_remove.clone(),
        override_reset: changes.override_reset.clone(),
        ..Modifiers::default()
    };
    let named = !super::request::is_empty(&modifiers) || changes.reset_all;
    let mut ids = if named {
        Call::Update(modifiers, flags).guards()
    } else {
        Vec::new()
    };
    if !local_packages.is_empty() {
        ids.push(LOCAL_PACKAGES);
    }
    let replaces = !(local_replacements.is_empty() && changes.override_replace.is_empty());
    if replaces && !ids.contains(&OVERRIDE) {
        ids.push(OVERRIDE);
    }
    // The repositories are asked first which of them has the newest version.
    if !changes.override_replace.is_empty() {
        ids.push(REFRESH);
    }
    ids
}

#[cfg(test)]
mod tests {
    use waymark_model::PackageChanges;

    use super::*;

    fn short(action: &Action) -> Vec<String> {
        let ids = of(action).into_iter();
        ids.map(|id| id.rsplit('.').next().unwrap().to_owned())
            .collect()
    }

    fn changing(changes: PackageChanges) -> Action {
        Action::ChangePackages {
            changes,
            local_packages: Vec::new(),
            local_replacements: Vec::new(),
            dry_run: false,
        }
    }

    #[test]
    fn every_action_is_guarded_as_its_calls_are() {
        let words = || vec!["x".to_owned()];
        let version = || Ref::Version("c".to_owned());
        let cases = [
            (Action::Check { target: None }, vec!["upgrade"]),
            (
                Action::Check {
                    target: Some(version()),
                },
                vec!["repo-refresh"],
            ),
            (
                Action::Update {
                    version: None,
                    download_only: false,
                },
                vec!["upgrade"],
            ),
            (
                Action::Update {
                    version: Some(version()),
                    download_only: false,
                },
                vec!["upgrade", "cleanup"],
            ),
            (Action::Discard, vec!["cleanup"]),
            (
                Action::Restore {
                    target: version(),
                    generation: 1,
                },
                vec!["deploy", "upgrade", "cleanup"],
            ),
            (
                Action::Restore {
                    target: Ref::Deployment("d".to_owned()),
                    generation: 1,
                },
                vec!["rollback", "cleanup"],
            ),
            (Action::CleanUp { keep: 1 }, vec!["cleanup"]),
            (
                Action::Rebase {
                    stream: "s".to_owned(),
                    dry_run: true,
                },
                vec!["rebase", "repo-refresh"],
            ),
            (
                Action::SetKernelArguments {
                    changes: Default::default(),
                },
                vec!["bootconfig"],
            ),
            (
                changing(PackageChanges {
                    add: words(),
                    override_reset: words(),
                    ..PackageChanges::default()
                }),
                vec!["install-uninstall-packages", "override"],
            ),
            (
                changing(PackageChanges {
                    override_replace: words(),
                    ..PackageChanges::default()
                }),
                vec!["override", "repo-refresh"],
            ),
            (
                changing(PackageChanges {
                    reset_all: true,
                    ..PackageChanges::default()
                }),
                vec!["bootconfig", "install-uninstall-packages", "override"],
            ),
            (Action::ListStreams, vec![]),
        ];
        for (action, expected) in cases {
            assert_eq!(short(&action), expected, "{action:?}");
        }
    }
}
