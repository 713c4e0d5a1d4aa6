//! How a file of /etc differs from the published one.

use waymark_model::{DifferenceShown, FileDifference};

/// The lines, or why there are none; before them what differs in mode and owner.
pub(crate) fn text(difference: &FileDifference) -> String {
    let mut text = String::new();
    for (what, old, new) in [
        (
            "mode",
            difference.published_mode.map(mode),
            difference.mode.map(mode),
        ),
        (
            "owner",
            difference.published_owner.clone(),
            difference.owner.clone(),
        ),
    ] {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            text += &format!("{what} {old} → {new}\n");
        }
    }
    text += &match (difference.shown, &difference.difference) {
        (DifferenceShown::Text, Some(lines)) => lines.clone(),
        (DifferenceShown::Secret, _) => {
            "Not everyone may read this file; --secret shows it anyway.\n".to_owned()
        }
        (DifferenceShown::Binary, _) => "It differs, and holds no text.\n".to_owned(),
        (DifferenceShown::TooLarge, _) => {
            "It differs, and is too large to be compared by line.\n".to_owned()
        }
        (DifferenceShown::Access, _) => "The content is the same.\n".to_owned(),
        _ => "It differs in a way that this version cannot show.\n".to_owned(),
    };
    text
}

/// The permissions of a mode, as chmod takes them.
fn mode(mode: u32) -> String {
    format!("{:o}", mode & 0o7777)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_comes_before_the_lines() {
        let difference = FileDifference {
            shown: DifferenceShown::Text,
            difference: Some("-a\n+b\n".into()),
            published_mode: Some(0o100_644),
            mode: Some(0o100_600),
            published_owner: Some("0:0".into()),
            owner: Some("0:0".into()),
            ..FileDifference::default()
        };
        assert_eq!(text(&difference), "mode 644 → 600\n-a\n+b\n");
    }

    #[test]
    fn each_reason_for_showing_nothing_is_told_apart() {
        let told = |shown| {
            text(&FileDifference {
                shown,
                ..FileDifference::default()
            })
        };
        let all: Vec<_> = DifferenceShown::ALL
            .iter()
            .map(|shown| told(*shown))
            .collect();
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        // What holds lines but tells none is as strange as what is not known.
        assert_eq!(distinct.len(), DifferenceShown::ALL.len());
        assert!(told(DifferenceShown::Secret).contains("--secret"));
    }
}
