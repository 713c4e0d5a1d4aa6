//! What differs in /etc from the published image: the files, and how each differs.

use waymark_model::{
    Change, ChangeKind, ChangeSummary, ChangeType, DifferenceShown, Error, ErrorKind,
    FileDifference,
};

use super::{change, failure, text};
use crate::tr;

/// A file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileRow {
    /// Its path, as it is asked for.
    pub(crate) path: String,
    /// Its name in its folder.
    pub(crate) name: String,
    /// The folder.
    pub(crate) folder: String,
    /// A sign for how it differs.
    pub(crate) icon: &'static str,
    /// The same in a word.
    pub(crate) word: String,
    /// The row in one sentence.
    pub(crate) spoken: String,
}

/// The files whose path holds the text, in order.
pub(crate) fn rows(changes: &[Change], search: &str) -> Vec<FileRow> {
    let search = search.trim().to_lowercase();
    changes
        .iter()
        .filter(|change| change.name.to_lowercase().contains(&search))
        .map(row)
        .collect()
}

fn row(change: &Change) -> FileRow {
    let path = text::plain(&change.name);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let word = change::word(change.change);
    FileRow {
        path: change.name.clone(),
        name: name.to_owned(),
        folder: folder.to_owned(),
        icon: match change.change {
            ChangeType::Added => "list-add-symbolic",
            ChangeType::Removed => "list-remove-symbolic",
            _ => "document-edit-symbolic",
        },
        spoken: tr!(
            "change-says-bare",
            name = path.clone(),
            change = word.clone()
        ),
        word,
    }
}

/// How many files differ, and how.
pub(crate) fn numbers(summary: &ChangeSummary) -> String {
    change::summary(summary, ChangeKind::File)
}

/// What a page says in place of what it cannot show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Its icon.
    pub(crate) icon: &'static str,
    /// What is so.
    pub(crate) title: String,
    /// What that means, and what can be done.
    pub(crate) body: String,
}

/// Nothing differs.
pub(crate) fn nothing() -> Notice {
    Notice {
        icon: "object-select-symbolic",
        title: tr!("etc-none"),
        body: tr!("etc-none-body"),
    }
}

/// It could not be read, or not by this user.
pub(crate) fn failed(error: &Error) -> Notice {
    match error.kind {
        ErrorKind::NotAuthorized => Notice {
            icon: "waymark-lock-symbolic",
            title: tr!("etc-refused"),
            body: tr!("etc-refused-body"),
        },
        // Somebody put it back meanwhile.
        ErrorKind::NotFound => Notice {
            icon: "object-select-symbolic",
            title: tr!("etc-same"),
            body: tr!("etc-same-body"),
        },
        _ => Notice {
            icon: "dialog-warning-symbolic",
            title: tr!("etc-failed"),
            body: failure::why(error),
        },
    }
}

/// What a line of a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Only the file here has it.
    Added,
    /// Only the published file has it.
    Removed,
    /// Both have it.
    Same,
    /// Says where the next lines stand.
    Place,
}

/// What is shown of how a file differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Its lines; those of one shape together.
    Lines(Vec<(Shape, String)>),
    /// Not everyone may read it, so that showing it needs another word.
    Secret(Notice),
    /// Why there are no lines.
    Nothing(Notice),
}

/// What is shown of how a file differs.
pub(crate) fn body(difference: &FileDifference) -> Body {
    let nothing = |title: String, body: String| {
        Body::Nothing(Notice {
            icon: "text-x-generic-symbolic",
            title,
            body,
        })
    };
    match (difference.shown, &difference.difference) {
        (DifferenceShown::Text, Some(lines)) => Body::Lines(shapes(lines)),
        (DifferenceShown::Secret, _) => Body::Secret(Notice {
            icon: "waymark-lock-symbolic",
            title: tr!("etc-secret"),
            body: tr!("etc-secret-body"),
        }),
        (DifferenceShown::Binary, _) => nothing(tr!("etc-binary"), tr!("etc-binary-body")),
        (DifferenceShown::TooLarge, _) => nothing(tr!("etc-large"), tr!("etc-large-body")),
        (DifferenceShown::Access, _) => nothing(tr!("etc-access"), tr!("etc-access-body")),
        _ => nothing(tr!("etc-unknown"), tr!("etc-unknown-body")),
    }
}

/// The lines of a unified difference, without the names of the files above it.
fn shapes(difference: &str) -> Vec<(Shape, String)> {
    let mut shapes: Vec<(Shape, String)> = Vec::new();
    let lines = difference.lines();
    for line in lines.skip_while(|line| !line.starts_with("@@")) {
        let shape = match line.bytes().next() {
            Some(b'+') => Shape::Added,
            Some(b'-') => Shape::Removed,
            Some(b'@' | b'\\') => Shape::Place,
            _ => Shape::Same,
        };
        let parts: Vec<String> = line.split('\t').map(text::plain).collect();
        let line = parts.join("\t") + "\n";
        match shapes.last_mut() {
            Some((last, text)) if *last == shape => text.push_str(&line),
            _ => shapes.push((shape, line)),
        }
    }
    shapes
}

/// How many lines were added and removed.
pub(crate) fn counts(lines: &[(Shape, String)]) -> (usize, usize) {
    let count = |of: Shape| {
        let texts = lines.iter().filter(|(shape, _)| *shape == of);
        texts.map(|(_, text)| text.lines().count()).sum()
    };
    (count(Shape::Added), count(Shape::Removed))
}

/// What differs in mode and owner, in one line; empty if nothing does.
pub(crate) fn access(difference: &FileDifference) -> String {
    let mode = |mode: u32| format!("{:o}", mode & 0o7777);
    let old = difference.published_mode.map(mode);
    let new = difference.mode.map(mode);
    let mode = match (old, new) {
        (Some(old), Some(new)) if old != new => tr!("etc-mode", old = old, new = new),
        _ => String::new(),
    };
    let owner = match (&difference.published_owner, &difference.owner) {
        (Some(old), Some(new)) if old != new => {
            tr!("etc-owner", old = text::plain(old), new = text::plain(new))
        }
        _ => String::new(),
    };
    text::facts([mode, owner])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    fn file(name: &str, change: ChangeType) -> Change {
        Change {
            kind: ChangeKind::File,
            name: name.into(),
            change,
            ..Change::default()
        }
    }

    fn difference(shown: DifferenceShown, text: Option<&str>) -> FileDifference {
        FileDifference {
            path: "/etc/hosts".into(),
            shown,
            difference: text.map(Into::into),
            ..FileDifference::default()
        }
    }

    #[test]
    fn files_are_found_by_any_part_of_their_path() {
        let changes = [
            file("/etc/ssh/sshd_config", ChangeType::Changed),
            file("/etc/issue", ChangeType::Removed),
        ];
        let found = rows(&changes, " SSH/");
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name.as_str(), found[0].folder.as_str()),
            ("sshd_config", "/etc/ssh")
        );
        assert_eq!(bare(&found[0].spoken), "/etc/ssh/sshd_config, Changed");
        let all = rows(&changes, "");
        assert_eq!((all.len(), all[1].word.as_str()), (2, "Removed"));
        assert_eq!(all[1].folder, "/etc");
    }

    #[test]
    fn a_difference_is_told_by_line() {
        let text = "--- /etc/hosts\n+++ /etc/hosts\n@@ -1,3 +1,3 @@\n one\n-two\n-\tthree\n+2\u{1b}\n\\ No newline at end of file\n";
        let Body::Lines(lines) = body(&difference(DifferenceShown::Text, Some(text))) else {
            panic!("it has lines");
        };
        let expected = [
            (Shape::Place, "@@ -1,3 +1,3 @@\n"),
            (Shape::Same, " one\n"),
            (Shape::Removed, "-two\n-\tthree\n"),
            (Shape::Added, "+2\u{fffd}\n"),
            (Shape::Place, "\\ No newline at end of file\n"),
        ];
        let expected = expected.map(|(shape, text)| (shape, text.to_owned()));
        assert_eq!(lines, expected);
        assert_eq!(counts(&lines), (1, 2));
    }

    #[test]
    fn what_is_not_shown_says_why_and_only_a_secret_can_be() {
        let mut titles = Vec::new();
        for shown in DifferenceShown::ALL
            .iter()
            .chain([&DifferenceShown::Unknown])
        {
            match body(&difference(*shown, None)) {
                Body::Secret(notice) => {
                    assert_eq!(*shown, DifferenceShown::Secret);
                    titles.push(notice.title);
                }
                Body::Nothing(notice) => titles.push(notice.title),
                Body::Lines(_) => panic!("it has none"),
            }
        }
        let all = titles.len();
        titles.sort();
        titles.dedup();
        // Lines that are missing are as unknown as a word that is not known.
        assert_eq!(titles.len(), all - 1);
    }

    #[test]
    fn mode_and_owner_are_told_only_where_they_differ() {
        let mut changed = difference(DifferenceShown::Access, None);
        changed.published_mode = Some(0o100_644);
        changed.mode = Some(0o100_600);
        changed.published_owner = Some("0:0".into());
        changed.owner = Some("0:0".into());
        assert_eq!(bare(&access(&changed)), "mode 644 → 600");
        changed.owner = Some("0:27".into());
        assert_eq!(bare(&access(&changed)), "mode 644 → 600 · owner 0:0 → 0:27");
        changed.published_mode = None;
        changed.published_owner = None;
        assert_eq!(access(&changed), "");
    }

    #[test]
    fn a_refusal_is_told_apart_from_a_fault() {
        let told = |kind| failed(&Error::new(kind, "x")).title;
        assert_ne!(told(ErrorKind::NotAuthorized), told(ErrorKind::Failed));
        assert_ne!(told(ErrorKind::NotFound), told(ErrorKind::Failed));
    }
}
