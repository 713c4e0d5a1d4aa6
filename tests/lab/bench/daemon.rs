//! The service as a process of the sample machine, seen from outside.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use waymark_lab::Machine;

const NAME: &str = "io.github.waymarkos.Waymark1";
const PATIENCE: Duration = Duration::from_secs(30);

/// Its process id as this machine sees it.
pub(super) fn pid(machine: &Machine) -> Result<i32> {
    let inside = machine
        .owner_of(NAME)?
        .context("the service does not run")?;
    let neighbour = machine.spawn_system(["cat"])?;
    let namespace = |pid: i32| fs::read_link(format!("/proc/{pid}/ns/pid"));
    let wanted = namespace(neighbour.pid()?)?;
    let is = |pid: &i32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let ids = status.lines().find_map(|line| line.strip_prefix("NSpid:"));
        let last = ids.and_then(|ids| ids.split_whitespace().last()?.parse().ok());
        last == Some(inside) && namespace(*pid).is_ok_and(|found| found == wanted)
    };
    fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .find(is)
        .context("the service is not among the processes")
}

/// Ends the service, if it runs, and waits until it is gone.
pub(super) fn stop(machine: &Machine) -> Result<()> {
    if machine.owner_of(NAME)?.is_none() {
        return Ok(());
    }
    let pid = pid(machine)?;
    kill_process(Pid::from_raw(pid).context("no process")?, Signal::TERM)?;
    let end = Instant::now() + PATIENCE;
    while PathBuf::from(format!("/proc/{pid}")).exists() || machine.owner_of(NAME)?.is_some() {
        ensure!(Instant::now() < end, "the service does not end");
    }
    Ok(())
}
