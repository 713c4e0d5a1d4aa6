//! A row of a comparison, and a comparison in words.

use waymark_model::{Change, ChangeKind, ChangeSummary, ChangeType};

use super::text;
use crate::tr;

/// How much of a path is shown.
const PATH_MAX: usize = 512;

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangeView {
    /// Package or path.
    pub(crate) name: String,
    /// A sign before the name: `+`, `−` or nothing.
    pub(crate) icon: Option<&'static str>,
    /// The word for how it differs, where versions do not say it.
    pub(crate) word: Option<String>,
    /// Versions side by side, or the one there is.
    pub(crate) versions: String,
    /// Which bytes of `versions` are new and stand out.
    pub(crate) bold: Option<(u32, u32)>,
    /// The row in one sentence.
    pub(crate) spoken: String,
}

/// The word for how something differs.
pub(crate) fn word(change: ChangeType) -> String {
    match change {
        ChangeType::Added => tr!("change-added"),
        ChangeType::Removed => tr!("change-removed"),
        ChangeType::Upgraded => tr!("change-upgraded"),
        ChangeType::Downgraded => tr!("change-downgraded"),
        ChangeType::Changed => tr!("change-changed"),
    }
}

/// The view of a row.
pub(crate) fn view(change: &Change) -> ChangeView {
    // A file is named by its path, which may be long.
    let name = text::plain(&text::bounded(&change.name, PATH_MAX));
    let old = change.old.as_deref().map(text::name).unwrap_or_default();
    let new = change.new.as_deref().map(text::name).unwrap_or_default();
    let icon = match change.change {
        ChangeType::Added => Some("list-add-symbolic"),
        ChangeType::Removed => Some("list-remove-symbolic"),
        ChangeType::Downgraded => Some("go-down-symbolic"),
        ChangeType::Upgraded | ChangeType::Changed => None,
    };
    let silent = matches!(change.change, ChangeType::Upgraded)
        || (change.change == ChangeType::Changed && change.kind == ChangeKind::Package);
    let (versions, bold) = versions(&old, &new);
    let layered = (change.layered == Some(true)).then(|| tr!("change-layered"));
    let word = text::facts(
        (!silent)
            .then(|| word(change.change))
            .into_iter()
            .chain(layered.clone()),
    );
    let spoken = spoken(change.change, &name, &old, &new);
    ChangeView {
        icon,
        word: Some(word).filter(|word| !word.is_empty()),
        spoken: match layered {
            Some(layered) => text::row(&[spoken, layered]),
            None => spoken,
        },
        name,
        versions,
        bold,
    }
}

fn versions(old: &str, new: &str) -> (String, Option<(u32, u32)>) {
    if old.is_empty() || new.is_empty() {
        return (format!("{old}{new}"), None);
    }
    let versions = tr!("change-arrow", old = old, new = new);
    // The new version is found from its own end of the sentence, whatever the language puts around it.
    let bold = versions.rfind(new).and_then(|at| {
        let start = at + text::changed_from(old, new);
        Some((
            u32::try_from(start).ok()?,
            u32::try_from(at + new.len()).ok()?,
        ))
    });
    (versions, bold)
}

fn spoken(change: ChangeType, name: &str, old: &str, new: &str) -> String {
    match change {
        ChangeType::Added if !new.is_empty() => {
            tr!("change-says-added", name = name, version = new)
        }
        ChangeType::Removed if !old.is_empty() => {
            tr!("change-says-removed", name = name, version = old)
        }
        ChangeType::Upgraded => tr!("change-says-upgraded", name = name, old = old, new = new),
        ChangeType::Downgraded => tr!("change-says-downgraded", name = name, old = old, new = new),
        ChangeType::Changed => tr!("change-says-changed", name = name),
        other => tr!("change-says-bare", name = name, change = word(other)),
    }
}

/// A comparison's numbers in one line; empty where nothing differs.
pub(crate) fn summary(summary: &ChangeSummary, kind: ChangeKind) -> String {
    let some = |count: u32, text: fn(u32) -> String| {
        if count == 0 {
            String::new()
        } else {
            text(count)
        }
    };
    let added: fn(u32) -> String = |n| tr!("changes-summary-added", count = n);
    let removed: fn(u32) -> String = |n| tr!("changes-summary-removed", count = n);
    if kind == ChangeKind::File {
        return text::facts([
            some(summary.files_changed, |n| {
                tr!("changes-summary-changed", count = n)
            }),
            some(summary.files_added, added),
            some(summary.files_removed, removed),
        ]);
    }
    text::facts([
        some(summary.packages_upgraded, |n| {
            tr!("changes-summary-upgraded", count = n)
        }),
        some(summary.packages_downgraded, |n| {
            tr!("changes-summary-downgraded", count = n)
        }),
        some(summary.packages_added, added),
        some(summary.packages_removed, removed),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    fn package(change: ChangeType, old: &str, new: &str) -> Change {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Change {
            kind: ChangeKind::Package,
            change,
            name: "mesa".into(),
            old: some(old),
            new: some(new),
            ..Change::default()
        }
    }

    #[test]
    fn an_upgrade_shows_both_versions_and_what_changed() {
        let view = view(&package(ChangeType::Upgraded, "26.1.3", "26.1.4"));
        assert_eq!(bare(&view.versions), "26.1.3 → 26.1.4");
        let (start, end) = view.bold.unwrap();
        assert_eq!(&view.versions[start as usize..end as usize], "4");
        assert_eq!(view.word, None);
        assert_eq!(bare(&view.spoken), "mesa, upgraded from 26.1.3 to 26.1.4");
    }

    #[test]
    fn an_addition_has_a_sign_and_a_word() {
        let view = view(&package(ChangeType::Added, "", "1.0-1"));
        assert!(view.icon.is_some());
        assert_eq!(view.word.as_deref(), Some("Added"));
        assert_eq!(view.versions, "1.0-1");
        assert_eq!(bare(&view.spoken), "mesa, added, 1.0-1");
    }

    #[test]
    fn what_a_publisher_makes_up_is_shown_harmlessly() {
        let endless = "1".repeat(10_000);
        let view = view(&package(ChangeType::Upgraded, &endless, "2\u{202e}\n<b>"));
        assert!(view.versions.chars().count() < 250);
        assert!(view.versions.contains("2\u{fffd}\u{fffd}<b>"));
        assert!(view.spoken.chars().count() < PATH_MAX);
    }

    #[test]
    fn a_layer_is_marked_by_a_word() {
        let layer = Change {
            layered: Some(true),
            ..package(ChangeType::Upgraded, "1", "2")
        };
        let view = view(&layer);
        assert_eq!(view.word.as_deref(), Some("Layer"));
        assert_eq!(bare(&view.spoken), "mesa, upgraded from 1 to 2, Layer");
    }

    #[test]
    fn numbers_leave_out_what_is_zero() {
        let numbers = ChangeSummary {
            packages_upgraded: 39,
            packages_removed: 2,
            files_added: 5,
            ..ChangeSummary::default()
        };
        let said = |kind| bare(&summary(&numbers, kind));
        assert_eq!(said(ChangeKind::Package), "39 upgraded · 2 removed");
        assert_eq!(said(ChangeKind::File), "5 added");
    }
}
