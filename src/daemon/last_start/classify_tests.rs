use super::*;

const DAY: u64 = 86_400;

/// `old`, `runs`, `new` and `newest`, a day apart; their ids are these words.
fn version(id: &str) -> Deployment {
    let age = ["old", "runs", "new", "newest"]
        .iter()
        .position(|one| *one == id);
    Deployment {
        id: id.to_owned(),
        checksum: format!("c-{id}"),
        timestamp: age.map(|age| u64::try_from(age + 1).unwrap() * DAY),
        ..Deployment::default()
    }
}

/// A boot list by words: `*` behind the running one; the first is next.
fn list(words: &str) -> Vec<Deployment> {
    let mut all: Vec<_> = words
        .split_whitespace()
        .map(|word| Deployment {
            booted: word.ends_with('*'),
            ..version(word.trim_end_matches('*'))
        })
        .collect();
    if let Some(first) = all.first_mut() {
        first.next = true;
    }
    all
}

fn meant(next: &str, staged: bool) -> Meant {
    Meant {
        boot: "boot-1".into(),
        next: (&version(next)).into(),
        staged,
        chosen: false,
        runs: (&version("runs")).into(),
    }
}

fn judged(meant: &Meant, disk: &str, evidence: &Evidence) -> (StartClass, Option<StartReason>) {
    let start = Start {
        boot: "boot-2",
        when: Some(7),
        meant,
        deployments: &list(disk),
        evidence,
        failed_before: Some(&["old.service".into()]),
    };
    let judged = classify(&start).unwrap();
    assert_eq!((judged.start.as_str(), judged.when), ("boot-2", Some(7)));
    assert_eq!(judged.before.unwrap().id, "runs");
    (judged.class, judged.why)
}

fn finalized(finalization: Finalization) -> Evidence {
    Evidence {
        finalization,
        ..Evidence::default()
    }
}

#[test]
fn every_class_of_what_was_prepared() {
    use {Finalization as F, StartClass as C, StartReason as R};
    let cases = [
        ("it runs", "new* runs", F::Done, C::Updated, None),
        ("nobody tells", "new* runs", F::Unknown, C::Updated, None),
        (
            "the clean-up after it failed",
            "new* runs",
            F::Failed(R::Other),
            C::Updated,
            None,
        ),
        (
            "no room",
            "runs* old",
            F::Failed(R::NoSpace),
            C::NotFinalized,
            Some(R::NoSpace),
        ),
        (
            "too slow",
            "runs* old",
            F::Failed(R::TimedOut),
            C::NotFinalized,
            Some(R::TimedOut),
        ),
        (
            "locked",
            "runs* old",
            F::Failed(R::Locked),
            C::NotFinalized,
            Some(R::Locked),
        ),
        (
            "the power was cut",
            "runs* old",
            F::NotReached,
            C::NotFinalized,
            Some(R::PowerCut),
        ),
        (
            "no journal",
            "runs* old",
            F::Unknown,
            C::NotFinalized,
            Some(R::Unknown),
        ),
        (
            "somebody discarded it",
            "runs* old",
            F::NothingStaged,
            C::Unchanged,
            None,
        ),
        (
            "it ran, and was deleted since",
            "runs* old",
            F::Done,
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "the other entry was started",
            "new runs*",
            F::Done,
            C::CameBack,
            Some(R::Chosen),
        ),
        (
            "somebody turned the list round",
            "runs* new",
            F::Done,
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "an older one yet",
            "old* new",
            F::Done,
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "a newer one was staged over it",
            "newest* runs",
            F::Done,
            C::Updated,
            None,
        ),
    ];
    for (name, disk, finalization, class, why) in cases {
        let judged = judged(&meant("new", true), disk, &finalized(finalization));
        assert_eq!(judged, (class, why), "{name}");
    }
}

#[test]
fn every_class_of_what_was_in_the_boot_list() {
    use {StartClass as C, StartReason as R};
    let cases = [
        (
            "nothing was to change",
            "runs",
            "runs* old",
            C::Unchanged,
            None,
        ),
        (
            "an earlier one was made next by another program",
            "old",
            "old* runs",
            C::WentBack,
            None,
        ),
        ("it was deleted", "old", "runs*", C::Unchanged, None),
        (
            "an update by another program",
            "runs",
            "new* runs",
            C::Updated,
            None,
        ),
        (
            "the older entry, by hand",
            "runs",
            "runs old*",
            C::CameBack,
            Some(R::Chosen),
        ),
        (
            "a rollback by another program",
            "runs",
            "old* runs",
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "two starts: it ran, and then an older one",
            "new",
            "old* new runs",
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "all that is left is older",
            "new",
            "old*",
            C::CameBack,
            Some(R::Unknown),
        ),
        (
            "another stream, without dates",
            "runs",
            "rebased* runs",
            C::Updated,
            None,
        ),
    ];
    for (name, next, disk, class, why) in cases {
        let judged = judged(&meant(next, false), disk, &Evidence::default());
        assert_eq!(judged, (class, why), "{name}");
    }
}

#[test]
fn a_persons_choice_is_no_update_and_no_accident() {
    let chosen = Meant {
        chosen: true,
        ..meant("old", false)
    };
    let none = Evidence::default();
    let back = judged(&chosen, "old* runs", &none);
    assert_eq!(back, (StartClass::WentBack, None));
    let fell_back = Evidence {
        fell_back: true,
        ..Evidence::default()
    };
    let still = judged(&chosen, "old* runs", &fell_back);
    assert_eq!(still.0, StartClass::WentBack, "it was chosen all the same");
    let by_itself = judged(&meant("old", false), "old* runs", &fell_back);
    let automatic = (StartClass::CameBack, Some(StartReason::Automatic));
    assert_eq!(by_itself, automatic);
    let forward = Meant {
        chosen: true,
        ..meant("new", false)
    };
    let forward = judged(&forward, "new* runs", &none);
    assert_eq!(forward, (StartClass::Updated, None));
}

#[test]
fn a_health_check_that_went_back_is_believed() {
    let fell_back = Evidence {
        fell_back: true,
        finalization: Finalization::Done,
        ..Evidence::default()
    };
    let expected = (StartClass::CameBack, Some(StartReason::Automatic));
    for disk in ["runs* new", "new runs*", "runs* old"] {
        assert_eq!(judged(&meant("new", true), disk, &fell_back), expected);
    }
    let meant = judged(&meant("new", true), "new* runs", &fell_back);
    assert_eq!(
        meant.0,
        StartClass::Updated,
        "what was meant runs all the same"
    );
}

#[test]
fn only_what_had_not_failed_before_makes_an_update_suspect() {
    let with = |units: &[&str]| Evidence {
        failed_units: Some(units.iter().map(ToString::to_string).collect()),
        ..Evidence::default()
    };
    let meant_new = meant("new", true);
    let old = judged(&meant_new, "new* runs", &with(&["old.service"]));
    assert_eq!(old.0, StartClass::Updated);
    let evidence = with(&["old.service", "new.service"]);
    let start = Start {
        boot: "boot-2",
        when: None,
        meant: &meant_new,
        deployments: &list("new* runs"),
        evidence: &evidence,
        failed_before: Some(&["old.service".into()]),
    };
    let judged_new = classify(&start).unwrap();
    assert_eq!(judged_new.class, StartClass::UpdatedWithFailures);
    assert_eq!(judged_new.new_failures(), ["new.service"]);
    assert_eq!(
        judged_new.failed_units.unwrap(),
        ["new.service", "old.service"]
    );
    let first = classify(&Start {
        failed_before: None,
        ..start
    });
    assert_eq!(
        first.unwrap().class,
        StartClass::Updated,
        "nobody knows what failed before"
    );
    let same = judged(&meant("runs", false), "runs* old", &evidence);
    assert_eq!(same.0, StartClass::Unchanged, "no update has to do with it");
}

#[test]
fn what_runs_nothing_cannot_be_judged() {
    let start = Start {
        boot: "boot-2",
        when: None,
        meant: &meant("new", true),
        deployments: &list("new runs"),
        evidence: &Evidence::default(),
        failed_before: None,
    };
    assert_eq!(classify(&start), None);
}
