//! What was meant, what runs and what is known beside: how the start came out.
//!
//! Pure. Where the evidence does not tell, neither does the answer.

use waymark_model::{Deployment, LastStart, StartClass, StartReason, StartVersion};

use super::meant::Meant;

/// What became of the staged version when the machine shut down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finalization {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// Nobody began it: the shutdown did not get there, or there was none.
    NotReached,
    /// There was nothing to finalize.
    NothingStaged,
    /// It entered the boot list.
    Done,
    /// It was begun, or should have been, and did not get there.
    Failed(StartReason),
}

/// What others tell of a start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How the shutdown before went.
    pub finalization: Finalization,
    /// The health check of this start says that the machine went back by itself.
    pub fell_back: bool,
    /// The units that failed; `None` if nobody tells.
    pub failed_units: Option<Vec<String>>,
}

/// A start that is to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Its boot id.
    pub boot: &'a str,
    /// When the machine started, in seconds since 1970.
    pub when: Option<u64>,
    /// What was meant to run.
    pub meant: &'a Meant,
    /// What is on the disk, in boot order.
    pub deployments: &'a [Deployment],
    /// What others tell.
    pub evidence: &'a Evidence,
    /// The units that had failed after an earlier start, where that is known.
    pub failed_before: Option<&'a [String]>,
}

/// How the start came out; `None` if nothing that could be named runs.
#[must_use]
pub fn classify(start: &Start<'_>) -> Option<LastStart> {
    let runs = start.deployments.iter().find(|one| one.booted)?;
    let runs = StartVersion::from(runs);
    let (failed_units, newly_failed) = sorted(start);
    let (class, why) = if runs.id == start.meant.next.id {
        as_meant(start, &runs)
    } else {
        otherwise(start, &runs)
    };
    let class = match class {
        StartClass::Updated if newly_failed > 0 => StartClass::UpdatedWithFailures,
        class => class,
    };
    Some(LastStart {
        start: start.boot.to_owned(),
        when: start.when,
        class,
        why,
        meant: Some(start.meant.next.clone()),
        before: Some(start.meant.runs.clone()),
        runs: Some(runs),
        failed_units,
        newly_failed,
    })
}

fn as_meant(start: &Start<'_>, runs: &StartVersion) -> (StartClass, Option<StartReason>) {
    let before = &start.meant.runs;
    if runs.id == before.id {
        (StartClass::Unchanged, None)
    } else if !is_older(runs, before) {
        (StartClass::Updated, None)
    } else if start.evidence.fell_back && !start.meant.chosen {
        // The health check itself had made it next.
        (StartClass::CameBack, Some(StartReason::Automatic))
    } else {
        (StartClass::WentBack, None)
    }
}

/// Something else runs than was meant.
fn otherwise(start: &Start<'_>, runs: &StartVersion) -> (StartClass, Option<StartReason>) {
    let Start {
        meant, evidence, ..
    } = start;
    let there = start
        .deployments
        .iter()
        .find(|one| one.id == meant.next.id && !one.staged);
    let stayed = runs.id == meant.runs.id;
    let came_back = |why| (StartClass::CameBack, Some(why));
    let not_finalized = |why| (StartClass::NotFinalized, Some(why));
    if evidence.fell_back {
        return came_back(StartReason::Automatic);
    }
    match there {
        Some(meant) if meant.next => came_back(StartReason::Chosen),
        // Somebody took something else while the service was away.
        _ if !stayed && !is_older(runs, &meant.runs) => (StartClass::Updated, None),
        Some(_) => came_back(StartReason::Unknown),
        None if !stayed => came_back(StartReason::Unknown),
        // What was next was deleted while the service was away.
        None if !meant.staged => (StartClass::Unchanged, None),
        None => match evidence.finalization {
            Finalization::NothingStaged => (StartClass::Unchanged, None),
            Finalization::Done => came_back(StartReason::Unknown),
            Finalization::NotReached => not_finalized(StartReason::PowerCut),
            Finalization::Failed(why) => not_finalized(why),
            Finalization::Unknown => not_finalized(StartReason::Unknown),
        },
    }
}

fn is_older(one: &StartVersion, than: &StartVersion) -> bool {
    one.timestamp
        .zip(than.timestamp)
        .is_some_and(|(one, than)| one < than)
}

/// The failed units, those first that had not failed before, and how many these are.
fn sorted(start: &Start<'_>) -> (Option<Vec<String>>, u32) {
    let Some(failed) = &start.evidence.failed_units else {
        return (None, 0);
    };
    // Where it is not known what failed before, nothing is blamed on the update.
    let is_old = |unit: &&String| start.failed_before.is_none_or(|it| it.contains(unit));
    let (old, new): (Vec<_>, Vec<_>) = failed.iter().partition(is_old);
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    (Some(new.into_iter().chain(old).cloned().collect()), count)
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
