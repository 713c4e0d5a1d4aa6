//! When the policy goes on.

use waymark_model::{PolicyMode, PolicyStep};

use super::case::{Case, DAY, HOUR, NOW, failed, window};
use crate::policy::{Withheld, decide::CHECK_EVERY};

#[test]
fn the_next_time_is_after_all_that_waits_and_in_the_window() {
    use PolicyMode as Mode;
    let due = NOW - HOUR + CHECK_EVERY;
    let opens = NOW + 10 * HOUR;
    let young = |case: &mut Case, until| {
        case.known.update = None;
        case.known.withheld = Some(Withheld {
            checksum: "f6".into(),
            version: "1.6".into(),
            until: Some(until),
        });
    };
    let cases = [
        (Case::new(), Some(NOW)),
        (
            Case::new().with(|case| case.settings.mode = Mode::Manual),
            None,
        ),
        (
            Case::new().with(|case| case.known.others = vec!["a.timer".into()]),
            None,
        ),
        (Case::new().with(|case| case.known.supported = false), None),
        (
            Case::new().with(|case| case.known.timer = Some(false)),
            None,
        ),
        (Case::new().with(|case| case.known.update = None), Some(due)),
        (
            Case::new().with(|case| young(case, NOW + 2 * HOUR)),
            Some(NOW + 2 * HOUR),
        ),
        (
            Case::new().with(|case| young(case, NOW + 2 * DAY)),
            Some(due),
        ),
        (Case::new().with(failed), Some(NOW + 2 * HOUR)),
        (Case::new().with(window), Some(opens)),
        (Case::new().with(window).with(failed), Some(opens)),
        (
            Case::new().with(|case| case.conditions.metered = Some(true)),
            Some(NOW),
        ),
    ];
    for (at, (case, next)) in cases.into_iter().enumerate() {
        assert_eq!(case.decide().next, next, "case {at}");
    }
    // The next look would be due an hour after the window closed: it waits a week.
    let open = Case::new().with(|case| {
        window(case);
        case.settings.window_start = "11:00".into();
        case.settings.window_end = "16:00".into();
        case.known.update = None;
    });
    assert_eq!(open.decide().next, Some(NOW - HOUR + 7 * DAY));
}

#[test]
fn a_wait_that_a_wrong_clock_left_is_forgotten() {
    let case = Case::new().with(|case| {
        failed(case);
        case.known.failures.retry_at = NOW + 400 * DAY;
    });
    assert_eq!(case.decide().step, PolicyStep::Stage);
}
