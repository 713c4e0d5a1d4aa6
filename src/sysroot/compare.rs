//! What differs between two versions: packages and files.

use std::{cmp::Ordering, collections::BTreeMap};

use waymark_model::{
    Change, ChangeKind, ChangeType, Comparison, Error, ErrorKind, Files, Package, Ref, Result,
};

use crate::{
    commit::{self, Commit},
    database,
    object_tree::{self, Folder},
    read,
};

/// How versions of packages are ordered.
type Order = fn(&str, &str) -> Option<Ordering>;

/// Compares two versions as far as they are on this disk; their files only if asked to.
pub(crate) fn compare(
    sysroot: &ostree::Sysroot,
    from: &Ref,
    to: &Ref,
    files: bool,
) -> Result<Comparison> {
    let repo = sysroot.repo();
    let from = resolve(sysroot, &repo, from, "from")?;
    let to = resolve(sysroot, &repo, to, "to")?;
    Ok(Comparison {
        packages: packages(&repo, &from, &to)?,
        files: match (from.complete && to.complete, files) {
            (false, _) => Files::Unknown,
            (true, false) => Files::Known,
            (true, true) => changed_files(&repo, &from, &to)?,
        },
    })
}

fn resolve(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    reference: &Ref,
    argument: &str,
) -> Result<Commit> {
    match reference {
        Ref::Deployment(id) => {
            let deployment = read::find(&sysroot.deployments(), id)?;
            Commit::load(repo, &deployment.csum())
        }
        Ref::Version(checksum) => {
            commit::validate(checksum, argument)?;
            Commit::load(repo, checksum)
        }
    }
}

/// Packages that differ, by name; `None` if a version has no database here.
pub(crate) fn packages(
    repo: &ostree::Repo,
    from: &Commit,
    to: &Commit,
) -> Result<Option<Vec<Change>>> {
    let databases = database::differing(repo, from, to)?;
    Ok(databases.map(|[old, new]| package_changes(&old.packages, &new.packages, new.order)))
}

fn package_changes(old: &[Package], new: &[Package], order: Order) -> Vec<Change> {
    let mut names: BTreeMap<&str, (Vec<&Package>, Vec<&Package>)> = BTreeMap::new();
    for package in old {
        names.entry(&package.name).or_default().0.push(package);
    }
    for package in new {
        names.entry(&package.name).or_default().1.push(package);
    }
    names
        .into_values()
        .flat_map(|(old, new)| changes_of_one_name(old, new, order))
        .collect()
}

/// A name may be installed for several architectures: each is compared with its
/// own; where one only changed its architecture, it is one change and not two.
fn changes_of_one_name(
    mut old: Vec<&Package>,
    mut new: Vec<&Package>,
    order: Order,
) -> Vec<Change> {
    let mut changes = Vec::new();
    old.retain(|before| {
        let same = |after: &&Package| after.architecture == before.architecture;
        let Some(at) = new.iter().position(same) else {
            return true;
        };
        changes.extend(package_change(Some(before), Some(new.remove(at)), order));
        false
    });
    let mut old = old.into_iter();
    let mut new = new.into_iter();
    loop {
        match (old.next(), new.next()) {
            (None, None) => return changes,
            (before, after) => changes.extend(package_change(before, after, order)),
        }
    }
}

fn package_change(old: Option<&Package>, new: Option<&Package>, order: Order) -> Option<Change> {
    let change = match (old, new) {
        (Some(old), Some(new)) if old.version == new.version => return None,
        (Some(old), Some(new)) => match order(&old.version, &new.version) {
            Some(Ordering::Less) => ChangeType::Upgraded,
            Some(Ordering::Greater) => ChangeType::Downgraded,
            _ => ChangeType::Changed,
        },
        (Some(_), None) => ChangeType::Removed,
        (None, Some(_)) => ChangeType::Added,
        (None, None) => return None,
    };
    let named = new.or(old)?;
    Some(Change {
        kind: ChangeKind::Package,
        change,
        name: named.name.clone(),
        architecture: named.architecture.clone(),
        old: old.map(|package| package.version.clone()),
        new: new.map(|package| package.version.clone()),
        layered: None,
    })
}

/// Files that differ, by path; unknown if so much differs that nobody can look through it.
fn changed_files(repo: &ostree::Repo, from: &Commit, to: &Commit) -> Result<Files> {
    let mut walk = Walk {
        repo,
        changes: Vec::new(),
        folders: 0,
    };
    let (from, to) = (object_tree::root(from)?, object_tree::root(to)?);
    if !walk.through("", Some(&from), Some(&to))? {
        return Ok(Files::Unknown);
    }
    let mut changes = walk.changes;
    changes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Files::Compared(changes))
}

/// So many files and folders that differ are looked at; a whole system has fewer.
const MOST: usize = 500_000;
/// No path is longer, in bytes, as the kernel has it.
const LONGEST_PATH: usize = 4096;

/// A way through two trees.
struct Walk<'a> {
    repo: &'a ostree::Repo,
    changes: Vec<Change>,
    folders: usize,
}

impl Walk<'_> {
    /// Notes what differs below `path`; false if there is too much of it.
    fn through(&mut self, path: &str, from: Option<&String>, to: Option<&String>) -> Result<bool> {
        // The same tree has the same files, all the way down.
        if from == to {
            return Ok(true);
        }
        self.folders += 1;
        if self.changes.len() + self.folders > MOST || path.len() > LONGEST_PATH {
            return Ok(false);
        }
        let (old, new) = (load(self.repo, from)?, load(self.repo, to)?);
        for (name, checksum) in &new.files {
            match old.files.get(name) {
                Some(before) if before == checksum => {}
                Some(_) => self.note(ChangeType::Changed, path, name),
                None => self.note(ChangeType::Added, path, name),
            }
        }
        let gone = |name: &&String| !new.files.contains_key(*name);
        for name in old.files.keys().filter(gone) {
            self.note(ChangeType::Removed, path, name);
        }
        for (name, tree) in &new.folders {
            let below = format!("{path}/{name}");
            if !self.through(&below, old.folders.get(name), Some(tree))? {
                return Ok(false);
            }
        }
        for (name, tree) in &old.folders {
            let goes = !new.folders.contains_key(name);
            if goes && !self.through(&format!("{path}/{name}"), Some(tree), None)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn note(&mut self, change: ChangeType, path: &str, name: &str) {
        self.changes.push(Change {
            kind: ChangeKind::File,
            change,
            name: format!("{path}/{name}"),
            ..Change::default()
        });
    }
}

fn load(repo: &ostree::Repo, tree: Option<&String>) -> Result<Folder> {
    let Some(tree) = tree else {
        return Ok(Folder::default());
    };
    Folder::load(repo, tree)?.ok_or_else(|| {
        Error::new(ErrorKind::Corrupt, "data is damaged")
            .raw(format!("the tree {tree} is missing from a whole version"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dpkg;

    fn package(name: &str, architecture: &str, version: &str) -> Package {
        Package {
            name: name.into(),
            version: version.into(),
            architecture: Some(architecture.into()),
            ..Package::default()
        }
    }

    fn told(old: &[Package], new: &[Package]) -> Vec<(String, ChangeType)> {
        package_changes(old, new, dpkg::compare_versions)
            .into_iter()
            .map(|change| (change.name, change.change))
            .collect()
    }

    #[test]
    fn packages_are_matched_by_name_and_architecture() {
        let old = [
            package("lib", "amd64", "1"),
            package("lib", "i386", "1"),
            package("moved", "all", "1"),
            package("gone", "all", "1"),
            package("same", "all", "1"),
            package("down", "all", "2"),
        ];
        let new = [
            package("lib", "amd64", "2"),
            package("lib", "i386", "1"),
            package("moved", "amd64", "2"),
            package("new", "all", "1"),
            package("same", "all", "1"),
            package("down", "all", "2~1"),
        ];
        let expected = [
            ("down", ChangeType::Downgraded),
            ("gone", ChangeType::Removed),
            ("lib", ChangeType::Upgraded),
            ("moved", ChangeType::Upgraded),
            ("new", ChangeType::Added),
        ];
        let expected: Vec<_> = expected
            .map(|(name, change)| (name.to_owned(), change))
            .into();
        assert_eq!(told(&old, &new), expected);
        assert_eq!(told(&new, &new), []);
    }
}
