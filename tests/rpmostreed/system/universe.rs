//! The packages that can be layered: a small made repository in which some things go
//! wrong for certain.

use super::package::Package;

/// The id of the repository that has them all.
pub const REPO: &str = "lab";
/// When its metadata was made, as messages tell it and in seconds since 1970.
pub const GENERATED: (&str, u64) = ("2026-11-22T20:06:31Z", 1_795_377_991);

/// A package of the repository.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Name and version.
    pub package: Package,
    /// One line on what it is.
    pub summary: &'static str,
    /// Packages or capabilities without which it cannot be installed.
    pub requires: &'static [&'static str],
    /// Names of packages that cannot be there beside it.
    pub conflicts: &'static [&'static str],
    /// The exit code of its script after the installation.
    pub script: u8,
    /// Bytes to download.
    pub size: u64,
}

/// Name, version-release, summary, requires, conflicts, script's exit code, bytes.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    u8,
    u64,
);

const ROWS: [Row; 15] = [
    (
        "badscript",
        "1.0-1.fc44",
        "A package whose script fails",
        &[],
        &[],
        3,
        6_400,
    ),
    (
        "broken-deps",
        "1.0-1.fc44",
        "A package that lacks a library",
        &["libdoesnotexist.so.9"],
        &[],
        0,
        6_300,
    ),
    (
        "broken-too",
        "2.1-1.fc44",
        "Another package that lacks a library",
        &["libgone.so.2"],
        &[],
        0,
        6_300,
    ),
    (
        "chat-lab",
        "3.2-1.fc44",
        "Talks, but not beside mail-lab",
        &[],
        &["mail-lab"],
        0,
        6_500,
    ),
    (
        "fish",
        "4.1.2-1.fc44",
        "Friendly interactive shell",
        &[],
        &[],
        0,
        2_400_000,
    ),
    (
        "htop",
        "3.4.1-2.fc44",
        "Interactive process viewer",
        &[],
        &[],
        0,
        6_300,
    ),
    (
        "libncdu",
        "1.21-1.fc44",
        "Library of ncdu",
        &[],
        &[],
        0,
        6_200,
    ),
    (
        "mail-lab",
        "1.4-2.fc44",
        "Writes, but not beside chat-lab",
        &[],
        &["chat-lab"],
        0,
        6_500,
    ),
    (
        "ncdu",
        "1.21-1.fc44",
        "Text-based disk usage viewer",
        &["libncdu"],
        &[],
        0,
        6_300,
    ),
    (
        "nano-lab",
        "8.7-1.fc44",
        "Small text editor",
        &[],
        &[],
        0,
        6_400,
    ),
    (
        "other-shell",
        "0.9-3.fc44",
        "A shell that wants to be the only one",
        &[],
        &["bash"],
        0,
        6_400,
    ),
    (
        "tar",
        "2:9.1-1.fc44",
        "Archiver, newer than the one of the base",
        &[],
        &[],
        0,
        6_400,
    ),
    (
        "tmux",
        "3.5a-4.fc44",
        "Terminal multiplexer",
        &[],
        &[],
        0,
        6_400,
    ),
    (
        "vim-enhanced",
        "2:9.1.1706-1.fc44",
        "A version of the VIM editor",
        &[],
        &[],
        0,
        1_900_000,
    ),
    (
        "zsh",
        "5.9-17.fc44",
        "Powerful interactive shell",
        &[],
        &[],
        0,
        3_300_000,
    ),
];

/// All of it, sorted by name.
#[must_use]
pub fn all() -> Vec<Offer> {
    ROWS.iter()
        .map(
            |&(name, evr, summary, requires, conflicts, script, size)| Offer {
                package: Package::new(name, evr, "x86_64"),
                summary,
                requires,
                conflicts,
                script,
                size,
            },
        )
        .collect()
}

/// The package that a request means.
#[must_use]
pub fn find(request: &str) -> Option<Offer> {
    all()
        .into_iter()
        .find(|offer| offer.package.matches(request))
}
