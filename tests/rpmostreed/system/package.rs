//! Packages: their names and versions, and how those compare.

use std::cmp::Ordering;

use ostree::glib::{Variant, prelude::*};

/// A package as rpm names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// 0 if it has none.
    pub epoch: u64,
    /// Version.
    pub version: String,
    /// Release; empty for a Debian package without a revision.
    pub release: String,
    /// Architecture.
    pub arch: String,
}

impl Package {
    /// From `name`, `[epoch:]version[-release]` and the architecture.
    #[must_use]
    pub fn new(name: &str, evr: &str, arch: &str) -> Self {
        let (epoch, rest) = evr.split_once(':').unwrap_or(("0", evr));
        let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
        Self {
            name: name.to_owned(),
            epoch: epoch.parse().unwrap_or_default(),
            version: version.to_owned(),
            release: release.to_owned(),
            arch: arch.to_owned(),
        }
    }

    /// From `name-[epoch:]version-release.arch`.
    #[must_use]
    pub fn from_nevra(nevra: &str) -> Option<Self> {
        let (rest, arch) = nevra.rsplit_once('.')?;
        let (rest, release) = rest.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        Some(Self::new(name, &format!("{version}-{release}"), arch))
    }

    /// `[epoch:]version-release`, without an epoch of 0.
    #[must_use]
    pub fn evr(&self) -> String {
        let epoch = match self.epoch {
            0 => String::new(),
            epoch => format!("{epoch}:"),
        };
        match self.release.as_str() {
            "" => format!("{epoch}{}", self.version),
            release => format!("{epoch}{}-{release}", self.version),
        }
    }

    /// `name-evr.arch`.
    #[must_use]
    pub fn nevra(&self) -> String {
        format!("{}-{}.{}", self.name, self.evr(), self.arch)
    }

    /// Whether a request means this package: by name, name.arch or the whole.
    #[must_use]
    pub fn matches(&self, request: &str) -> bool {
        request == self.name
            || request == self.nevra()
            || request == format!("{}.{}", self.name, self.arch)
            || request == format!("{}-{}", self.name, self.evr())
    }

    /// `(sstsss)`: nevra, name, epoch, version, release, architecture.
    #[must_use]
    pub fn full(&self) -> Variant {
        let Self {
            name,
            epoch,
            version,
            release,
            arch,
        } = self;
        (self.nevra(), name, epoch, version, release, arch).to_variant()
    }

    /// The reverse of [`Self::full`].
    #[must_use]
    pub fn from_full(value: &Variant) -> Option<Self> {
        let (_, name, epoch, version, release, arch) =
            value.get::<(String, String, u64, String, String, String)>()?;
        Some(Self {
            name,
            epoch,
            version,
            release,
            arch,
        })
    }

    /// Which of two versions is newer, by the rules of Debian, whose packages the
    /// sample system has; for the made ones rpm's rules say the same.
    #[must_use]
    pub fn newer(&self, other: &Self) -> Ordering {
        let read = |package: &Self| package.evr().parse::<debversion::Version>();
        match (read(self), read(other)) {
            (Ok(own), Ok(others)) => own.cmp(&others),
            _ => self.evr().cmp(&other.evr()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_and_together() {
        let vim = Package::from_nevra("vim-minimal-2:9.1.1706-1.fc44.x86_64").expect("a nevra");
        assert_eq!((vim.name.as_str(), vim.epoch), ("vim-minimal", 2));
        assert_eq!(vim.evr(), "2:9.1.1706-1.fc44");
        assert_eq!(vim.nevra(), "vim-minimal-2:9.1.1706-1.fc44.x86_64");
        assert_eq!(Package::from_full(&vim.full()), Some(vim.clone()));
        assert!(vim.matches("vim-minimal.x86_64") && !vim.matches("vim"));
        let native = Package::new("dpkg", "1.22.21", "x86_64");
        assert_eq!(native.evr(), "1.22.21");
        assert_eq!(
            vim.newer(&Package::new("vim-minimal", "2:9.1.1700-9", "x86_64")),
            Ordering::Greater
        );
    }
}
