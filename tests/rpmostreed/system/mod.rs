//! The system that the double drives: a real sysroot, by libostree. Everything here
//! blocks and runs on threads of its own.

pub mod asked;
pub mod cached;
pub mod change;
pub mod commit;
pub mod deployment;
pub mod diff;
pub mod driver;
pub mod image;
pub mod layer;
pub mod origin;
pub mod package;
pub mod pull;
pub mod registry;
pub mod repos;
pub mod request;
pub mod resolve;
pub mod revision;
pub mod rpm;
pub mod run;
pub mod simple;
pub mod stage;
pub mod universe;

use anyhow::{Context as _, Result};
use ostree::glib::{Variant, prelude::*};
use ostree::{Deployment, Sysroot, gio};

/// The sysroot of the machine, as it is on disk now.
///
/// # Errors
/// If there is none.
pub fn open() -> Result<Sysroot> {
    let sysroot = Sysroot::new_default();
    sysroot.load(gio::Cancellable::NONE)?;
    Ok(sysroot)
}

/// The deployment that runs.
///
/// # Errors
/// If the machine was not booted by OSTree.
pub fn booted(sysroot: &Sysroot) -> Result<Deployment> {
    sysroot
        .booted_deployment()
        .context("Not currently booted into an OSTree system")
}

/// What the daemon's properties say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The stateroot that runs.
    pub osname: String,
    /// `Deployments`, `aa{sv}`, in boot order.
    pub deployments: Variant,
    /// `BootedDeployment`, `a{sv}`.
    pub booted: Variant,
    /// `DefaultDeployment`.
    pub default: Variant,
    /// `RollbackDeployment`; empty if there is none.
    pub rollback: Variant,
    /// `CachedUpdate`; empty if there is none.
    pub cached: Variant,
    /// `HasCachedUpdateRpmDiff`.
    pub has_diff: bool,
}

/// Reads all of it.
///
/// # Errors
/// If libostree cannot read something.
pub fn read() -> Result<Snapshot> {
    let sysroot = open()?;
    let booted = booted(&sysroot)?;
    let osname = booted.osname().to_string();
    let mut all = Vec::new();
    let (mut pending, mut rollback, mut passed) = (None, None, false);
    let mut booted_dict = None;
    for deployment in sysroot.deployments() {
        let dict = deployment::describe(&sysroot, &deployment)?;
        if deployment.equal(&booted) {
            passed = true;
            booted_dict = Some(dict.clone());
        } else if deployment.osname() == osname {
            let slot = if passed { &mut rollback } else { &mut pending };
            slot.get_or_insert_with(|| dict.clone());
        }
        all.push(dict);
    }
    let booted_dict = booted_dict.context("the booted deployment is not in the list")?;
    let cached = cached::load(&booted)?;
    let empty = ostree::glib::VariantDict::new(None).end();
    Ok(Snapshot {
        osname,
        deployments: array("a{sv}", all),
        default: pending.unwrap_or_else(|| booted_dict.clone()),
        booted: booted_dict,
        rollback: rollback.unwrap_or_else(|| empty.clone()),
        has_diff: cached.is_some(),
        cached: cached.unwrap_or(empty),
    })
}

/// A dictionary's entries, to build one.
pub struct Fields(ostree::glib::VariantDict);

impl Fields {
    /// An empty dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self(ostree::glib::VariantDict::new(None))
    }

    /// Sets a key.
    pub fn set(&mut self, key: &str, value: impl ToVariant) {
        self.0.insert_value(key, &value.to_variant());
    }

    /// Sets a key to a value that is one already.
    pub fn put(&mut self, key: &str, value: &Variant) {
        self.0.insert_value(key, value);
    }

    /// Sets a key if there is a value.
    pub fn set_some(&mut self, key: &str, value: Option<impl ToVariant>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    /// The dictionary.
    #[must_use]
    pub fn end(self) -> Variant {
        self.0.end()
    }
}

impl Default for Fields {
    fn default() -> Self {
        Self::new()
    }
}

/// An array of variants, `av`.
#[must_use]
pub fn variants(items: &[Variant]) -> Variant {
    array("v", items.iter().map(Variant::from_variant))
}

/// An array of values of one type, none included.
///
/// # Panics
/// If the type is not one.
pub fn array(kind: &'static str, items: impl IntoIterator<Item = Variant>) -> Variant {
    let kind = ostree::glib::VariantTy::new(kind).expect("a type");
    Variant::array_from_iter_with_type(kind, items)
}
