//! Debian's package database inside a version.

use std::{cmp::Ordering, collections::HashSet, fmt::Display};

use deb822_fast::Deb822;
use debversion::Version;
use waymark_model::{Error, ErrorKind, Package, Result};

use crate::{commit::Commit, object_tree};

/// Where systems that keep their OS read-only put dpkg's `status`, the likelier first.
pub(crate) const STATUS_FILES: &[&str] = &[
    "usr/share/dpkg/database/status",
    "usr/lib/sysimage/dpkg/status",
    "usr/lib/dpkg/status",
    "usr/lib/dpkg-db/status",
    "var/lib/dpkg/status",
];

/// What parts the entries of a `status` file.
const SEPARATOR: &str = "\n\n";

/// The packages of a version by name; `None` if it has no database that is on this disk.
pub(crate) fn packages(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Vec<Package>>> {
    let status = status(repo, commit)?;
    status.map(|status| parse(text(&status)?)).transpose()
}

/// The `status` of a version; `None` if it has no database that is on this disk.
pub(crate) fn status(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Vec<u8>>> {
    for path in STATUS_FILES {
        if let Some(status) = object_tree::read(repo, commit, path)? {
            return Ok(Some(status));
        }
    }
    Ok(None)
}

/// Reads two `status` files as far as they differ: most entries are the same to the byte,
/// and to read them is what takes long.
pub(crate) fn parse_differing(old: &[u8], new: &[u8]) -> Result<[Vec<Package>; 2]> {
    let (old, new) = (text(old)?, text(new)?);
    let [in_old, in_new] = [old, new].map(|status| entries(status).collect::<HashSet<_>>());
    let only = |status, other: &HashSet<&str>| {
        let differing = entries(status).filter(|entry| !other.contains(entry));
        parse(&differing.collect::<Vec<_>>().join(SEPARATOR))
    };
    Ok([only(old, &in_new)?, only(new, &in_old)?])
}

/// Nothing but an empty line ends an entry.
fn entries(status: &str) -> impl Iterator<Item = &str> {
    status.split(SEPARATOR)
}

/// Reads a `status` file: what is installed, by name and architecture.
pub(crate) fn parse(status: &str) -> Result<Vec<Package>> {
    let database: Deb822 = status.parse().map_err(damaged)?;
    let mut packages: Vec<Package> = database.iter().filter_map(installed).collect();
    packages.sort_by(|a, b| (&a.name, &a.architecture).cmp(&(&b.name, &b.architecture)));
    Ok(packages)
}

pub(crate) fn text(status: &[u8]) -> Result<&str> {
    std::str::from_utf8(status).map_err(damaged)
}

fn damaged(error: impl Display) -> Error {
    Error::new(ErrorKind::Corrupt, "the package database is damaged").raw(error.to_string())
}

/// The package, unless only its configuration or a wish for it is left.
fn installed(entry: &deb822_fast::Paragraph) -> Option<Package> {
    let state = entry.get("Status")?.split_ascii_whitespace().nth(2)?;
    if matches!(state, "not-installed" | "config-files") {
        return None;
    }
    Some(Package {
        name: entry.get("Package")?.to_owned(),
        version: entry.get("Version")?.to_owned(),
        architecture: entry.get("Architecture").map(str::to_owned),
        summary: entry
            .get("Description")
            .and_then(|text| text.lines().next())
            .map(str::to_owned),
        ..Package::default()
    })
}

/// Compares two versions as dpkg does; `None` if one of them is none.
pub(crate) fn compare_versions(old: &str, new: &str) -> Option<Ordering> {
    Some(old.parse::<Version>().ok()?.cmp(&new.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_installed_counts() {
        let status = "Package: b\nStatus: install ok installed\nArchitecture: amd64\n\
            Version: 1:2.0-1~rc1\nDescription: does b\n and more of it\n .\n end\n\n\
            Package: a\nStatus: deinstall ok config-files\nVersion: 1\n\n\
            Package: c\nStatus: install ok half-configured\nVersion: 3\n";
        let packages = parse(status).unwrap();
        let names: Vec<_> = packages.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["b", "c"]);
        assert_eq!(packages[0].version, "1:2.0-1~rc1");
        assert_eq!(packages[0].summary.as_deref(), Some("does b"));
        assert_eq!(packages[0].architecture.as_deref(), Some("amd64"));
    }

    #[test]
    fn only_what_differs_is_read() {
        let entry = |name: &str, version: &str| {
            format!(
                "Package: {name}\nStatus: install ok installed\nVersion: {version}\n\
                 Description: does {name}\n and more\n\n"
            )
        };
        let file = |packages: &[(&str, &str)]| -> String {
            packages
                .iter()
                .map(|(name, version)| entry(name, version))
                .collect()
        };
        let old = file(&[("a", "1"), ("b", "1"), ("c", "1"), ("gone", "1")]);
        // Another order, more empty lines and the end of the file change nothing.
        let new =
            file(&[("new", "1"), ("c", "1"), ("a", "1")]) + "\n\n" + file(&[("b", "2")]).trim_end();
        let [before, after] = parse_differing(old.as_bytes(), new.as_bytes()).unwrap();
        let names = |packages: &[Package]| -> Vec<(String, String)> {
            let named = packages.iter();
            named
                .map(|one| (one.name.clone(), one.version.clone()))
                .collect()
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(a, b)| ((*a).into(), (*b).into()))
                .collect()
        };
        assert_eq!(names(&before), pairs(&[("b", "1"), ("gone", "1")]));
        assert_eq!(names(&after), pairs(&[("b", "2"), ("new", "1")]));
        let same = parse_differing(old.as_bytes(), old.as_bytes()).unwrap();
        assert_eq!(same, [vec![], vec![]]);
        assert!(parse_differing(b"\xff", b"").is_err());
    }

    #[test]
    fn versions_are_ordered_as_dpkg_orders_them() {
        let rising = [
            ("1.0~rc1", "1.0"),
            ("1.0", "1.0-1"),
            ("1.9", "1.10"),
            ("2.0", "1:1.0"),
            ("1.0-1", "1.0-1+b1"),
            ("1.0a", "1.0+a"),
        ];
        for (old, new) in rising {
            assert_eq!(
                compare_versions(old, new),
                Some(Ordering::Less),
                "{old} {new}"
            );
            assert_eq!(compare_versions(new, old), Some(Ordering::Greater));
        }
        assert_eq!(compare_versions("1.0", "0:1.0"), Some(Ordering::Equal));
    }
}
