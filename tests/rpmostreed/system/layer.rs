//! Putting packages on a base: the repository's metadata, the dependencies, and a new
//! commit with what was decided.

use std::fs;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, bail};
use ostree::gio::{Cancellable, prelude::*};
use ostree::glib::{Checksum, ChecksumType, Variant};
use ostree::{MutableTree, Repo, RepoCommitModifier, RepoCommitModifierFlags, RepoFile};

use super::commit::{self, Commit};
use super::package::Package;
use super::resolve::{Plan, Wishes, resolve};
use super::run::{Run, size};
use super::{Fields, array, repos, universe, variants};
use crate::knobs::Point;

/// Where Debian-based OSTree systems keep the dpkg database.
const DATABASE: &str = "usr/share/dpkg/database/status";
/// What is downloaded already is kept here, by name, for as long as the machine runs.
const CACHE: &str = "/run/rpm-ostreed-double-packages";

/// Refreshes the repositories' metadata.
///
/// # Errors
/// If it was cancelled, or nothing is enabled.
pub fn refresh(run: &Run<'_>) -> Result<()> {
    let enabled = repos::enabled()?;
    if enabled.is_empty() {
        bail!("No enabled repositories");
    }
    run.message(format!(
        "Enabled rpm-md repositories: {}",
        enabled.join(" ")
    ));
    for repo in &enabled {
        run.percents(&format!("Updating metadata for '{repo}'"), &[0, 95, 100])?;
    }
    run.percents("Importing rpm-md", &[0, 5, 100])?;
    for repo in &enabled {
        run.message(format!(
            "rpm-md repo '{repo}'; generated: {} solvables: {}",
            universe::GENERATED.0,
            universe::all().len()
        ));
    }
    Ok(())
}

/// Decides what to put on a base.
///
/// # Errors
/// With the words of the solver.
pub fn decide(run: &Run<'_>, base: &Commit, wishes: &Wishes) -> Result<Plan> {
    run.task(
        &format!("Checking out tree {:.7}", base.checksum),
        || Ok(()),
    )?;
    refresh(run)?;
    let known = wishes
        .requested
        .iter()
        .all(|it| universe::find(it).is_some());
    let packages = base.packages()?;
    let plan = resolve(&packages, wishes);
    if known || plan.is_ok() {
        run.task("Resolving dependencies", || Ok(()))?;
    }
    plan.map_err(|text| anyhow!(text))
}

/// What would be done, line by line: all that comes to be, and what goes. Of a package
/// that is replaced only the new one is told. The daemon knows no singular.
pub fn tell(run: &Run<'_>, plan: &Plan) {
    let section = |title: &str, mut lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        lines.sort();
        run.message(format!("{title} {} packages:", lines.len()));
        for line in lines {
            run.message(format!("  {line}"));
        }
    };
    let replacing = plan.replaced_from.iter().map(|(new, _)| new);
    let install = plan.install.iter().chain(replacing);
    let install = install.map(|it| format!("{} ({})", it.package.nevra(), universe::REPO));
    let replaced = plan.replaced.iter().map(|(new, _)| new);
    let local = plan.local.iter().chain(replaced);
    let local = local.map(|it| format!("{} (@commandline)", it.nevra()));
    section("Installing", install.chain(local).collect());
    let removed = plan.removed.iter();
    let removed = removed.map(|it| format!("{} (@System)", it.nevra()));
    section("Removing", removed.collect());
    if plan.is_empty() {
        run.message("Empty transaction");
    }
}

/// Downloads what is not here yet.
///
/// # Errors
/// If it was cancelled.
pub fn download(run: &Run<'_>, plan: &Plan) -> Result<()> {
    let cache = Path::new(CACHE);
    fs::create_dir_all(cache)?;
    let replacing = plan.replaced_from.iter().map(|(new, _)| new);
    let needed = plan.install.iter().chain(replacing);
    let missing: Vec<_> = needed
        .filter(|offer| !cache.join(offer.package.nevra()).exists())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let bytes = missing.iter().map(|offer| offer.size).sum();
    let count = missing.len();
    let plural = if count == 1 { "" } else { "s" };
    run.message(format!(
        "Will download: {count} package{plural} ({})",
        size(bytes)
    ));
    let parts = u32::try_from(count)?;
    let percents: Vec<u32> = (0..=parts).map(|part| part * 100 / parts).collect();
    run.percents(&format!("Downloading from '{}'", universe::REPO), &percents)?;
    run.count("Importing packages", count)?;
    for offer in missing {
        fs::write(cache.join(offer.package.nevra()), "")?;
    }
    Ok(())
}

/// Forgets what was downloaded.
///
/// # Errors
/// If it cannot be removed.
pub fn forget_downloads() -> Result<()> {
    match fs::remove_dir_all(CACHE) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context(CACHE),
        _ => Ok(()),
    }
}

/// What tells one assembly from another.
#[must_use]
pub fn fingerprint(base: &Commit, plan: &Plan, origin: &str) -> String {
    let mut digest = Checksum::new(ChecksumType::Sha512).expect("GLib has SHA-512");
    let mut add = |text: &str| {
        digest.update(text.as_bytes());
        digest.update(b"\0");
    };
    add(&base.checksum);
    add(origin);
    plan.install.iter().for_each(|it| add(&it.package.nevra()));
    plan.local.iter().for_each(|it| add(&it.nevra()));
    plan.removed.iter().for_each(|it| add(&it.nevra()));
    plan.replacements().for_each(|(new, _)| add(&new.nevra()));
    digest.string().unwrap_or_default().to_string()
}

/// Makes the commit.
///
/// # Errors
/// If a script fails, or libostree does.
pub fn assemble(
    run: &Run<'_>,
    repo: &Repo,
    base: &Commit,
    plan: &Plan,
    state: &str,
) -> Result<String> {
    run.at(Point::Assemble)?;
    let (overlays, overrides) = (plan.overlays(), plan.overrides());
    let plural =
        |count: usize, what| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let checkouts = plan.install.len() + 1;
    if overrides > 0 {
        let (first, second) = (plural(overrides, "override"), plural(overlays, "overlay"));
        run.message(match overlays {
            0 => format!("Applying {first}"),
            _ => format!("Applying {first} and {second}"),
        });
        run.count(
            "Processing packages",
            plan.removed.len() + 2 * plan.replacements().count() + overlays,
        )?;
    } else if overlays > 0 {
        run.count("Checking out packages", checkouts - 1 + plan.local.len())?;
    }
    run.task("Running systemd-sysusers", || Ok(()))?;
    run.task("Running pre scripts", || Ok(()))?;
    run.task("Running post scripts", || Ok(()))?;
    if let Some(bad) = plan.install.iter().find(|offer| offer.script != 0) {
        let name = &bad.package.name;
        bail!(
            "Running %post for {name}: bwrap(/bin/sh): Child process exited with code {}; run \
             `journalctl -t 'rpm-ostree({name}.post)'` for more information",
            bad.script
        );
    }
    run.task("Running posttrans scripts", || Ok(()))?;
    run.check()?;
    run.task("Writing rpmdb", || Ok(()))?;
    run.task("Writing OSTree commit", || write(repo, base, plan, state))
}

fn write(repo: &Repo, base: &Commit, plan: &Plan, state: &str) -> Result<String> {
    let files = tempfile::tempdir()?;
    let packages = plan.packages(&base.packages()?);
    write_files(repo, base, plan, files.path())?;
    let transaction = repo.auto_transaction(Cancellable::NONE)?;
    let tree = MutableTree::from_commit(repo, &base.checksum)?;
    let modifier = RepoCommitModifier::new(RepoCommitModifierFlags::CANONICAL_PERMISSIONS, None);
    let folder = fs::File::open(files.path().join("usr"))?;
    let usr = tree.ensure_dir("usr")?;
    repo.write_dfd_to_mtree(
        folder.as_raw_fd(),
        ".",
        &usr,
        Some(&modifier),
        Cancellable::NONE,
    )?;
    let root = repo
        .write_mtree(&tree, Cancellable::NONE)?
        .downcast::<RepoFile>()
        .map_err(|_| anyhow!("the tree is no RepoFile"))?;
    let metadata = metadata(base, plan, &packages, state);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let checksum = repo.write_commit_with_time(
        Some(&base.checksum),
        None,
        None,
        Some(&metadata),
        &root,
        now,
        Cancellable::NONE,
    )?;
    transaction.commit(Cancellable::NONE)?;
    Ok(checksum.into())
}

fn metadata(base: &Commit, plan: &Plan, packages: &[Package], state: &str) -> Variant {
    let mut fields = Fields::new();
    for key in ["version", "ostree.linux", "ostree.bootable"] {
        if let Some(value) = crate::wire::lookup_value(&base.metadata, key) {
            fields.put(key, &value);
        }
    }
    fields.set(commit::CLIENT_LAYER, true);
    fields.set("rpmostree.clientlayer_version", 6_u32);
    fields.set("rpmostree.state-sha512", state);
    let mut repo = Fields::new();
    repo.set("id", universe::REPO);
    repo.set("timestamp", universe::GENERATED.1);
    fields.put("rpmostree.rpmmd-repos", &array("a{sv}", [repo.end()]));
    fields.set(commit::LAYERED, plan.active.clone());
    let removed: Vec<_> = plan.removed.iter().map(Package::full).collect();
    fields.put(commit::REMOVED, &variants(&removed));
    let pair = |new: &Package, old: &Package| {
        let boxed = [new, old].map(|it| Variant::from_variant(&it.full()));
        Variant::tuple_from_iter(boxed)
    };
    let replaced = plan.replaced.iter().map(|(new, old)| pair(new, old));
    fields.put(commit::REPLACED, &array("(vv)", replaced));
    let remote = plan.replaced_from.iter();
    let remote: Vec<_> = remote.map(|(new, old)| pair(&new.package, old)).collect();
    if !remote.is_empty() {
        let mut by_source = Fields::new();
        let source = format!("repo={}", universe::REPO);
        by_source.put(&source, &array("(vv)", remote));
        fields.put(commit::REMOTE_REPLACED, &by_source.end());
    }
    fields.put(commit::PACKAGES, &commit::package_list(packages));
    fields.end()
}

/// A file for each package that is new, and the dpkg database with what changed.
fn write_files(repo: &Repo, base: &Commit, plan: &Plan, to: &Path) -> Result<()> {
    let share = to.join("usr/share");
    let new = plan.install.iter().map(|offer| &offer.package);
    let replaced = plan.replacements().map(|(new, _)| new);
    let new: Vec<&Package> = new.chain(&plan.local).chain(replaced).collect();
    for package in &new {
        let folder = share.join("layered").join(&package.name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("version"), package.evr() + "\n")?;
    }
    let (root, _) = repo.read_commit(&base.checksum, Cancellable::NONE)?;
    let database = root.resolve_relative_path(DATABASE);
    if database.query_exists(Cancellable::NONE) {
        let (bytes, _) = database.load_contents(Cancellable::NONE)?;
        let text = std::str::from_utf8(&bytes).context("the package database")?;
        let file = to.join(DATABASE);
        fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
        fs::write(file, with_changes(text, plan, &new))?;
    }
    fs::create_dir_all(&share)?;
    fs::set_permissions(to.join("usr"), fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// The dpkg database without what is removed or replaced, and with what is new.
fn with_changes(database: &str, plan: &Plan, new: &[&Package]) -> String {
    let gone: Vec<&str> = plan
        .removed
        .iter()
        .chain(plan.replacements().map(|(_, old)| old))
        .map(|package| package.name.as_str())
        .collect();
    let stays = |stanza: &&str| {
        let name = stanza
            .lines()
            .find_map(|line| line.strip_prefix("Package: "));
        !stanza.trim().is_empty() && name.is_none_or(|name| !gone.contains(&name))
    };
    let mut text: String = database
        .split("\n\n")
        .filter(stays)
        .map(|stanza| format!("{}\n\n", stanza.trim_end()))
        .collect();
    for package in new {
        let (name, evr) = (&package.name, package.evr());
        text.push_str(&format!(
            "Package: {name}\nStatus: install ok installed\nMaintainer: Lab <lab@example.invalid>\n\
             Architecture: all\nVersion: {evr}\nDescription: layered on the sample system\n\n"
        ));
    }
    text
}
