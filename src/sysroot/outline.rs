//! What only the disk tells, for those who know the deployments from elsewhere.

use std::collections::HashMap;

use waymark_model::Result;

use crate::{origin, read};

/// What another program that lists the deployments does not say of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Whether the machine runs one of the deployments.
    pub booted: bool,
    /// Name of the operating system, for people.
    pub name: Option<String>,
    /// By id: the checksum or digest that a deployment stays at.
    pub held: HashMap<String, String>,
    /// By id: what tells a deployment from an earlier one of the same id.
    pub incarnations: HashMap<String, u64>,
}

/// Reads it: the boot list and the files that say where each deployment comes from.
#[expect(
    clippy::unnecessary_wraps,
    reason = "as all that runs on the reading thread"
)]
pub(crate) fn outline(sysroot: &ostree::Sysroot) -> Result<Outline> {
    let Some(base) = read::base(sysroot) else {
        return Ok(Outline::default());
    };
    let held = sysroot
        .deployments()
        .iter()
        .filter_map(|one| Some((read::id(one), origin::held(one)?)))
        .collect();
    Ok(Outline {
        booted: sysroot.booted_deployment().is_some(),
        name: read::os_name(sysroot, &base.deployment),
        held,
        incarnations: read::incarnations(sysroot),
    })
}
