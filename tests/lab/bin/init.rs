//! Process 1 of a machine: enters the deployment, starts the bus and what
//! stands in for logind (polkit comes by activation), reaps, and shuts down.
//! The machine lives as long as the controller holds its end of the control
//! socket: its closing is the power cut.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    process::{self, ChildStdout, Command, ExitCode, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, WaitOptions, WaitStatus};
use waymark_lab::machine::{FINALIZATION, POWER_OFF, Plan, RESTART};

use crate::{mounts, shutdown};

pub(crate) fn run(plan: &Plan) -> Result<ExitCode> {
    let mut control = UnixStream::connect(plan.control()).context("the lab is gone")?;
    control.write_all(b"init\n")?;
    cut_the_power_with(control.try_clone()?);

    let (desk, made) = start(
        "unshare",
        &[
            "--mount".as_ref(),
            "--propagation=private".as_ref(),
            env::current_exe()?.as_os_str(),
            "desk".as_ref(),
            plan.file().as_os_str(),
        ],
    )?;
    // Entering the deployment moves all that share this mount namespace.
    first_line(made).context("the session side was not made")?;
    mounts::enter_deployment(plan, &plan.boot.join("systemctl"))?;
    populate_var();

    let (bus, address) = start(
        "/usr/bin/dbus-daemon",
        &[
            "--system".as_ref(),
            "--nofork".as_ref(),
            "--nopidfile".as_ref(),
            "--nosyslog".as_ref(),
            "--print-address=1".as_ref(),
        ],
    )?;
    first_line(address).context("the system bus did not start")?;
    // This program is not in the deployment; the link to it works all the same.
    let (_, listens) = start("/proc/self/exe", &["sockets".as_ref()])?;
    first_line(listens).context("nothing listens for questions to registries")?;
    let (logind, ready) = start("/proc/self/exe", &["logind".as_ref()])?;
    first_line(ready).context("the stand-in for logind did not start")?;
    control.write_all(b"ready\n")?;

    let spared = [desk, bus];
    loop {
        let Some((pid, status)) = rustix::process::wait(WaitOptions::empty())? else {
            continue;
        };
        if pid == bus {
            bail!("the system bus ended: {status:?}");
        }
        if pid == logind {
            return Ok(end(status, &spared, Path::new(FINALIZATION)));
        }
    }
}

/// What the stand-in for logind ended with says how the machine ends.
fn end(logind: WaitStatus, spared: &[Pid], finalization: &Path) -> ExitCode {
    match logind
        .exit_status()
        .and_then(|code| u8::try_from(code).ok())
    {
        Some(code @ (RESTART | POWER_OFF)) => {
            shutdown::run(spared, finalization);
            ExitCode::from(code)
        }
        _ => {
            eprintln!("init: the stand-in for logind ended: {logind:?}");
            ExitCode::FAILURE
        }
    }
}

/// Ends this process, and with it the machine, when the other end is closed.
fn cut_the_power_with(mut control: UnixStream) {
    thread::spawn(move || {
        let mut rest = Vec::new();
        // Nothing is ever sent this way: any end of the wait means the same.
        let _ = control.read_to_end(&mut rest);
        process::exit(0);
    });
}

/// Makes the folders that packages expect in `/var`, as every boot does.
fn populate_var() {
    if Path::new("/usr/bin/systemd-tmpfiles").exists() {
        let status = Command::new("/usr/bin/systemd-tmpfiles")
            .args(["--create", "--boot", "--prefix=/var", "--prefix=/run"])
            .env("SYSTEMD_LOG_LEVEL", "err")
            .status();
        if let Err(error) = status {
            eprintln!("init: cannot populate /var: {error}");
        }
    }
    // tmpfiles may have written a hint that a session may not start yet.
    let _ = fs::remove_file("/run/nologin");
}

fn start(program: &str, arguments: &[&OsStr]) -> Result<(Pid, ChildStdout)> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let output = child.stdout.take().context("a pipe was asked for")?;
    Ok((Pid::from_child(&child), output))
}

/// Waits for a line, which says that the program is ready. The pipe is then
/// read on, so that the program never blocks on it.
fn first_line(output: ChildStdout) -> Result<()> {
    let mut lines = BufReader::new(output);
    let mut line = String::new();
    if lines.read_line(&mut line)? == 0 {
        bail!("it ended first");
    }
    thread::spawn(move || std::io::copy(&mut lines, &mut std::io::stderr()));
    Ok(())
}
