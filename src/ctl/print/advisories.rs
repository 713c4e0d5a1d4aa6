//! What an update mends.

use std::collections::HashMap;

use waymark_model::{Advisory, AdvisoryKind, Severity};

use super::{table::lines, units::count};

/// Each advisory with its links; `None` if they are not known.
pub(crate) fn text(all: Option<&Vec<Advisory>>) -> String {
    let Some(all) = all else {
        return "No advisories are known: no update was found, or its packages are not known \
                before it is downloaded.\n"
            .to_owned();
    };
    if all.is_empty() {
        return "The available version has no advisories.\n".to_owned();
    }
    let mut text = String::new();
    for advisory in all {
        text += &format!("{}  {}\n", advisory.id, what(advisory));
        if !advisory.packages.is_empty() {
            text += &format!("  {}\n", advisory.packages.join(", "));
        }
        let links = advisory.references.iter();
        let links: Vec<_> = links.map(|l| [l.url.clone(), l.title.clone()]).collect();
        text += &lines("  ", &links);
    }
    text
}

fn what(advisory: &Advisory) -> String {
    let kind = match advisory.kind {
        AdvisoryKind::Security => "security",
        AdvisoryKind::Bugfix => "mended faults",
        AdvisoryKind::Enhancement => "new functions",
        AdvisoryKind::Unknown => return severity(advisory.severity).to_owned(),
    };
    match advisory.severity {
        Severity::Unknown => kind.to_owned(),
        grave => format!("{kind}, {}", severity(grave)),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Unknown => "of unknown severity",
        other => other.as_str(),
    }
}

/// How many there are of each severity, the gravest first.
pub(super) fn numbers(numbers: &HashMap<String, u32>) -> String {
    let total: u64 = numbers.values().copied().map(u64::from).sum();
    if total == 0 {
        return "no advisories".to_owned();
    }
    let mut by_severity: Vec<(Severity, u32)> = Vec::new();
    for (word, number) in numbers {
        let one = Severity::from_word(word);
        match by_severity.iter_mut().find(|(known, _)| *known == one) {
            Some((_, sum)) => *sum = sum.saturating_add(*number),
            None => by_severity.push((one, *number)),
        }
    }
    by_severity.sort_unstable_by_key(|(one, _)| std::cmp::Reverse(*one));
    let told = by_severity.iter().filter(|(_, number)| *number > 0);
    let told: Vec<_> = told
        .map(|(one, number)| format!("{number} {}", severity(*one)))
        .collect();
    let total = count(total, "advisory", "advisories");
    format!("{total}: {}", told.join(", "))
}

#[cfg(test)]
mod tests {
    use waymark_model::Reference;

    use super::*;

    #[test]
    fn the_gravest_comes_first_and_unknown_is_said() {
        let some = [("low", 1), ("critical", 2), ("odd", 3), ("unknown", 1)];
        let some = some.map(|(word, number)| (word.to_owned(), number));
        assert_eq!(
            numbers(&some.into()),
            "7 advisories: 2 critical, 1 low, 4 of unknown severity"
        );
        assert_eq!(numbers(&HashMap::new()), "no advisories");
    }

    #[test]
    fn advisories_have_their_links_and_none_is_not_unknown() {
        let all = vec![Advisory {
            id: "S-1".into(),
            kind: AdvisoryKind::Security,
            severity: Severity::Important,
            packages: vec!["htop-3.4".into()],
            references: vec![Reference {
                url: "https://example.org/1".into(),
                title: "CVE-2026-1".into(),
            }],
        }];
        let expected = "\
S-1  security, important
  htop-3.4
  https://example.org/1  CVE-2026-1
";
        assert_eq!(text(Some(&all)), expected);
        assert!(text(None).starts_with("No advisories are known"));
        assert!(text(Some(&Vec::new())).contains("has no advisories"));
    }
}
