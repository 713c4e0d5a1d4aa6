//! Whether updates are looked for when the window opens.

use waymark_model::ActionName;

use super::World;

/// For how long a check counts, in seconds.
const FRESH: u64 = 24 * 60 * 60;

/// Whether a check is due that nobody asked for: it can be done, and the last one that
/// succeeded is a day old. A clock that was set back does not count as fresh for ever.
pub(crate) fn check_is_due(world: &World) -> bool {
    let last = world.snapshot.last_check.last_success;
    let fresh = last.is_some_and(|last| world.now.abs_diff(last) < FRESH);
    world.is_idle() && world.can(ActionName::Check) && !world.is_doing(ActionName::Check) && !fresh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing::{self, NOW};

    #[test]
    fn it_is_due_once_a_day_where_it_can_work() {
        let mut world = testing::world();
        let mut last = |success| {
            testing::snapshot(&mut world).last_check.last_success = success;
            check_is_due(&world)
        };
        assert!(last(None));
        assert!(!last(Some(NOW - 300)));
        assert!(!last(Some(NOW - FRESH + 1)));
        assert!(last(Some(NOW + 10 * FRESH)), "the clock was set back");
        assert!(last(Some(NOW - FRESH)));
        let job = testing::job(ActionName::Check);
        world.jobs.insert("/job/1".into(), job);
        assert!(!check_is_due(&world), "one runs");
        world.jobs.clear();
        testing::snapshot(&mut world).system.actions.clear();
        assert!(!check_is_due(&world), "it cannot work here");
    }
}
