//! How updates have been going: well, failing, or not looked for.

use waymark_model::{ActionName, Error, JobResult, Outcome};

use super::{World, failure, text};
use crate::tr;

/// After how many days without a good check that is said.
const UNCHECKED_DAYS: u64 = 7;
/// After how many days of failures that is said; a day may be a train without a network.
const FAILING_DAYS: u64 = 2;

/// What lasts and is not well.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// For so many days every try has failed, the last one with this error.
    Failing(u64, Error),
    /// For so many days nobody looked.
    Unchecked(u64),
}

/// What is not well with updates, if something is not for long.
pub(crate) fn trouble(world: &World) -> Option<Trouble> {
    let failing = failing_checks(world).or_else(|| failing_updates(world));
    if let Some((since, error)) = failing {
        let days = text::days_between(since, world.now);
        if days >= FAILING_DAYS {
            return Some(Trouble::Failing(days, error));
        }
    }
    let days = text::days_between(world.snapshot.last_check.last_success?, world.now);
    (days >= UNCHECKED_DAYS).then_some(Trouble::Unchecked(days))
}

fn failing_checks(world: &World) -> Option<(u64, Error)> {
    let check = &world.snapshot.last_check;
    let failed = check.outcome == Some(Outcome::Failed);
    let since = check.failing_since.or(check.when).filter(|_| failed)?;
    Some((since, Error::new(check.error?, String::new())))
}

/// Checks may work and what they find still fail: for want of room, say.
fn failing_updates(world: &World) -> Option<(u64, Error)> {
    let tried = world.snapshot.results.iter().filter(|result| {
        ActionName::from_word(&result.action) == ActionName::Update
            && result.outcome != Outcome::Cancelled
    });
    let failed: Vec<&JobResult> = tried
        .rev()
        .take_while(|result| result.outcome == Outcome::Failed)
        .collect();
    let last = failure::of_result(failed.first()?)?;
    Some((failed.last()?.finished, last.error))
}

impl Trouble {
    /// It in one sentence.
    pub(crate) fn title(&self) -> String {
        match *self {
            Self::Failing(days, _) => tr!("banner-failing", days = days),
            Self::Unchecked(days) => tr!("banner-unchecked", days = days),
        }
    }
}

/// What the last checks came to, in a sentence or two; empty if there was none.
pub(crate) fn checks(world: &World) -> String {
    let check = &world.snapshot.last_check;
    let ago = |at: u64| text::ago(world.now, at);
    let success = check.last_success.map(|at| (at, ago(at)));
    if check.outcome == Some(Outcome::Failed) {
        let tried = check.when.map(|at| tr!("updates-tried", ago = ago(at)));
        let worked = success.map_or_else(
            || tr!("updates-never-succeeded"),
            |(_, ago)| tr!("updates-last-success", ago = ago),
        );
        return sentences([tried, Some(worked)]);
    }
    let checked = success
        .as_ref()
        .map(|(_, ago)| tr!("updates-checked", ago = ago.clone()));
    // An old failure that was followed by a good check is told for a while only.
    let failed = check
        .last_failure
        .filter(|at| text::days_between(*at, world.now) < UNCHECKED_DAYS)
        .map(|at| tr!("updates-last-failure", ago = ago(at)));
    sentences([checked, failed.filter(|_| success.is_some())])
}

fn sentences(parts: [Option<String>; 2]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{
        bare,
        testing::{self, NOW},
    };
    use waymark_model::{ErrorKind, LastCheck};

    const DAY: u64 = 86_400;

    fn failing(since: u64) -> World {
        let mut world = testing::world();
        testing::snapshot(&mut world).last_check = LastCheck {
            when: Some(NOW - 300),
            outcome: Some(Outcome::Failed),
            error: Some(ErrorKind::Offline),
            last_success: Some(NOW - 14 * DAY),
            last_failure: Some(NOW - 300),
            failing_since: Some(since),
        };
        world
    }

    #[test]
    fn failing_is_said_after_days_and_with_its_reason() {
        let told = trouble(&failing(NOW - 12 * DAY)).unwrap();
        assert_eq!(bare(&told.title()), "Updates have been failing for 12 days");
        assert!(matches!(told, Trouble::Failing(_, error) if error.kind == ErrorKind::Offline));
        let told = trouble(&failing(NOW - 3600)).unwrap();
        assert_eq!(told, Trouble::Unchecked(14), "nobody had looked before");
        assert_eq!(trouble(&testing::world()), None);
    }

    #[test]
    fn updates_that_fail_although_checks_work_are_failing_too() {
        let mut world = testing::world();
        let update = |finished, error| testing::result(ActionName::Update, finished, error);
        testing::snapshot(&mut world).results = vec![
            update(NOW - 20 * DAY, Some(ErrorKind::Offline)),
            update(NOW - 15 * DAY, None),
            update(NOW - 5 * DAY, Some(ErrorKind::Offline)),
            testing::result(ActionName::Check, NOW - 4 * DAY, None),
            update(NOW - 3 * DAY, Some(ErrorKind::NoSpace)),
        ];
        let told = trouble(&world);
        assert!(
            matches!(&told, Some(Trouble::Failing(5, error)) if error.kind == ErrorKind::NoSpace),
            "{told:?}"
        );
        let done = update(NOW - DAY, None);
        testing::snapshot(&mut world).results.push(done);
        assert_eq!(trouble(&world), None);
    }

    #[test]
    fn last_try_last_success_and_last_failure_are_told() {
        assert_eq!(
            bare(&checks(&failing(NOW - 12 * DAY))),
            "Tried 5 minutes ago. The last check that worked was 2 weeks ago."
        );
        let mut world = testing::world();
        assert_eq!(bare(&checks(&world)), "Checked 5 minutes ago.");
        testing::snapshot(&mut world).last_check.last_failure = Some(NOW - 3 * DAY);
        assert_eq!(
            bare(&checks(&world)),
            "Checked 5 minutes ago. A check failed 3 days ago."
        );
        testing::snapshot(&mut world).last_check = LastCheck::default();
        assert_eq!(checks(&world), "");
    }
}
