//! Systems that follow a container image. The image's OSTree commit is named by a label
//! and comes from the remote; its layers are downloaded from the registry all the same,
//! so that time and failures are real.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use ostree::gio::Cancellable;
use ostree::glib::{Variant, VariantDict, prelude::*};
use ostree::{Deployment, MutableTree, Repo, RepoFile};

use super::commit::{self, Commit};
use super::diff::Diff;
use super::origin::{Origin, Source};
use super::registry::{self, Image, Layer, Reference};
use super::request::Change;
use super::run::{Run, size};
use super::{Fields, cached, change, deployment};
use crate::signal::Signal;
use crate::wire::lookup;

/// The label that names the commit.
const COMMIT: &str = "ostree.commit";
const VERSION: &str = "org.opencontainers.image.version";
/// Which layers are here: an empty file each.
const BLOBS: &str = "/var/lib/rpm-ostreed-double/blobs";
/// Under these refs are the commits of images, by reference.
const IMAGES: &str = "ostree/container/image";
/// In a commit's detached metadata: what a check found for its reference.
const FOUND: &str = "ostree-ext.cached-manifest";
const FOUND_CONFIG: &str = "ostree-ext.cached-config";

/// Brings the base of a change here, or only looks. Says whether it is another one.
///
/// # Errors
/// With what the registry says.
pub fn pull_base(
    run: &Run<'_>,
    change: &Change,
    origin: &Origin,
    repo: &Repo,
    base: &mut Commit,
) -> Result<bool> {
    let Source::Image(mut reference) = origin.source()? else {
        bail!("not an image");
    };
    let held = origin.held();
    if let Some(digest) = &held {
        reference = Reference::text_at(&reference, digest);
    }
    if change.check_only {
        look(repo, &reference)?;
        run.voice.say(Signal::progress_end());
        return Ok(false);
    }
    let known = pulled(repo, &reference)?;
    let new = match known.filter(|_| reference.contains('@') && held.is_none()) {
        Some(known) => {
            run.message(format!("Pulling manifest: {reference}"));
            known
        }
        None => fetch(run, repo, &reference)?,
    };
    let elsewhere = change.refspec.is_some() || change.revision.is_some();
    let any_age = change.options.allow_downgrade.unwrap_or(elsewhere);
    if !any_age && new.checksum != base.checksum {
        change::check_age(base, &new)?;
    }
    run.voice.say(Signal::progress_end());
    let changed = new.checksum != base.checksum;
    *base = new;
    Ok(changed)
}

/// Asks the registry and notes what it has at the image that was pulled last.
fn look(repo: &Repo, reference: &str) -> Result<()> {
    let image = registry::describe(&Reference::parse(reference)?)?;
    let Some(last) = pulled(repo, reference)? else {
        return Ok(());
    };
    if last.digest().as_deref() == Some(&image.digest) {
        return Ok(());
    }
    let noted = VariantDict::new(None);
    noted.insert(FOUND, image.manifest);
    noted.insert(FOUND_CONFIG, image.config);
    repo.write_commit_detached_metadata(&last.checksum, Some(&noted.end()), Cancellable::NONE)?;
    Ok(())
}

/// Brings an image here as a commit.
///
/// # Errors
/// With what the registry or libostree says.
pub fn fetch(run: &Run<'_>, repo: &Repo, reference: &str) -> Result<Commit> {
    run.message(format!("Pulling manifest: {reference}"));
    let place = Reference::parse(reference)?;
    let image = registry::describe(&place)?;
    if let Some(known) = pulled(repo, reference)?
        && known.digest().as_deref() == Some(&image.digest)
    {
        return Ok(known);
    }
    if image.label("ostree.bootable").is_none() {
        bail!(
            "Preparing import: Fetching manifest: Target image does not have ostree.bootable label"
        );
    }
    run.message(format!("Importing: {reference} (digest: {})", image.digest));
    layers(run, &place, &image)?;
    let commit = import(run, repo, &image)?;
    let name = ref_name(reference);
    repo.set_ref_immediate(None, &name, Some(&commit.checksum), Cancellable::NONE)?;
    Ok(commit)
}

fn layers(run: &Run<'_>, place: &Reference, image: &Image) -> Result<()> {
    fs::create_dir_all(BLOBS)?;
    let mut all = image.layers();
    // The layer with the commit itself comes after the others of the commit.
    let chunks = all.iter().filter(|layer| layer.is_chunk).count();
    if chunks > 0 {
        all[..chunks].rotate_left(1);
    }
    let is_here = |layer: &&Layer| blob(&layer.digest).exists();
    for (kind, chunk) in [("ostree chunk", true), ("custom", false)] {
        let of_kind = all.iter().filter(|layer| layer.is_chunk == chunk);
        let (here, needed): (Vec<_>, Vec<_>) = of_kind.partition(is_here);
        if !here.is_empty() {
            run.message(format!("{kind} layers already present: {}", here.len()));
        }
        if !needed.is_empty() {
            let bytes = needed.iter().map(|layer| layer.size).sum();
            run.message(format!(
                "{kind} layers needed: {} ({})",
                needed.len(),
                size(bytes)
            ));
        }
    }
    let needed: Vec<_> = all.iter().filter(|layer| !is_here(layer)).collect();
    for (index, layer) in needed.iter().enumerate() {
        let kind = if layer.is_chunk {
            "ostree chunk"
        } else {
            "layer"
        };
        let hex = layer.digest.trim_start_matches("sha256:");
        let name = format!(
            "[{}/{}] Fetching {kind} {:.19} ({})",
            index + 1,
            needed.len(),
            hex,
            size(layer.size)
        );
        run.task(&name, || {
            registry::download(place, layer, run.voice.cancellable())
        })?;
        fs::write(blob(&layer.digest), "")?;
    }
    run.check()
}

/// Makes the commit that an image is deployed as.
fn import(run: &Run<'_>, repo: &Repo, image: &Image) -> Result<Commit> {
    let named = image
        .label(COMMIT)
        .with_context(|| format!("Importing: no label {COMMIT}"))?;
    let remotes = repo.remote_list();
    let remote = remotes
        .first()
        .context("Importing: no remote has the commit")?;
    let options = VariantDict::new(None);
    options.insert("refs", vec![named.clone()]);
    let cancellable = Some(run.voice.cancellable());
    repo.pull_with_options(remote, &options.end(), None, cancellable)
        .map_err(|error| anyhow!("Importing: {}", error.message()))?;
    let checksum = write(repo, image, &named)?;
    Commit::load(repo, &checksum)
}

/// Writes the commit that an image is deployed as, from the commit that it names.
fn write(repo: &Repo, image: &Image, named: &str) -> Result<String> {
    let content = Commit::load(repo, named)?;
    let mut fields = Fields::new();
    fields.set(commit::DIGEST, image.digest.as_str());
    fields.set("ostree.manifest", image.manifest.as_str());
    fields.set(commit::IMAGE_CONFIG, image.config.as_str());
    fields.set("ostree.importer.version", "0.15.3");
    fields.put(
        commit::PACKAGES,
        &commit::package_list(&content.packages()?),
    );
    let transaction = repo.auto_transaction(Cancellable::NONE)?;
    let tree = MutableTree::from_commit(repo, named)?;
    let root = repo
        .write_mtree(&tree, Cancellable::NONE)?
        .downcast::<RepoFile>()
        .map_err(|_| anyhow!("the tree is no RepoFile"))?;
    let time = image.created().unwrap_or(content.timestamp);
    let checksum = repo.write_commit_with_time(
        None,
        None,
        None,
        Some(&fields.end()),
        &root,
        time,
        Cancellable::NONE,
    )?;
    transaction.commit(Cancellable::NONE)?;
    Ok(checksum.into())
}

/// Writes the commit of an image into a repository that has what it names, as if it had
/// been pulled for a reference. For making systems.
///
/// # Errors
/// If libostree refuses.
pub fn install(repo: &Repo, reference: &str, image: &Image, named: &str) -> Result<String> {
    let checksum = write(repo, image, named)?;
    let name = ref_name(reference);
    repo.set_ref_immediate(None, &name, Some(&checksum), Cancellable::NONE)?;
    Ok(checksum)
}

/// Notes below a system's `/var` that the layers of an image are here.
///
/// # Errors
/// If that cannot be written.
pub fn note_layers(var: &Path, image: &Image) -> Result<()> {
    let folder = var.join("lib/rpm-ostreed-double/blobs");
    fs::create_dir_all(&folder)?;
    for layer in image.layers() {
        fs::write(folder.join(layer.digest.replace(':', "-")), "")?;
    }
    Ok(())
}

/// Forgets images that no deployment was made of, and layers that no image has.
///
/// # Errors
/// If a ref or file cannot be removed.
pub fn prune(run: &Run<'_>) -> Result<()> {
    let sysroot = run.sysroot()?;
    let repo = sysroot.repo();
    let mut used = Vec::new();
    for deployment in sysroot.deployments() {
        used.push(Commit::load(&repo, &deployment.csum())?.base(&repo)?);
    }
    let mut images = 0;
    for (name, checksum) in repo.list_refs(Some(IMAGES), Cancellable::NONE)? {
        if !used.iter().any(|it| it.checksum == *checksum) {
            let name = full_name(&name);
            repo.set_ref_immediate(None, &name, None, Cancellable::NONE)?;
            images += 1;
        }
    }
    let needed: Vec<String> = used
        .iter()
        .filter_map(|it| {
            let manifest = lookup(&it.metadata, "ostree.manifest")?;
            let image = Image::read(manifest, lookup(&it.metadata, commit::IMAGE_CONFIG)?).ok()?;
            Some(image.layers().into_iter().map(|layer| layer.digest))
        })
        .flatten()
        .collect();
    let mut layers = 0;
    if Path::new(BLOBS).exists() {
        for file in fs::read_dir(BLOBS)? {
            let file = file?.path();
            if !needed.iter().any(|digest| blob(digest) == file) {
                fs::remove_file(file)?;
                layers += 1;
            }
        }
    }
    if images > 0 {
        run.message(format!("Pruned images: {images} (layers: {layers})"));
    }
    Ok(())
}

/// `CachedUpdate` of an image: what was staged, or else what a check noted at the commit
/// that runs. (A commit with layers notes nothing: so it is with the real one.)
///
/// # Errors
/// If a commit cannot be read.
pub fn cached(
    repo: &Repo,
    booted: &Deployment,
    staged: Option<&Deployment>,
) -> Result<Option<Variant>> {
    let running = Commit::load(repo, &booted.csum())?;
    let Source::Image(reference) = Origin::of(staged.unwrap_or(booted))?.source()? else {
        return Ok(None);
    };
    let mut fields = Fields::new();
    fields.set("osname", booted.osname().as_str());
    fields.set("origin", reference);
    fields.set("update-sha256", booted.csum().as_str());
    if let Some(staged) = staged {
        let new = Commit::load(repo, &staged.csum())?.base(repo)?;
        let base = running.base(repo)?;
        fields.set("checksum", new.checksum.as_str());
        fields.set("timestamp", new.timestamp);
        fields.set("ref-has-new-commit", true);
        fields.set("deployment", deployment::id(staged));
        let diff = Diff::of(&base.packages()?, &new.packages()?);
        cached::add_diff(&mut fields, &diff, &running);
        return Ok(Some(fields.end()));
    }
    if running.is_assembled() {
        return Ok(None);
    }
    let Some(noted) = repo.read_commit_detached_metadata(&booted.csum(), Cancellable::NONE)? else {
        return Ok(None);
    };
    let (Some(manifest), Some(config)) = (lookup(&noted, FOUND), lookup(&noted, FOUND_CONFIG))
    else {
        return Ok(None);
    };
    let new = Image::read(manifest, config)?;
    let own =
        lookup(&running.metadata, "ostree.manifest").context("an image without a manifest")?;
    let own = Image::read(
        own,
        lookup(&running.metadata, commit::IMAGE_CONFIG).unwrap_or_default(),
    )?;
    fields.set_some("version", new.label(VERSION));
    fields.set("checksum", booted.csum().as_str());
    fields.set("timestamp", running.timestamp);
    fields.set("ref-has-new-commit", false);
    fields.put(
        "manifest-diff",
        &manifest_diff(&own.layers(), &new.layers()),
    );
    Ok(Some(fields.end()))
}

fn manifest_diff(old: &[Layer], new: &[Layer]) -> Variant {
    let lacks = |all: &[Layer], layer: &Layer| !all.iter().any(|it| it.digest == layer.digest);
    let added: Vec<_> = new.iter().filter(|it| lacks(old, it)).collect();
    let removed: Vec<_> = old.iter().filter(|it| lacks(new, it)).collect();
    let bytes = |layers: &[&Layer]| layers.iter().map(|it| it.size).sum::<u64>();
    let mut fields = Fields::new();
    fields.set("total", new.len() as u64);
    fields.set("total-size", new.iter().map(|it| it.size).sum::<u64>());
    fields.set("n-removed", removed.len() as u64);
    fields.set("removed-size", bytes(&removed));
    fields.set("n-added", added.len() as u64);
    fields.set("added-size", bytes(&added));
    fields.end()
}

/// The image that was pulled last for a reference.
fn pulled(repo: &Repo, reference: &str) -> Result<Option<Commit>> {
    let found = repo.resolve_rev(&ref_name(reference), true)?;
    found
        .map(|checksum| Commit::load(repo, &checksum))
        .transpose()
}

/// The ref of an image: what a ref may not hold is written as a number.
fn ref_name(reference: &str) -> String {
    let escaped: String = reference
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '/' => letter.to_string(),
            other => format!("_{:02X}_", u32::from(other)),
        })
        .collect();
    format!("{IMAGES}/{escaped}")
}

fn full_name(listed: &str) -> String {
    if listed.starts_with(IMAGES) {
        listed.to_owned()
    } else {
        format!("{IMAGES}/{listed}")
    }
}

fn blob(digest: &str) -> PathBuf {
    Path::new(BLOBS).join(digest.replace(':', "-"))
}
