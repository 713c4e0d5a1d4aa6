//! Everything about a sample system that is decided by chance: version strings,
//! dates, package names. One seed gives the same decisions again, so that a
//! failed run can be repeated with `WAYMARK_LAB_SEED`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Duration, Utc};

use crate::packages::Package;

const FIRST: [&str; 12] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "juniper",
    "lantern", "meadow",
];
const SECOND: [&str; 10] = [
    "tools", "viewer", "common", "data", "plugins", "fonts", "daemon", "utils", "codec", "themes",
];

/// A source of chance that can be repeated.
pub(crate) struct Dice {
    random: fastrand::Rng,
}

impl Dice {
    /// The decisions that belong to `seed`, from decision number `step` on.
    pub(crate) fn new(seed: u64, step: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed ^ step.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        }
    }

    /// The seed asked for in `WAYMARK_LAB_SEED`, or a new one.
    pub(crate) fn seed() -> Result<u64> {
        match std::env::var("WAYMARK_LAB_SEED") {
            Ok(text) => text
                .parse()
                .with_context(|| format!("WAYMARK_LAB_SEED={text} is not a number")),
            Err(_) => Ok(fastrand::u64(..1_000_000_000)),
        }
    }

    /// A first version string. All versions have parts of two digits, so that
    /// none is the beginning of another.
    pub(crate) fn first_version(&mut self) -> String {
        format!(
            "{}.{}.{}",
            self.random.u32(11..60),
            self.random.u32(10..20),
            self.random.u32(10..20)
        )
    }

    /// A version string after `version`.
    pub(crate) fn next_version(&mut self, version: &str) -> String {
        let mut parts = version.split('.').map(|part| part.parse().unwrap_or(10));
        let (major, minor, patch): (u32, u32, u32) = (
            parts.next().unwrap_or(11),
            parts.next().unwrap_or(10),
            parts.next().unwrap_or(10),
        );
        if patch > 90 || self.random.u8(..3) == 0 {
            format!("{major}.{}.{}", minor + 1, self.random.u32(10..20))
        } else {
            format!("{major}.{minor}.{}", patch + self.random.u32(1..9))
        }
    }

    /// `count` dates, oldest first, days apart; the last some hours ago.
    pub(crate) fn dates(&mut self, count: usize) -> Vec<DateTime<Utc>> {
        let mut date = Utc::now() - Duration::seconds(self.random.i64(3 * 3600..40 * 3600));
        let mut dates = Vec::with_capacity(count);
        for _ in 0..count {
            dates.push(date);
            date -= Duration::seconds(self.random.i64(2 * 86_400..12 * 86_400));
        }
        dates.reverse();
        dates
    }

    /// A package that is in none of `taken`.
    pub(crate) fn new_package(&mut self, taken: &BTreeMap<String, String>) -> Package {
        loop {
            let first = FIRST[self.random.usize(..FIRST.len())];
            let second = SECOND[self.random.usize(..SECOND.len())];
            let name = format!("{first}-{second}-{}", self.random.u32(10..1000));
            if !taken.contains_key(&name) {
                let version = self.first_package_version();
                return Package::small(&name, &version, &mut self.random);
            }
        }
    }

    /// The same package in a later version.
    pub(crate) fn upgraded(&mut self, name: &str, version: &str) -> Package {
        let version = self.later_package_version(version);
        Package::small(name, &version, &mut self.random)
    }

    /// The big package of the sample in a version after `version`.
    pub(crate) fn payload(&mut self, version: Option<&str>, files: usize, size: usize) -> Package {
        let version = match version {
            Some(version) => self.later_package_version(version),
            None => self.first_package_version(),
        };
        Package::payload(&version, files, size, &mut self.random)
    }

    /// `count` of `things`, or as many as there are.
    pub(crate) fn choose<T: Clone>(&mut self, things: &[T], count: usize) -> Vec<T> {
        self.random.choose_multiple(things.iter().cloned(), count)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.random.usize(..end)
    }

    /// `length` bytes that do not compress.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.random.fill(&mut bytes);
        bytes
    }

    fn first_package_version(&mut self) -> String {
        let epoch = if self.random.u8(..4) == 0 { "1:" } else { "" };
        format!(
            "{epoch}{}.{}.{}-{}",
            self.random.u32(..9),
            self.random.u32(..30),
            self.random.u32(..30),
            self.random.u32(1..5)
        )
    }

    /// Raises the Debian revision or the part before it.
    fn later_package_version(&mut self, version: &str) -> String {
        let (upstream, revision) = version.rsplit_once('-').unwrap_or((version, "1"));
        let (head, patch) = upstream.rsplit_once('.').unwrap_or((upstream, "0"));
        if self.random.bool() {
            let revision = revision.parse::<u32>().unwrap_or(1);
            format!("{upstream}-{}", revision + self.random.u32(1..4))
        } else {
            let patch = patch.parse::<u32>().unwrap_or(0);
            format!("{head}.{}-1", patch + self.random.u32(1..9))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_seed_decides_the_same() {
        assert_eq!(
            Dice::new(7, 1).first_version(),
            Dice::new(7, 1).first_version()
        );
        assert_eq!(Dice::new(7, 1).bytes(64), Dice::new(7, 1).bytes(64));
    }

    #[test]
    fn versions_and_dates_rise() {
        let mut dice = Dice::new(11, 0);
        let mut version = dice.first_version();
        for _ in 0..50 {
            let next = dice.next_version(&version);
            assert!(
                next > version && next.len() == version.len(),
                "{version} {next}"
            );
            version = next;
        }
        assert!(dice.dates(6).is_sorted());
    }
}
