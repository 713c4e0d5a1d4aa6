//! The dictionaries of callers as what the system does.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::os::fd::AsFd as _;

use serde::Deserialize;
use zbus::Variant;

use super::refusal::Refusal;
use crate::system::request::{Change, Options};
use crate::system::simple::KernelChange;
use crate::wire::{Entries, option};

/// The options that all changes share.
pub(super) fn options(given: &Entries) -> Options {
    let flag = |key| option::<bool>(given, key);
    let is = |key| flag(key).unwrap_or(false);
    Options {
        no_pull_base: is("no-pull-base"),
        dry_run: is("dry-run"),
        download_only: is("download-only"),
        cache_only: is("cache-only"),
        no_layering: is("no-layering"),
        no_overrides: is("no-overrides"),
        no_initramfs: is("no-initramfs"),
        allow_downgrade: flag("allow-downgrade"),
        allow_inactive: is("allow-inactive") || is("allow-inactive-requests"),
        idempotent: is("idempotent-layering"),
        skip_purge: is("skip-purge"),
        skip_branch_check: is("skip-branch-check"),
        lock_finalization: is("lock-finalization"),
        reboot: is("reboot"),
        apply_live: is("apply-live"),
        command_line: option(given, "initiating-command-line"),
        driver: option(given, "register-driver"),
    }
}

/// A change of `Upgrade`.
pub(super) fn upgrade(given: &Entries) -> Change {
    Change {
        options: options(given),
        ..Change::default()
    }
}

/// A change of `Deploy`.
pub(super) fn deploy(revision: &str, given: &Entries) -> Change {
    Change {
        revision: Some(revision.to_owned()),
        ..upgrade(given)
    }
}

/// A change of `Rebase`.
pub(super) fn rebase(refspec: String, install: Vec<String>, given: &Entries) -> Change {
    Change {
        refspec: Some(refspec),
        revision: option(given, "revision"),
        install,
        custom_origin: option(given, "custom-origin"),
        ..upgrade(given)
    }
}

/// A change of `PkgChange`.
pub(super) fn packages(install: Vec<String>, uninstall: Vec<String>, given: &Entries) -> Change {
    let mut change = upgrade(given);
    change.install = install;
    change.uninstall = uninstall;
    change.options.no_pull_base = true;
    change
}

/// A change of `KernelArgs`: arguments to add, replace and remove.
pub(super) fn kernel(existing: String, lists: [Vec<String>; 3], given: &Entries) -> KernelChange {
    let [added, replaced, removed] = lists;
    KernelChange {
        existing,
        added,
        replaced,
        removed,
        whole: option(given, "final-kernel-args"),
        locked: option(given, "lock-finalization").unwrap_or(false),
        reboot: option(given, "reboot").unwrap_or(false),
    }
}

/// A change of `UpdateDeployment`.
pub(super) fn change(modifiers: &Entries, given: &Entries) -> Result<Change, Refusal> {
    let list = |key| option::<Vec<String>>(modifiers, key).unwrap_or_default();
    Ok(Change {
        refspec: option(modifiers, "set-refspec"),
        revision: option(modifiers, "set-revision"),
        install: list("install-packages"),
        uninstall: list("uninstall-packages"),
        install_local: files(modifiers, "install-local-packages")?,
        remove: list("override-remove-packages"),
        reset: list("override-reset-packages"),
        replace_local: files(modifiers, "override-replace-local-packages")?,
        replace: !list("override-replace-packages").is_empty(),
        replace_from: option::<String>(modifiers, "treefile")
            .map(|text| treefile(&text))
            .transpose()?
            .unwrap_or_default(),
        custom_origin: option(given, "custom-origin"),
        options: options(given),
        check_only: false,
    })
}

/// The replacements in a treefile, of which the double knows nothing else.
fn treefile(text: &str) -> Result<Vec<(String, BTreeSet<String>)>, Refusal> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Treefile {
        #[serde(rename = "ex-override-replace")]
        replace: Vec<Replacement>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Replacement {
        from: From,
        packages: BTreeSet<String>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum From {
        Repo(String),
    }
    let read: Treefile = serde_json::from_str(text)
        .map_err(|error| Refusal::failed(format!("parsing treefile: {error}")))?;
    let pair = |Replacement { from, packages }| {
        let From::Repo(repository) = from;
        (repository, packages)
    };
    Ok(read.replace.into_iter().map(pair).collect())
}

/// The contents of the files behind a list of descriptors.
fn files(modifiers: &Entries, key: &str) -> Result<Vec<Vec<u8>>, Refusal> {
    let Some(value) = modifiers.get(key) else {
        return Ok(Vec::new());
    };
    let failed = |error: &dyn std::fmt::Display| Refusal::failed(format!("{key}: {error}"));
    let Variant::Array(descriptors) = &**value else {
        return Err(failed(&"not an array"));
    };
    let read = |descriptor: &Variant<'_>| {
        let Variant::Fd(descriptor) = descriptor else {
            return Err(std::io::Error::other("not a descriptor"));
        };
        let mut file = File::from(descriptor.as_fd().try_clone_to_owned()?);
        let mut content = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut content)?;
        Ok(content)
    };
    let all = descriptors.inner().iter().map(read);
    all.collect::<Result<_, _>>()
        .map_err(|error| failed(&error))
}

/// What polkit is asked about before `UpdateDeployment`, in turn.
pub(super) fn actions(modifiers: &Entries, given: &Entries) -> Vec<&'static str> {
    let has = |key| modifiers.contains_key(key);
    let is = |key| option::<bool>(given, key).unwrap_or(false);
    let mut actions = Vec::new();
    if has("set-refspec") {
        actions.push("rebase");
    } else if has("set-revision") {
        actions.push("deploy");
    } else if !is("no-pull-base") {
        actions.push("upgrade");
    }
    if has("install-packages") || has("uninstall-packages") || is("no-layering") {
        actions.push("install-uninstall-packages");
    }
    if has("install-local-packages") || has("install-local-fileoverride-packages") {
        actions.push("install-local-packages");
    }
    let overrides = [
        "override-remove-packages",
        "override-reset-packages",
        "override-replace-packages",
        "override-replace-local-packages",
    ];
    if overrides.into_iter().any(has) || is("no-overrides") {
        actions.push("override");
    }
    if is("no-initramfs") {
        actions.push("bootconfig");
    }
    // What the daemon cannot make out, such as a treefile that stands alone.
    if actions.is_empty() {
        actions.push("override");
    }
    actions
}
