//! Every error that was seen or that the sources know, by its text.

use super::recordings::{TRACES, events, files};
use crate::engines::rpm_ostree::{
    errors::{Context, of_transaction},
    events::Event,
};
use waymark_model::ErrorKind::{self, *};

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
