//! What a dry run says.

use waymark_model::{JobResult, Outcome, Package};

use super::{changes, stream, table::lines};

/// How many changes a dry run tells at most.
const MOST: usize = 1000;

/// What would change.
pub(crate) fn text(result: &JobResult) -> String {
    if result.outcome == Outcome::Unchanged {
        return "There is nothing to do.\n".to_owned();
    }
    let files = result.packages.as_deref().unwrap_or_default();
    let mut text = String::new();
    if !files.is_empty() {
        let rows: Vec<_> = files.iter().map(file).collect();
        text += "Package files:\n";
        text += &lines("  ", &rows);
    }
    text += &hold(result);
    match result.changes.as_deref() {
        None => text += "It would work; what it changes is not known before it is done.\n",
        Some([]) => text += "It would work, and no package would change.\n",
        Some(rows) => {
            text += "This would change:\n";
            text += &changes::rows(rows);
            if rows.len() >= MOST {
                text += "  … and perhaps more\n";
            }
        }
    }
    text
}

/// That a change gives up the version that the system is held at.
pub(super) fn hold(result: &JobResult) -> String {
    let Some(held) = result.ends_hold.as_deref() else {
        return String::new();
    };
    let ends = if result.dry_run { "would end" } else { "ended" };
    let held = stream::short_digest(held);
    format!(
        "This {ends} that the system is held at {held}: the next update follows the stream again.\n"
    )
}

fn file(package: &Package) -> [String; 3] {
    let signature = match package.signature.as_deref() {
        Some("unsigned") => "not signed".to_owned(),
        Some(key) => format!("signed with the key {key}"),
        None => String::new(),
    };
    [package.name.clone(), package.version.clone(), signature]
}

#[cfg(test)]
mod tests {
    use waymark_model::{Change, ChangeType};

    use super::*;

    #[test]
    fn what_would_change_is_told_and_unknown_is_not_none() {
        let mut result = JobResult {
            outcome: Outcome::Ok,
            dry_run: true,
            packages: Some(vec![Package {
                name: "tool".into(),
                version: "1".into(),
                signature: Some("unsigned".into()),
                ..Package::default()
            }]),
            changes: Some(vec![Change {
                change: ChangeType::Added,
                name: "tool".into(),
                new: Some("1".into()),
                ..Change::default()
            }]),
            ..JobResult::default()
        };
        assert_eq!(
            text(&result),
            "Package files:\n  tool  1  not signed\nThis would change:\n  +  tool  1\n"
        );
        result.packages = None;
        result.changes = None;
        assert!(text(&result).contains("not known"));
        result.ends_hold = Some(format!("sha256:{}", "0a".repeat(32)));
        let told = "This would end that the system is held at 0a0a0a0a0a0a: \
                    the next update follows the stream again.\n";
        assert!(text(&result).starts_with(told), "{}", text(&result));
        result.changes = Some(Vec::new());
        assert!(text(&result).contains("no package would change"));
        result.outcome = Outcome::Unchanged;
        assert_eq!(text(&result), "There is nothing to do.\n");
    }
}
