//! Noting in an origin what is asked to be layered, left out, replaced and taken back.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use ostree::glib::{Checksum, ChecksumType};

use super::change::State;
use super::origin::{List, Origin, Source};
use super::package::Package;
use super::request::Change;
use super::resolve::Wishes;
use super::{revision, rpm};

/// Notes what is asked to be layered, and no longer.
pub(super) fn ask(change: &Change, state: &mut State) -> Result<()> {
    let options = &change.options;
    let origin = &state.origin;
    if options.no_initramfs && origin.regenerates_initramfs() {
        origin.set_regenerates_initramfs(false);
        state.changed = true;
    }
    let lists = [List::Requested, List::Local, List::FileOverride];
    if options.no_layering {
        state.changed |= lists.iter().any(|list| !origin.list(*list).is_empty());
        lists
            .iter()
            .for_each(|list| origin.set_list(*list, &BTreeSet::new()));
    }
    for name in &change.uninstall {
        let mut found = false;
        for list in lists {
            let mut items = origin.list(list);
            let count = items.len();
            items.retain(|item| item != name && nevra(item) != *name && !named(item, name));
            found |= items.len() != count;
            origin.set_list(list, &items);
        }
        if !found && !options.idempotent {
            bail!("Package/capability '{name}' is not currently requested");
        }
        state.changed |= found;
    }
    let base = state.base.packages()?;
    let is_image = matches!(origin.source()?, Source::Image(_));
    let mut requested = origin.list(List::Requested);
    for name in &change.install {
        let there: Vec<_> = base.iter().filter(|it| it.matches(name)).collect();
        if !there.is_empty() && !options.allow_inactive && !is_image {
            let nevras: String = there.iter().map(|it| format!(" {}", it.nevra())).collect();
            bail!(
                "\"{name}\" is already provided by:{nevras}. Use --allow-inactive to explicitly require it."
            );
        }
        let new = requested.insert(name.clone());
        if !new && !options.idempotent {
            bail!("Package/capability '{name}' is already requested");
        }
        state.changed |= new;
    }
    origin.set_list(List::Requested, &requested);
    add_files(origin, List::Local, &change.install_local)?;
    state.changed |= !change.install_local.is_empty();
    override_base(change, state)
}

/// Takes overrides back and notes replacements.
fn override_base(change: &Change, state: &mut State) -> Result<()> {
    let origin = &state.origin;
    if change.options.no_overrides {
        for list in [List::Removed, List::Replaced, List::ReplacedFrom] {
            state.changed |= !origin.list(list).is_empty();
            origin.set_list(list, &BTreeSet::new());
        }
    }
    for name in &change.reset {
        let mut found = take_out(origin, name);
        for list in [List::Removed, List::Replaced] {
            let mut items = origin.list(list);
            let count = items.len();
            items.retain(|item| item != name && nevra(item) != *name && !named(item, name));
            found |= items.len() != count;
            origin.set_list(list, &items);
        }
        if !found {
            bail!("No overrides for package '{name}'");
        }
        state.changed = true;
    }
    for file in &change.replace_local {
        let package = rpm::package(file)?;
        let mut items = origin.list(List::Replaced);
        items.retain(|item| !named(item, &package.name));
        origin.set_list(List::Replaced, &items);
        state.changed = true;
    }
    add_files(origin, List::Replaced, &change.replace_local)?;
    // What comes last counts: a package has one source.
    for (repository, names) in &change.replace_from {
        for name in names {
            take_out(origin, name);
        }
        let mut all = origin.replaced_from();
        all.push((repository.clone(), names.clone()));
        origin.set_replaced_from(&all);
        state.changed = true;
    }
    Ok(())
}

/// Takes a package out of what repositories replace; whether it was there.
fn take_out(origin: &Origin, name: &str) -> bool {
    let mut all = origin.replaced_from();
    let mut found = false;
    for (_, names) in &mut all {
        found |= names.remove(name);
    }
    origin.set_replaced_from(&all);
    found
}

fn add_files(origin: &Origin, list: List, files: &[Vec<u8>]) -> Result<()> {
    let mut items = origin.list(list);
    for file in files {
        let package = rpm::package(file)?;
        let mut digest = Checksum::new(ChecksumType::Sha256).context("no checksum")?;
        digest.update(file);
        let digest = digest.string().context("no checksum")?;
        let item = format!("{digest}:{}", package.nevra());
        if !items.insert(item) {
            bail!("Package '{}' is already requested", package.nevra());
        }
    }
    origin.set_list(list, &items);
    Ok(())
}

/// Notes which packages of the new base are left out.
pub(super) fn remove_of_base(change: &Change, state: &mut State) -> Result<()> {
    if change.remove.is_empty() {
        return Ok(());
    }
    let base = state.base.packages()?;
    let mut removed = state.origin.list(List::Removed);
    for name in &change.remove {
        let found = base.iter().find(|it| it.matches(name));
        let found = found.with_context(|| format!("Package \"{name}\" not found"))?;
        if !removed.insert(found.name.clone()) {
            bail!("Override already exists for package '{name}'");
        }
    }
    state.origin.set_list(List::Removed, &removed);
    state.changed = true;
    Ok(())
}

/// What an origin asks, for the solver.
pub(super) fn wishes(origin: &Origin) -> Result<Wishes> {
    let files = |list| -> Result<Vec<Package>> {
        let items = origin.list(list).into_iter();
        items
            .map(|item| {
                Package::from_nevra(nevra(&item)).with_context(|| format!("bad entry {item}"))
            })
            .collect()
    };
    Ok(Wishes {
        requested: origin.list(List::Requested),
        local: files(List::Local)?,
        removed: origin.list(List::Removed),
        replaced: files(List::Replaced)?,
        replaced_from: origin.replaced_from(),
    })
}

/// The package in an item such as `digest:nevra`; another item is itself.
fn nevra(item: &str) -> &str {
    match item.split_once(':') {
        Some((digest, nevra)) if revision::is_checksum(digest) => nevra,
        _ => item,
    }
}

fn named(item: &str, name: &str) -> bool {
    item != nevra(item) && Package::from_nevra(nevra(item)).is_some_and(|it| it.name == name)
}
