//! From what a user wants changed to what rpm-ostreed is asked for. Pure.
//!
//! What is so already is not asked for again: rpm-ostreed takes that for a mistake.

use waymark_model::{
    Change, ChangeKind, ChangeType, Error, ErrorKind, Layer, LayerKind, LayerState, PackageChanges,
    Result,
};

use super::{call::Modifiers, deployments::RawDeployment, layers::layers, names::split};

/// What remains to be done on a deployment; without files, and without what repositories
/// are to be asked about first: see [`to_replace`].
///
/// # Errors
/// `NotFound`, with all packages that were to be taken back and are not there;
/// `NotSupported` and `InvalidArgument` for what rpm-ostree cannot be asked for.
pub(super) fn plan(latest: &RawDeployment, changes: &PackageChanges) -> Result<Modifiers> {
    allowed(changes)?;
    let present = layers(latest);
    let is_there = |name: &str, kinds: &[LayerKind]| {
        present
            .iter()
            .any(|layer| layer.name == name && kinds.contains(&layer.kind))
    };
    let on_top = [LayerKind::Added, LayerKind::Local, LayerKind::FileOverride];
    let instead = [
        LayerKind::Removed,
        LayerKind::Replaced,
        LayerKind::LocalReplacement,
    ];
    let missing: Vec<String> = [
        (&changes.remove, &on_top),
        (&changes.override_reset, &instead),
    ]
    .into_iter()
    .flat_map(|(names, kinds)| names.iter().filter(|name| !is_there(name, kinds)))
    .cloned()
    .collect();
    if !missing.is_empty() {
        let message = format!(
            "these are not among the changes of this system: {}",
            missing.join(", ")
        );
        return Err(
            Error::new(ErrorKind::NotFound, message).with(|fields| fields.packages = Some(missing))
        );
    }
    let absent = |names: &[String], kinds: &[LayerKind]| -> Vec<String> {
        let new = names.iter().filter(|name| !is_there(name, kinds));
        new.cloned().collect()
    };
    // rpm-ostree would keep both wishes, and then not know how to meet them.
    let otherwise = [LayerKind::Removed, LayerKind::LocalReplacement];
    let first = changes.override_replace.iter();
    let first = first.filter(|name| is_there(name, &otherwise)).cloned();
    Ok(Modifiers {
        install: absent(&changes.add, &[LayerKind::Added]),
        uninstall: changes.remove.clone(),
        override_remove: absent(&changes.override_remove, &[LayerKind::Removed]),
        override_reset: changes
            .override_reset
            .iter()
            .cloned()
            .chain(first)
            .collect(),
        ..Modifiers::default()
    })
}

/// Names of the packages of the base that are still to be replaced from a repository.
pub(super) fn to_replace(latest: &RawDeployment, changes: &PackageChanges) -> Vec<String> {
    let present = layers(latest);
    let is_replaced = |name: &String| {
        let mut replaced = present
            .iter()
            .filter(|layer| layer.kind == LayerKind::Replaced);
        replaced.any(|layer| layer.name == *name)
    };
    let names = changes.override_replace.iter();
    names.filter(|name| !is_replaced(name)).cloned().collect()
}

/// Refuses what rpm-ostree does not do as it is meant.
fn allowed(changes: &PackageChanges) -> Result<()> {
    let is_name = |name: &&String| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte);
        name.bytes().all(plain) && split(name).is_none()
    };
    // It lists what is gone by its name, whatever it was asked for, and replaces from a
    // repository by nothing but names.
    let lists = [
        ("override-remove", &changes.override_remove),
        ("override-replace", &changes.override_replace),
    ];
    let other = lists.into_iter().find_map(|(key, names)| {
        let other = names.iter().find(|name| !is_name(name))?;
        Some((key, other))
    });
    match other {
        Some((key, other)) => {
            let message = format!("“{other}” is not the plain name of a package");
            Err(Error::invalid(key, message))
        }
        None => Ok(()),
    }
}

/// Whether nothing is on top of the base any more once this is done.
pub(super) fn ends_bare(latest: &RawDeployment, changes: &PackageChanges) -> bool {
    let taken_back = [&changes.remove, &changes.override_reset];
    let adds = [
        &changes.add,
        &changes.override_remove,
        &changes.override_replace,
    ];
    let is_taken_back = |layer: &Layer| {
        let mut all = taken_back.iter().copied().flatten();
        all.any(|name| *name == layer.name)
    };
    adds.iter().all(|names| names.is_empty()) && layers(latest).iter().all(is_taken_back)
}

/// Whether it asks for nothing.
pub(super) fn is_empty(modifiers: &Modifiers) -> bool {
    let Modifiers {
        refspec,
        install,
        uninstall,
        install_files,
        override_remove,
        override_reset,
        replace_files,
        replace,
    } = modifiers;
    refspec.is_none()
        && [install, uninstall, override_remove, override_reset]
            .iter()
            .all(|names| names.is_empty())
        && install_files.is_empty()
        && replace_files.is_empty()
        && replace.is_empty()
}

/// What taking back everything changes.
pub(super) fn resetting(latest: &RawDeployment) -> Vec<Change> {
    let active = layers(latest)
        .into_iter()
        .filter(|layer| layer.state == LayerState::Active);
    active
        .map(|layer| {
            let change = match layer.kind {
                LayerKind::Removed => ChangeType::Added,
                LayerKind::Replaced | LayerKind::LocalReplacement => ChangeType::Changed,
                _ => ChangeType::Removed,
            };
            Change {
                kind: ChangeKind::Package,
                change,
                name: layer.name,
                old: layer.version,
                new: layer.base_version,
                layered: Some(true),
                ..Change::default()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn deployment() -> RawDeployment {
        RawDeployment {
            packages: words("htop"),
            requested: words("htop nano"),
            requested_local: words("mine-1.0-1.noarch"),
            requested_removals: words("vim"),
            requested_replacements: words("bash-5.3-1.fc44.x86_64"),
            ..RawDeployment::default()
        }
    }

    #[test]
    fn only_what_is_not_so_already_is_asked_for() {
        let changes = PackageChanges {
            add: words("htop tmux"),
            remove: words("nano mine"),
            override_remove: words("vim ed"),
            override_reset: words("bash"),
            ..PackageChanges::default()
        };
        let asked = plan(&deployment(), &changes).unwrap();
        assert_eq!(asked.install, ["tmux"]);
        assert_eq!(asked.uninstall, ["nano", "mine"]);
        assert_eq!(asked.override_remove, ["ed"]);
        assert_eq!(asked.override_reset, ["bash"]);
        let same = PackageChanges {
            add: words("htop"),
            ..PackageChanges::default()
        };
        assert!(is_empty(&plan(&deployment(), &same).unwrap()));
    }

    #[test]
    fn what_cannot_be_taken_back_is_named_all_at_once() {
        let changes = PackageChanges {
            remove: words("htop tmux vim"),
            override_reset: words("ed"),
            ..PackageChanges::default()
        };
        let error = plan(&deployment(), &changes).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert_eq!(error.fields.packages, Some(words("tmux vim ed")));
    }

    #[test]
    fn only_what_rpm_ostree_does_as_it_is_meant_is_asked_for() {
        let removing = |name: &str| PackageChanges {
            override_remove: vec![name.to_owned()],
            ..PackageChanges::default()
        };
        for name in ["ed-1.21-1.fc44.x86_64", "/usr/bin/ed", "config(ed)", "ed 1"] {
            let error = plan(&deployment(), &removing(name)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidArgument, "{name}");
            assert_eq!(error.fields.argument.as_deref(), Some("override-remove"));
        }
        for name in ["libstdc++", "python3.13-libs", "NetworkManager_x"] {
            let asked = plan(&deployment(), &removing(name)).unwrap();
            assert_eq!(asked.override_remove, [name]);
        }
        let replacing = |name: &str| PackageChanges {
            override_replace: vec![name.to_owned()],
            ..PackageChanges::default()
        };
        let error = plan(&deployment(), &replacing("ed-1.21-1.fc44.x86_64")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidArgument);
        assert_eq!(error.fields.argument.as_deref(), Some("override-replace"));
    }

    #[test]
    fn what_is_changed_otherwise_is_reset_before_it_is_replaced() {
        let mut deployment = deployment();
        deployment.requested_remote_replacements = vec![("repo=updates".to_owned(), words("ed"))];
        let changes = PackageChanges {
            override_replace: words("bash ed vim zsh"),
            ..PackageChanges::default()
        };
        let asked = plan(&deployment, &changes).unwrap();
        assert_eq!(asked.override_reset, ["bash", "vim"]);
        assert_eq!(to_replace(&deployment, &changes), ["bash", "vim", "zsh"]);
    }

    #[test]
    fn what_takes_the_last_layer_back_ends_at_the_published_image() {
        let mut changes = PackageChanges {
            remove: words("htop nano mine"),
            override_reset: words("vim bash"),
            ..PackageChanges::default()
        };
        assert!(ends_bare(&deployment(), &changes));
        changes.add = words("tmux");
        assert!(!ends_bare(&deployment(), &changes));
        changes.add.clear();
        changes.override_reset.pop();
        assert!(!ends_bare(&deployment(), &changes));
    }

    #[test]
    fn a_reset_gives_back_what_the_image_has() {
        let rows: Vec<_> = resetting(&deployment())
            .into_iter()
            .map(|row| (row.name, row.change))
            .collect();
        // “vim” and “bash” are only requested: nothing of them is in effect here.
        assert_eq!(
            rows,
            [
                ("htop".to_owned(), ChangeType::Removed),
                ("mine".to_owned(), ChangeType::Removed),
            ]
        );
    }
}
