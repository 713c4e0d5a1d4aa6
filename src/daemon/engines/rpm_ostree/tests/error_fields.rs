//! What an error says beside its kind, and the refusals of methods.

use waymark_model::ErrorKind::{self, *};
use zbus::{Message, names::OwnedErrorName};

use super::recordings::{TRACES, events, file, files};
use crate::engines::rpm_ostree::{
    errors::{Context, of_method, of_transaction},
    events::Event,
};

#[test]
fn packages_in_the_way_are_named() {
    let cases: [(&str, ErrorKind, &[&str]); 14] = [
        (
            "Packages not found: no-such, neither",
            NotFound,
            &["no-such", "neither"],
        ),
        (
            "\"nano\" is already provided by: nano-8.5-2.fc44.x86_64. Use …",
            Conflict,
            &["nano"],
        ),
        (
            "Package/capability 'htop' is already requested",
            Conflict,
            &["htop"],
        ),
        (
            "Package/capability 'vim' is not currently requested",
            NotFound,
            &["vim"],
        ),
        (
            "Running %post for badscript: bwrap(/bin/sh): Child process exited with code 3",
            Failed,
            &["badscript"],
        ),
        ("Package \"nosuch\" not found", NotFound, &["nosuch"]),
        ("No overrides for package 'nosuch'", NotFound, &["nosuch"]),
        (
            "Base packages would be removed: bash-5-1.x86_64, zsh-5-2.x86_64",
            Conflict,
            &["bash", "zsh"],
        ),
        (
            "Base packages not marked to be removed: a-1-1.noarch",
            Conflict,
            &["a"],
        ),
        (
            "Request to reinstall exact base package versions: nano vim",
            Conflict,
            &["nano", "vim"],
        ),
        (
            "Package 'nano-8.5-2.fc44.x86_64' is already in the base",
            Conflict,
            &["nano"],
        ),
        ("No matches for 'nano' in repo 'lab'", NotFound, &["nano"]),
        (
            "Multiple packages match \"kernel\"",
            InvalidArgument,
            &["kernel"],
        ),
        (
            "Cannot request 'vi' provided by removed package 'vim-1-1.x86_64'",
            Conflict,
            &["vi"],
        ),
    ];
    for (text, kind, expected) in cases {
        let error = of_transaction(text, Context::default());
        let packages = error.fields.packages.unwrap_or_default();
        assert_eq!(
            (error.kind, packages.as_slice()),
            (kind, &expected.map_owned()[..]),
            "{text}"
        );
        assert!(
            error.message.ends_with(&expected.join(", ")),
            "{}",
            error.message
        );
    }
}

/// Names as strings of their own.
trait MapOwned {
    fn map_owned(&self) -> Vec<String>;
}

impl MapOwned for &[&str] {
    fn map_owned(&self) -> Vec<String> {
        self.iter().map(|&name| name.to_owned()).collect()
    }
}

#[test]
fn a_dependency_problem_names_the_requests_and_keeps_the_reasons() {
    let trace = file("traces/36-install-broken-deps.txt");
    let Some(Event::Finished { error, .. }) = events(&trace).pop() else {
        panic!("no end");
    };
    let requests = ["htop", "broken-deps"].map(str::to_owned);
    let (messages, requests) = (&[], &requests);
    let error = of_transaction(&error, Context { requests, messages });
    assert_eq!(error.kind, Conflict);
    assert_eq!(error.fields.packages, Some(vec!["broken-deps".to_owned()]));
    let problems = error.fields.problems.unwrap();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("nothing provides libdoesnotexist.so.9"));
}

#[test]
fn what_would_be_replaced_is_told_by_the_messages_before() {
    let messages = [
        "Resolving",
        "Forbidden base package replacements:",
        "  glibc 2.40-3 -> 2.40-12 (updates)",
        "  old-thing-1-1.noarch -> new-thing-2-1.noarch (updates)",
        "This likely means that …",
    ]
    .map(str::to_owned);
    let (messages, requests) = (&messages, &[]);
    let context = Context { requests, messages };
    let error = of_transaction("Some base packages would be replaced", context);
    assert_eq!(error.kind, Conflict);
    let packages = ["glibc", "old-thing"].map(str::to_owned).to_vec();
    assert_eq!(error.fields.packages, Some(packages));
}

#[test]
fn missing_room_is_told_in_bytes() {
    let cases = [
        (
            "importing RPMs: … min-free-space-size 104857600MB would be exceeded, at least 4.1\u{a0}kB requested",
            Some(4_100),
            "/sysroot",
        ),
        (
            "Importing: … min-free-space-size 921600MB would be exceeded, at least 4.1\u{a0}kB requested: Processing tar",
            Some(4_100),
            "/sysroot",
        ),
        (
            "While pulling a: Writing content object: min-free-space-percent '3%' would be exceeded, at least 503.8\u{a0}kB requested",
            Some(503_800),
            "/sysroot",
        ),
        (
            "Copying /boot/x: regfile copy: No space left on device",
            None,
            "/boot",
        ),
    ];
    for (text, required, filesystem) in cases {
        let error = of_transaction(text, Context::default());
        assert_eq!(error.kind, NoSpace, "{text}");
        assert_eq!(error.fields.required, required, "{text}");
        assert_eq!(
            error.fields.filesystem.as_deref(),
            Some(filesystem),
            "{text}"
        );
    }
}

#[test]
fn who_keeps_the_machine_from_restarting_is_named() {
    let text = "Reboot blocked by a systemd inhibitor lock in `block` mode\nHeld by: lab\nReason: a backup runs";
    let error = of_transaction(text, Context::default());
    assert_eq!(error.kind, Busy);
    assert_eq!(error.fields.inhibitors, Some(vec!["lab".to_owned()]));
}

/// A refusal of a method.
fn refusal(name: &str, text: &str) -> zbus::Error {
    let call = Message::method_call("/", "M").build(&()).unwrap();
    let reply = Message::error(&call.header(), name).build(&text).unwrap();
    let name = OwnedErrorName::try_from(name.to_owned()).unwrap();
    zbus::Error::MethodError(name, Some(text.to_owned()), reply)
}

#[test]
fn every_refusal_of_a_method_has_its_kind() {
    let quark = "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark";
    let (busy, other) = (format!("{quark}.Code26"), format!("{quark}.Code0"));
    let cases = [
        (
            "org.freedesktop.DBus.Error.AccessDenied",
            "rpmostreed OS operation Cleanup not allowed for user",
            NotAuthorized,
        ),
        (
            "org.freedesktop.DBus.Error.Failed",
            "Authorization error: GDBus.Error:…ServiceUnknown: …",
            NotAuthorized,
        ),
        (
            &busy,
            "Transaction in progress: upgrade\n You can cancel…",
            Busy,
        ),
        (
            &other,
            "Reboot initiated, cannot start new transaction",
            Busy,
        ),
        (&other, "Invalid cleanup type: nonsense", InvalidArgument),
        (
            &other,
            "Failed to load package list: Loading package list: Invalid refspec r",
            InvalidArgument,
        ),
        (
            "org.projectatomic.rpmostreed.Error.Failed",
            "Invalid deployment index x, must be a number and >= 0",
            InvalidArgument,
        ),
        (
            "org.projectatomic.rpmostreed.Error.InvalidRefspec",
            "x",
            InvalidArgument,
        ),
        (
            "org.freedesktop.DBus.Error.UnknownMethod",
            "no such method",
            NotSupported,
        ),
        (
            "org.freedesktop.DBus.Error.NoReply",
            "Remote peer disconnected",
            EngineGone,
        ),
        (
            "org.freedesktop.DBus.Error.ServiceUnknown",
            "The name was not provided",
            EngineGone,
        ),
        (
            "org.freedesktop.DBus.Error.Spawn.ChildExited",
            "exited with status 1",
            EngineGone,
        ),
    ];
    for (name, text, expected) in cases {
        let error = of_method(&refusal(name, text));
        assert_eq!((error.kind, error.raw.as_str()), (expected, text), "{name}");
    }
    let broken = zbus::Error::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe));
    assert_eq!(of_method(&broken).kind, EngineGone);
}

/// `METHOD name: D-Bus error name=… message=Some("…")`.
fn recorded_refusal(line: &str) -> Option<zbus::Error> {
    let (_, error) = line.split_once("D-Bus error name=")?;
    let (name, message) = error.split_once(" message=Some(\"")?;
    Some(refusal(name, message.strip_suffix("\")")?))
}

#[test]
fn every_recorded_refusal_has_its_kind() {
    let mut seen = Vec::new();
    for (name, trace) in TRACES.into_iter().flat_map(files) {
        for refusal in trace.lines().filter_map(recorded_refusal) {
            let kind = of_method(&refusal).kind;
            assert!(
                [NotAuthorized, Busy, InvalidArgument].contains(&kind),
                "{name}: {kind}"
            );
            seen.push(kind);
        }
    }
    let count = |kind| seen.iter().filter(|one| **one == kind).count();
    assert_eq!(
        [NotAuthorized, Busy, InvalidArgument].map(count),
        [12, 3, 1]
    );
}
