//! What a list of differences can be narrowed to, and what stands in its place.

use waymark_model::{ChangeKind, ChangeSummary, ChangeType};

use crate::tr;

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Packages or files.
    pub(crate) kind: ChangeKind,
    /// Those that differ so, or all.
    pub(crate) change: Option<ChangeType>,
}

impl Default for Filter {
    /// All packages.
    fn default() -> Self {
        Self {
            kind: ChangeKind::Package,
            change: None,
        }
    }
}

impl Filter {
    /// Its word in the list of filters.
    pub(crate) fn label(self) -> String {
        match (self.kind, self.change) {
            (ChangeKind::File, _) => tr!("changes-files"),
            (_, None) => tr!("changes-all"),
            (_, Some(ChangeType::Upgraded)) => tr!("change-upgraded"),
            (_, Some(ChangeType::Downgraded)) => tr!("change-downgraded"),
            (_, Some(ChangeType::Added)) => tr!("change-added"),
            (_, Some(ChangeType::Removed)) => tr!("change-removed"),
            (_, Some(ChangeType::Changed)) => tr!("change-changed"),
        }
    }
}

/// The filters that would show something, all packages first.
pub(crate) fn filters(summary: &ChangeSummary) -> Vec<Filter> {
    let kinds = [
        (ChangeType::Upgraded, summary.packages_upgraded),
        (ChangeType::Downgraded, summary.packages_downgraded),
        (ChangeType::Added, summary.packages_added),
        (ChangeType::Removed, summary.packages_removed),
    ];
    let mut filters = vec![Filter::default()];
    let narrower = kinds.iter().filter(|(_, count)| *count > 0);
    // Where all differ in the same way, that narrows nothing.
    if narrower.clone().count() > 1 {
        filters.extend(narrower.map(|(change, _)| Filter {
            change: Some(*change),
            ..Filter::default()
        }));
    }
    if summary.files_known {
        filters.push(Filter {
            kind: ChangeKind::File,
            change: None,
        });
    }
    filters
}

/// What stands where the rows would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// They are being compared.
    Loading,
    /// The rows.
    Rows,
    /// Why there is none.
    Message(String),
    /// What comparing needs is not here, and can be fetched.
    Unknown,
}

/// What is shown of an answer: whether it has rows, what was searched for, and whether
/// what may be missing can be fetched.
pub(crate) fn shown(
    summary: &ChangeSummary,
    filter: Filter,
    has_rows: bool,
    search: &str,
    fetchable: bool,
) -> Shown {
    let files = filter.kind == ChangeKind::File;
    let known = if files {
        summary.files_known
    } else {
        summary.packages_known
    };
    match known {
        false if fetchable => Shown::Unknown,
        false => Shown::Message(tr!("changes-unknown-packages")),
        true if has_rows => Shown::Rows,
        true if !search.is_empty() || filter.change.is_some() => {
            Shown::Message(tr!("changes-no-match"))
        }
        true if files => Shown::Message(tr!("changes-no-files")),
        true => Shown::Message(tr!("changes-none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(summary: &ChangeSummary) -> Vec<String> {
        filters(summary).into_iter().map(Filter::label).collect()
    }

    #[test]
    fn only_filters_that_narrow_are_offered() {
        let mut summary = ChangeSummary {
            packages_known: true,
            packages_upgraded: 39,
            ..ChangeSummary::default()
        };
        assert_eq!(labels(&summary), ["All Packages"]);
        summary.packages_removed = 2;
        summary.files_known = true;
        assert_eq!(
            labels(&summary),
            ["All Packages", "Upgraded", "Removed", "Files"]
        );
    }

    #[test]
    fn an_empty_list_says_why() {
        let known = ChangeSummary {
            packages_known: true,
            ..ChangeSummary::default()
        };
        let said = |summary: &ChangeSummary, search: &str, fetchable| match shown(
            summary,
            Filter::default(),
            false,
            search,
            fetchable,
        ) {
            Shown::Message(message) => message,
            other => format!("{other:?}"),
        };
        assert_eq!(said(&known, "", true), "No package changes");
        assert_eq!(said(&known, "x", true), "Nothing matches");
        let unknown = ChangeSummary::default();
        assert_eq!(said(&unknown, "", true), "Unknown");
        assert_eq!(
            said(&unknown, "", false),
            "This version carries no list of its packages"
        );
    }
}
