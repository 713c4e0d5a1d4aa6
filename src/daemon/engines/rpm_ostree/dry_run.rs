//! What a dry run changes of what is there. Pure.

use std::collections::{BTreeMap, BTreeSet};

use waymark_model::{Change, ChangeKind, ChangeType, Package};

/// What differs from what is there now, if a dry run would put `told` on top of `base`.
/// A dry run tells all that is put on top, also what is there already.
pub(super) fn against(now: &[Package], base: &[Package], told: Vec<Change>) -> Vec<Change> {
    type Packages = BTreeMap<(String, String), String>;
    let key = |name: &str, arch: Option<&str>| (name.to_owned(), arch.unwrap_or("").to_owned());
    let set = |packages: &mut dyn Iterator<Item = &Package>| -> Packages {
        packages
            .map(|one| {
                (
                    key(&one.name, one.architecture.as_deref()),
                    one.version.clone(),
                )
            })
            .collect()
    };
    let mut then = set(&mut base.iter());
    for change in told {
        let key = key(&change.name, change.architecture.as_deref());
        match change.new {
            Some(version) => drop(then.insert(key, version)),
            None => drop(then.remove(&key)),
        }
    }
    let before = set(&mut now.iter());
    let names: BTreeSet<_> = before.keys().chain(then.keys()).collect();
    let differing = names.into_iter().filter_map(|key| {
        let (old, new) = (before.get(key), then.get(key));
        let change = match (old, new) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), Some(_)) => ChangeType::Changed,
            (Some(_), None) => ChangeType::Removed,
            _ => ChangeType::Added,
        };
        Some(Change {
            kind: ChangeKind::Package,
            change,
            name: key.0.clone(),
            architecture: Some(key.1.clone()).filter(|arch| !arch.is_empty()),
            old: old.cloned(),
            new: new.cloned(),
            layered: Some(true),
        })
    });
    differing.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::rpm_ostree::plan::Plan;

    #[test]
    fn what_is_there_already_is_no_change() {
        let package = |name: &str, version: &str| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            architecture: Some("noarch".to_owned()),
            ..Package::default()
        };
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
