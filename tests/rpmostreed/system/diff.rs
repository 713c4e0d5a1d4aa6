//! How the packages of two commits differ, in the two forms that the daemon has.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use anyhow::Result;
use ostree::Repo;
use ostree::glib::{Variant, prelude::*};

use super::commit::Commit;
use super::package::Package;
use super::{Fields, array};

/// What became of packages, each sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// New ones.
    pub added: Vec<Package>,
    /// Gone ones.
    pub removed: Vec<Package>,
    /// Before and after.
    pub upgraded: Vec<(Package, Package)>,
    /// Before and after.
    pub downgraded: Vec<(Package, Package)>,
}

impl Diff {
    /// From one commit to another.
    ///
    /// # Errors
    /// If one is not here, or lists no packages.
    pub fn of_commits(repo: &Repo, from: &str, to: &str) -> Result<Self> {
        let packages = |checksum| Commit::load(repo, checksum)?.packages();
        Ok(Self::of(&packages(from)?, &packages(to)?))
    }

    /// From one list to another.
    #[must_use]
    pub fn of(from: &[Package], to: &[Package]) -> Self {
        let by_name = |list: &[Package]| -> BTreeMap<(String, String), Package> {
            list.iter()
                .map(|it| ((it.name.clone(), it.arch.clone()), it.clone()))
                .collect()
        };
        let (from, to) = (by_name(from), by_name(to));
        let mut diff = Self::default();
        for (key, old) in &from {
            match to.get(key) {
                None => diff.removed.push(old.clone()),
                Some(new) => match new.newer(old) {
                    Ordering::Greater => diff.upgraded.push((old.clone(), new.clone())),
                    Ordering::Less => diff.downgraded.push((old.clone(), new.clone())),
                    Ordering::Equal => {}
                },
            }
        }
        let new = to.iter().filter(|(key, _)| !from.contains_key(*key));
        diff.added = new.map(|(_, package)| package.clone()).collect();
        diff
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As in `CachedUpdate`, `a{sv}`. `layered` says whether a package is the user's.
    #[must_use]
    pub fn cached_form(&self, layered: impl Fn(&str) -> bool) -> Variant {
        let kind = |package: &Package| u32::from(layered(&package.name));
        let one = |it: &Package| (kind(it), it.name.clone(), it.evr(), it.arch.clone());
        let two = |(old, new): &(Package, Package)| {
            let version = |it: &Package| (it.evr(), it.arch.clone());
            (kind(new), new.name.clone(), version(old), version(new))
        };
        let mut fields = Fields::new();
        fields.set(
            "upgraded",
            self.upgraded.iter().map(two).collect::<Vec<_>>(),
        );
        fields.set(
            "downgraded",
            self.downgraded.iter().map(two).collect::<Vec<_>>(),
        );
        fields.set("removed", self.removed.iter().map(one).collect::<Vec<_>>());
        fields.set("added", self.added.iter().map(one).collect::<Vec<_>>());
        fields.end()
    }

    /// As the methods return it, `a(sua{sv})`: added, removed, upgraded, downgraded.
    #[must_use]
    pub fn method_form(&self) -> Variant {
        let three = |it: &Package| (it.name.clone(), it.evr(), it.arch.clone());
        let entry = |number: u32, old: Option<&Package>, new: Option<&Package>| {
            let mut fields = Fields::new();
            fields.set_some("PreviousPackage", old.map(three));
            fields.set_some("NewPackage", new.map(three));
            let name = new.or(old).map(|it| it.name.clone()).unwrap_or_default();
            Variant::tuple_from_iter([name.to_variant(), number.to_variant(), fields.end()])
        };
        let added = self.added.iter().map(|new| entry(0, None, Some(new)));
        let removed = self.removed.iter().map(|old| entry(1, Some(old), None));
        let upgraded = self
            .upgraded
            .iter()
            .map(|(old, new)| entry(2, Some(old), Some(new)));
        let downgraded = self
            .downgraded
            .iter()
            .map(|(old, new)| entry(3, Some(old), Some(new)));
        let all = added.chain(removed).chain(upgraded).chain(downgraded);
        array("(sua{sv})", all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump;

    #[test]
    fn both_forms_have_the_recorded_types() -> Result<()> {
        let entries = dump::load("properties/GetDeploymentsRpmDiff.rollback-to-booted.json")?;
        let read = |entry: &Variant, key| -> Option<Package> {
            let dict = entry.child_value(2);
            let (name, evr, arch): (String, String, String) = crate::wire::lookup(&dict, key)?;
            Some(Package::new(&name, &evr, &arch))
        };
        let old: Vec<_> = entries
            .iter()
            .filter_map(|it| read(&it, "PreviousPackage"))
            .collect();
        let new: Vec<_> = entries
            .iter()
            .filter_map(|it| read(&it, "NewPackage"))
            .collect();
        let diff = Diff::of(&old, &new);
        assert_eq!(diff.upgraded.len(), 3);
        assert_eq!(diff.method_form(), entries);

        let recorded = dump::load("properties/OS.CachedUpdate.after-check.json")?;
        let recorded = crate::wire::lookup_value(&recorded, "rpm-diff").expect("a diff");
        let told = diff.cached_form(|_| false);
        for key in ["upgraded", "downgraded", "removed", "added"] {
            let kind = |dict| crate::wire::lookup_value(dict, key).map(|it| it.type_().to_string());
            assert_eq!(kind(&told), kind(&recorded), "{key}");
        }
        Ok(())
    }
}
