//! What a dry run changes of what is there. Pure.

use std::collections::{BTreeMap, BTreeSet};

use waymark_model::{Change, ChangeKind, ChangeType, Package};

/// What differs from what is there now, if a dry run would put `told` on top of `base`.
/// A dry run tells all that is put on top, also what is there already.
pub(super) fn against(now: &[Package], base: &[Package], told: Vec<Change>) -> Vec<Change> {
    let before = by_name(now);
    let mut then = by_name(base);
    for change in told {
        let versions = then.entry(change.name).or_default();
        let architecture = change.architecture.unwrap_or_default();
        match change.new {
            // One that only changes its architecture is no second package.
            Some(version) if versions.len() == 1 && change.old.is_some() => {
                *versions = [(architecture, version)].into();
            }
            Some(version) => drop(versions.insert(architecture, version)),
            None => drop(versions.remove(&architecture)),
        }
    }
    let names: BTreeSet<_> = before.keys().chain(then.keys()).collect();
    let none = Versions::new();
    names
        .into_iter()
        .flat_map(|name| {
            let versions = |of: &Names| of.get(name).unwrap_or(&none).clone();
            differences(name, versions(&before), versions(&then))
        })
        .collect()
}

/// Adds the base's version to what takes its place: of a package that is replaced a dry
/// run tells the new one alone, as of one that is added.
pub(super) fn mark_replaced(told: &mut [Change], base: &[Package], replaced: &[String]) {
    let rows = told.iter_mut().filter(|change| change.old.is_none());
    for change in rows.filter(|change| replaced.contains(&change.name)) {
        let old = base.iter().find(|package| package.name == change.name);
        change.old = old.map(|package| package.version.clone());
    }
}

/// Versions of one package, by architecture.
type Versions = BTreeMap<String, String>;
type Names = BTreeMap<String, Versions>;

fn by_name(packages: &[Package]) -> Names {
    let mut names = Names::new();
    for one in packages {
        let architecture = one.architecture.clone().unwrap_or_default();
        let versions = names.entry(one.name.clone()).or_default();
        versions.insert(architecture, one.version.clone());
    }
    names
}

fn differences(name: &str, mut old: Versions, mut new: Versions) -> Vec<Change> {
    // What is there once on both sides is the same package, whatever its architecture.
    if let (Some((before, _)), 1, 1) = (old.first_key_value(), old.len(), new.len()) {
        let before = before.clone();
        new = new
            .into_values()
            .map(|version| (before.clone(), version))
            .collect();
    }
    let architectures: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let change = |architecture: String| {
        let (old, new) = (old.remove(&architecture), new.remove(&architecture));
        let change = match (&old, &new) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), Some(_)) => ChangeType::Changed,
            (Some(_), None) => ChangeType::Removed,
            _ => ChangeType::Added,
        };
        Some(Change {
            kind: ChangeKind::Package,
            change,
            name: name.to_owned(),
            architecture: Some(architecture).filter(|text| !text.is_empty()),
            old,
            new,
            layered: Some(true),
        })
    };
    architectures.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::rpm_ostree::plan::Plan;

    fn package(name: &str, version: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: version.to_owned(),
            architecture: Some("noarch".to_owned()),
            ..Package::default()
        }
    }

    #[test]
    fn what_replaces_a_package_of_the_base_is_no_second_one() {
        let base = [package("a", "1-1"), package("b", "1-1")];
        let said = ["Installing 1 packages:", "  a-2-1.x86_64 (r)"];
        let mut told = Plan::read(&said.map(str::to_owned)).changes();
        mark_replaced(&mut told, &base, &["a".to_owned()]);
        let rows: Vec<_> = against(&base, &base, told)
            .into_iter()
            .map(|row| (row.name, row.change, row.old, row.new))
            .collect();
        let text = |text: &str| Some(text.to_owned());
        let expected = (
            "a".to_owned(),
            ChangeType::Changed,
            text("1-1"),
            text("2-1"),
        );
        assert_eq!(rows, [expected]);
    }

    #[test]
    fn what_is_there_already_is_no_change() {
        let base = vec![package("a", "1-1"), package("b", "1-1")];
        let now = [
            package("a", "1-1"),
            package("b", "1-1"),
            package("on", "1-1"),
            package("off", "1-1"),
        ];
        let said = [
            "Installing 2 packages:",
            "  on-1-1.noarch (r)",
            "  new-2-1.noarch (r)",
            "Removing 1 packages:",
            "  b-1-1.noarch (@System)",
        ];
        let told = Plan::read(&said.map(str::to_owned)).changes();
        let rows: Vec<_> = against(&now, &base, told)
            .into_iter()
            .map(|row| (row.name, row.change))
            .collect();
        let expected = [
            ("b", ChangeType::Removed),
            ("new", ChangeType::Added),
            ("off", ChangeType::Removed),
        ];
        assert_eq!(
            rows,
            expected.map(|(name, change)| (name.to_owned(), change))
        );
    }
}
