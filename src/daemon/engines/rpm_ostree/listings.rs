//! Lists that rpm-ostreed returns: repositories, found packages, and what a boot
//! entry holds.

use serde::Serialize;
use waymark_model::Dict;
use waymark_sysroot::arguments_in;

use super::values::Reader;

/// A repository of packages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawRepository {
    /// Its id.
    pub(crate) id: String,
    /// What it is, for people.
    pub(crate) description: Option<String>,
    /// Whether packages are taken from it.
    pub(crate) enabled: bool,
    /// It holds what is for developers, such as debug information.
    pub(crate) devel: bool,
    /// It holds sources.
    pub(crate) source: bool,
}

impl RawRepository {
    /// Reads the answer of `ListRepos`; whatever has no id is left out.
    pub(crate) fn read_all(dicts: &[Dict]) -> Vec<Self> {
        let read = |dict| {
            let from = Reader::new("repository", dict);
            Some(Self {
                id: from.text("id")?,
                description: from.text("description"),
                enabled: from.or_default("is-enabled"),
                devel: from.or_default("is-devel"),
                source: from.or_default("is-source"),
            })
        };
        dicts.iter().filter_map(read).collect()
    }
}

/// A package that a repository offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawPackage {
    /// Name.
    pub(crate) name: String,
    /// Version and release, with the epoch unless it is 0.
    pub(crate) evr: String,
    /// Architecture.
    pub(crate) arch: String,
    /// All of it in one word.
    pub(crate) nevra: String,
    /// One line that says what it is.
    pub(crate) summary: Option<String>,
    /// Id of the repository.
    pub(crate) repository: Option<String>,
    /// Why it was found: the name that was asked for, or with `Search` a group such
    /// as `match_group_a`, the best first.
    pub(crate) key: Option<String>,
}

impl RawPackage {
    /// Reads the answer of `Search`, `GetPackages` or `WhatProvides`; whatever has
    /// no name is left out.
    pub(crate) fn read_all(dicts: &[Dict]) -> Vec<Self> {
        let read = |dict| {
            let from = Reader::new("package", dict);
            Some(Self {
                name: from.text("name")?,
                evr: from.or_default("evr"),
                arch: from.or_default("arch"),
                nevra: from.or_default("nevra"),
                summary: from.text("summary"),
                repository: from.text("reponame"),
                key: from.text("key"),
            })
        };
        dicts.iter().filter_map(read).collect()
    }
}

/// A boot entry: the answer of `GetDeploymentBootConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawBootConfig {
    /// The kernel's arguments, whole.
    pub(crate) options: Option<String>,
    /// The entry's title; absent while staged.
    pub(crate) title: Option<String>,
    /// Path of the kernel; absent while staged.
    pub(crate) linux: Option<String>,
    /// Path of the initramfs; absent while staged.
    pub(crate) initrd: Option<String>,
    /// It is of the staged deployment.
    pub(crate) staged: bool,
}

impl RawBootConfig {
    /// Reads the answer.
    pub(crate) fn read(dict: &Dict) -> Self {
        let from = Reader::new("boot entry", dict);
        Self {
            options: from.text("options"),
            title: from.text("title"),
            linux: from.text("linux"),
            initrd: from.text("initrd"),
            staged: from.or_default("staged"),
        }
    }

    /// The kernel's arguments, one by one; quotes keep blanks together, as the
    /// kernel reads them.
    pub(crate) fn arguments(&self) -> Vec<String> {
        arguments_in(self.options.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernel_arguments_are_taken_apart_at_blanks_outside_of_quotes() {
        let config = RawBootConfig {
            options: Some(" root=UUID=1  quiet opt=\"a b\" ".to_owned()),
            ..RawBootConfig::default()
        };
        assert_eq!(config.arguments(), ["root=UUID=1", "quiet", "opt=\"a b\""]);
        assert!(RawBootConfig::default().arguments().is_empty());
    }
}
