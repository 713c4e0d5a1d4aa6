//! What the methods return that only read.

use anyhow::{Context as _, Result};
use ostree::Repo;
use ostree::glib::Variant;
use zbus::OwnedVariant;

use super::refusal::Refusal;
use crate::system::commit::Commit;
use crate::system::diff::Diff;
use crate::system::origin::{Origin, Source};
use crate::system::universe::{self, Offer};
use crate::system::{self, Fields, deployment, repos, simple};
use crate::wire::{self, Entries};

/// `a(sua{sv})`.
pub(super) type Differences = Vec<(String, u32, Entries)>;
/// The same, and what the newer side is.
pub(super) type DiffAnswer = (Differences, Entries);

/// Runs what blocks where it may.
pub(super) async fn off_thread<T: Send + 'static>(
    query: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(query).await;
    done.map_err(|error| Refusal::failed(error.to_string()))?
}

/// How two deployments differ.
pub(super) fn between(from: &str, to: &str) -> Result<Differences, Refusal> {
    let sysroot = system::open()?;
    let checksum = |id: &str| {
        let all = sysroot.deployments().into_iter();
        all.into_iter()
            .find(|it| deployment::id(it) == id)
            .map(|it| it.csum().to_string())
            .ok_or_else(|| Refusal::own(format!("Invalid deployment ID {id}")))
    };
    let diff = Diff::of_commits(&sysroot.repo(), &checksum(from)?, &checksum(to)?)?;
    Ok(differences(&diff)?)
}

/// How the newest known commit of what a deployment follows differs from it.
pub(super) fn cached_update(id: &str) -> Result<DiffAnswer, Refusal> {
    let sysroot = system::open()?;
    let chosen = if id.is_empty() {
        system::booted(&sysroot)?
    } else {
        let found = sysroot
            .deployments()
            .into_iter()
            .find(|it| deployment::id(it) == id);
        found.ok_or_else(|| Refusal::own(format!("Invalid deployment ID {id}")))?
    };
    let source = Origin::of(&chosen)?.source()?;
    let Source::Ref { .. } = source else {
        return Err(Refusal::failed(format!(
            "Failed to load package list: Loading package list: Invalid refspec {}",
            source.text()
        )));
    };
    against(&sysroot.repo(), &chosen, &source, None)
}

/// The same for a version or checksum of it.
pub(super) fn cached_deploy(revision: &str) -> Result<DiffAnswer, Refusal> {
    let sysroot = system::open()?;
    let booted = system::booted(&sysroot)?;
    let source = Origin::of(&booted)?.source()?;
    if let Source::Image(reference) = &source {
        return Err(Refusal::failed(format!(
            "Looking up cached version: Invalid refspec {reference}"
        )));
    }
    against(&sysroot.repo(), &booted, &source, Some(revision))
}

/// The same for another ref.
pub(super) fn cached_rebase(refspec: &str) -> Result<DiffAnswer, Refusal> {
    let sysroot = system::open()?;
    let booted = system::booted(&sysroot)?;
    let before = Origin::of(&booted)?.source()?;
    let source = Source::parse(refspec, Some(&before));
    let source = source.map_err(|error| Refusal::refspec(error.to_string()))?;
    if let Source::Image(reference) = &source {
        return Err(Refusal::refspec(format!("Invalid refspec {reference}")));
    }
    against(&sysroot.repo(), &booted, &source, None)
}

fn against(
    repo: &Repo,
    chosen: &ostree::Deployment,
    source: &Source,
    revision: Option<&str>,
) -> Result<DiffAnswer, Refusal> {
    let Source::Ref { remote, .. } = source else {
        return Err(Refusal::failed("not a ref"));
    };
    let refspec = source.text();
    let old = Commit::load(repo, &chosen.csum())?.base(repo)?;
    let tip = repo
        .resolve_rev(&refspec, false)
        .map_err(|error| Refusal::failed(error.message()))?;
    let mut new = Commit::load(repo, &tip.context("the ref leads nowhere")?)?;
    if let Some(revision) = revision {
        let wanted = revision.split_once('=').map_or(revision, |(_, it)| it);
        while new.checksum != wanted && new.version().as_deref() != Some(wanted) {
            let parent = new
                .parent
                .clone()
                .and_then(|it| Commit::load(repo, &it).ok());
            new = parent.ok_or_else(|| {
                Refusal::failed(format!(
                    "Looking up cached version: Version {wanted} not found in {refspec}"
                ))
            })?;
        }
    }
    let diff = Diff::of(&old.packages()?, &new.packages()?);
    let mut details = Fields::new();
    details.set("osname", chosen.osname().as_str());
    details.set("checksum", new.checksum.as_str());
    details.set_some("version", new.version());
    details.set("timestamp", new.timestamp);
    details.set("origin", refspec);
    let verified = repo.remote_get_gpg_verify(remote).unwrap_or(false);
    details.set("gpg-enabled", verified);
    if verified {
        details.put("signatures", &new.signatures(repo, remote));
    }
    Ok((differences(&diff)?, wire::entries(&details.end())?))
}

fn differences(diff: &Diff) -> Result<Differences> {
    let entries = diff.method_form();
    let entries = entries.iter().map(|entry: Variant| {
        let name = entry.child_value(0).get().context("a name")?;
        let kind = entry.child_value(1).get().context("a kind")?;
        Ok((name, kind, wire::entries(&entry.child_value(2))?))
    });
    entries.collect()
}

/// `GetDeploymentBootConfig`.
pub(super) fn boot_config(index: &str, pending: bool) -> Result<Entries, Refusal> {
    let config = simple::boot_config(index, pending);
    let config = config.map_err(|error| Refusal::own(error.to_string()))?;
    Ok(wire::entries(&config)?)
}

/// `ListRepos`.
pub(super) fn repos() -> Result<Vec<Entries>, Refusal> {
    Ok(wire::all_entries(&repos::list()?)?)
}

/// `WhatProvides`.
pub(super) fn what_provides(names: &[String]) -> Result<Vec<Entries>> {
    let offers = names.iter().filter_map(|name| universe::find(name));
    offers.map(|offer| told(&offer, None)).collect()
}

/// `GetPackages`: with the name by which each was found.
pub(super) fn packages(names: &[String]) -> Result<Vec<Entries>> {
    let offers = names
        .iter()
        .filter_map(|name| Some((universe::find(name)?, name)));
    offers
        .map(|(offer, name)| told(&offer, Some(name)))
        .collect()
}

/// `Search`: in names and summaries, with the group of the match.
pub(super) fn search(words: &[String]) -> Result<Vec<Entries>> {
    let mut found = Vec::new();
    for offer in universe::all() {
        let name = offer.package.name.to_lowercase();
        let summary = offer.summary.to_lowercase();
        for word in words
            .iter()
            .map(|word| word.trim_matches('*').to_lowercase())
        {
            let group = match (name.contains(&word), summary.contains(&word)) {
                (true, true) => "match_group_a",
                (true, false) => "match_group_b",
                (false, true) => "match_group_c",
                (false, false) => continue,
            };
            found.push(told(&offer, Some(group))?);
            break;
        }
    }
    Ok(found)
}

fn told(offer: &Offer, key: Option<&str>) -> Result<Entries> {
    let package = &offer.package;
    let mut fields = Fields::new();
    fields.set("epoch", package.epoch);
    fields.set("reponame", universe::REPO);
    fields.set("nevra", package.nevra());
    fields.set("summary", offer.summary);
    fields.set("version", package.version.as_str());
    fields.set("name", package.name.as_str());
    fields.set("arch", package.arch.as_str());
    fields.set("evr", package.evr());
    fields.set_some("key", key);
    let told: std::collections::BTreeMap<String, OwnedVariant> = wire::entries(&fields.end())?;
    Ok(told)
}
