//! From which repository a package of the base is replaced.
//!
//! rpm-ostree takes one repository for each name, and with every update that one's newest
//! version. So the one is chosen that has the newest version now.

use std::{collections::BTreeMap, env::consts::ARCH};

use waymark_model::{Error, ErrorKind, Package, Result, Step};

use super::{
    RpmOstreeEngine, deployments::RawDeployment, errors::of_method, listings::RawPackage,
    reading::os_proxy,
};
use crate::jobs::JobContext;

/// Names of packages, by the id of the repository that they come from.
type Replacements = BTreeMap<String, Vec<String>>;

impl RpmOstreeEngine {
    /// Chooses a repository for each of these packages of the base.
    ///
    /// # Errors
    /// `NotFound` and `Conflict`, with all packages that it is about.
    pub(super) async fn replacements(
        &self,
        latest: &RawDeployment,
        names: Vec<String>,
        job: &JobContext,
    ) -> Result<Replacements> {
        if names.is_empty() {
            return Ok(Replacements::new());
        }
        let base = self.base_packages(latest).await?;
        if let Some(base) = &base {
            let is_missing = |name: &&String| !base.iter().any(|package| package.name == **name);
            let missing: Vec<_> = names.iter().filter(is_missing).cloned().collect();
            let message = "the published image has no such packages";
            none(missing, ErrorKind::NotFound, message)?;
        }
        self.refresh_repositories(job, 0.0..0.1).await?;
        job.phase(Step::Resolving, 0.1..0.1);
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = tokio::select! {
            found = os.get_packages(&asked) => found.map_err(|error| of_method(&error))?,
            // rpm-ostree looks on; nobody waits for it.
            () = job.cancelled() => return job.check().map(|()| Replacements::new()),
        };
        let found = RawPackage::read_all(&found);
        choose(&names, &found, base.as_deref().unwrap_or_default())
    }
}

/// The repository with the newest version of each package. `found` holds no others, but
/// one for each architecture, and one for each repository that has the very same.
fn choose(names: &[String], found: &[RawPackage], base: &[Package]) -> Result<Replacements> {
    let mut chosen = Replacements::new();
    let (mut missing, mut same) = (Vec::new(), Vec::new());
    for name in names {
        let now: Vec<&Package> = base.iter().filter(|one| one.name == *name).collect();
        let fits = |one: &&RawPackage| {
            let mut installed = now.iter().filter_map(|one| one.architecture.as_deref());
            [ARCH, "noarch"].contains(&one.arch.as_str()) || installed.any(|arch| arch == one.arch)
        };
        let mut all = found.iter().filter(|one| one.name == *name);
        let Some((one, repository)) = all
            .find(fits)
            .and_then(|one| Some((one, one.repository.clone()?)))
        else {
            missing.push(name.clone());
            continue;
        };
        if now.iter().any(|now| now.version == one.evr) {
            same.push(name.clone());
        }
        chosen.entry(repository).or_default().push(name.clone());
    }
    let message = "no repository has these packages";
    none(missing, ErrorKind::NotFound, message)?;
    let message = "the repositories have no other version than the published image";
    none(same, ErrorKind::Conflict, message)?;
    Ok(chosen)
}

/// Refuses if there are any.
fn none(packages: Vec<String>, kind: ErrorKind, message: &str) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let message = format!("{message}: {}", packages.join(", "));
    Err(Error::new(kind, message).with(|fields| fields.packages = Some(packages)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, evr: &str, arch: &str, repository: &str) -> RawPackage {
        RawPackage {
            name: name.to_owned(),
            evr: evr.to_owned(),
            arch: arch.to_owned(),
            repository: Some(repository.to_owned()),
            ..RawPackage::default()
        }
    }

    fn has(name: &str, version: &str, architecture: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: version.to_owned(),
            architecture: Some(architecture.to_owned()),
            ..Package::default()
        }
    }

    fn names(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn each_package_comes_from_the_repository_with_its_newest_version() {
        let base = [has("mesa", "25.1-1", ARCH), has("tzdata", "1", "noarch")];
        let offers = [
            found("mesa", "25.2-1", "other", "old"),
            found("mesa", "25.2-2", ARCH, "updates"),
            found("tzdata", "2", "noarch", "fedora"),
        ];
        let chosen = choose(&names("mesa tzdata"), &offers, &base).unwrap();
        let expected = [
            ("fedora".to_owned(), names("tzdata")),
            ("updates".to_owned(), names("mesa")),
        ];
        assert_eq!(chosen, expected.into());
        // Of a base that is not known, what runs on this machine.
        let chosen = choose(&names("mesa"), &offers, &[]).unwrap();
        assert_eq!(chosen, [("updates".to_owned(), names("mesa"))].into());
        let base = [has("mesa", "25.1-1", "other")];
        let chosen = choose(&names("mesa"), &offers, &base).unwrap();
        assert_eq!(chosen, [("old".to_owned(), names("mesa"))].into());
    }

    #[test]
    fn what_cannot_be_replaced_is_named_all_at_once() {
        let base = ["a", "b", "c", "d"].map(|name| has(name, "1-1", ARCH));
        let offers = [
            found("a", "2-1", "other", "updates"),
            found("c", "1-1", ARCH, "updates"),
            found("d", "1-1", ARCH, "updates"),
        ];
        let error = choose(&names("a b c"), &offers, &base).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert_eq!(error.fields.packages, Some(names("a b")));
        let error = choose(&names("c d"), &offers, &base).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert_eq!(error.fields.packages, Some(names("c d")));
    }
}
