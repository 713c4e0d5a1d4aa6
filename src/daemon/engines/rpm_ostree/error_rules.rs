//! The rules by which a text of rpm-ostreed tells what kind of error it is.
//!
//! In a pattern `*` stands for anything. The first rule with a pattern that the text
//! holds decides, so what is certain comes before what is vague.

use waymark_model::ErrorKind::{
    self, Busy, Cancelled, Conflict, Failed, InvalidArgument, NoSpace, NotFound, NotSupported,
    Signature,
};

use super::remote_rules::{IMAGES, NETWORK};

/// What kind of error it is, what we say, and the patterns that tell it.
pub(super) type Rule = (ErrorKind, &'static str, &'static [&'static str]);

/// Kind and sentence for a text.
pub(super) fn rule(text: &str) -> (ErrorKind, &'static str) {
    let tables = [GENERAL, PACKAGES, DEPLOYMENTS, IMAGES, NETWORK];
    tables
        .into_iter()
        .flatten()
        .find(|(_, _, patterns)| patterns.iter().any(|pattern| holds(text, pattern)))
        .map_or((Failed, "rpm-ostree failed"), |rule| (rule.0, rule.1))
}

fn holds(text: &str, pattern: &str) -> bool {
    let mut rest = Some(text);
    for part in pattern.split('*') {
        rest = rest.and_then(|rest| Some(rest.split_once(part)?.1));
    }
    rest.is_some()
}

const NO_ROOM: &str = "a file system has not enough room";
const UNKNOWN_VERSION: &str = "the stream has no such version";
const NO_STREAM: &str = "what was named is not a stream of this system";
const NOT_THERE: &str = "the system has no such package";

/// What may happen in every transaction.
const GENERAL: &[Rule] = &[
    (
        Cancelled,
        "the operation was cancelled",
        &["Operation was cancelled"],
    ),
    (
        NoSpace,
        NO_ROOM,
        &["min-free-space", "No space left on device"],
    ),
    (
        Busy,
        "rpm-ostree is at work already",
        &["Transaction in progress"],
    ),
    (
        Busy,
        "another program is changing the system",
        &["transaction in progress"],
    ),
    (
        Busy,
        "the machine is about to restart",
        &["Reboot initiated"],
    ),
    (
        Busy,
        "something is in the way of a restart",
        &["inhibitor lock"],
    ),
    (
        NotSupported,
        "changing packages is locked in /etc/rpm-ostreed.conf",
        &["`LockLayering=true`"],
    ),
];

/// About packages, their scripts and their repositories.
const PACKAGES: &[Rule] = &[
    (
        NotFound,
        "no repository has these packages",
        &["Packages not found:"],
    ),
    (NotFound, NOT_THERE, &["Package not found:"]),
    (
        NotFound,
        "the repository has no such package",
        &["No matches for '*' in repo '"],
    ),
    (
        Conflict,
        "the published image has this already",
        &[" is already provided by:", "' is already in the base"],
    ),
    (
        Conflict,
        "this is requested already",
        &["' is already requested"],
    ),
    (
        NotFound,
        "this is not among the added packages",
        &["' is not currently requested"],
    ),
    (
        NotFound,
        "this package of the image is not changed",
        &["No overrides for package"],
    ),
    (
        NotFound,
        "the published image has no such package",
        &["Package \"*\" not found"],
    ),
    (
        InvalidArgument,
        "the name stands for more than one package",
        &["Multiple packages match"],
    ),
    (
        InvalidArgument,
        "this is not the name of a package",
        &["Failed to parse selector"],
    ),
    (
        Conflict,
        "a removed package of the image would bring this back",
        &["Cannot request '*' provided by removed package"],
    ),
    (
        Conflict,
        "packages of the published image would be removed",
        &["Base packages would be removed"],
    ),
    (
        Conflict,
        "packages of the image that should go would stay",
        &["Base packages not marked to be removed"],
    ),
    (
        Conflict,
        "packages of the published image would be replaced",
        &["Some base packages would be replaced"],
    ),
    (
        Conflict,
        "the published image has these packages already",
        &["Request to reinstall exact base package versions"],
    ),
    (
        Conflict,
        "the file replaces no package of the image",
        &["doesn't replace a package of the same name"],
    ),
    (
        Signature,
        "a package is not signed as its repository demands",
        &["cannot be verified and repo"],
    ),
    (
        Failed,
        "a script of a package failed",
        &["Running %*: bwrap(", "Running %* for "],
    ),
    (
        Failed,
        "the initial file system of the new version could not be made",
        &["dracut"],
    ),
    (
        NotFound,
        "there is no such repository",
        &["Yum repo '*' not found"],
    ),
    (
        InvalidArgument,
        "this setting of a repository cannot be changed",
        &["not allowed in yum .repo files"],
    ),
    (
        InvalidArgument,
        "this setting of a repository takes only on and off",
        &["are allowed for the '*' key"],
    ),
];

/// About versions and streams.
const DEPLOYMENTS: &[Rule] = &[
    (
        Conflict,
        "the stream offers an older version than the one in use",
        &["is chronologically older than"],
    ),
    (
        Conflict,
        "the system follows this stream already",
        &["Old and new refs are equal"],
    ),
    (
        Conflict,
        "a staged update is in the way; discard it first",
        &["Staged deployment (remove with cleanup -p)"],
    ),
    (
        Conflict,
        "another version is staged than expected",
        &["Expected staged base checksum"],
    ),
    (
        Conflict,
        "the staged version is released already",
        &["Staged deployment already unlocked"],
    ),
    (
        Conflict,
        "nothing is staged",
        &["No pending staged deployment"],
    ),
    (
        Conflict,
        "the system is held at a version by its origin",
        &["Cannot look up version while pinned"],
    ),
    (
        NotFound,
        "there is no earlier version",
        &["No rollback deployment", "No previous deployment"],
    ),
    (
        NotFound,
        "there is no such deployment",
        &["Deployment with id*not found"],
    ),
    (
        NotFound,
        UNKNOWN_VERSION,
        &["Version * not found in ", "Checksum * not found in "],
    ),
    (
        NotFound,
        "this system knows no such remote",
        &["Remote \"*\" not found"],
    ),
    (
        NotFound,
        "the remote has no such stream",
        &["No such branch"],
    ),
    (
        InvalidArgument,
        NO_STREAM,
        &["Invalid refspec", "Could not determine default ref"],
    ),
    (
        InvalidArgument,
        "this is not something to clean up",
        &["Invalid cleanup type"],
    ),
    (
        InvalidArgument,
        "this is not the number of a deployment",
        &["Invalid deployment index"],
    ),
    (
        InvalidArgument,
        "it was not said which staged version is meant",
        &["Missing expected checksum"],
    ),
    (
        InvalidArgument,
        "it was not said which version is meant",
        &["Missing revision"],
    ),
];
