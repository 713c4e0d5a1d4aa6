//! The sample system as a machine of its own: its kernel, systemd, the service as its unit
//! has it started, real shutdowns, and a power cut.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use waymark_lab::emulator::{self, Cut, Disks, Trial};

/// When the service leaves that was told to hurry, in seconds.
const IDLE: u32 = 2;
const PATIENCE: Duration = Duration::from_secs(60);

/// The service leaves when nobody needs it, and comes back when it is called.
fn leaves_and_comes_back(trial: &mut Trial<'_>) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while trial.ok("systemctl show waymarkd --property=ActiveState")? != "ActiveState=inactive" {
        ensure!(Instant::now() < end, "the idle service stays");
    }
    let told = trial.ok("systemctl show waymarkd --property=Result,ExecMainStatus")?;
    ensure!(
        told.contains("Result=success") && told.contains("ExecMainStatus=0"),
        "it did not leave well: {told}"
    );
    trial.look(false)?;
    Ok(())
}

#[test]
fn a_machine_updates_goes_back_and_survives_a_power_cut() -> Result<()> {
    let seed = emulator::seed()?;
    let cut = Cut::one(seed);
    let disks = Disks::make(seed)?;
    let disk = disks.fresh("machine")?;
    let mut trial = Trial::boot(&disks, &disk)?;
    trial.ok(&format!(
        "mkdir -p /etc/waymark && echo idle-exit-seconds = {IDLE} >/etc/waymark/waymarkd.toml && sync"
    ))?;
    let seen = trial.look(false)?;
    assert_eq!(seen.runs(), disks.old.version);
    leaves_and_comes_back(&mut trial)?;
    // What the service is refused by its unit would fail here.
    trial.ok("id waymark && systemctl is-active waymark-registry.socket")?;

    let told = trial.ask("update")?;
    assert_eq!(told["result"]["outcome"], "ok", "{told}");
    let seen = trial.look(false)?;
    assert!(seen.deployments[0].staged && seen.deployments[0].version == disks.new.version);
    trial.ok("systemctl is-active ostree-finalize-staged.service")?;
    let mut trial = trial.restart("waymarkctl restart --yes", &disk)?;
    let seen = trial.look(true)?;
    assert_eq!(seen.runs(), disks.new.version);
    assert_eq!(seen.start(), ("updated", None), "{}", seen.last_start);

    let told = trial.ask(&format!("restore {}", disks.old.version))?;
    assert_eq!(told["result"]["outcome"], "ok", "{told}");
    let mut trial = trial.restart("waymarkctl restart --yes", &disk)?;
    let seen = trial.look(true)?;
    assert_eq!(seen.runs(), disks.old.version);
    assert_eq!(seen.start(), ("went-back", None), "{}", seen.last_start);

    // What was gone back from is offered again when it is asked for.
    trial.ok("waymarkctl unhide")?;
    eprintln!("The power is cut: {cut}");
    let (mut trial, told) = cut
        .make(&disks, trial, &disk)
        .with_context(|| cut.to_string())?;
    eprintln!("{told}");

    let seen = trial.look(true)?;
    if seen.runs() == disks.new.version {
        trial.ok(&format!("waymarkctl restore {}", disks.old.version))?;
        let mut trial = trial.restart("waymarkctl restart --yes", &disk)?;
        assert_eq!(trial.look(true)?.runs(), disks.old.version);
    }
    Ok(())
}
