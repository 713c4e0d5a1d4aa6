//! What a boot consists of, as the controller hands it to the processes that
//! make it true (`waymark-lab-machine frame`, `init` and `desk`).

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The machine ended because it was told to start again.
pub const RESTART: u8 = 10;
/// The machine ended because it was told to power off.
pub const POWER_OFF: u8 = 11;

/// Where a machine that shuts down leaves how the finalization went, as seen from
/// inside: its exit status in the first line, then what it said.
pub const FINALIZATION: &str = "/run/waymark-lab-finalization";

/// Where everything of one boot is, outside the machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// A folder of this boot's own: its `/run`, its log, its control socket.
    pub boot: PathBuf,
    /// The OSTree sysroot.
    pub sysroot: PathBuf,
    /// The deployment that runs.
    pub deployment: PathBuf,
    /// The stateroot's `var`, the same in every boot.
    pub var: PathBuf,
    /// What the kernel of a machine of its own would call this boot.
    pub boot_id: String,
}

impl Plan {
    /// The folder that is `/run` inside.
    #[must_use]
    pub fn run(&self) -> PathBuf {
        self.boot.join("run")
    }

    /// The socket on which the machine says how far it is; closing the
    /// controller's end of it cuts the machine's power.
    #[must_use]
    pub fn control(&self) -> PathBuf {
        self.boot.join("control")
    }

    /// What everything on the system side wrote to its error output.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.boot.join("system.log")
    }

    /// The file that is the kernel's boot id inside.
    #[must_use]
    pub fn boot_id_file(&self) -> PathBuf {
        self.boot.join("boot-id")
    }

    /// [`FINALIZATION`] as seen from outside.
    #[must_use]
    pub fn finalization(&self) -> PathBuf {
        self.boot.join(FINALIZATION.trim_start_matches('/'))
    }

    /// Where the plan itself is kept.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.boot.join("plan.json")
    }

    /// Writes the plan to its file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self) -> Result<()> {
        fs::write(self.file(), serde_json::to_vec_pretty(self)?)
            .context("cannot write the plan of the boot")
    }

    /// Reads a plan that was written before.
    ///
    /// # Errors
    /// If there is none, or another program wrote it.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }
}
