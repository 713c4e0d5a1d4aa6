//! What the service is killed in.

use std::fmt;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::{BootOptions, Options};

use crate::{Caller, Stage};

/// An argument that no sample system has.
pub(super) const ARGUMENT: &str = "waymark.faults=1";
/// All deeds are done on sample systems of one seed, which are equal.
const SEED: u64 = 61;

/// A job that changes the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Downloads and stages what is newest.
    Update,
    /// Goes back to a version on this disk.
    Restore,
    /// Goes back to a version that only the remote has.
    RestoreRemote,
    /// Deletes one deployment.
    Delete,
    /// Removes all earlier versions but the pinned one.
    CleanUp,
    /// Adds a kernel argument.
    KernelArguments,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Update,
        Self::Restore,
        Self::RestoreRemote,
        Self::Delete,
        Self::CleanUp,
        Self::KernelArguments,
    ];

    /// A new sample system to do it on. The earliest version on its disk is pinned.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(super) fn stage(self) -> Result<Stage> {
        let options = Options {
            seed: Some(SEED),
            older: 1,
            payload_files: 60,
            ..Options::default()
        };
        let stage = Stage::with(&options, &BootOptions::default())?;
        let machine = stage.machine();
        machine.system(["ostree", "admin", "pin", "2"])?.ok()?;
        machine
            .system(["sh", "-c", "echo dear >/var/letter"])?
            .ok()?;
        Ok(stage)
    }

    pub(super) fn member(self) -> &'static str {
        match self {
            Self::Update => "Update",
            Self::Restore | Self::RestoreRemote => "Restore",
            Self::Delete => "Delete",
            Self::CleanUp => "CleanUp",
            Self::KernelArguments => "SetKernelArguments",
        }
    }

    pub(super) fn signature(self) -> &'static str {
        match self {
            Self::Update => "sa{sv}",
            Self::Restore | Self::RestoreRemote => "sta{sv}",
            Self::Delete => "asta{sv}",
            Self::CleanUp => "a{sv}",
            Self::KernelArguments => "a{sv}a{sv}",
        }
    }

    /// What it is asked for with, as the system is now.
    ///
    /// # Errors
    /// If the service does not tell what is there.
    pub(super) fn arguments(self, stage: &Stage, caller: &mut Caller) -> Result<Value> {
        let generation = caller.generation()?;
        let earlier = || -> Result<String> {
            let all = stage.machine().deployments()?;
            let rollback = all.iter().find(|each| each.rollback);
            Ok(format!(
                "deployment:{}",
                rollback.context("nothing earlier")?.id()
            ))
        };
        Ok(match self {
            Self::Update => json!(["", {}]),
            Self::Restore => json!([earlier()?, generation, {}]),
            Self::RestoreRemote => {
                let oldest = &stage.sample.versions()?[0];
                json!([format!("version:{}", oldest.checksum), generation, {}])
            }
            Self::Delete => json!([[earlier()?], generation, {}]),
            Self::CleanUp => json!([{"keep": {"type": "u", "data": 0}}]),
            Self::KernelArguments => {
                json!([{"append": {"type": "as", "data": [ARGUMENT]}}, {}])
            }
        })
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Update => "update",
            Self::Restore => "restore",
            Self::RestoreRemote => "restore from the remote",
            Self::Delete => "delete",
            Self::CleanUp => "clean-up",
            Self::KernelArguments => "kernel arguments",
        })
    }
}
