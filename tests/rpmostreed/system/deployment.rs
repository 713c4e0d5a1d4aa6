//! A deployment as the daemon tells it: exactly the recorded keys and types.

use anyhow::Result;
use ostree::glib::Variant;
use ostree::{Deployment, DeploymentUnlockedState, Repo, Sysroot};

use super::commit::{self, Commit};
use super::origin::{List, Origin, Source};
use super::{Fields, array};
use crate::wire::{lookup, lookup_value};

/// `osname-checksum.serial`.
#[must_use]
pub fn id(deployment: &Deployment) -> String {
    let (osname, checksum) = (deployment.osname(), deployment.csum());
    format!("{osname}-{checksum}.{}", deployment.deployserial())
}

/// All that is told of a deployment, `a{sv}`.
///
/// # Errors
/// If its commit or origin cannot be read.
pub fn describe(sysroot: &Sysroot, deployment: &Deployment) -> Result<Variant> {
    let repo = sysroot.repo();
    let commit = Commit::load(&repo, &deployment.csum())?;
    let base = commit.base(&repo)?;
    let origin = Origin::of(deployment)?;
    let mut fields = Fields::new();
    fields.set("id", id(deployment));
    fields.set("osname", deployment.osname().as_str());
    fields.set("serial", deployment.deployserial());
    fields.set("checksum", deployment.csum().as_str());
    let booted = sysroot.booted_deployment();
    fields.set("booted", booted.is_some_and(|it| it.equal(deployment)));
    fields.set("staged", deployment.is_staged());
    fields.set("pinned", deployment.is_pinned());
    fields.set("unlocked", unlocked(deployment));
    fields.set_some("version", commit.version().or_else(|| base.version()));
    fields.set("timestamp", commit.timestamp);
    fields.put("base-commit-meta", &base.told_metadata());
    fields.set_some(
        "endoflife",
        lookup::<String>(&base.metadata, "ostree.endoflife"),
    );
    layers(&mut fields, &commit, &base, &origin);
    match origin.source()? {
        Source::Ref { remote, branch } => {
            fields.set("origin", format!("{remote}:{branch}"));
            if commit.is_assembled() {
                fields.set_some("base-version", base.version());
            }
            followed(&mut fields, &repo, &remote, &branch, &base)?;
        }
        Source::Image(reference) => {
            fields.set("container-image-reference", reference);
            fields.set_some("container-image-reference-digest", base.digest());
            fields.set_some("custom-origin", origin.custom());
        }
    }
    Ok(fields.end())
}

/// What is layered, asked and replaced.
fn layers(fields: &mut Fields, commit: &Commit, base: &Commit, origin: &Origin) {
    let list = |list| origin.list(list).into_iter().collect::<Vec<String>>();
    let plain = |kind| {
        let all = list(kind).into_iter();
        all.map(|it| {
            it.split_once(':')
                .map_or(it.clone(), |(_, nevra)| nevra.to_owned())
        })
        .collect::<Vec<_>>()
    };
    fields.set("requested-packages", list(List::Requested));
    fields.set("requested-local-packages", plain(List::Local));
    fields.set(
        "requested-local-fileoverride-packages",
        plain(List::FileOverride),
    );
    fields.set("requested-base-removals", list(List::Removed));
    fields.set("requested-base-local-replacements", plain(List::Replaced));
    let remote = origin.replaced_from().into_iter();
    let remote: Vec<_> = remote
        .map(|(id, names)| (format!("repo={id}"), Vec::from_iter(names)))
        .collect();
    let told = (!remote.is_empty()).then_some(remote);
    fields.set_some("requested-base-remote-replacements", told);
    fields.set("regenerate-initramfs", origin.regenerates_initramfs());
    for (key, kind) in [
        ("initramfs-args", List::InitramfsArguments),
        ("initramfs-etc", List::InitramfsEtc),
    ] {
        let items = list(kind);
        fields.set_some(key, (!items.is_empty()).then_some(items));
    }
    let mut stated = |told, key, kind| {
        let value = lookup_value(&commit.metadata, key);
        fields.put(told, &value.unwrap_or_else(|| array(kind, [])));
    };
    stated("packages", commit::LAYERED, "s");
    stated("base-removals", commit::REMOVED, "v");
    stated("base-local-replacements", commit::REPLACED, "(vv)");
    stated("base-remote-replacements", commit::REMOTE_REPLACED, "{sv}");
    if commit.is_assembled() {
        fields.set("base-checksum", base.checksum.as_str());
        fields.set("base-timestamp", base.timestamp);
        fields.put("layered-commit-meta", &commit.told_metadata());
    }
}

/// What is true of a ref: who signed, and whether the repository has a newer commit.
fn followed(
    fields: &mut Fields,
    repo: &Repo,
    remote: &str,
    branch: &str,
    base: &Commit,
) -> Result<()> {
    let verified = repo.remote_get_gpg_verify(remote).unwrap_or(false);
    fields.set("gpg-enabled", verified);
    if verified {
        fields.put("signatures", &base.signatures(repo, remote));
    }
    let newest = repo.resolve_rev(&format!("{remote}:{branch}"), true)?;
    let Some(newest) = newest.filter(|it| *it != base.checksum) else {
        return Ok(());
    };
    if let Ok(newest) = Commit::load(repo, &newest) {
        fields.set("pending-base-checksum", newest.checksum.as_str());
        fields.set("pending-base-timestamp", newest.timestamp);
        fields.set_some("pending-base-version", newest.version());
    }
    Ok(())
}

fn unlocked(deployment: &Deployment) -> &'static str {
    match deployment.unlocked() {
        DeploymentUnlockedState::None => "none",
        DeploymentUnlockedState::Development => "development",
        DeploymentUnlockedState::Hotfix => "hotfix",
        DeploymentUnlockedState::Transient => "transient",
        _ => "unknown",
    }
}
