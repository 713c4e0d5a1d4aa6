//! Names of packages as RPM writes them: `name-epoch:version-release.architecture`.

use serde::Serialize;
use zbus::Variant;

use super::values::{Read, fields};

/// A package, taken apart: `(sstsss)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Nevra {
    /// All of it in one word.
    pub(crate) nevra: String,
    /// Name.
    pub(crate) name: String,
    /// Epoch, version and release as people write them: no epoch if it is 0.
    pub(crate) evr: String,
    /// Architecture.
    pub(crate) arch: String,
}

impl Read for Nevra {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let all = fields(value, 6)?;
        let text = |at: usize| String::read(&all[at]);
        let (epoch, version, release) = (u64::read(&all[2])?, text(3)?, text(4)?);
        let epoch = match epoch {
            0 => String::new(),
            epoch => format!("{epoch}:"),
        };
        Some(Self {
            nevra: text(0)?,
            name: text(1)?,
            evr: format!("{epoch}{version}-{release}"),
            arch: text(5)?,
        })
    }
}

/// Takes a word apart into name, version with release, and architecture; `None` if
/// it is not a package in full.
pub(crate) fn split(word: &str) -> Option<(&str, &str, &str)> {
    let (full, arch) = word.rsplit_once('.')?;
    let known = [
        "noarch",
        "x86_64",
        "i386",
        "i486",
        "i586",
        "i686",
        "aarch64",
        "armv7hl",
        "ppc64",
        "ppc64le",
        "s390x",
        "riscv64",
        "loongarch64",
        "src",
    ];
    if !known.contains(&arch) {
        return None;
    }
    let (rest, release) = full.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    let some = !name.is_empty() && !version.is_empty() && !release.is_empty();
    some.then(|| (name, &full[name.len() + 1..], arch))
}

/// The name of a package that is written in full.
pub(crate) fn name_of(word: &str) -> Option<&str> {
    split(word).map(|(name, ..)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_in_full_is_taken_apart() {
        assert_eq!(
            split("vim-minimal-2:9.1.1706-1.fc44.x86_64"),
            Some(("vim-minimal", "2:9.1.1706-1.fc44", "x86_64"))
        );
        for other in [
            "htop",
            "libfoo.so.9",
            "glibc = 2.40-3.fc41",
            "-1-2.noarch",
            "a-1.noarch",
            "",
        ] {
            assert_eq!(split(other), None, "{other}");
        }
    }
}
