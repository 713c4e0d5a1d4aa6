//! What differs between two versions.

use waymark_model::{Change, ChangeKind, ChangeSummary, ChangeType};

use super::{table::lines, units::count};

/// The rows that were asked for, and the numbers of all of it.
pub(crate) fn text(
    kind: ChangeKind,
    search: &str,
    summary: &ChangeSummary,
    changes: &[Change],
) -> String {
    let mut text = rows(changes);
    if !changes.is_empty() {
        text.push('\n');
    }
    if !search.is_empty() {
        let found = count(summary.total, "name has", "names have");
        text += &format!("{found} “{search}”; in all:\n");
    }
    text += &match kind {
        ChangeKind::File => files(summary),
        ChangeKind::Package | ChangeKind::Unknown => packages(summary),
    };
    text.push('\n');
    text
}

/// One line for each change.
pub(super) fn rows(changes: &[Change]) -> String {
    let rows: Vec<_> = changes.iter().map(row).collect();
    lines("  ", &rows)
}

fn row(change: &Change) -> [String; 3] {
    let sign = match change.change {
        ChangeType::Added => "+",
        ChangeType::Removed => "-",
        ChangeType::Upgraded | ChangeType::Downgraded | ChangeType::Changed => " ",
    };
    let name = match &change.architecture {
        Some(architecture) => format!("{}:{architecture}", change.name),
        None => change.name.clone(),
    };
    let old = change.old.as_deref().unwrap_or_default();
    let new = change.new.as_deref().unwrap_or_default();
    let versions = match change.change {
        ChangeType::Added => new.to_owned(),
        ChangeType::Removed => old.to_owned(),
        ChangeType::Downgraded => format!("{old} → {new}, lower"),
        ChangeType::Upgraded => format!("{old} → {new}"),
        ChangeType::Changed if old.is_empty() && new.is_empty() => "changed".to_owned(),
        ChangeType::Changed => format!("{old} → {new}"),
    };
    [sign.to_owned(), name, versions]
}

fn packages(summary: &ChangeSummary) -> String {
    if !summary.packages_known {
        return "Packages cannot be compared: a version has no package database here. \
                `waymarkctl check --of VERSION` may fetch it."
            .to_owned();
    }
    if summary.packages_changed() == 0 {
        return "The packages are the same.".to_owned();
    }
    let parts = parts(&[
        (summary.packages_upgraded, "upgraded"),
        (summary.packages_downgraded, "downgraded"),
        (summary.packages_added, "added"),
        (summary.packages_removed, "removed"),
    ]);
    let all = count(
        summary.packages_changed(),
        "package differs",
        "packages differ",
    );
    format!("{all}: {parts}.")
}

fn files(summary: &ChangeSummary) -> String {
    if !summary.files_known {
        return "Files cannot be compared: a version is not wholly on this disk.".to_owned();
    }
    if summary.files_changed_total() == 0 {
        return "The files are the same.".to_owned();
    }
    let parts = parts(&[
        (summary.files_changed, "changed"),
        (summary.files_added, "added"),
        (summary.files_removed, "removed"),
    ]);
    let all = count(
        summary.files_changed_total(),
        "file differs",
        "files differ",
    );
    format!("{all}: {parts}.")
}

fn parts(numbers: &[(u32, &str)]) -> String {
    let parts = numbers.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<_> = parts
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(change: ChangeType, name: &str, old: Option<&str>, new: Option<&str>) -> Change {
        Change {
            kind: ChangeKind::Package,
            change,
            name: name.into(),
            old: old.map(Into::into),
            new: new.map(Into::into),
            ..Change::default()
        }
    }

    #[test]
    fn rows_and_numbers_are_told() {
        let changes = [
            change(
                ChangeType::Upgraded,
                "firefox",
                Some("141.0-1"),
                Some("142.0-1"),
            ),
            change(ChangeType::Added, "libnew", None, Some("1.0")),
            change(ChangeType::Removed, "old", Some("0.9"), None),
            change(ChangeType::Downgraded, "mesa", Some("26.2"), Some("26.1")),
        ];
        let summary = ChangeSummary {
            total: 4,
            packages_known: true,
            packages_upgraded: 1,
            packages_added: 1,
            packages_removed: 1,
            packages_downgraded: 1,
            ..ChangeSummary::default()
        };
        let expected = "     firefox  141.0-1 → 142.0-1
  +  libnew   1.0
  -  old      0.9
     mesa     26.2 → 26.1, lower

4 packages differ: 1 upgraded, 1 downgraded, 1 added, 1 removed.
";
        assert_eq!(text(ChangeKind::Package, "", &summary, &changes), expected);
    }

    #[test]
    fn a_search_is_told_apart_from_the_whole() {
        let summary = ChangeSummary {
            packages_known: true,
            packages_added: 3,
            ..ChangeSummary::default()
        };
        assert_eq!(
            text(ChangeKind::Package, "vim", &summary, &[]),
            "0 names have “vim”; in all:\n3 packages differ: 3 added.\n"
        );
    }

    #[test]
    fn unknown_is_not_told_as_none() {
        let unknown = ChangeSummary::default();
        assert!(packages(&unknown).starts_with("Packages cannot be compared"));
        assert!(files(&unknown).starts_with("Files cannot be compared"));
        let known = ChangeSummary {
            packages_known: true,
            files_known: true,
            ..ChangeSummary::default()
        };
        assert_eq!(
            text(ChangeKind::Package, "", &known, &[]),
            "The packages are the same.\n"
        );
        assert_eq!(
            text(ChangeKind::File, "", &known, &[]),
            "The files are the same.\n"
        );
    }
}
