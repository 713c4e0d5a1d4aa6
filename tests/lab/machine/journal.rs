//! The journal of a machine. No journald runs in it, so the lab writes down what one
//! would have kept, into real journal files.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};

use super::Plan;

const WRITER: &str = "/usr/lib/systemd/systemd-journal-remote";
/// The unit that puts what is staged into the boot list as a machine shuts down.
pub const FINALIZE: &str = "ostree-finalize-staged.service";
/// systemd's message that a unit failed, and how: the field `UNIT_RESULT`.
pub const FAILED: &str = "d9b373ed55a64feb8242e02dbe79a49c";
/// systemd's message that a unit failed to start.
pub const START_FAILED: &str = "be02cf6855d2428ba40df7e9d022f03d";
/// systemd's message that a unit stopped.
const STOPPED: &str = "9d1aaa27d60140bd96365438aad20286";
/// logind's message that the machine goes down.
const SHUTDOWN: &str = "98268866d1d54a499c4e98921d93bc40";

/// One entry.
#[derive(Debug, Clone, Default)]
pub struct Entry(Vec<(String, String)>);

impl Entry {
    /// What the program of a unit says.
    #[must_use]
    pub fn of_unit(unit: &str, message: &str) -> Self {
        Self::default()
            .with("MESSAGE", message)
            .with("_SYSTEMD_UNIT", unit)
            .with("_UID", "0")
    }

    /// What systemd says of a unit.
    #[must_use]
    pub fn of_systemd(unit: &str, message: &str, id: &str) -> Self {
        Self::default()
            .with("MESSAGE", message)
            .with("MESSAGE_ID", id)
            .with("UNIT", unit)
            .with("_PID", "1")
            .with("_UID", "0")
            .with("_SYSTEMD_CGROUP", "/init.scope")
            .with("_SYSTEMD_UNIT", "init.scope")
    }

    /// The same with a field more.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.0.push((field.to_owned(), value.to_owned()));
        self
    }
}

/// Writes entries of the boot of a plan into a journal file of their own.
pub(super) fn write(plan: &Plan, entries: &[Entry]) -> Result<()> {
    let etc = plan.deployment.join("etc/machine-id");
    let machine = fs::read_to_string(etc).context("the machine has no id")?;
    let folder = plan.var.join("log/journal").join(machine.trim());
    fs::create_dir_all(&folder)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
    let text: String = entries
        .iter()
        .zip(now..)
        .map(|(entry, time)| exported(plan, entry, time))
        .collect();
    let file = folder.join(format!("lab-{now}.journal"));
    let mut writer = Command::new(WRITER)
        .arg(format!("--output={}", file.display()))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("systemd-journal-remote is not installed")?;
    let input = writer.stdin.take().context("a pipe was asked for")?;
    { input }.write_all(text.as_bytes())?;
    let status = writer.wait()?;
    ensure!(status.success(), "the journal was not written: {status}");
    Ok(())
}

/// In systemd's export format.
fn exported(plan: &Plan, entry: &Entry, time: u128) -> String {
    let mut text = format!("__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={time}\n");
    text += &format!(
        "_BOOT_ID={}\n_TRANSPORT=journal\n",
        plan.boot_id.replace('-', "")
    );
    for (field, value) in &entry.0 {
        text += &format!("{field}={}\n", value.replace('\n', " "));
    }
    text + "\n"
}

/// What the journal has of every boot.
pub(super) fn started(plan: &Plan) -> Result<()> {
    let said = Entry::of_systemd("", "Startup finished", "b07a249cd024414a82dd00cd181378ff");
    write(plan, &[said])
}

/// What it has of a shutdown: what became of the finalization, as the machine left it
/// in its [`Plan::finalization`].
pub(super) fn ended(plan: &Plan) -> Result<()> {
    let told = fs::read_to_string(plan.finalization());
    let told = told.context("the machine did not say how its shutdown went")?;
    let (status, said) = told.split_once('\n').unwrap_or((&told, ""));
    let mut entries = vec![Entry::of_systemd("", "System is rebooting", SHUTDOWN)];
    entries.extend(said.lines().map(|line| Entry::of_unit(FINALIZE, line)));
    entries.push(if status == "0" {
        Entry::of_systemd(FINALIZE, "Stopped", STOPPED)
    } else {
        Entry::of_systemd(FINALIZE, "Failed with result 'exit-code'.", FAILED)
            .with("UNIT_RESULT", "exit-code")
    });
    write(plan, &entries)
}

/// The kernel makes one such for each boot.
pub(super) fn new_boot_id() -> Result<String> {
    let id = fs::read_to_string(Path::new("/proc/sys/kernel/random/uuid"))?;
    Ok(id.trim().to_owned())
}
