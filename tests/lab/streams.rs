//! Streams beside the one that a sample system follows: the next major version, or one
//! whose life has ended.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{SubsecRound as _, Utc};

use crate::dice::Dice;
use crate::packages::{Additions, installed_with_architecture, write_file};
use crate::repo::{Archive, Label, Layer, RpmLabel};
use crate::sample::Sample;
use crate::tree;

/// The branch of a system with rpm-ostree whose version is `version`: its first part is
/// the major one.
pub(crate) fn branch(version: &str) -> String {
    format!("sample/{}/x86_64/desktop", major(version))
}

fn major(version: &str) -> u32 {
    let first = version.split('.').next().unwrap_or_default();
    first.parse().unwrap_or_default()
}

impl Sample {
    /// Publishes a version of the next major stream and returns its branch: the newest
    /// version with some packages more and some upgraded, under a branch whose number is
    /// one higher. With a reason, that stream's life has ended already.
    ///
    /// # Errors
    /// If dpkg or libostree refuses it.
    pub fn publish_next_major(&self, end_of_life: Option<&str>) -> Result<String> {
        let _lock = self.lock()?;
        let state = self.state()?;
        let latest = state.versions.last().context("nothing was published")?;
        let version = format!("{}.10.10", major(&latest.version) + 1);
        let branch = branch(&version);
        let mut dice = Dice::new(state.seed, u64::MAX / 2);
        let additions = Additions::load(&self.additions())?;
        let names: Vec<_> = latest.own_packages.keys().cloned().collect();
        let mut install: Vec<_> = dice
            .choose(&names, 3)
            .iter()
            .map(|name| dice.upgraded(name, &latest.own_packages[name]))
            .collect();
        install.push(dice.new_package(&BTreeMap::new()));
        additions.change(&install, &[])?;
        let usr = additions.usr();
        write_file(
            &usr.join("lib/os-release"),
            tree::os_release(&version).as_bytes(),
        )?;
        let label = Label {
            version: &version,
            kernel: &latest.kernel,
            date: Utc::now().max(latest.date).trunc_subsecs(0),
            parent: None,
            rpm: Some(RpmLabel {
                branch: &branch,
                packages: installed_with_architecture(&usr.join(Path::new("share/dpkg/database")))?,
                end_of_life,
            }),
        };
        let archive = Archive::open(&self.repo())?;
        let layer = Layer {
            folder: &usr,
            at: "usr",
        };
        let checksum = archive.commit(Some(&state.base), &[layer], Some(&label))?;
        archive.sign(&checksum, &self.key()?)?;
        archive.set_branch(&branch, &checksum)?;
        Ok(branch)
    }
}
