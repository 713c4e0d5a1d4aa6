//! Fetching from a remote, with the signals that come meanwhile.

use anyhow::{Result, anyhow};
use ostree::glib::{Variant, VariantDict, prelude::*};
use ostree::{AsyncProgress, Repo, RepoPullFlags};

use super::commit::signatures;
use super::run::Run;
use super::variants;
use crate::signal::Signal;

/// What to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// All of what the ref points at.
    Tip,
    /// Only the description of what it points at, and of so many before it.
    Descriptions(i32),
    /// All of a commit; the ref stays where it is.
    Commit(&'a str),
}

/// Fetches of a ref, and says how much came.
///
/// # Errors
/// With what libostree says, after the ref that was pulled.
pub fn pull(
    run: &Run<'_>,
    repo: &Repo,
    remote: &str,
    branch: &str,
    scope: Scope<'_>,
) -> Result<()> {
    let options = VariantDict::new(None);
    let wanted = match scope {
        Scope::Commit(checksum) => checksum,
        _ => branch,
    };
    options.insert("refs", vec![wanted.to_owned()]);
    if let Scope::Descriptions(depth) = scope {
        options.insert("depth", depth);
        options.insert("flags", RepoPullFlags::COMMIT_ONLY.bits().cast_signed());
    }
    let progress = AsyncProgress::new();
    let voice = run.voice.clone();
    progress.connect_changed(move |progress| {
        if progress.uint("requested") > 0 {
            voice.say(download(progress));
        }
    });
    let voice = run.voice.clone();
    let handler = repo.connect_gpg_verify_result(move |_, checksum, result| {
        let body = [variants(&signatures(result)), checksum.to_variant()];
        voice.say(Signal {
            member: "SignatureProgress".to_owned(),
            body: Some(Variant::tuple_from_iter(body)),
        });
    });
    let cancellable = Some(run.voice.cancellable());
    let pulled = repo.pull_with_options(remote, &options.end(), Some(&progress), cancellable);
    repo.disconnect(handler);
    let status = progress.status();
    progress.finish();
    pulled.map_err(|error| anyhow!("While pulling {branch}: {}", error.message()))?;
    if let Some(status) = status.filter(|status| !status.is_empty()) {
        run.message(status);
    }
    Ok(())
}

/// libostree's counters as the transaction tells them.
fn download(progress: &AsyncProgress) -> Signal {
    let uint = |key: &str| progress.uint(key);
    let bytes = progress.uint64("bytes-transferred");
    let start = progress.uint64("start-time");
    let now = ostree::glib::monotonic_time().cast_unsigned();
    let seconds = now.saturating_sub(start) / 1_000_000;
    let rate = bytes.checked_div(seconds).unwrap_or(bytes);
    Signal::of(
        "DownloadProgress",
        &(
            (start, seconds),
            (uint("outstanding-fetches"), uint("outstanding-writes")),
            (
                uint("scanned-metadata"),
                uint("metadata-fetched"),
                uint("outstanding-metadata-fetches"),
            ),
            (
                uint("total-delta-parts"),
                uint("fetched-delta-parts"),
                uint("total-delta-superblocks"),
                progress.uint64("total-delta-part-size"),
            ),
            (uint("fetched"), uint("requested")),
            (bytes, rate),
        ),
    )
}
