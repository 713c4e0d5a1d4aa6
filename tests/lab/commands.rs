//! What `dev/run` and `dev/lab` do with the kept sample system.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};
use waymark_lab::machine::Deployed;
use waymark_lab::session::Answer;
use waymark_lab::{BootOptions, Machine, Options, Presence, Sample, Session};

/// How long the machine may take to go down and come up.
const RESTART: Duration = Duration::from_secs(60);
/// How long a window may stay open.
const ALWAYS: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Opens the window on the display of whoever calls, again after each restart,
/// until it is closed.
pub(crate) fn run(dir: &Path, options: &Options) -> Result<()> {
    let (sample, _server) = Sample::keep(dir, options)?;
    let mut machine = Machine::boot(&sample, &BootOptions::default())?;
    sample.offer_something(&on_disk(&machine)?)?;
    println!("./dev/lab publish gives the sample system something new while the window is open.");
    loop {
        say_running(&machine)?;
        let session = machine.session("admin", Presence::Active)?;
        use_callers_display(&session)?;
        if let Some(language) = env::var_os("LANGUAGE") {
            session.set_env("LANGUAGE", language);
        }
        // What asks for a password is answered with admin's.
        let agent = session.agent(&Answer::Password("admin".to_owned()))?;
        let ended = session.spawn(["waymark"])?.wait(ALWAYS)?;
        drop(agent);
        drop(session);
        if ended.status.success() {
            println!("The window was closed: turning the sample system off.");
            return turn_off(machine);
        }
        if ended.status.code().is_some() {
            bail!("the window ended with {}:\n{}", ended.status, ended.stderr);
        }
        println!("The sample system restarts.");
        machine = machine.wait_for_restart(RESTART)?;
    }
}

/// Opens a shell as root in the sample system, again after each restart, until
/// it is left.
pub(crate) fn enter(dir: &Path, options: &Options) -> Result<()> {
    let (sample, _server) = Sample::keep(dir, options)?;
    let mut machine = Machine::boot(&sample, &BootOptions::default())?;
    println!("This shell is root in the sample system; exit turns it off.");
    println!("In another terminal: ./dev/lab publish, ./dev/lab restart, ./dev/lab status.");
    loop {
        say_running(&machine)?;
        let ended = shell(&machine)?;
        if ended.code().is_some() {
            return turn_off(machine);
        }
        println!("The sample system restarts.");
        machine = machine.wait_for_restart(RESTART)?;
    }
}

/// Publishes a version with chance contents, whether the system runs or not.
pub(crate) fn publish(dir: &Path, version: Option<String>) -> Result<()> {
    let sample = open(dir)?;
    let mut spec = sample.random_version()?;
    if let Some(version) = version {
        spec.version = version;
    }
    let published = sample.publish(&spec)?;
    println!("Published {} ({})", published.version, published.checksum);
    for change in &published.packages {
        let old = change.old.as_deref().unwrap_or("nothing");
        let new = change.new.as_deref().unwrap_or("nothing");
        println!("  {}: {old} → {new}", change.name);
    }
    Ok(())
}

/// Restarts the sample system that another process runs.
pub(crate) fn restart(dir: &Path) -> Result<()> {
    let sample = open(dir)?;
    let bus = newest_boot(&sample)?.join("run/dbus/system_bus_socket");
    let asked = std::process::Command::new("busctl")
        .env(
            "DBUS_SYSTEM_BUS_ADDRESS",
            format!("unix:path={}", bus.display()),
        )
        .args(["call", "org.freedesktop.login1", "/org/freedesktop/login1"])
        .args(["org.freedesktop.login1.Manager", "Reboot", "b", "false"])
        .output()?;
    ensure!(
        asked.status.success(),
        "the sample system does not run; ./dev/run or ./dev/lab enter starts it: {}",
        String::from_utf8_lossy(&asked.stderr)
    );
    Ok(())
}

/// Forgets the sample system; the next command makes another.
pub(crate) fn reset(dir: &Path) -> Result<()> {
    Sample::forget(dir)?;
    println!("The sample system is gone; the next ./dev/run or ./dev/lab enter makes a new one.");
    Ok(())
}

/// Tells what is published, what is on the disk and whether the system runs.
pub(crate) fn status(dir: &Path) -> Result<()> {
    let sample = open(dir)?;
    let runs = sample.serve().is_err();
    println!("{}", sample.dir().display());
    println!("{}", if runs { "It runs." } else { "It does not run." });
    println!("Published at {}, newest first:", sample.url()?);
    for published in sample.versions()?.iter().rev() {
        let date = published.date.format("%F");
        println!(
            "  {}  {date}  {:.12}",
            published.version, published.checksum
        );
    }
    println!("On the disk, in boot order:");
    let output = std::process::Command::new("ostree")
        .args(["admin", "status", "--sysroot"])
        .arg(sample.sysroot())
        .output()?;
    ensure!(output.status.success(), "ostree admin status failed");
    print!("{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

/// Turns the machine off as its power menu does, so that what is staged is
/// there at the next start.
pub(crate) fn turn_off(machine: Machine) -> Result<()> {
    let manager = [
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
    ];
    let call = ["busctl", "call"].iter().chain(&manager);
    machine
        .system(call.chain(&["PowerOff", "b", "false"]))?
        .ok()?;
    machine.wait_for_power_off(RESTART)
}

fn open(dir: &Path) -> Result<Sample> {
    Sample::open(dir).context("./dev/run or ./dev/lab enter makes one")
}

fn on_disk(machine: &Machine) -> Result<Vec<String>> {
    let all = machine.deployments()?;
    Ok(all.into_iter().map(|each| each.checksum).collect())
}

fn say_running(machine: &Machine) -> Result<()> {
    let all = machine.deployments()?;
    let Deployed {
        version, checksum, ..
    } = all
        .iter()
        .find(|each| each.running)
        .context("libostree sees no booted deployment")?;
    println!("Waymark Sample OS {version} ({checksum:.12}) runs.");
    Ok(())
}

fn shell(machine: &Machine) -> Result<ExitStatus> {
    machine.at_terminal(["bash", "--norc", "-i"], &[("PS1", r"sample:\w\$ ")])
}

/// The folder of the newest boot, whether it still runs or not.
fn newest_boot(sample: &Sample) -> Result<PathBuf> {
    let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse::<u32>().ok();
    let newest = fs::read_dir(sample.boots())?
        .filter_map(|entry| number(entry.ok()?))
        .max()
        .context("the sample system has never run")?;
    Ok(sample.boots().join(newest.to_string()))
}

/// Lets the session use the display that this program was called on.
fn use_callers_display(session: &Session) -> Result<()> {
    if let Some(display) = env::var_os("DISPLAY").and_then(|name| name.into_string().ok()) {
        let authority = env::var_os("XAUTHORITY").map(PathBuf::from);
        return session.use_display(&display, authority.as_deref().filter(|file| file.exists()));
    }
    // dev/run binds the compositor's socket to where the session finds it.
    let socket: OsString = env::var_os("WAYMARK_WAYLAND").context("there is no display")?;
    session.set_env("WAYLAND_DISPLAY", socket);
    session.set_env("XDG_SESSION_TYPE", "wayland");
    Ok(())
}
