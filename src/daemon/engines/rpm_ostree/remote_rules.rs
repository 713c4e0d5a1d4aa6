//! The rules about servers: registries of images, OSTree remotes, repositories.

use waymark_model::ErrorKind::{
    Corrupt, Failed, InvalidArgument, NotFound, NotSupported, Offline, Signature,
};

use super::error_rules::Rule;

const UNSIGNED: &str = "a signature is missing or not trusted";
const DAMAGED: &str = "data is damaged";
const UNREACHABLE: &str = "the server could not be reached, or the connection broke";
const POLICY: &str = "the signature policy in /etc/containers/policy.json cannot be read";
const REFUSED: &str = "the registry refused the request";
const NO_IMAGE: &str = "the registry has no such image";

/// From the tools that fetch and check images.
pub(super) const IMAGES: &[Rule] = &[
    (
        InvalidArgument,
        "this is not the name of an image or a version of it",
        &["invalid reference format"],
    ),
    (
        NotSupported,
        "the image is not one that a machine can start",
        &["ostree.bootable label"],
    ),
    (
        Signature,
        "this system's signature policy accepts everything, so a signed image cannot be checked",
        &["insecureAcceptAnything"],
    ),
    (
        Signature,
        "this system's signature policy does not allow the image",
        &["is rejected by policy"],
    ),
    (
        Signature,
        UNSIGNED,
        &["A signature was required", "signature verification failed"],
    ),
    (
        Signature,
        POLICY,
        &[
            "invalid policy in",
            "no policy.json file found",
            "Fetching manifest: No such file or directory",
            "Fetching manifest: expected * at line ",
        ],
    ),
    (
        NotFound,
        "the folder of the image is not there",
        &["index.json: no such file"],
    ),
    (
        Signature,
        "the key that images are checked with is missing",
        &["OpenImage: open *no such file"],
    ),
    (
        NotFound,
        NO_IMAGE,
        &[
            "no descriptor found for reference",
            "manifest unknown",
            "name unknown",
        ],
    ),
    (
        Failed,
        "skopeo, which fetches images, is missing or broken",
        &["skopeo proxy unexpectedly exited"],
    ),
    (Corrupt, DAMAGED, &["corrupted blob", "invalid gzip header"]),
    (
        NotFound,
        "the registry lets nobody read the image without signing in",
        &["unauthorized", "denied: "],
    ),
    (
        Offline,
        "the registry asks to wait before the next try",
        &["toomanyrequests"],
    ),
    (
        Signature,
        "the server's certificate is not trusted",
        &["x509: "],
    ),
    (
        Failed,
        REFUSED,
        &[
            "container registry *: unknown: ",
            "reading manifest *: unknown: ",
            "fetching blob: unknown: ",
        ],
    ),
];

/// From OSTree remotes, repositories of packages, and whatever reaches a server.
pub(super) const NETWORK: &[Rule] = &[
    (
        Signature,
        UNSIGNED,
        &[
            "no signatures found",
            "public key not found",
            "BAD signature",
            "GPG signatures found, but none are in trusted keyring",
            "Signature made ",
        ],
    ),
    (
        Signature,
        "the server's certificate is not trusted",
        &["[60] ", "Curl error (60)"],
    ),
    (
        Corrupt,
        DAMAGED,
        &[
            "Corrupted ",
            "checksum expected=",
            "Invalid compressed data",
            "not in normal form",
            "Downloading successful, but checksum doesn't match",
        ],
    ),
    (
        NotFound,
        "the server does not have what was asked for",
        &[
            "Server returned HTTP 404",
            "Server returned HTTP 403",
            "Server returned HTTP 410",
            "Status code: 404",
        ],
    ),
    (
        Offline,
        UNREACHABLE,
        &[
            "Server returned HTTP",
            "While fetching ",
            "unexpected HTTP status",
            "dial tcp",
            "no such host",
            "i/o timeout",
            "connection reset",
            "unexpected EOF",
            "Curl error",
        ],
    ),
    (
        Offline,
        "the description of a repository could not be fetched",
        &["cannot update repo"],
    ),
];
