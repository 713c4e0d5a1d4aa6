//! What the system in memory becomes by an action.

use waymark_model::{
    Action, Change, Deployment, Package, PackageChanges, Ref, RemoteVersion, Stream,
};

use super::deployment;
use crate::{
    engine::{Done, State},
    package_files,
};

/// Does what is asked.
pub(super) fn act(state: &mut State, action: &Action) -> Done {
    if action.is_dry_run() {
        return look(action);
    }
    match action {
        Action::Update {
            download_only: true,
            ..
        } => {
            if let Some(update) = &mut state.update {
                update.downloaded = Some(true);
            }
        }
        Action::Update { .. } => {
            let Some(update) = state.update.take() else {
                return Done {
                    unchanged: true,
                    ..Done::default()
                };
            };
            let new = deployment("sample", &update.checksum);
            return make_next(state, new, true);
        }
        Action::Discard => {
            state.deployments.retain(|one| !one.staged);
            state.deployments[0].next = true;
        }
        Action::Restore { target, .. } => {
            let at = state.deployments.iter().position(|one| match target {
                Ref::Deployment(id) => one.id == *id,
                Ref::Version(checksum) => one.checksum == *checksum,
            });
            let target = match at {
                Some(at) => state.deployments.remove(at),
                None => deployment("sample", target.id()),
            };
            state.deployments.retain(|one| !one.staged);
            return make_next(state, target, false);
        }
        Action::SetPinned { target, pinned, .. } => {
            for one in &mut state.deployments {
                if one.id == target.id() {
                    one.pinned = *pinned;
                }
            }
        }
        Action::Delete { targets, .. } => state
            .deployments
            .retain(|one| !targets.iter().any(|target| target.id() == one.id)),
        Action::CleanUp { keep } => {
            let gone = state.beyond(*keep);
            state.deployments.retain(|one| !gone.contains(&one.id));
        }
        Action::Rebase { stream, .. } => {
            let mut new = again(state);
            new.origin = Some(stream.clone());
            return make_next(state, new, true);
        }
        Action::ChangePackages {
            changes,
            local_packages,
            local_replacements,
            ..
        } => {
            let mut new = again(state);
            change_layers(&mut new.layers, changes);
            for file in local_packages.iter().chain(local_replacements) {
                new.layers.push(package_files::name(file));
            }
            return make_next(state, new, true);
        }
        Action::SetKernelArguments { changes } => {
            let mut new = again(state);
            let mut line = new.kernel_arguments.take().unwrap_or_default();
            line.retain(|one| !changes.delete.contains(one));
            for one in &mut line {
                if let Some(other) = changes.replace.get(one) {
                    one.clone_from(other);
                }
            }
            line.extend(changes.append.iter().cloned());
            new.kernel_arguments = Some(line);
            return make_next(state, new, true);
        }
        _ => return look(action),
    }
    Done::default()
}

/// What only looks.
fn look(action: &Action) -> Done {
    match action {
        Action::Rebase { dry_run: true, .. } | Action::ChangePackages { dry_run: true, .. } => {
            Done {
                changes: Some(vec![Change::default()]),
                ..Done::default()
            }
        }
        Action::Search { text } => Done {
            packages: Some(vec![Package {
                name: text.clone(),
                ..Package::default()
            }]),
            ..Done::default()
        },
        Action::ListStreams => Done {
            streams: Some(vec![Stream::default()]),
            ..Done::default()
        },
        Action::History { .. } => Done {
            versions: Some(vec![RemoteVersion::default()]),
            ..Done::default()
        },
        _ => Done::default(),
    }
}

/// What is next once more, with an id of its own.
fn again(state: &State) -> Deployment {
    let next = state.next().cloned().unwrap_or_default();
    let number = state.deployments.len();
    Deployment {
        id: format!("sample-{}.{number}", next.checksum),
        booted: false,
        pinned: false,
        ..next
    }
}

fn change_layers(layers: &mut Vec<String>, changes: &PackageChanges) {
    if changes.reset_all {
        layers.clear();
    }
    let taken = [&changes.remove, &changes.override_reset];
    layers.retain(|layer| !taken.iter().any(|list| list.contains(layer)));
    for list in [
        &changes.add,
        &changes.override_remove,
        &changes.override_replace,
    ] {
        layers.extend(list.iter().cloned());
    }
}

fn make_next(state: &mut State, mut new: Deployment, staged: bool) -> Done {
    for one in &mut state.deployments {
        one.next = false;
    }
    (new.next, new.staged) = (true, staged);
    let id = new.id.clone();
    state.deployments.insert(0, new);
    Done {
        deployment: Some(id),
        ..Done::default()
    }
}
