//! Finding packages of the running version.

use waymark_model::{Package, Result};

use crate::{commit::Commit, database, read};

/// Packages whose name or summary holds `text`, whatever its case: those with it
/// in their name first, at most `limit`.
pub(crate) fn search(sysroot: &ostree::Sysroot, text: &str, limit: usize) -> Result<Vec<Package>> {
    let Some(base) = read::base(sysroot) else {
        return Ok(Vec::new());
    };
    let repo = sysroot.repo();
    let commit = Commit::load(&repo, &base.deployment.csum())?;
    let database = database::of(&repo, &commit)?;
    let packages = database.map_or_else(Vec::new, |database| database.packages);
    Ok(found(packages, text, limit))
}

/// All packages of a version by name; `None` if they are not known here.
pub(crate) fn packages(sysroot: &ostree::Sysroot, checksum: &str) -> Result<Option<Vec<Package>>> {
    let repo = sysroot.repo();
    let Some(commit) = Commit::find(&repo, checksum)? else {
        return Ok(None);
    };
    let database = database::of(&repo, &commit)?;
    Ok(database.map(|database| database.packages))
}

fn found(packages: Vec<Package>, text: &str, limit: usize) -> Vec<Package> {
    let text = text.to_lowercase();
    let holds = |hay: &str| hay.to_lowercase().contains(&text);
    let (mut named, rest): (Vec<_>, Vec<_>) = packages
        .into_iter()
        .partition(|package| holds(&package.name));
    named.extend(
        rest.into_iter()
            .filter(|package| package.summary.as_deref().is_some_and(holds)),
    );
    named.truncate(limit);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_summaries() {
        let package = |name: &str, summary: &str| Package {
            name: name.into(),
            summary: Some(summary.into()),
            ..Package::default()
        };
        let packages = vec![
            package("apt", "installs packages; see libc"),
            package("libc6", "the C library"),
            package("zlib", "compression"),
        ];
        let names = |text, limit| -> Vec<String> {
            found(packages.clone(), text, limit)
                .into_iter()
                .map(|package| package.name)
                .collect()
        };
        assert_eq!(names("LIBC", 9), ["libc6", "apt"]);
        assert_eq!(names("lib", 1), ["libc6"]);
        assert_eq!(names("", 2), ["apt", "libc6"]);
        assert_eq!(names("none", 9), [""; 0]);
    }
}
