//! libostree's errors in Waymark's words, with the raw text kept.

use ostree::{gio, glib};
use waymark_model::{Error, ErrorKind};

/// Puts a GLib error into Waymark's words; `doing` says what was attempted, as in
/// “the boot list could not be written”.
pub(crate) fn translate(doing: &'static str) -> impl Fn(glib::Error) -> Error {
    move |error| {
        let kind = kind(&error);
        Error::new(kind, sentence(kind).unwrap_or(doing)).raw(error.message())
    }
}

/// A sentence for the kinds that have the same cause whatever was attempted.
fn sentence(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Cancelled => "the operation was cancelled",
        ErrorKind::Offline => "the server could not be reached, or the connection broke",
        ErrorKind::Signature => "a signature is missing or not trusted",
        ErrorKind::Corrupt => "data is damaged",
        ErrorKind::NoSpace => "a file system has not enough room",
        _ => return None,
    })
}

fn kind(error: &glib::Error) -> ErrorKind {
    if error.domain() == ostree::gpg_error_quark() {
        return ErrorKind::Signature;
    }
    if error.is::<gio::ResolverError>() {
        return ErrorKind::Offline;
    }
    if error.is::<gio::TlsError>() {
        return ErrorKind::Signature;
    }
    match error.kind::<gio::IOErrorEnum>() {
        Some(gio::IOErrorEnum::Cancelled) => ErrorKind::Cancelled,
        Some(gio::IOErrorEnum::NoSpace) => ErrorKind::NoSpace,
        Some(
            gio::IOErrorEnum::HostNotFound
            | gio::IOErrorEnum::HostUnreachable
            | gio::IOErrorEnum::NetworkUnreachable
            | gio::IOErrorEnum::ConnectionRefused
            | gio::IOErrorEnum::BrokenPipe
            | gio::IOErrorEnum::TimedOut,
        ) => ErrorKind::Offline,
        // A connection that broke is told with its address; this is content without its end.
        Some(gio::IOErrorEnum::PartialInput) if !error.message().contains("://") => {
            ErrorKind::Corrupt
        }
        Some(gio::IOErrorEnum::PartialInput) => ErrorKind::Offline,
        code => by_text(error.message(), code == Some(gio::IOErrorEnum::NotFound)),
    }
}

/// libostree has one code, “failed”, for most of what can go wrong; only its text
/// tells damage, missing room and a lost connection apart.
fn by_text(message: &str, not_found: bool) -> ErrorKind {
    // What stands in an address says nothing of the error.
    let lower: String = message
        .split(' ')
        .filter(|word| !word.contains("://"))
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&["signature", "gpg", "public key"]) {
        ErrorKind::Signature
    } else if says(&["min-free-space", "no space left", "would be exceeded"]) {
        ErrorKind::NoSpace
    } else if says(&[
        "corrupt",
        "checksum expected",
        "not normal form",
        "invalid compressed data",
        "exceeded maximum size",
        "uplink filename",
        "self-referential filename",
        " in filename ",
        "fsck",
    ]) {
        ErrorKind::Corrupt
    } else if not_found
        || says(&[
            "http 404",
            "http 403",
            "http 410",
            "refspec",
            "no such branch",
        ])
    {
        ErrorKind::NotFound
    } else if says(&["while fetching", "server returned http"]) {
        ErrorKind::Offline
    } else {
        ErrorKind::Failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_tells_the_kind_where_the_code_does_not() {
        let cases = [
            (
                "While fetching http://x/repo/summary: [7] Couldn't connect to server",
                ErrorKind::Offline,
            ),
            (
                "While fetching http://x/repo/objects/a: Server returned HTTP 503",
                ErrorKind::Offline,
            ),
            (
                "While fetching http://x/repo/objects/a: Server returned HTTP 404",
                ErrorKind::NotFound,
            ),
            (
                "While fetching http://x/gpg/corrupt: Server returned HTTP 500",
                ErrorKind::Offline,
            ),
            (
                "Commit 0a1b: GPG signatures found, but none are in trusted keyring",
                ErrorKind::Signature,
            ),
            (
                "Corrupted file object; checksum expected='0a' actual='0b'",
                ErrorKind::Corrupt,
            ),
            (
                "0a.dirtree: Invalid path uplink filename '..'",
                ErrorKind::Corrupt,
            ),
            ("0a.dirtree: Invalid / in filename a/b", ErrorKind::Corrupt),
            (
                "Writing content object: Invalid compressed data",
                ErrorKind::Corrupt,
            ),
            (
                "URI http://x/repo/summary exceeded maximum size of 33554432 bytes",
                ErrorKind::Corrupt,
            ),
            (
                "min-free-space-percent '3%' would be exceeded, at least 4.0 kB requested",
                ErrorKind::NoSpace,
            ),
            ("Refspec 'a:b' not found", ErrorKind::NotFound),
            ("Something else", ErrorKind::Failed),
        ];
        for (text, expected) in cases {
            let error = glib::Error::new(gio::IOErrorEnum::Failed, text);
            assert_eq!(kind(&error), expected, "{text}");
            assert_eq!(translate("it failed")(error).raw, text);
        }
    }
}
