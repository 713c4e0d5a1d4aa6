//! The transaction that makes a new deployment: Upgrade, Deploy, Rebase, PkgChange and
//! UpdateDeployment are all this one, as in the real daemon.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, bail};
use ostree::glib::{Checksum, ChecksumType, VariantDict};
use ostree::{Deployment, Repo};

use super::commit::Commit;
use super::origin::{List, Origin, Source};
use super::package::Package;
use super::pull::{Scope, pull};
use super::resolve::Wishes;
use super::run::Run;
use super::{cached, layer, revision, rpm, stage};
use crate::knobs::Point;

/// What is to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Follow this instead.
    pub refspec: Option<String>,
    /// Hold this version, checksum or digest.
    pub revision: Option<String>,
    /// Layer these.
    pub install: Vec<String>,
    /// No longer layer these.
    pub uninstall: Vec<String>,
    /// Layer these files.
    pub install_local: Vec<Vec<u8>>,
    /// Leave these base packages out.
    pub remove: Vec<String>,
    /// Take these overrides back.
    pub reset: Vec<String>,
    /// Replace base packages by these files.
    pub replace_local: Vec<Vec<u8>>,
    /// A replacement from a repository was asked.
    pub replace: bool,
    /// Where the image was chosen: address and description.
    pub custom_origin: Option<(String, String)>,
    /// The options.
    pub options: Options,
    /// Only look; never asked for by that name.
    pub check_only: bool,
}

/// The options of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "as the bus has them")]
pub struct Options {
    /// Stay at the base.
    pub no_pull_base: bool,
    /// Only tell.
    pub dry_run: bool,
    /// Do not deploy.
    pub download_only: bool,
    /// Do not download.
    pub cache_only: bool,
    /// No packages at all.
    pub no_layering: bool,
    /// No overrides at all.
    pub no_overrides: bool,
    /// No initramfs of this machine.
    pub no_initramfs: bool,
    /// Accept what is older; unsaid it depends.
    pub allow_downgrade: Option<bool>,
    /// Accept requests that the base answers.
    pub allow_inactive: bool,
    /// Accept what is so already.
    pub idempotent: bool,
    /// Keep the old ref.
    pub skip_purge: bool,
    /// Accept a checksum of whatever branch.
    pub skip_branch_check: bool,
    /// Do not finalize at shutdown.
    pub lock_finalization: bool,
    /// Restart at the end.
    pub reboot: bool,
    /// Change the running system too.
    pub apply_live: bool,
    /// Used word by word as the title.
    pub command_line: Option<String>,
    /// Register this program as the one that updates.
    pub driver: Option<String>,
}

impl Change {
    fn is_override(&self) -> bool {
        !self.remove.is_empty()
            || !self.reset.is_empty()
            || !self.replace_local.is_empty()
            || self.options.no_overrides
    }

    /// What the transaction is called once it runs.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(line) = &self.options.command_line {
            return line.clone();
        }
        let layers = !self.install.is_empty() || !self.install_local.is_empty();
        let mut title = match self {
            _ if self.options.no_pull_base && self.is_override() => "override",
            _ if self.options.no_pull_base && layers => "install",
            _ if self.options.no_pull_base => "uninstall",
            _ if self.refspec.is_some() => "rebase",
            _ if self.revision.is_some() => "deploy",
            _ => "upgrade",
        }
        .to_owned();
        if self.options.cache_only {
            title.push_str(" (cache only)");
        } else if self.check_only {
            title.push_str(" (check only)");
        } else if self.options.download_only {
            title.push_str(" (download only)");
        }
        for (word, count) in [
            ("uninstall", self.uninstall.len()),
            ("install", self.install.len()),
            ("localinstall", self.install_local.len()),
        ] {
            if count > 0 {
                title.push_str(&format!("; {word}: {count}"));
            }
        }
        title
    }

    fn is_upgrade(&self) -> bool {
        !self.options.no_pull_base && self.refspec.is_none() && self.revision.is_none()
    }

    fn contradiction(&self) -> Option<&'static str> {
        let options = &self.options;
        let elsewhere = self.refspec.is_some() || self.revision.is_some();
        if options.apply_live && options.reboot {
            Some("Cannot specify `apply-live` and `reboot`")
        } else if self.refspec.is_none() && options.skip_purge {
            Some("Can't specify skip-purge if not setting a new refspec")
        } else if elsewhere && options.no_pull_base {
            Some("Can't specify no-pull-base if setting a new refspec or revision")
        } else if options.cache_only && options.download_only {
            Some("Can't specify cache-only and download-only")
        } else if options.dry_run && options.download_only {
            Some("Can't specify dry-run and download-only")
        } else if self.replace {
            Some("Non-local replacement overrides not implemented yet")
        } else {
            None
        }
    }
}

/// What is decided on the way.
struct State {
    repo: Repo,
    origin: Origin,
    /// The deployment that the origin was taken from, its commit and base.
    before: Commit,
    base: Commit,
    changed: bool,
}

/// Does it.
///
/// # Errors
/// With the text that the transaction ends with.
pub fn run(run: &Run<'_>, change: &Change) -> Result<()> {
    if let Some(text) = change.contradiction() {
        bail!("{text}");
    }
    run.voice.set_title(&change.title());
    if let Some(driver) = &change.options.driver {
        register(run, driver)?;
        if change.revision.as_deref() == Some("") {
            run.message("Empty string revision found; registering update driver only");
            return Ok(());
        }
    }
    run.at(Point::Start)?;
    let sysroot = run.sysroot()?;
    let repo = sysroot.repo();
    let source = stage::origin_source(&sysroot, &run.osname)?;
    let before = Commit::load(&repo, &source.csum())?;
    let mut state = State {
        base: before.base(&repo)?,
        before,
        origin: Origin::of(&source)?,
        repo,
        changed: false,
    };
    follow(run, change, &mut state)?;
    ask(change, &mut state)?;
    if !change.options.no_pull_base {
        pull_base(run, change, &mut state)?;
    }
    remove_of_base(change, &mut state)?;
    if change.check_only {
        return look(run, &state);
    }
    deploy(run, change, &mut state)
}

/// Changes what is followed, or where it is held.
fn follow(run: &Run<'_>, change: &Change, state: &mut State) -> Result<()> {
    let old = state.origin.source()?;
    if let Some(refspec) = &change.refspec {
        let new = Source::parse(refspec, Some(&old))?;
        if new == old && state.origin.held().is_none() {
            bail!("Old and new refs are equal: {}", new.text());
        }
        if let (Source::Ref { remote, .. }, Source::Ref { remote: other, .. }) = (&old, &new)
            && remote != other
        {
            run.message(format!("Rebasing to {}", new.text()));
        }
        state.origin.set_source(&new);
        if let (Some((url, description)), Source::Image(image)) = (&change.custom_origin, &new)
            && image.contains('@')
        {
            state.origin.set_custom(url, description);
        }
    }
    let Some(revision) = &change.revision else {
        state.origin.hold(None);
        return Ok(());
    };
    let held = match state.origin.source()? {
        Source::Ref { remote, branch } => {
            let any = change.options.skip_branch_check;
            revision::find(run, &state.repo, &remote, &branch, revision, any)?
        }
        Source::Image(_) => revision.clone(),
    };
    state.origin.hold(Some(&held));
    run.voice.say(crate::signal::Signal::progress_end());
    Ok(())
}

/// Notes what is asked to be layered, and no longer.
fn ask(change: &Change, state: &mut State) -> Result<()> {
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
        for list in [List::Removed, List::Replaced] {
            state.changed |= !origin.list(list).is_empty();
            origin.set_list(list, &BTreeSet::new());
        }
    }
    for name in &change.reset {
        let mut found = false;
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
    add_files(origin, List::Replaced, &change.replace_local)
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

/// Downloads the base.
fn pull_base(run: &Run<'_>, change: &Change, state: &mut State) -> Result<()> {
    run.at(Point::Pull)?;
    let Source::Ref { remote, branch } = state.origin.source()? else {
        return super::image::pull_base(run, change, &state.origin, &state.repo, &mut state.base)
            .map(|changed| state.changed |= changed);
    };
    let held = state.origin.held();
    let scope = match &held {
        _ if change.check_only => Scope::Descriptions(0),
        Some(checksum) => Scope::Commit(checksum),
        None => Scope::Tip,
    };
    if !change.options.cache_only {
        pull(run, &state.repo, &remote, &branch, scope)?;
    }
    let new = match held {
        Some(checksum) => checksum,
        None => {
            let refspec = format!("{remote}:{branch}");
            let found = state.repo.resolve_rev(&refspec, false)?;
            found.context("the ref leads nowhere")?.into()
        }
    };
    let new = Commit::load(&state.repo, &new)?;
    let elsewhere = change.refspec.is_some() || change.revision.is_some();
    if !change.options.allow_downgrade.unwrap_or(elsewhere) {
        check_age(&state.base, &new)?;
    }
    run.voice.say(crate::signal::Signal::progress_end());
    state.changed |= new.checksum != state.base.checksum;
    state.base = new;
    Ok(())
}

/// Refuses what is older than what is there.
pub(super) fn check_age(old: &Commit, new: &Commit) -> Result<()> {
    if new.timestamp >= old.timestamp {
        return Ok(());
    }
    let date = |commit: &Commit| -> Result<String> {
        let time = ostree::glib::DateTime::from_unix_utc(commit.timestamp.cast_signed())?;
        Ok(time.format("%c")?.to_string())
    };
    bail!(
        "While checking against deployment timestamp: Upgrade target revision '{}' with timestamp \
         '{}' is chronologically older than current revision '{}' with timestamp '{}'; use \
         --allow-downgrade to permit",
        new.checksum,
        date(new)?,
        old.checksum,
        date(old)?
    )
}

/// Notes which packages of the new base are left out.
fn remove_of_base(change: &Change, state: &mut State) -> Result<()> {
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

/// Keeps what a check found.
fn look(run: &Run<'_>, state: &State) -> Result<()> {
    let sysroot = run.sysroot()?;
    let booted = super::booted(&sysroot)?;
    if !state.origin.list(List::Requested).is_empty() {
        layer::refresh(run)?;
    }
    run.at(Point::End)?;
    store_update(&state.repo, &state.origin, &booted, None)
}

fn store_update(
    repo: &Repo,
    origin: &Origin,
    booted: &Deployment,
    staged: Option<&Deployment>,
) -> Result<()> {
    let update = match origin.source()? {
        Source::Ref { .. } => cached::of_ref(repo, booted, staged)?,
        Source::Image(_) => super::image::cached(repo, booted, staged)?,
    };
    cached::store(update.as_ref())
}

/// Assembles what is to be assembled, and stages it.
fn deploy(run: &Run<'_>, change: &Change, state: &mut State) -> Result<()> {
    let mut checksum = state.base.checksum.clone();
    let mut assembly = None;
    if state.origin.is_layered() {
        if run.lock_layering {
            bail!("Cannot operate; `LockLayering=true` in configuration.");
        }
        let plan = layer::decide(run, &state.base, &wishes(&state.origin)?)?;
        let fingerprint = layer::fingerprint(&state.base, &plan, "");
        let same = crate::wire::lookup::<String>(&state.before.metadata, "rpmostree.state-sha512");
        state.changed |= same.as_deref() != Some(&fingerprint);
        if change.options.dry_run {
            layer::tell(run, &plan);
            return Ok(());
        }
        if state.changed && !change.options.cache_only {
            layer::download(run, &plan)?;
        }
        assembly = Some((plan, fingerprint));
    } else {
        state.changed |= state.before.is_assembled();
    }
    if change.options.dry_run {
        return Ok(());
    }
    if !state.changed && change.refspec.is_none() {
        run.message(if change.is_upgrade() {
            "No upgrade available."
        } else {
            "No change."
        });
        return Ok(());
    }
    if change.options.download_only {
        run.message("Update downloaded.");
        return Ok(());
    }
    if let Some((plan, fingerprint)) = assembly.filter(|(plan, _)| !plan.is_empty()) {
        checksum = layer::assemble(run, &state.repo, &state.base, &plan, &fingerprint)?;
    }
    let locked = change.options.lock_finalization;
    let staged = stage::stage(run, &checksum, &state.origin, None, locked)?;
    if change.is_upgrade() {
        let booted = super::booted(&run.sysroot()?)?;
        store_update(&state.repo, &state.origin, &booted, Some(&staged))?;
    }
    run.at(Point::End)?;
    if change.options.apply_live {
        bail!("Applying changes live: this system cannot");
    }
    if change.options.reboot {
        run.daemon.reboot()?;
    }
    Ok(())
}

fn wishes(origin: &Origin) -> Result<Wishes> {
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

/// Notes which program updates this system.
fn register(run: &Run<'_>, driver: &str) -> Result<()> {
    let unit = run
        .unit
        .as_deref()
        .context("could not find caller systemd unit")?;
    let info = VariantDict::new(None);
    info.insert("driver-name", driver);
    info.insert("driver-sd-unit", unit);
    fs::create_dir_all("/run/rpm-ostree")?;
    Ok(fs::write(
        "/run/rpm-ostree/update-driver.gv",
        info.end().data(),
    )?)
}
