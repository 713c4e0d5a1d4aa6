//! Every error that was seen or that the sources know, by its text.

use waymark_model::ErrorKind::{self, *};
use zbus::{Message, names::OwnedErrorName};

use super::recordings::{TRACES, events, files};
use crate::engines::rpm_ostree::{
    errors::{Context, of_method, of_transaction},
    events::Event,
};

/// What container tools say first when they open an image.
const OPEN: &str = "Preparing import: Fetching manifest: failed to invoke method OpenImage: ";

fn kind(text: &str) -> ErrorKind {
    let error = of_transaction(text, Context::default());
    assert_eq!(error.raw, text);
    assert!(!error.message.is_empty());
    error.kind
}

#[test]
fn every_text_about_versions_and_streams_has_its_kind() {
    let cases = [
        ("While pulling a/b: Operation was cancelled", Cancelled),
        ("Operation was cancelled", Cancelled),
        (
            "While pulling a: While fetching http://x/summary.sig: [7] Could not connect to server",
            Offline,
        ),
        (
            "While pulling a: While fetching http://x/summary.sig: [6] Could not resolve hostname",
            Offline,
        ),
        (
            "While pulling a: While fetching http://x/summary.sig: [60] SSL peer certificate was not OK",
            Signature,
        ),
        (
            "While pulling a: While fetching http://x/summary.sig: Server returned HTTP 500",
            Offline,
        ),
        (
            "While pulling a: While fetching http://x/a: Server returned HTTP 404",
            NotFound,
        ),
        ("While pulling a: Remote \"x\" not found", NotFound),
        (
            "While pulling a: No such branch 'a' in repository summary",
            NotFound,
        ),
        (
            "While pulling a: Commit c: GPG verification enabled, but no signatures found (use …)",
            Signature,
        ),
        (
            "While pulling a: Commit c: Signature made Sun\nCan't check signature: public key not found",
            Signature,
        ),
        (
            "While pulling a: Corrupted file object; checksum expected='0a' actual='0b'",
            Corrupt,
        ),
        ("Version 44.1 not found in testos:a", NotFound),
        ("Checksum 00 not found in testos:a", NotFound),
        ("Old and new refs are equal: testos:a", Conflict),
        ("Staged deployment (remove with cleanup -p)", Conflict),
        (
            "Expected staged base checksum 0, but found sha256:9",
            Conflict,
        ),
        ("Missing expected checksum", InvalidArgument),
        ("No rollback deployment found", NotFound),
        (
            "Cannot operate; `LockLayering=true` in configuration.",
            NotSupported,
        ),
        ("System transaction in progress", Busy),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn every_text_about_packages_and_images_has_its_kind() {
    let cases = [
        ("Yum repo 'nope' not found", NotFound),
        (
            "Changing 'baseurl' not allowed in yum .repo files",
            InvalidArgument,
        ),
        (
            "Only '0' and '1' are allowed for the 'enabled' key",
            InvalidArgument,
        ),
        (
            "bwrap(rpmostree-dracut-wrapper): Child process exited with code 127",
            Failed,
        ),
        (
            "Updating rpm-md repo 'lab': cannot update repo 'lab': Cannot download repomd.xml: All mirrors were tried; Last error: Curl error (7): Could not connect to server for http://x",
            Offline,
        ),
        (
            "Updating rpm-md repo 'lab': cannot update repo 'lab': … Last error: Status code: 404 for http://x",
            NotFound,
        ),
        (
            "package a-1-1.noarch cannot be verified and repo lab is GPG enabled: no keys",
            Signature,
        ),
        ("Could not determine default ref to pull.", InvalidArgument),
        (
            "Invalid refspec docker://localhost:15001/testos:latest",
            InvalidArgument,
        ),
        ("invalid reference format", InvalidArgument),
        (
            "Importing: Unencapsulating base: failed to invoke method GetBlob: fetching blob: received unexpected HTTP status: 500 Internal Server Error",
            Offline,
        ),
        (
            "Preparing import: Fetching manifest: containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage",
            Signature,
        ),
        (
            "Preparing import: Fetching manifest: expected ident at line 1 column 2",
            Signature,
        ),
        (
            "Preparing import: Fetching manifest: No such file or directory (os error 2)",
            Signature,
        ),
        (
            "Preparing import: Fetching manifest: Target image does not have ostree.bootable label",
            NotSupported,
        ),
        (
            "While checking against deployment timestamp: Upgrade target revision 'a' with timestamp 'b' is chronologically older than current revision 'c'",
            Conflict,
        ),
        (
            "Importing: Unencapsulating base: proxy failure: failed to invoke method FinishPipe: corrupted blob, expecting sha256:c",
            Corrupt,
        ),
        (
            "Creating importer: other error: skopeo proxy unexpectedly exited during request method Initialize: exit status: 127\nsetpriv: failed",
            Failed,
        ),
        ("Something that nobody has seen", Failed),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn every_text_about_opening_an_image_has_its_kind() {
    let cases = [
        (
            "pinging container registry h: Get \"http://h/v2/\": dial tcp [::1]:1: connect: connection refused",
            Offline,
        ),
        (
            "pinging container registry h: Get \"https://h/v2/\": dial tcp: lookup h on [::1]:53: no such host",
            Offline,
        ),
        (
            "pinging container registry h: received unexpected HTTP status: 503 Service Unavailable",
            Offline,
        ),
        (
            "pinging container registry h: Get \"https://h/v2/\": tls: failed to verify certificate: x509: unknown authority",
            Signature,
        ),
        ("pinging container registry h: unknown: lab", Failed),
        ("reading manifest t in h/n: unknown: lab", Failed),
        (
            "reading manifest t in h/n: toomanyrequests: slow down",
            Offline,
        ),
        (
            "reading manifest t in h/n: unauthorized: access is not authorized",
            NotFound,
        ),
        (
            "reading manifest t in h/n: denied: requested access to the resource is denied",
            NotFound,
        ),
        ("reading manifest t in h/n: manifest unknown", NotFound),
        (
            "reading manifest t in h/n: name unknown: repository not found",
            NotFound,
        ),
        (
            "Running image docker://h/n:t is rejected by policy.",
            Signature,
        ),
        (
            "A signature was required, but no signature exists",
            Signature,
        ),
        (
            "cryptographic signature verification failed: invalid signature",
            Signature,
        ),
        (
            "open /etc/no-such.pub: no such file or directory",
            Signature,
        ),
        (
            "invalid policy in \"/etc/containers/policy.json\": invalid character 'o'",
            Signature,
        ),
        (
            "no policy.json file found at any of the following: \"/x\"",
            Signature,
        ),
        (
            "invalid reference format: repository name must be lowercase",
            InvalidArgument,
        ),
        (
            "open /var/lib/oci/none/index.json: no such file or directory",
            NotFound,
        ),
        ("no descriptor found for reference \"nope\"", NotFound),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(&format!("{OPEN}{text}")), expected, "{text}");
    }
}

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
    let trace = super::recordings::file("traces/36-install-broken-deps.txt");
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

#[test]
fn no_recorded_failure_is_without_a_sentence_of_ours() {
    for (name, trace) in TRACES.into_iter().flat_map(files) {
        for event in events(&trace) {
            if let Event::Finished {
                success: false,
                error,
            } = event
            {
                let told = of_transaction(&error, Context::default());
                assert_ne!(told.message, "rpm-ostree failed", "{name}: {error}");
            }
        }
    }
}
