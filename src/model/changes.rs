//! What differs between two versions.

use crate::{dictionary, words};

words! {
    /// What a row of a comparison is about.
    pub enum ChangeKind {
        /// A kind that this version does not know.
        Unknown = "unknown",
        /// A package.
        Package = "package",
        /// A file.
        File = "file",
    }
}

words! {
    /// How something differs.
    pub enum ChangeType {
        /// It differs in a way without direction (files; packages rebuilt).
        Changed = "changed",
        /// Only the new version has it.
        Added = "added",
        /// Only the old version has it.
        Removed = "removed",
        /// The new version is higher.
        Upgraded = "upgraded",
        /// The new version is lower.
        Downgraded = "downgraded",
    }
}

dictionary! {
    /// One difference.
    pub struct Change: "Change" {
        /// Package or file.
        "kind" kind: ChangeKind,
        /// How it differs.
        "change" change: ChangeType,
        /// Name of the package or path of the file.
        "name" name: String,
        /// Architecture of the package, where the database says it.
        "architecture" architecture: Option<String>,
        /// The old version of the package.
        "old" old: Option<String>,
        /// The new version of the package.
        "new" new: Option<String>,
        /// It is a layered package, not one of the published image.
        "layered" layered: Option<bool>,
    }
}

dictionary! {
    /// A comparison in numbers.
    pub struct ChangeSummary: "ChangeSummary" {
        /// How many rows there are for the kind and text asked for.
        "total" total: u32,
        /// Whether packages could be compared; if not, their numbers mean nothing.
        "packages-known" packages_known: bool,
        /// Packages only in the new version.
        "packages-added" packages_added: u32,
        /// Packages only in the old version.
        "packages-removed" packages_removed: u32,
        /// Packages whose version is higher.
        "packages-upgraded" packages_upgraded: u32,
        /// Packages whose version is lower.
        "packages-downgraded" packages_downgraded: u32,
        /// Whether files could be compared: both versions are wholly on this disk.
        "files-known" files_known: bool,
        /// Files only in the new version. Files are counted where the kind asked for is `files`.
        "files-added" files_added: u32,
        /// Files only in the old version.
        "files-removed" files_removed: u32,
        /// Files with another content, mode or owner.
        "files-changed" files_changed: u32,
    }
}

impl ChangeSummary {
    /// How many packages differ at all.
    #[must_use]
    pub fn packages_changed(&self) -> u32 {
        self.packages_added
            .saturating_add(self.packages_removed)
            .saturating_add(self.packages_upgraded)
            .saturating_add(self.packages_downgraded)
    }

    /// How many files differ at all.
    #[must_use]
    pub fn files_changed_total(&self) -> u32 {
        self.files_added
            .saturating_add(self.files_removed)
            .saturating_add(self.files_changed)
    }
}

/// Two versions compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Packages by name; `None` where a version has no package database here.
    pub packages: Option<Vec<Change>>,
    /// Their files.
    pub files: Files,
}

/// The files of two versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Files {
    /// A version is not wholly on this disk.
    #[default]
    Unknown,
    /// They can be compared, and were not: it takes longer than comparing packages.
    Known,
    /// Those that differ, by path.
    Compared(Vec<Change>),
}

impl Files {
    /// Those that differ, as far as that is known.
    #[must_use]
    pub fn rows(&self) -> &[Change] {
        match self {
            Self::Unknown | Self::Known => &[],
            Self::Compared(rows) => rows,
        }
    }
}

impl Comparison {
    /// The numbers, with `total` left for the caller's page.
    #[must_use]
    pub fn summary(&self) -> ChangeSummary {
        let count = |rows: &[Change], change| {
            u32::try_from(rows.iter().filter(|row| row.change == change).count())
                .unwrap_or(u32::MAX)
        };
        let packages = self.packages.as_deref().unwrap_or_default();
        let files = self.files.rows();
        ChangeSummary {
            total: 0,
            packages_known: self.packages.is_some(),
            packages_added: count(packages, ChangeType::Added),
            packages_removed: count(packages, ChangeType::Removed),
            packages_upgraded: count(packages, ChangeType::Upgraded),
            packages_downgraded: count(packages, ChangeType::Downgraded),
            files_known: self.files != Files::Unknown,
            files_added: count(files, ChangeType::Added),
            files_removed: count(files, ChangeType::Removed),
            files_changed: count(files, ChangeType::Changed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_end_at_the_largest_number() {
        let most = ChangeSummary {
            packages_added: u32::MAX,
            packages_removed: 1,
            files_added: 2,
            files_changed: u32::MAX,
            ..ChangeSummary::default()
        };
        assert_eq!(most.packages_changed(), u32::MAX);
        assert_eq!(most.files_changed_total(), u32::MAX);
    }
}
