//! What a shutdown does: ends the sessions, then the services, then finalizes
//! what was staged.

use std::{
    fs,
    os::fd::OwnedFd,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open},
};

use crate::cgroups;

/// How long programs have to end by themselves before they are killed.
const PATIENCE: Duration = Duration::from_secs(3);

/// Shuts down all but the processes in `spared`, and leaves in the file `finalization`
/// how the finalization went.
pub(crate) fn run(spared: &[Pid], finalization: &Path) {
    end(&cgroups::members(
        &Path::new(cgroups::ROOT).join("user.slice"),
    ));
    let services: Vec<Pid> = everything()
        .into_iter()
        .filter(|pid| !spared.contains(pid))
        .collect();
    end(&services);
    // Nothing here has to outlive the computer, and syncing its disk can take long.
    let finalize = Command::new("ostree")
        .args(["admin", "finalize-staged"])
        .env("OSTREE_SYSROOT_OPTS", "skip-sync")
        .output();
    let told = match finalize {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            if !output.status.success() {
                eprintln!("init: finalize-staged failed: {}: {said}", output.status);
            }
            format!("{}\n{said}", output.status.code().unwrap_or(-1))
        }
        Err(error) => {
            eprintln!("init: finalize-staged did not run: {error}");
            format!("-1\n{error}")
        }
    };
    if let Err(error) = fs::write(finalization, told) {
        eprintln!("init: cannot tell how the finalization went: {error}");
    }
}

/// All processes but this one.
fn everything() -> Vec<Pid> {
    let own = rustix::process::getpid();
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
        .filter(|pid| *pid != own)
        .collect()
}

/// Asks the processes to end, waits, and kills those that did not.
fn end(pids: &[Pid]) {
    let alive: Vec<(Pid, OwnedFd)> = pids
        .iter()
        .filter_map(|pid| Some((*pid, pidfd_open(*pid, PidfdFlags::empty()).ok()?)))
        .collect();
    for (pid, _) in &alive {
        let _ = kill_process(*pid, Signal::TERM);
    }
    let deadline = Instant::now() + PATIENCE;
    for (pid, handle) in &alive {
        if !ended_by(handle, deadline) {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            eprintln!("init: killing {pid} {}", name.trim());
            let _ = kill_process(*pid, Signal::KILL);
        }
    }
}

/// Waits until the process behind `handle` has ended, or the deadline has.
fn ended_by(handle: &OwnedFd, deadline: Instant) -> bool {
    let left = deadline.saturating_duration_since(Instant::now());
    let Ok(timeout) = Timespec::try_from(left) else {
        return false;
    };
    let mut waiting = [PollFd::new(handle, PollFlags::IN)];
    poll(&mut waiting, Some(&timeout)).is_ok_and(|ready| ready > 0)
}
