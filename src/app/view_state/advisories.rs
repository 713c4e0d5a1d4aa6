//! What publishers say of the faults that an update mends, the gravest first.

use std::collections::HashMap;

use waymark_model::{Advisory, AdvisoryKind, Severity};

use super::text;
use crate::tr;

/// How many packages a row names before it only counts the others.
const NAMED: usize = 3;

/// From the gravest down.
const GRAVEST_FIRST: [Severity; 5] = [
    Severity::Critical,
    Severity::Important,
    Severity::Moderate,
    Severity::Low,
    Severity::Unknown,
];

/// An advisory as a row, and as the page that the row opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AdvisoryView {
    /// Its id.
    pub(crate) id: String,
    /// How grave, as a word; a row of an advisory without one says what it is about.
    pub(crate) word: String,
    /// The word's style class.
    pub(crate) class: &'static str,
    /// The packages in short.
    pub(crate) about: String,
    /// What it is about and how grave it is, in a sentence.
    pub(crate) sentence: String,
    /// The packages, each with its version.
    pub(crate) packages: Vec<String>,
    /// Where there is more to read.
    pub(crate) links: Vec<Link>,
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// What it is.
    pub(crate) title: String,
    /// Where it is; `None` if it is no address that a browser should be given.
    pub(crate) url: Option<String>,
}

/// How many there are of each severity, the gravest first. What is absent is none.
pub(crate) fn counts(numbers: &HashMap<String, u32>) -> String {
    let known: u32 = GRAVEST_FIRST[..4]
        .iter()
        .filter_map(|severity| numbers.get(severity.as_str()))
        .sum();
    let others = numbers.values().sum::<u32>() - known;
    let some = |severity: Severity| {
        let count = numbers.get(severity.as_str()).copied().unwrap_or_default();
        if count == 0 {
            return String::new();
        }
        match severity {
            Severity::Critical => tr!("advisories-critical", count = count),
            Severity::Important => tr!("advisories-important", count = count),
            Severity::Moderate => tr!("advisories-moderate", count = count),
            Severity::Low => tr!("advisories-low", count = count),
            Severity::Unknown => String::new(),
        }
    };
    let others = match others {
        0 => String::new(),
        count => tr!("advisories-unrated", count = count),
    };
    text::facts(GRAVEST_FIRST.into_iter().map(some).chain([others]))
}

/// The views of advisories that are about security, and of all others; each the gravest first.
pub(crate) fn grouped(advisories: &[Advisory]) -> [Vec<AdvisoryView>; 2] {
    let mut all: Vec<&Advisory> = advisories.iter().collect();
    // Stable: of two equally grave ones the publisher's order stays.
    all.sort_by_key(|advisory| GRAVEST_FIRST.iter().position(|s| *s == advisory.severity));
    let (security, others): (Vec<&Advisory>, Vec<&Advisory>) = all
        .into_iter()
        .partition(|advisory| advisory.kind == AdvisoryKind::Security);
    [security, others].map(|group| group.into_iter().map(view).collect())
}

fn view(advisory: &Advisory) -> AdvisoryView {
    let kind = match advisory.kind {
        AdvisoryKind::Security => tr!("advisory-security"),
        AdvisoryKind::Bugfix => tr!("advisory-bugfix"),
        AdvisoryKind::Enhancement => tr!("advisory-enhancement"),
        AdvisoryKind::Unknown => tr!("advisory-other"),
    };
    let (severity, class) = match advisory.severity {
        Severity::Critical => (Some(tr!("severity-critical")), "error"),
        Severity::Important => (Some(tr!("severity-important")), "warning"),
        Severity::Moderate => (Some(tr!("severity-moderate")), "plain"),
        Severity::Low => (Some(tr!("severity-low")), "plain"),
        Severity::Unknown => (None, "plain"),
    };
    let sentence = match &severity {
        Some(severity) => tr!(
            "advisory-graded",
            kind = kind.clone(),
            severity = severity.clone()
        ),
        None => kind.clone(),
    };
    AdvisoryView {
        id: text::plain(&advisory.id),
        word: severity.unwrap_or(kind),
        class,
        about: about(&advisory.packages),
        sentence,
        packages: advisory.packages.iter().map(|p| text::plain(p)).collect(),
        links: advisory
            .references
            .iter()
            .map(|reference| link(&reference.title, &reference.url))
            .collect(),
    }
}

/// The names of the first packages, and how many more there are.
fn about(packages: &[String]) -> String {
    let mut names: Vec<String> = packages.iter().map(|p| text::plain(name(p))).collect();
    names.sort();
    names.dedup();
    if names.len() > NAMED + 1 {
        let more = names.split_off(NAMED).len();
        return tr!("advisory-more", names = text::row(&names), count = more);
    }
    text::row(&names)
}

/// The name in `name-version-release.architecture`.
fn name(package: &str) -> &str {
    let mut parts = package.rsplitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(_), Some(name)) if !name.is_empty() => name,
        _ => package,
    }
}

fn link(title: &str, url: &str) -> Link {
    let safe = ["https://", "http://"].iter().any(|s| url.starts_with(s))
        && url.chars().all(|c| c.is_ascii_graphic());
    let title = match title.trim() {
        "" => text::plain(url),
        title => text::plain(title),
    };
    Link {
        title,
        url: safe.then(|| url.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;
    use waymark_model::Reference;

    fn advisory(id: &str, kind: AdvisoryKind, severity: Severity) -> Advisory {
        Advisory {
            id: id.into(),
            kind,
            severity,
            ..Advisory::default()
        }
    }

    #[test]
    fn the_gravest_come_first_and_security_stands_apart() {
        let all = [
            advisory("fix", AdvisoryKind::Bugfix, Severity::Unknown),
            advisory("low", AdvisoryKind::Security, Severity::Low),
            advisory("critical", AdvisoryKind::Security, Severity::Critical),
            advisory("unrated", AdvisoryKind::Security, Severity::Unknown),
        ];
        let [security, others] = grouped(&all);
        let ids: Vec<&str> = security.iter().map(|view| view.id.as_str()).collect();
        assert_eq!(ids, ["critical", "low", "unrated"]);
        assert_eq!(others.len(), 1);
        assert_eq!(security[0].word, "Critical");
        assert_eq!(bare(&security[0].sentence), "Security, Critical");
        assert_eq!(others[0].word, "Fixes");
    }

    #[test]
    fn numbers_name_every_severity_that_there_is() {
        let numbers = |all: &[(&str, u32)]| {
            let all = all.iter().map(|(word, n)| ((*word).to_owned(), *n));
            bare(&counts(&all.collect()))
        };
        assert_eq!(
            numbers(&[("low", 1), ("critical", 2), ("unknown", 4), ("dire", 1)]),
            "2 critical · 1 low · 5 without a grade"
        );
        assert_eq!(numbers(&[("unknown", 1)]), "1 without a grade");
        assert_eq!(numbers(&[]), "");
    }

    #[test]
    fn packages_are_named_without_their_versions_and_only_the_first() {
        let package = |name: &str| format!("{name}-1.0-1.fc44.x86_64");
        let few = ["firefox", "firefox", "mesa-libGL"].map(package);
        assert_eq!(about(&few), "firefox, mesa-libGL");
        let many = ["a", "b", "c", "d", "e"].map(package);
        assert_eq!(bare(&about(&many)), "a, b, c and 2 more");
        assert_eq!(about(&["odd".into()]), "odd");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let mut one = advisory("a", AdvisoryKind::Security, Severity::Low);
        one.references = [
            "https://example.org/CVE-1",
            "file:///etc/passwd",
            "https://a b",
        ]
        .map(|url| Reference {
            url: url.into(),
            title: String::new(),
        })
        .into();
        let links = view(&one).links;
        let urls: Vec<bool> = links.iter().map(|link| link.url.is_some()).collect();
        assert_eq!(urls, [true, false, false]);
        assert_eq!(links[1].title, "file:///etc/passwd");
    }
}
