//! What a review shows: package files by what is in them, and the numbers of a dry run.

use waymark_model::{Change, ChangeKind, ChangeSummary, ChangeType, Package};

use super::{change, text};
use crate::tr;

/// A package file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileRow {
    /// The package that is in it.
    pub(crate) title: String,
    /// Version and signature.
    pub(crate) subtitle: String,
    /// Nobody signed it.
    pub(crate) unsigned: bool,
}

/// The package files that a dry run read.
pub(crate) fn files(packages: &[Package]) -> Vec<FileRow> {
    packages
        .iter()
        .map(|package| {
            let key = package.signature.as_deref();
            let key = key.filter(|signature| *signature != "unsigned");
            let unsigned = key.is_none();
            let signed = match key {
                Some(key) => tr!("review-signed", key = text::plain(key)),
                None => tr!("review-unsigned"),
            };
            FileRow {
                title: text::plain(&package.name),
                subtitle: text::facts([text::plain(&package.version), signed]),
                unsigned,
            }
        })
        .collect()
}

/// What a dry run would change, in numbers; a sentence if that is nothing or unknown.
pub(crate) fn numbers(changes: Option<&[Change]>) -> String {
    let Some(changes) = changes else {
        return tr!("review-unknown");
    };
    let count = |of: ChangeType| {
        let rows = changes.iter().filter(|change| change.change == of).count();
        u32::try_from(rows).unwrap_or(u32::MAX)
    };
    let summary = ChangeSummary {
        packages_added: count(ChangeType::Added),
        packages_removed: count(ChangeType::Removed),
        packages_upgraded: count(ChangeType::Upgraded),
        packages_downgraded: count(ChangeType::Downgraded),
        ..ChangeSummary::default()
    };
    let said = change::summary(&summary, ChangeKind::Package);
    if said.is_empty() {
        tr!("review-none")
    } else {
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    #[test]
    fn a_file_says_who_signed_it_or_that_nobody_did() {
        let package = |signature: Option<&str>| Package {
            name: "tool".into(),
            version: "1.0-1".into(),
            signature: signature.map(Into::into),
            ..Package::default()
        };
        let rows = files(&[
            package(Some("0a1b2c3d")),
            package(Some("unsigned")),
            package(None),
        ]);
        let said: Vec<_> = rows
            .iter()
            .map(|row| (bare(&row.subtitle), row.unsigned))
            .collect();
        let unsigned = ("1.0-1 · not signed".to_owned(), true);
        assert_eq!(
            said,
            [
                ("1.0-1 · signed with the key 0a1b2c3d".to_owned(), false),
                unsigned.clone(),
                unsigned
            ]
        );
    }

    #[test]
    fn unknown_is_never_said_as_none() {
        assert_eq!(
            numbers(None),
            "Which packages change is not known beforehand."
        );
        assert_eq!(numbers(Some(&[])), "No package changes.");
        let added = Change {
            change: ChangeType::Added,
            ..Change::default()
        };
        assert_eq!(bare(&numbers(Some(&[added.clone(), added]))), "2 added");
    }
}
