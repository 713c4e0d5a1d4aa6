//! What is taken, and what is refused by the name of its argument.

use super::*;
use zbus::OwnedVariant;

fn dict(key: &str, value: impl Into<OwnedVariant>) -> Dict {
    Dict::from([(key.to_owned(), value.into())])
}

fn none() -> Dict {
    Dict::new()
}

fn told(refused: Result<Action>) -> (ErrorKind, String) {
    let error = refused.unwrap_err();
    assert!(error.message.len() < 300, "{}", error.message.len());
    (error.kind, error.fields.argument.unwrap())
}

#[test]
fn what_is_well_formed_is_an_action() {
    let deployed = Ref::Deployment("s-0a.0".into());
    assert_eq!(
        update("", none()).unwrap(),
        Action::Update { version: None }
    );
    assert_eq!(
        delete(&["deployment:s-0a.0", "deployment:s-0a.0"], 7, none()).unwrap(),
        Action::Delete {
            targets: vec![deployed],
            generation: 7
        }
    );
    assert_eq!(clean_up(none()).unwrap(), Action::CleanUp { keep: 1 });
    assert_eq!(
        clean_up(dict("keep", 3u32)).unwrap(),
        Action::CleanUp { keep: 3 }
    );
    assert_eq!(
        restart(dict("power-off", true)).unwrap(),
        Action::Restart { power_off: true }
    );
    assert_eq!(
        history("", u32::MAX, none()).unwrap(),
        Action::History {
            cursor: String::new(),
            limit: HISTORY_MAX
        }
    );
}

#[test]
fn what_means_nothing_is_refused_by_the_name_of_the_argument() {
    use ErrorKind::{InvalidArgument, NotSupported};
    let huge = "x".repeat(1 << 20);
    let huge_ref = format!("deployment:{huge}");
    let many = vec!["deployment:a"; 65];
    let cases = [
        (update("0", none()), InvalidArgument, "version"),
        (update("deployment:a", none()), InvalidArgument, "version"),
        (update(&huge, none()), InvalidArgument, "version"),
        (restore("", 1, none()), InvalidArgument, "target"),
        (restore("0", 1, none()), InvalidArgument, "target"),
        (restore(&huge_ref, 1, none()), InvalidArgument, "target"),
        (
            set_pinned("version:a", 1, true, none()),
            InvalidArgument,
            "target",
        ),
        (delete(&[], 1, none()), InvalidArgument, "targets"),
        (delete(&["1"], 1, none()), InvalidArgument, "targets"),
        (delete(&many, 1, none()), InvalidArgument, "targets"),
        (history(&huge, 1, none()), InvalidArgument, "cursor"),
        (history("a b", 1, none()), InvalidArgument, "cursor"),
        (check(dict("ref", 1u32)), InvalidArgument, "ref"),
        (
            check(dict("ref", zbus::Str::from("deployment:a"))),
            InvalidArgument,
            "ref",
        ),
        (clean_up(dict("keep", -1i32)), InvalidArgument, "keep"),
        (clean_up(dict("keep", 1u64)), InvalidArgument, "keep"),
        (
            restart(dict("power-off", 1u32)),
            InvalidArgument,
            "power-off",
        ),
        (restart(dict("when", 1u64)), NotSupported, "when"),
        (discard(dict("force", true)), NotSupported, "force"),
        (update("", dict("reboot", true)), NotSupported, "reboot"),
    ];
    for (number, (refused, kind, argument)) in cases.into_iter().enumerate() {
        assert_eq!(told(refused), (kind, argument.to_owned()), "case {number}");
    }
    let (kind, argument) = told(discard(dict(&huge, true)));
    assert_eq!((kind, argument.len()), (NotSupported, KEY_MAX));
    assert!(search_text("text", &"ü".repeat(TEXT_MAX)).is_ok());
    assert!(search_text("text", &"ü".repeat(TEXT_MAX + 1)).is_err());
    assert!(search_text("text", &huge).is_err());
}
