//! The transactions that are not a change of what is followed or layered.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use ostree::gio::Cancellable;
use ostree::{Deployment, KernelArgs, Sysroot, SysrootWriteDeploymentsOpts};

use super::origin::{List, Origin, Source};
use super::pull::{Scope, pull};
use super::run::Run;
use super::{image, layer, repos, stage};
use crate::knobs::Point;
use crate::signal::Signal;

/// What to clean up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// What is staged or pending.
    Pending,
    /// What is behind the running deployment.
    Rollback,
    /// What no deployment needs.
    Base,
    /// Metadata and packages of repositories.
    Metadata,
}

impl Element {
    /// Reads the bus's word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Some(match word {
            "pending-deploy" => Self::Pending,
            "rollback-deploy" => Self::Rollback,
            "base" => Self::Base,
            "repomd" => Self::Metadata,
            _ => return None,
        })
    }
}

/// Makes the deployment behind the running one next, or the running one again.
///
/// # Errors
/// If something is staged, or there is nothing to go back to.
pub fn rollback(run: &Run<'_>) -> Result<()> {
    run.at(Point::Start)?;
    let sysroot = run.sysroot()?;
    if sysroot.staged_deployment().is_some() {
        bail!("Staged deployment (remove with cleanup -p)");
    }
    let booted = super::booted(&sysroot)?;
    let all = sysroot.deployments();
    let behind = all
        .iter()
        .skip_while(|it| !it.equal(&booted))
        .skip(1)
        .find(|it| it.osname() == run.osname);
    let is_first = all.first().is_some_and(|it| it.equal(&booted));
    let target = match behind {
        Some(behind) => behind,
        None if !is_first => &booted,
        None => bail!("No rollback deployment found"),
    };
    let name = format!("{}.{}", target.csum(), target.deployserial());
    run.message(format!("Moving '{name}' to be first deployment"));
    let mut list = vec![target.clone()];
    list.extend(all.iter().filter(|it| !it.equal(target)).cloned());
    write(run, &sysroot, &list)?;
    run.daemon.announce();
    run.at(Point::End)
}

/// Writes the boot list and says how.
fn write(run: &Run<'_>, sysroot: &Sysroot, list: &[Deployment]) -> Result<()> {
    let before = (sysroot.bootversion(), sysroot.deployments().len());
    let had_staged = usize::from(sysroot.staged_deployment().is_some());
    let options = SysrootWriteDeploymentsOpts {
        do_postclean: false,
    };
    sysroot.lock()?;
    let written = sysroot.write_deployments_with_options(list, &options, Cancellable::NONE);
    sysroot.unlock();
    written?;
    let now = run.sysroot()?;
    if list.len() + had_staged == before.1 && had_staged > 0 {
        // Only what was staged went: the boot loader's files stay as they are.
        return Ok(());
    }
    let swapped = now.bootversion() != before.0;
    run.message(format!(
        "{}; bootconfig swap: {}; bootversion: boot.{}.{}, deployment count change: {}",
        if swapped {
            "Bootloader updated"
        } else {
            "Transaction complete"
        },
        if swapped { "yes" } else { "no" },
        now.bootversion(),
        now.subbootversion(),
        i64::try_from(list.len())? - i64::try_from(before.1)?
    ));
    Ok(())
}

/// Removes what is named.
///
/// # Errors
/// If libostree refuses.
pub fn clean_up(run: &Run<'_>, elements: &BTreeSet<Element>) -> Result<()> {
    run.at(Point::Start)?;
    let sysroot = run.sysroot()?;
    let booted = super::booted(&sysroot)?;
    let all = sysroot.deployments();
    let position = all.iter().position(|it| it.equal(&booted)).unwrap_or(0);
    let kept: Vec<_> = all
        .iter()
        .enumerate()
        .filter(|(index, it)| {
            let element = if *index < position {
                Element::Pending
            } else {
                Element::Rollback
            };
            *index == position
                || it.osname() != run.osname
                || it.is_pinned()
                || !elements.contains(&element)
        })
        .map(|(_, it)| it.clone())
        .collect();
    let lists = elements.contains(&Element::Pending) || elements.contains(&Element::Rollback);
    if kept.len() != all.len() {
        write(run, &sysroot, &kept)?;
        run.daemon.announce();
        image::prune(run)?;
        stage::clean(run)?;
    } else if lists {
        run.message("Deployments unchanged.");
    }
    if elements.contains(&Element::Base) {
        image::prune(run)?;
        stage::clean(run)?;
    }
    if elements.contains(&Element::Metadata) {
        layer::forget_downloads()?;
    }
    run.at(Point::End)
}

/// What to do with kernel arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KernelChange {
    /// The arguments that the caller saw.
    pub existing: String,
    /// `key` or `key=value`, at the end.
    pub added: Vec<String>,
    /// `key=value` or `key=old=new`.
    pub replaced: Vec<String>,
    /// `key` or `key=value`.
    pub removed: Vec<String>,
    /// All of them, in place of the above.
    pub whole: Option<String>,
    /// Do not finalize at shutdown.
    pub locked: bool,
    /// Restart at the end.
    pub reboot: bool,
}

/// Stages the next deployment again with other kernel arguments.
///
/// # Errors
/// If an argument to replace or remove is not there.
pub fn kernel_arguments(run: &Run<'_>, change: &KernelChange) -> Result<()> {
    run.at(Point::Start)?;
    let arguments = KernelArgs::from_string(change.whole.as_deref().unwrap_or(&change.existing));
    if change.whole.is_none() {
        for argument in &change.removed {
            arguments
                .delete(argument)
                .map_err(|error| anyhow::anyhow!("{}", error.message()))?;
        }
        for argument in &change.replaced {
            arguments
                .new_replace(argument)
                .map_err(|error| anyhow::anyhow!("{}", error.message()))?;
        }
        change
            .added
            .iter()
            .for_each(|argument| arguments.append(argument));
    }
    let arguments = arguments.to_strv();
    let arguments = arguments.iter().map(ToString::to_string);
    let arguments = arguments.filter(|it| !it.starts_with("ostree=")).collect();
    let sysroot = run.sysroot()?;
    let source = stage::origin_source(&sysroot, &run.osname)?;
    let origin = Origin::of(&source)?;
    origin.hold(None);
    stage::stage(run, &source.csum(), &origin, Some(arguments), change.locked)?;
    run.at(Point::End)?;
    if change.reboot {
        run.daemon.reboot()?;
    }
    Ok(())
}

/// What to do with the initramfs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initramfs {
    /// Make it on this machine with these arguments, or take the image's.
    Regenerate(bool, Vec<String>),
    /// Put files of `/etc` into it, and no longer these; none at all first.
    Files {
        /// Files to put into it.
        track: Vec<String>,
        /// Files no longer to.
        untrack: Vec<String>,
        /// Forget all that were.
        untrack_all: bool,
    },
}

/// Notes it, and stages the next deployment again.
///
/// # Errors
/// If it is so already.
pub fn initramfs(run: &Run<'_>, change: &Initramfs) -> Result<()> {
    run.at(Point::Start)?;
    let sysroot = run.sysroot()?;
    let source = stage::origin_source(&sysroot, &run.osname)?;
    let origin = Origin::of(&source)?;
    origin.hold(None);
    match change {
        Initramfs::Regenerate(regenerate, arguments) => {
            let arguments: BTreeSet<_> = arguments.iter().cloned().collect();
            if *regenerate == origin.regenerates_initramfs()
                && arguments == origin.list(List::InitramfsArguments)
            {
                bail!(
                    "initramfs regeneration state is already {}",
                    if *regenerate { "enabled" } else { "disabled" }
                );
            }
            origin.set_regenerates_initramfs(*regenerate);
            origin.set_list(List::InitramfsArguments, &arguments);
            if *regenerate {
                run.task(
                    &format!("Checking out tree {:.7}", source.csum()),
                    || Ok(()),
                )?;
                run.task("Generating initramfs", || Ok(()))?;
            }
        }
        Initramfs::Files {
            track,
            untrack,
            untrack_all,
        } => {
            let before = origin.list(List::InitramfsEtc);
            let mut files = if *untrack_all {
                BTreeSet::new()
            } else {
                before.clone()
            };
            files.retain(|file| !untrack.contains(file));
            files.extend(track.iter().cloned());
            if files == before {
                run.message("No changes.");
                return Ok(());
            }
            origin.set_list(List::InitramfsEtc, &files);
        }
    }
    stage::stage(run, &source.csum(), &origin, None, false)?;
    run.at(Point::End)
}

/// Changes a repository's settings.
///
/// # Errors
/// If there is none, or they may not be changed.
pub fn modify_repo(run: &Run<'_>, id: &str, settings: &[(String, String)]) -> Result<()> {
    run.at(Point::Start)?;
    repos::modify(id, settings)
}

/// Fetches what is needed to compare with what a ref offers. Of an image that is all
/// of it.
///
/// # Errors
/// If it cannot be fetched.
pub fn download_diff(run: &Run<'_>, refspec: Option<&str>, revision: Option<&str>) -> Result<()> {
    run.at(Point::Start)?;
    let sysroot = run.sysroot()?;
    let origin = Origin::of(&super::booted(&sysroot)?)?;
    if let Some(refspec) = refspec {
        origin.set_source(&Source::parse(refspec, Some(&origin.source()?))?);
    }
    let repo = sysroot.repo();
    match origin.source()? {
        Source::Ref { remote, branch } => {
            match revision {
                Some(revision) => {
                    super::revision::find(run, &repo, &remote, &branch, revision, false)?;
                }
                None => pull(run, &repo, &remote, &branch, Scope::Descriptions(0))?,
            }
            run.voice.say(Signal::progress_end());
        }
        Source::Image(reference) => {
            image::fetch(run, &repo, &reference)?;
            run.voice.say(Signal::progress_end());
        }
    }
    run.at(Point::End)
}

/// Lets what is staged under a lock be finalized, and restarts.
///
/// # Errors
/// If nothing is staged, or something else than the caller thinks.
pub fn finalize(run: &Run<'_>, expected: Option<&str>, any: bool) -> Result<()> {
    run.at(Point::Start)?;
    if expected.is_none() && !any {
        bail!("Missing expected checksum");
    }
    let sysroot = run.sysroot()?;
    let staged = sysroot
        .staged_deployment()
        .context("No pending deployment")?;
    let repo = sysroot.repo();
    let base = super::commit::Commit::load(&repo, &staged.csum())?.base(&repo)?;
    let found = base.digest().unwrap_or(base.checksum);
    if let Some(expected) = expected.filter(|it| *it != found) {
        bail!("Expected staged base checksum {expected}, but found {found}");
    }
    if staged.is_finalization_locked() {
        sysroot.change_finalization(&staged)?;
    }
    run.daemon.reboot()
}

/// The boot configuration of a deployment: of the one at an index, or of what is next,
/// or of what runs.
///
/// # Errors
/// If the index is not one.
pub fn boot_config(index: &str, pending: bool) -> Result<ostree::glib::Variant> {
    let sysroot = super::open()?;
    let booted = super::booted(&sysroot)?;
    let chosen = if index.is_empty() {
        match pending {
            true => stage::origin_source(&sysroot, &booted.osname())?,
            false => booted,
        }
    } else {
        let bad = || format!("Invalid deployment index {index}, must be a number and >= 0");
        let number: usize = index.parse().with_context(bad)?;
        let all = sysroot.deployments();
        let count = all.len();
        let found = all.into_iter().nth(number);
        found.with_context(|| {
            format!("Out of range deployment index {number}, expected < {count}")
        })?
    };
    let config = chosen
        .bootconfig()
        .context("a deployment without a boot configuration")?;
    let mut fields = super::Fields::new();
    for key in ["title", "version", "linux", "initrd", "options"] {
        fields.set_some(key, config.get(key).map(String::from));
    }
    Ok(fields.end())
}
