//! Debian's package database inside a version.

use std::cmp::Ordering;

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

/// The packages of a version by name; `None` if it has no database that is on this disk.
pub(crate) fn packages(repo: &ostree::Repo, commit: &Commit) -> Result<Option<Vec<Package>>> {
    for path in STATUS_FILES {
        if let Some(status) = object_tree::read(repo, commit, path)? {
            return parse(&status).map(Some);
        }
    }
    Ok(None)
}

/// Reads a `status` file: what is installed, by name and architecture.
pub(crate) fn parse(status: &[u8]) -> Result<Vec<Package>> {
    let database = Deb822::from_reader(status).map_err(|error| {
        Error::new(ErrorKind::Corrupt, "the package database is damaged").raw(error.to_string())
    })?;
    let mut packages: Vec<Package> = database.iter().filter_map(installed).collect();
    packages.sort_by(|a, b| (&a.name, &a.architecture).cmp(&(&b.name, &b.architecture)));
    Ok(packages)
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
        let status = b"Package: b\nStatus: install ok installed\nArchitecture: amd64\n\
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
