//! What a tag's name tells: the stream, the version and the day.
//!
//! Images are published under moving tags (`stable`, `42`) and under a lasting one for
//! each version: `42.20251001`, `stable-20251001.1`, `latest-42.20251001`, `20251001`,
//! `42-20251001`. Only those that carry a day or a version tell their order without a
//! request for each.

use std::cmp::Reverse;

use chrono::{NaiveDate, NaiveTime};

/// A tag's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagName {
    /// The words before, between and behind the numbers, joined by `-`.
    stream: String,
    /// The numbers before the day; without a day all of them.
    numbers: Vec<u64>,
    /// The day.
    day: Option<NaiveDate>,
    /// The numbers behind the day: which build of it.
    build: Vec<u64>,
}

/// Newest is greatest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    day: Option<NaiveDate>,
    build: Vec<u64>,
    numbers: Vec<u64>,
    tag: String,
}

impl TagName {
    /// Takes a tag's name apart.
    pub fn parse(tag: &str) -> Self {
        let mut words = Vec::new();
        let mut name = Self {
            stream: String::new(),
            numbers: Vec::new(),
            day: None,
            build: Vec::new(),
        };
        for part in tag.split('-') {
            match numbers(part) {
                Some(found) if name.day.is_none() => name.take(part, &found),
                _ => words.push(part),
            }
        }
        name.stream = words.join("-");
        name
    }

    fn take(&mut self, part: &str, found: &[u64]) {
        let texts = part.trim_start_matches('v').split('.');
        for (number, text) in found.iter().zip(texts) {
            match (self.day, day(text)) {
                (None, Some((day, time))) => {
                    self.day = Some(day);
                    self.build.extend(time);
                }
                (None, None) => self.numbers.push(*number),
                (Some(_), _) => self.build.push(*number),
            }
        }
    }

    /// Whether it names one version, not a stream of them.
    pub fn is_version(&self) -> bool {
        self.day.is_some() || self.numbers.len() > 1
    }

    /// Whether this version belongs to the stream that a followed tag names. `bare`:
    /// versions without a stream's name count too.
    fn belongs(&self, followed: &Self, bare: bool) -> bool {
        let stream = self.stream == followed.stream || (bare && self.stream.is_empty());
        // A day alone belongs to no major version in particular.
        let major = match (followed.major(), self.major()) {
            (Some(followed), Some(own)) => followed == own,
            (Some(_), None) => false,
            (None, _) => true,
        };
        stream && major && self.is_version()
    }

    fn major(&self) -> Option<u64> {
        self.numbers.first().copied()
    }

    fn order(&self, tag: &str) -> Order {
        Order {
            day: self.day,
            build: self.build.clone(),
            numbers: self.numbers.clone(),
            tag: tag.to_owned(),
        }
    }

    /// The version that the name tells, such as `42.20251001.1`.
    pub fn version(&self) -> String {
        let numbers = self.numbers.iter().map(u64::to_string);
        let day = self.day.map(|day| day.format("%Y%m%d").to_string());
        let build = self.build.iter().map(u64::to_string);
        numbers
            .chain(day)
            .chain(build)
            .collect::<Vec<_>>()
            .join(".")
    }

    /// The start of the day, in seconds since 1970.
    pub fn created(&self) -> Option<u64> {
        let start = self.day?.and_time(NaiveTime::MIN).and_utc().timestamp();
        u64::try_from(start).ok()
    }
}

/// The order of one tag, for finding a place in a sorted list again.
pub fn order(tag: &str) -> Order {
    TagName::parse(tag).order(tag)
}

/// The tags of the stream that `followed` names, newest first. Where one version has a
/// tag with its major version and one without, the fuller one stays.
pub fn versions(tags: Vec<String>, followed: &str) -> Vec<String> {
    let followed = TagName::parse(followed);
    let parsed: Vec<(TagName, String)> = tags
        .into_iter()
        .map(|tag| (TagName::parse(&tag), tag))
        .collect();
    let own: Vec<_> = pick(&parsed, &followed, false);
    // Many publishers name the versions of their main stream by the day alone.
    let main = matches!(followed.stream.as_str(), "latest" | "stable");
    let mut found = if own.is_empty() && main {
        pick(&parsed, &followed, true)
    } else {
        own
    };
    found.sort_by_cached_key(|(name, tag)| Reverse(name.order(tag)));
    let mut kept: Vec<(&TagName, &String)> = Vec::new();
    for (name, tag) in found {
        // What has no numbers sorts last among those of a day and build.
        let known = kept.last().is_some_and(|(last, _)| {
            last.day.is_some()
                && last.day == name.day
                && last.build == name.build
                && (name.numbers.is_empty() || name.numbers == last.numbers)
        });
        if !known {
            kept.push((name, tag));
        }
    }
    kept.into_iter().map(|(_, tag)| tag.clone()).collect()
}

fn pick<'a>(
    parsed: &'a [(TagName, String)],
    followed: &TagName,
    bare: bool,
) -> Vec<(&'a TagName, &'a String)> {
    parsed
        .iter()
        .filter(|(name, _)| name.belongs(followed, bare))
        .map(|(name, tag)| (name, tag))
        .collect()
}

/// `42.20251001` as numbers; `None` if anything else is in it.
fn numbers(part: &str) -> Option<Vec<u64>> {
    let digits = part.strip_prefix('v').unwrap_or(part);
    digits
        .split('.')
        .map(|text| {
            // Without a sign, and of a length that no hash has.
            let fine = text.len() <= 14 && text.bytes().all(|b| b.is_ascii_digit());
            fine.then(|| text.parse().ok()).flatten()
        })
        .collect()
}

/// A day `20251001`, with the hour, minute and second where they follow at once.
fn day(text: &str) -> Option<(NaiveDate, Option<u64>)> {
    if !matches!(text.len(), 8 | 12 | 14) || !text.starts_with("20") {
        return None;
    }
    let (date, time) = text.split_at(8);
    let day = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    Some((day, time.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(followed: &str, tags: &[&str]) -> Vec<String> {
        versions(tags.iter().map(|&tag| tag.to_owned()).collect(), followed)
    }

    const BUSY: [&str; 18] = [
        "latest",
        "stable",
        "42",
        "41",
        "stable-20251001",
        "stable-42.20251001",
        "stable-20251002.1",
        "stable-20251002",
        "stable-daily-20251003",
        "latest-42.20251004",
        "latest-43.20251004",
        "42-20251005",
        "42.20250930.0",
        "41.20251005",
        "sha256-0123.sig",
        "pr-77-42-20251006",
        "a1b2c3d",
        "stable-20251301",
    ];

    #[test]
    fn each_stream_has_its_own_versions_newest_first() {
        for (followed, expected) in [
            (
                "stable",
                &["stable-20251002.1", "stable-20251002", "stable-42.20251001"][..],
            ),
            ("stable-daily", &["stable-daily-20251003"]),
            ("latest", &["latest-43.20251004", "latest-42.20251004"]),
            ("latest-42", &["latest-42.20251004"]),
            ("42", &["42-20251005", "42.20250930.0"]),
            ("42.20250930.0", &["42-20251005", "42.20250930.0"]),
            ("41", &["41.20251005"]),
            ("gts", &[]),
        ] {
            assert_eq!(chosen(followed, &BUSY), expected, "{followed}");
        }
    }

    #[test]
    fn the_main_stream_may_leave_its_name_out_and_no_other() {
        let tags = ["latest", "testing", "20251001", "20251002.1", "20251002"];
        let bare = ["20251002.1", "20251002", "20251001"];
        assert_eq!(chosen("latest", &tags), bare);
        assert_eq!(chosen("stable", &tags), bare);
        assert!(chosen("testing", &tags).is_empty());
    }

    #[test]
    fn versions_without_a_day_sort_by_number() {
        let tags = ["latest", "v1.9.0", "1.10.0", "1", "2", "1.2"];
        assert_eq!(chosen("latest", &tags), ["1.10.0", "v1.9.0", "1.2"]);
        assert_eq!(chosen("2", &tags), [""; 0]);
    }

    #[test]
    fn a_name_tells_its_version_and_day() {
        let name = TagName::parse("stable-42.20251001.1");
        assert_eq!(name.version(), "42.20251001.1");
        assert_eq!(name.created(), Some(1_759_276_800));
        let to_the_second = TagName::parse("20251001123456");
        assert_eq!(to_the_second.version(), "20251001.123456");
        assert!(order("20251001123456") > order("20251001113456"));
    }
}
