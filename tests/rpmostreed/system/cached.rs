//! `CachedUpdate`: what the last check or upgrade found, kept in a file until the
//! machine boots something else.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use ostree::glib::{Bytes, Variant, VariantTy, prelude::*};
use ostree::{Deployment, Repo};

use super::commit::{self, Commit};
use super::deployment;
use super::diff::Diff;
use super::origin::{Origin, Source};
use super::{Fields, array};
use crate::wire::lookup;

const FILE: &str = "/var/cache/rpm-ostree/cached-update.gv";

/// What is cached for the deployment that runs.
///
/// # Errors
/// If the file cannot be read.
pub fn load(booted: &Deployment) -> Result<Option<Variant>> {
    let bytes = match fs::read(FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context(FILE),
    };
    let update = Variant::from_bytes_with_type(&Bytes::from_owned(bytes), VariantTy::VARDICT);
    let update = update.normal_form();
    let found = lookup::<String>(&update, "update-sha256");
    Ok((found.as_deref() == Some(&*booted.csum())).then_some(update))
}

/// Keeps an update, or forgets the one that was kept.
///
/// # Errors
/// If the file cannot be written.
pub fn store(update: Option<&Variant>) -> Result<()> {
    let file = Path::new(FILE);
    let Some(update) = update else {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context(FILE),
            _ => Ok(()),
        };
    };
    fs::create_dir_all(file.parent().context("the cache has no folder")?)?;
    Ok(fs::write(file, update.data())?)
}

/// What a ref, or what was staged of it, offers the deployment that runs; none if that
/// is what it runs.
///
/// # Errors
/// If a commit cannot be read.
pub fn of_ref(
    repo: &Repo,
    booted: &Deployment,
    staged: Option<&Deployment>,
) -> Result<Option<Variant>> {
    let origin = Origin::of(staged.unwrap_or(booted))?;
    let Source::Ref { remote, branch } = origin.source()? else {
        return Ok(None);
    };
    let refspec = format!("{remote}:{branch}");
    let running = Commit::load(repo, &booted.csum())?;
    let base = running.base(repo)?;
    let new = match staged {
        Some(staged) => Commit::load(repo, &staged.csum())?.base(repo)?,
        None => {
            let newest = repo.resolve_rev(&refspec, false)?.context("no such ref")?;
            Commit::load(repo, &newest)?
        }
    };
    let diff = Diff::of(&base.packages()?, &new.packages()?);
    if new.checksum == base.checksum {
        return Ok(None);
    }
    let mut fields = Fields::new();
    fields.set("osname", booted.osname().as_str());
    fields.set("checksum", new.checksum.as_str());
    fields.set_some("version", new.version());
    fields.set("timestamp", new.timestamp);
    fields.set("origin", refspec);
    let verified = repo.remote_get_gpg_verify(&remote).unwrap_or(false);
    fields.set("gpg-enabled", verified);
    if verified {
        fields.put("signatures", &new.signatures(repo, &remote));
    }
    fields.set("ref-has-new-commit", true);
    fields.set("update-sha256", booted.csum().as_str());
    fields.set_some("deployment", staged.map(deployment::id));
    add_diff(&mut fields, &diff, &running);
    Ok(Some(fields.end()))
}

/// What differs, and where packages are layered (repository metadata is loaded then)
/// the advisories about it.
pub(super) fn add_diff(fields: &mut Fields, diff: &Diff, running: &Commit) {
    let layered: Vec<String> = lookup(&running.metadata, commit::LAYERED).unwrap_or_default();
    if !diff.is_empty() {
        fields.put(
            "rpm-diff",
            &diff.cached_form(|name| layered.iter().any(|it| it == name)),
        );
    }
    let advisories = advisories(diff);
    if running.is_assembled() && !advisories.is_empty() {
        fields.put("advisories", &array("(suuasa{sv})", advisories));
    }
}

/// A made advisory for each upgraded package: the first a critical security one, then
/// less severe ones, then others than security.
fn advisories(diff: &Diff) -> Vec<Variant> {
    let all = diff.upgraded.iter().enumerate();
    all.map(|(index, (_, new))| {
        let number = u32::try_from(index).unwrap_or_default();
        // 1 security, 2 bug fix, 3 enhancement.
        let kind = if number < 4 { 1 } else { 2 + number % 2 };
        let severity = 4_u32.saturating_sub(number);
        let mut extra = Fields::new();
        let cves: Vec<_> = (0..if kind == 1 { 1 + index % 2 } else { 0 })
            .map(|part| {
                let cve = format!("CVE-2026-{:04}", 10 * index + part + 1);
                (
                    format!("https://cve.example.invalid/{cve}"),
                    format!("{cve} {}: made for the sample system", new.name),
                )
            })
            .collect();
        if !cves.is_empty() {
            extra.set("cve_references", cves);
        }
        Variant::tuple_from_iter([
            format!("SAMPLE-2026-{:04}", index + 1).to_variant(),
            kind.to_variant(),
            severity.to_variant(),
            vec![new.nevra()].to_variant(),
            extra.end(),
        ])
    })
    .collect()
}
