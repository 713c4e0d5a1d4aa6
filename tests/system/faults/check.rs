//! What must hold after the service was killed.

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::{Course, Deed, deed::ARGUMENT, picture::Picture};
use crate::{Caller, Stage};

/// What the running deployment, its /etc and /var hold: names, kinds, rights and
/// contents, without what runs writes for itself.
const UNTOUCHED: &str = r"
set -eu
find /usr -xdev -printf '%y %m %U:%G %s %p %l\n' | sort
find /etc /var -xdev \( -path /var/lib/waymark -o -path /var/log -o -path /var/tmp -o -path /var/cache \) -prune \
    -o -printf '%y %m %U:%G %p %l\n' | sort
find /etc /var -xdev \( -path /var/lib/waymark -o -path /var/log -o -path /var/tmp -o -path /var/cache \) -prune \
    -o -type f -print0 | sort -z | xargs -0 sha256sum";

/// The repository is whole and nobody holds a lock.
const WHOLE: &str = r"
set -eu
ostree fsck --quiet --repo=/sysroot/ostree/repo
flock --nonblock /sysroot/ostree/lock true || { echo 'the sysroot is locked' >&2; exit 1; }
flock --nonblock /sysroot/ostree/repo/.lock true || { echo 'the repository is locked' >&2; exit 1; }";

/// Counts the deployments' folders.
const FOLDERS: &str =
    "find /sysroot/ostree/deploy/*/deploy -mindepth 1 -maxdepth 1 -type d | wc -l";

/// What cannot change.
pub(super) fn untouched(stage: &Stage) -> Result<String> {
    stage.machine().system(["sh", "-c", UNTOUCHED])?.ok()
}

/// Checks everything on a system whose service was killed in the midst of a deed, and
/// says whether the deed is done. `job` is what the deed's caller was given.
pub(super) fn check(
    stage: &mut Stage,
    course: &Course,
    untouched_before: &str,
    job: Option<&str>,
) -> Result<bool> {
    let found = Picture::of(stage)?;
    let done = found == course.after;
    ensure!(
        done || found == course.before,
        "neither as before nor as after:\n{found:#?}"
    );
    ensure!(found.pinned() == course.before.pinned(), "a pin is lost");
    ensure!(
        untouched(stage)? == untouched_before,
        "the running system was touched"
    );
    stage.machine().system(["sh", "-c", WHOLE])?.ok()?;

    let mut admin = stage.caller("root")?;
    tells_the_truth(&mut admin, done, job)?;
    let next = if done { Deed::Update } else { course.deed };
    let arguments = next.arguments(stage, &mut admin)?;
    admin
        .succeed(next.member(), next.signature(), &arguments)
        .context("the next try")?;
    let expected = Picture::of(stage)?;
    if !done {
        ensure!(
            expected == course.after,
            "the next try came to something else:\n{expected:#?}"
        );
    }
    stage.machine().system(["sh", "-c", WHOLE])?.ok()?;
    starts(stage, &expected)?;
    Ok(done)
}

/// The job has ended; it is not called done unless it is.
fn tells_the_truth(admin: &mut Caller, done: bool, job: Option<&str>) -> Result<()> {
    let jobs = admin.property("Jobs")?;
    ensure!(jobs == Value::Array(Vec::new()), "jobs run: {jobs}");
    let results = admin.property("Results")?;
    let results = results.as_array().context("no list of results")?;
    let Some(last) = results.last() else {
        ensure!(job.is_none(), "the job is forgotten");
        return Ok(());
    };
    if let Some(job) = job {
        ensure!(last["job"] == job, "the last result is of another: {last}");
    }
    match (last["outcome"].as_str(), last["error"].as_str()) {
        (Some("ok"), _) if done => Ok(()),
        (Some("failed"), Some("Interrupted")) => Ok(()),
        _ => bail!("done: {done}, and it says {last}"),
    }
}

/// The machine starts what is next, and nothing is left of what was begun.
fn starts(stage: &mut Stage, expected: &Picture) -> Result<()> {
    let next = expected.deployments.first().context("nothing is next")?;
    let next = next.version.clone();
    stage.restart()?;
    let running = stage.running()?;
    ensure!(
        running.version == next,
        "{} runs, {next} was next",
        running.version
    );
    let now = Picture::of(stage)?;
    let folders = stage.machine().system(["sh", "-c", FOLDERS])?.ok()?;
    ensure!(
        folders.trim() == now.deployments.len().to_string(),
        "{} folders of {} deployments",
        folders.trim(),
        now.deployments.len()
    );
    ensure!(
        now.pinned() == expected.pinned(),
        "a pin is lost over the start"
    );
    let argued = |picture: &Picture| {
        let all = picture.arguments.values().flatten();
        all.filter(|word| *word == ARGUMENT).count()
    };
    ensure!(
        argued(&now) >= argued(expected),
        "a kernel argument is lost over the start"
    );
    Ok(())
}
