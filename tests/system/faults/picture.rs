//! What decides about a system, so that two can be compared.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use waymark_lab::machine::Deployed;

use crate::Stage;

/// The deployments in boot order with their pins, and the kernel arguments of each boot
/// entry. How often something was deployed does not matter, and versions tell commits
/// apart: sample systems of one seed have the same at other times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) deployments: Vec<Deployed>,
    /// By the order in which they are started.
    pub(super) arguments: BTreeMap<u32, Vec<String>>,
}

/// Prints every boot entry as a line of its version and one of its options, having
/// looked that its kernel, its initrd and its deployment are there.
const ENTRIES: &str = r#"
set -eu
for entry in /boot/loader/entries/*.conf; do
    version=$(sed -n 's/^version //p' "$entry")
    options=$(sed -n 's/^options //p' "$entry")
    for file in $(sed -n 's/^linux //p; s/^initrd //p' "$entry"); do
        [ -s "/boot$file" ] || [ -s "$file" ] || { echo "$entry: $file is not there" >&2; exit 1; }
    done
    place=$(printf '%s\n' $options | sed -n 's/^ostree=//p')
    [ -d "/sysroot$place/usr/lib/modules" ] || { echo "$entry: $place is not there" >&2; exit 1; }
    printf '%s\n%s\n' "$version" "$options"
done"#;

impl Picture {
    /// The system as it is.
    ///
    /// # Errors
    /// If libostree does not say, or a boot entry lacks what it starts.
    pub(super) fn of(stage: &Stage) -> Result<Self> {
        let machine = stage.machine();
        let mut deployments = machine.deployments()?;
        for each in &mut deployments {
            each.serial = 0;
            each.checksum.clear();
        }
        let told = machine.system(["sh", "-c", ENTRIES])?.ok()?;
        let mut arguments = BTreeMap::new();
        let mut lines = told.lines();
        while let Some(version) = lines.next() {
            let options = lines.next().context("an entry without options")?;
            let own = options
                .split_whitespace()
                .filter(|word| !word.starts_with("ostree="))
                .map(str::to_owned)
                .collect();
            let known = arguments.insert(version.parse()?, own);
            ensure!(known.is_none(), "two entries have the version {version}");
        }
        let listed = deployments.iter().filter(|each| !each.staged).count();
        ensure!(
            listed == arguments.len(),
            "{listed} deployments and {} entries",
            arguments.len()
        );
        Ok(Self {
            deployments,
            arguments,
        })
    }

    /// The versions that nothing deletes.
    pub(super) fn pinned(&self) -> Vec<&str> {
        let pinned = self.deployments.iter().filter(|each| each.pinned);
        pinned.map(|each| each.version.as_str()).collect()
    }
}
