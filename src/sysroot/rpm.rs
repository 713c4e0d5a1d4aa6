//! The list of packages that rpm-ostree keeps in a version's description, and the order
//! of RPM's versions.

use std::cmp::Ordering;

use ostree::glib::variant::FromVariant;
use waymark_model::Package;

use crate::commit::Commit;

/// Name, epoch, version, release and architecture of each package.
const KEY: &str = "rpmostree.rpmdb.pkglist";

/// The packages of a version by name; `None` if its publisher does not list them.
pub(crate) fn packages(commit: &Commit) -> Option<Vec<Package>> {
    type Entry = (String, String, String, String, String);
    let list: Vec<Entry> = FromVariant::from_variant(&commit.value(KEY)?)?;
    let package = |(name, epoch, version, release, architecture): Entry| {
        let epoch = match epoch.as_str() {
            "" | "0" => String::new(),
            epoch => format!("{epoch}:"),
        };
        Package {
            name,
            version: format!("{epoch}{version}-{release}"),
            architecture: Some(architecture),
            ..Package::default()
        }
    };
    let mut packages: Vec<Package> = list.into_iter().map(package).collect();
    packages.sort_by(|a, b| (&a.name, &a.architecture).cmp(&(&b.name, &b.architecture)));
    Some(packages)
}

/// Compares two versions, `epoch:version-release`, as RPM does.
pub(crate) fn compare_versions(old: &str, new: &str) -> Ordering {
    let ((old_epoch, old), (new_epoch, new)) = (epoch(old), epoch(new));
    let ((old, old_release), (new, new_release)) = (release(old), release(new));
    old_epoch
        .cmp(&new_epoch)
        .then_with(|| segments(old, new))
        .then_with(|| segments(old_release, new_release))
}

fn epoch(whole: &str) -> (u64, &str) {
    match whole.split_once(':') {
        Some((epoch, rest)) => (epoch.parse().unwrap_or(0), rest),
        None => (0, whole),
    }
}

fn release(rest: &str) -> (&str, &str) {
    rest.rsplit_once('-').unwrap_or((rest, ""))
}

/// RPM's order of one part: runs of digits are numbers and higher than runs of letters;
/// `~` is before the end, `^` behind it and before anything else; the rest only separates.
fn segments(mut old: &str, mut new: &str) -> Ordering {
    loop {
        old = old.trim_start_matches(separates);
        new = new.trim_start_matches(separates);
        match (old.strip_prefix('~'), new.strip_prefix('~')) {
            (Some(rest), Some(other)) => {
                (old, new) = (rest, other);
                continue;
            }
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        match (old.strip_prefix('^'), new.strip_prefix('^')) {
            (Some(rest), Some(other)) => {
                (old, new) = (rest, other);
                continue;
            }
            (Some(_), None) if new.is_empty() => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) if old.is_empty() => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        if old.is_empty() || new.is_empty() {
            return old.len().cmp(&new.len());
        }
        let (one, other) = (run(&mut old), run(&mut new));
        let order = match (number(one), number(other)) {
            (Some(one), Some(other)) => one.len().cmp(&other.len()).then(one.cmp(other)),
            (Some(_), None) => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            (None, None) => one.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn separates(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || c == '~' || c == '^')
}

/// Takes the run of digits, or of letters, from the start.
fn run<'a>(text: &mut &'a str) -> &'a str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let ends = |c: char| !c.is_ascii_alphanumeric() || c.is_ascii_digit() != digits;
    let (run, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
    *text = rest;
    run
}

/// The digits that count, if it is a number.
fn number(run: &str) -> Option<&str> {
    run.starts_with(|c: char| c.is_ascii_digit())
        .then(|| run.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_rpm_orders_them() {
        let rising = [
            ("1.0-1", "1.0-2"),
            ("1.9-1", "1.10-1"),
            ("2.0-1", "1:1.0-1"),
            ("1.0~rc1-1", "1.0-1"),
            ("1.0-1", "1.0^git1-1"),
            ("1.0^git1-1", "1.0.1-1"),
            ("1.0a-1", "1.0.1-1"),
            ("1.0a-1", "1.0b-1"),
            ("3.5a-4.fc44", "3.5a-4.fc45"),
            ("009-1", "10-1"),
        ];
        for (old, new) in rising {
            assert_eq!(compare_versions(old, new), Ordering::Less, "{old} {new}");
            assert_eq!(compare_versions(new, old), Ordering::Greater, "{new} {old}");
        }
        for (one, other) in [("1.0-1", "1_0-1"), ("0:1-1", "1-1"), ("1.001-1", "1.1-1")] {
            assert_eq!(
                compare_versions(one, other),
                Ordering::Equal,
                "{one} {other}"
            );
        }
    }
}
