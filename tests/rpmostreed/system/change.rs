//! The transaction that makes a new deployment: Upgrade, Deploy, Rebase, PkgChange and
//! UpdateDeployment are all this one, as in the real daemon.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use ostree::{Deployment, Repo};

use super::commit::Commit;
use super::origin::{List, Origin, Source};
use super::pull::{Scope, pull};
use super::request::Change;
use super::run::Run;
use super::{asked, cached, driver, layer, revision, stage};
use crate::knobs::Point;

/// What is decided on the way.
pub(super) struct State {
    pub(super) repo: Repo,
    pub(super) origin: Origin,
    /// The deployment that the origin was taken from, its commit and base.
    before: Commit,
    pub(super) base: Commit,
    pub(super) changed: bool,
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
    asked::ask(change, &mut state)?;
    if !change.options.no_pull_base {
        pull_base(run, change, &mut state)?;
    }
    asked::remove_of_base(change, &mut state)?;
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
        let plan = layer::decide(run, &state.base, &asked::wishes(&state.origin)?)?;
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

/// Notes which program updates this system.
fn register(run: &Run<'_>, name: &str) -> Result<()> {
    let unit = run
        .unit
        .as_deref()
        .context("could not find caller systemd unit")?;
    driver::register(Path::new("/run"), name, unit)
}
