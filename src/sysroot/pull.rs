//! Fetching from a remote. Runs on the writing thread alone.

use ostree::glib;
use waymark_model::Result;

use crate::{
    control::Control,
    errors::translate,
    hang_up::HangUp,
    limits::{Download, Watch},
    progress, refs, sizes, space,
};

/// How often libostree announces progress.
const UPDATE_MS: u32 = 100;
/// A server that sends less than libostree's minimum for so long counts as gone.
const STALLED_SECONDS: u32 = 20;
/// How often a lost connection is tried again.
const RETRIES: u32 = 3;
/// No description, of a version or of a folder, is larger.
const LARGEST_DESCRIPTION: u64 = 32 << 20;
/// What describes a version, its package database included, and one more version of a
/// history, is never more than this.
const DESCRIPTION: u64 = 64 << 20;
const ONE_OF_HISTORY: u64 = 4 << 20;
/// Broken connections let parts come again: so much and half of it more than announced.
const SLACK: u64 = 16 << 20;

/// What to fetch.
pub(crate) enum Scope<'a> {
    /// Some paths of what a remote's ref points at now, without moving any ref but
    /// the stand-in for incoming ones.
    TipPaths(&'a str, Vec<String>),
    /// The descriptions of what a remote's ref points at now and of so many before it.
    TipHistory(&'a str, u32),
    /// The descriptions of a version and of so many before it.
    History(&'a str, u32),
    /// Some paths of a version.
    Paths(&'a str, Vec<String>),
    /// All of a version. No ref moves.
    Whole(&'a str),
    /// All of a version of a ref, which moves there once everything is here.
    WholeRef(&'a str, &'a str),
}

/// Fetches from a remote and says how much was transferred. `stated` and `before`
/// are as in [`progress::follow`].
pub(crate) fn pull(
    repo: &ostree::Repo,
    remote: &str,
    scope: &Scope<'_>,
    control: &Control,
    stated: u64,
    before: u64,
) -> Result<u64> {
    control.check()?;
    let progress = progress::follow(control, stated, before);
    let watch = Watch::on(
        control,
        Some(&Download {
            repo,
            progress: &progress,
            most: most(scope, stated),
        }),
    )?;
    let hang_up = HangUp::on(watch.stop());
    let options = options(scope);
    let outcome = repo.pull_with_options(remote, &options, Some(&progress), Some(watch.stop()));
    drop(hang_up);
    let bytes = progress::transferred(&progress);
    if outcome.as_ref().is_err_and(lost_writes) {
        sizes::forget_unfinished(repo);
    }
    if outcome.is_err() {
        // libostree reports whatever broke first; if it was stopped, that is why.
        watch.end().map_err(|error| space::tell(repo, error))?;
    }
    control.check()?;
    outcome
        .map_err(translate("the download failed"))
        .map_err(|error| space::tell(repo, error))?;
    Ok(bytes)
}

/// How many bytes are more than enough; `None` if nobody said how many there are.
fn most(scope: &Scope<'_>, stated: u64) -> Option<u64> {
    match scope {
        Scope::TipPaths(..) | Scope::Paths(..) => Some(DESCRIPTION),
        Scope::TipHistory(_, depth) | Scope::History(_, depth) => {
            Some(DESCRIPTION + ONE_OF_HISTORY * u64::from(*depth))
        }
        Scope::Whole(_) | Scope::WholeRef(..) => {
            (stated > 0).then(|| stated.saturating_add(stated / 2).saturating_add(SLACK))
        }
    }
}

/// How patient libostree is with the network.
pub(crate) fn patience() -> glib::VariantDict {
    let options = glib::VariantDict::new(None);
    options.insert("low-speed-time-seconds", STALLED_SECONDS);
    options.insert("n-network-retries", RETRIES);
    options
}

fn options(scope: &Scope<'_>) -> glib::Variant {
    let options = patience();
    options.insert("update-frequency", UPDATE_MS);
    options.insert("max-metadata-size", LARGEST_DESCRIPTION);
    let name = match scope {
        Scope::TipPaths(name, _)
        | Scope::TipHistory(name, _)
        | Scope::History(name, _)
        | Scope::Paths(name, _)
        | Scope::Whole(name)
        | Scope::WholeRef(name, _) => *name,
    };
    options.insert("refs", vec![name.to_owned()]);
    match scope {
        Scope::TipPaths(_, paths) | Scope::Paths(_, paths) => {
            let paths: Vec<_> = paths.iter().map(|path| format!("/{path}")).collect();
            options.insert("subdirs", paths);
        }
        Scope::TipHistory(_, depth) | Scope::History(_, depth) => {
            let only = ostree::RepoPullFlags::COMMIT_ONLY.bits();
            options.insert("flags", only.cast_signed());
            options.insert("depth", i32::try_from(*depth).unwrap_or(i32::MAX));
        }
        Scope::WholeRef(_, checksum) => {
            options.insert("override-commit-ids", vec![(*checksum).to_owned()]);
        }
        Scope::Whole(_) => {}
    }
    if matches!(scope, Scope::TipPaths(..) | Scope::TipHistory(..)) {
        options.insert("override-remote-name", refs::INCOMING);
    }
    if !matches!(scope, Scope::Whole(_) | Scope::WholeRef(..)) {
        // A delta would bring the whole version.
        options.insert("disable-static-deltas", true);
    }
    options.end()
}

/// Asks a remote what a ref points at now, fetches what `scope` makes of it, and
/// returns the version's checksum and what was transferred. The ref that the
/// system follows stays where it is.
pub(crate) fn tip(
    repo: &ostree::Repo,
    remote: &str,
    branch: &str,
    scope: &Scope<'_>,
    control: &Control,
) -> Result<(String, u64)> {
    refs::clear_incoming(repo, branch)?;
    let bytes = pull(repo, remote, scope, control, 0, 0)?;
    // libostree leaves the stand-in out if the followed ref points there already.
    let incoming = refs::resolve(repo, &format!("{}:{branch}", refs::INCOMING))?;
    let tip = match incoming {
        Some(tip) => tip,
        None => repo
            .require_rev(&format!("{remote}:{branch}"))
            .map_err(translate("the remote's ref could not be read"))?
            .into(),
    };
    Ok((tip, bytes))
}

/// Whether the disk failed to take what was written, which only the text tells.
fn lost_writes(error: &glib::Error) -> bool {
    let says = |word| error.message().contains(word);
    says("syncfs") || says("fsync") || says("Input/output error")
}
