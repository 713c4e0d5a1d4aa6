//! Which earlier versions are kept. Pure.
//!
//! When an update is finalized libostree drops every earlier version that is not pinned,
//! but for the one that ran. So keeping more of them is pinning them, and the policy knows
//! its own pins from those of people.

use waymark_model::Deployment;

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Ids to pin.
    pub pin: Vec<String>,
    /// Ids of our own to unpin.
    pub unpin: Vec<String>,
    /// Ids to delete.
    pub delete: Vec<String>,
}

/// How to keep so many earlier versions (0: as libostree does it). `own` are the pins that
/// the policy set, `good` is the last version that is known to be good. What runs, comes
/// next, is staged or was pinned by a person is never touched.
#[must_use]
pub fn plan(deployments: &[Deployment], keep: u32, own: &[String], good: Option<&str>) -> Plan {
    let Some(running) = deployments.iter().find(|one| one.booted) else {
        return Plan::default();
    };
    let waits = !running.next;
    let is_own = |one: &Deployment| one.pinned && own.contains(&one.id);
    let earlier: Vec<&Deployment> = deployments
        .iter()
        .filter(|one| one.stateroot == running.stateroot)
        .filter(|one| !(one.booted || one.next || one.staged))
        .filter(|one| !one.pinned || is_own(one))
        .collect();
    let keep = keep as usize;
    // What runs becomes an earlier version, and is kept without a pin.
    let pinned = earlier.iter().take(keep.saturating_sub(1));
    let pinned: Vec<&str> = pinned.map(|one| one.id.as_str()).collect();
    let ids = |wanted: &dyn Fn(&Deployment) -> bool| -> Vec<String> {
        let all = earlier.iter().filter(|one| wanted(one));
        all.map(|one| one.id.clone()).collect()
    };
    let delete: Vec<String> = if keep == 0 || waits {
        // Whatever waits for a restart drops them by itself.
        Vec::new()
    } else {
        let beyond = earlier.iter().skip(keep);
        let not_good = beyond.filter(|one| good != Some(one.id.as_str()));
        not_good.map(|one| one.id.clone()).collect()
    };
    Plan {
        pin: ids(&|one| !one.pinned && pinned.contains(&one.id.as_str())),
        unpin: ids(&|one| is_own(one) && !pinned.contains(&one.id.as_str())),
        delete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In boot order; a word says what each is.
    fn system(words: &[(&str, &str)]) -> Vec<Deployment> {
        let one = |(id, what): &(&str, &str)| Deployment {
            id: (*id).to_owned(),
            stateroot: Some(
                if what.contains("foreign") {
                    "other"
                } else {
                    "sample"
                }
                .into(),
            ),
            booted: what.contains("runs"),
            next: what.contains("next"),
            staged: what.contains("staged"),
            pinned: what.contains("pin"),
            ..Deployment::default()
        };
        words.iter().map(one).collect()
    }

    fn words(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|&id| id.to_owned()).collect()
    }

    fn planned(
        deployments: &[(&str, &str)],
        keep: u32,
        own: &[&str],
        good: Option<&str>,
    ) -> (Vec<String>, Vec<String>, Vec<String>) {
        let plan = plan(&system(deployments), keep, &words(own), good);
        (plan.pin, plan.unpin, plan.delete)
    }

    const FOUR: [(&str, &str); 5] = [
        ("e", "runs next"),
        ("d", ""),
        ("c", ""),
        ("b", ""),
        ("a", ""),
    ];

    #[test]
    fn so_many_are_kept_and_the_rest_goes() {
        let none = || words(&[]);
        for (keep, pin, delete) in [
            (0, none(), none()),
            (1, none(), words(&["c", "b", "a"])),
            (2, words(&["d"]), words(&["b", "a"])),
            (3, words(&["d", "c"]), words(&["a"])),
            (10, words(&["d", "c", "b", "a"]), none()),
        ] {
            assert_eq!(
                planned(&FOUR, keep, &[], None),
                (pin, none(), delete),
                "{keep}"
            );
        }
    }

    #[test]
    fn the_last_known_good_one_is_not_deleted() {
        let (_, _, delete) = planned(&FOUR, 1, &[], Some("b"));
        assert_eq!(delete, words(&["c", "a"]));
    }

    #[test]
    fn what_people_pinned_and_other_systems_are_neither_touched_nor_counted() {
        let deployments = [
            ("e", "runs next pin"),
            ("d", "pin"),
            ("x", "foreign"),
            ("c", ""),
            ("b", ""),
            ("a", "pin"),
        ];
        let (pin, unpin, delete) = planned(&deployments, 2, &[], None);
        assert_eq!(
            (pin, unpin, delete),
            (words(&["c"]), words(&[]), words(&[]))
        );
        let (_, _, delete) = planned(&deployments, 1, &[], None);
        assert_eq!(delete, words(&["b"]));
    }

    #[test]
    fn while_something_waits_nothing_is_deleted() {
        for first in ["next staged", "next"] {
            let deployments = [("f", first), ("e", "runs"), ("d", ""), ("c", ""), ("b", "")];
            let (pin, _, delete) = planned(&deployments, 2, &[], None);
            assert_eq!((pin, delete), (words(&["d"]), words(&[])), "{first}");
        }
    }

    #[test]
    fn our_own_pins_go_where_they_are_not_needed_any_more() {
        let deployments = [
            ("e", "runs next"),
            ("d", ""),
            ("c", "pin"),
            ("b", "pin"),
            ("a", "pin"),
        ];
        let own = ["c", "b", "gone"];
        let (pin, unpin, delete) = planned(&deployments, 2, &own, None);
        assert_eq!((pin, unpin), (words(&["d"]), words(&["c", "b"])));
        assert_eq!(delete, words(&["b"]));
        let (_, unpin, delete) = planned(&deployments, 0, &own, None);
        assert_eq!((unpin, delete), (words(&["c", "b"]), words(&[])));
    }

    #[test]
    fn where_nothing_runs_nothing_is_done() {
        assert_eq!(
            planned(&[("a", "next"), ("b", "")], 1, &[], None),
            Default::default()
        );
    }
}
