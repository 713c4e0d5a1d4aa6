//! What is taken, and what is refused by the name of its argument.

use super::*;
use waymark_model::ActionName;
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
        Action::Update {
            version: None,
            download_only: false,
        }
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
fn a_key_that_nobody_knows_is_told_without_orders_to_a_terminal() {
    let refused = discard(dict("a\n\u{1b}[2J\u{202e}b", true)).unwrap_err();
    let shown = "a\u{fffd}\u{fffd}[2J\u{fffd}b";
    assert_eq!(refused.fields.argument.as_deref(), Some(shown));
    assert!(!refused.message.chars().any(char::is_control));
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
    for (word, known) in [
        ("added", true),
        ("changed", true),
        ("", false),
        ("ADDED", false),
    ] {
        let value = OwnedVariant::try_from(zbus::Variant::from(word)).unwrap();
        let read = change_option(&mut Options::new(dict("change", value)));
        assert_eq!(read.is_ok(), known, "{word}");
    }
}

fn list(key: &str, words: &[&str]) -> Dict {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let value = OwnedVariant::try_from(zbus::Variant::from(words)).unwrap();
    Dict::from([(key.to_owned(), value)])
}

fn replace(old: &str, new: &str) -> Dict {
    let pairs = std::collections::HashMap::from([(old.to_owned(), new.to_owned())]);
    let value = OwnedVariant::try_from(zbus::Variant::from(pairs)).unwrap();
    Dict::from([("replace".to_owned(), value)])
}

#[test]
fn packages_are_words_and_nothing_that_a_tool_could_take_for_something_else() {
    let good = [
        "htop",
        "libstdc++",
        "gcc-c++-14.2",
        "pkgconfig(gtk4)",
        "font(:lang=de)",
        "perl(Foo::Bar)",
        "(gcc or clang)",
        "/usr/bin/foo",
        "/usr/lib/..foo",
        "größe",
    ];
    for name in good {
        let (_, action) = change_packages(list("add", &[name, name]), none());
        let Ok(Action::ChangePackages { changes, .. }) = action else {
            panic!("{name}: {action:?}");
        };
        assert_eq!(changes.add, [name], "named once");
    }
    let long = "x".repeat(257);
    let bad = [
        "",
        "-y",
        "--from-file=/etc/shadow",
        " a",
        "a ",
        "a\nb",
        "a\0b",
        "a/b",
        "../a",
        "/usr/../etc/shadow",
        "https://host/x.rpm",
        "./a.rpm",
        &long,
    ];
    let keys = [
        "add",
        "remove",
        "override-remove",
        "override-replace",
        "override-reset",
    ];
    for name in bad {
        for key in keys {
            let (gates, action) = change_packages(list(key, &["good", name]), none());
            let expected = (ErrorKind::InvalidArgument, key.to_owned());
            assert_eq!(told(action), expected, "{name:?}");
            assert_eq!(gates, [ActionName::ChangePackages]);
        }
    }
    let many = vec!["a"; 201];
    let (_, action) = change_packages(list("add", &many), none());
    assert_eq!(told(action).1, "add");
}

#[test]
fn what_is_asked_of_packages_must_make_sense() {
    let both = |one: (&str, &str), other: (&str, &str)| {
        let mut changes = list(one.0, &[one.1]);
        changes.extend(list(other.0, &[other.1]));
        change_packages(changes, none()).1
    };
    let cases = [
        (change_packages(none(), none()).1, "changes"),
        (change_packages(list("add", &[]), none()).1, "changes"),
        (
            change_packages(dict("reset-all", false), none()).1,
            "changes",
        ),
        (both(("add", "a"), ("remove", "a")), "remove"),
        (
            both(("override-remove", "a"), ("override-replace", "a")),
            "override-replace",
        ),
        (
            both(("override-replace", "a"), ("override-reset", "a")),
            "override-reset",
        ),
        (
            change_packages(list("add", &["a"]), dict("dry-run", 1u32)).1,
            "dry-run",
        ),
    ];
    for (refused, argument) in cases {
        let expected = (ErrorKind::InvalidArgument, argument.to_owned());
        assert_eq!(told(refused), expected);
    }
    assert!(both(("add", "a"), ("override-remove", "b")).is_ok());
    let mut all = list("remove", &["a"]);
    all.extend(dict("reset-all", true));
    assert_eq!(told(change_packages(all, none()).1).1, "reset-all");

    // A key that is not known is told to those who may ask for the rest.
    let mut unknown = list("override-remove", &["a"]);
    unknown.extend(dict("wipe", true));
    let (gates, refused) = change_packages(unknown, none());
    assert_eq!(gates, [ActionName::ChangePackages, ActionName::Override]);
    let expected = (ErrorKind::NotSupported, "wipe".to_owned());
    assert_eq!(told(refused), expected);
    let (_, action) = change_packages(dict("reset-all", true), dict("dry-run", true));
    assert!(action.unwrap().is_dry_run());
}

#[test]
fn kernel_arguments_are_one_word_each() {
    for argument in [
        "quiet",
        "root=UUID=1",
        "dyndbg=\"file a.c +p\"",
        "\"module.parameter=a b\"",
        "systemd.unit=x",
        "ostree.x=1",
    ] {
        for key in ["append", "delete"] {
            assert!(set_kernel_arguments(list(key, &[argument]), none()).is_ok());
        }
        assert!(set_kernel_arguments(replace(argument, argument), none()).is_ok());
    }
    let long = "x".repeat(2049);
    for argument in [
        "",
        "a b",
        "a\tb",
        "a\nb",
        "a=\"b c",
        "a=\"b\" c",
        "=a",
        "--",
        "ostree=/x",
        "ostree",
        &long,
    ] {
        for key in ["append", "delete"] {
            let refused = set_kernel_arguments(list(key, &[argument]), none());
            let expected = (ErrorKind::InvalidArgument, key.to_owned());
            assert_eq!(told(refused), expected, "{argument:?}");
        }
        for refused in [
            set_kernel_arguments(replace(argument, "a"), none()),
            set_kernel_arguments(replace("a", argument), none()),
        ] {
            assert_eq!(told(refused).1, "replace", "{argument:?}");
        }
    }
    let half = "x".repeat(1025);
    let refused = set_kernel_arguments(list("append", &[&half, &half]), none());
    assert_eq!(told(refused).1, "append");
    let refused = set_kernel_arguments(list("seen", &["quiet"]), none());
    assert_eq!(told(refused).1, "changes", "nothing is asked for");
    let refused = set_kernel_arguments(list("insert", &["quiet"]), none());
    assert_eq!(told(refused).1, "changes");
}

#[test]
fn streams_and_searches_are_plain() {
    for stream in [
        "fedora:fedora/44/x86_64/silverblue",
        "fedora/44/x86_64/silverblue",
        "ostree-image-signed:docker://quay.io/fedora/fedora-silverblue:44",
        "quay.io/a/b@sha256:0a1b",
        "localhost:5000/a_b+c",
    ] {
        assert!(rebase(stream, none()).is_ok(), "{stream}");
    }
    let long = "x".repeat(1025);
    for stream in [
        "", "-x", "/x", ".x", "x/", "a/../b", "a b", "a\nb", "a;b", "a$b", "ü", &long,
    ] {
        let refused = told(rebase(stream, none()));
        let expected = (ErrorKind::InvalidArgument, "stream".to_owned());
        assert_eq!(refused, expected, "{stream:?}");
    }
    for text in ["", "  ", "a\nb"] {
        assert_eq!(told(search(text, none())).1, "text");
    }
    assert!(search("text editor", none()).is_ok());
    let refused = told(list_streams(dict("all", true)));
    assert_eq!(refused, (ErrorKind::NotSupported, "all".to_owned()));
}
