//! What must be so on a machine at any time, whatever happened to it before: a whole
//! version runs, and Waymark tells of the system what libostree tells.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Disks, Emulator, boot_entry};
use crate::machine::{Deployed, parse_status};
use crate::version::Published;

/// How long what the service does by itself may take.
const SOON: Duration = Duration::from_secs(90);

/// A machine that is on, and what it can be.
pub struct Trial<'a> {
    /// The machine.
    pub machine: Emulator,
    disks: &'a Disks,
}

/// What a machine is, as everybody who was asked agrees on.
#[derive(Debug)]
pub struct Seen {
    /// The deployments as libostree tells them, in boot order.
    pub deployments: Vec<Deployed>,
    /// What Waymark's jobs came to, newest last.
    pub results: Vec<Value>,
    /// How Waymark says that the machine started.
    pub last_start: Value,
}

impl Seen {
    /// The version that runs.
    ///
    /// # Panics
    /// Never: [`Trial::look`] made sure that one does.
    #[must_use]
    pub fn runs(&self) -> &str {
        let running = self.deployments.iter().find(|it| it.running);
        &running.expect("nothing runs").version
    }

    /// How the newest job of that action ended, if there was one.
    #[must_use]
    pub fn result(&self, action: &str) -> Option<&Value> {
        self.results.iter().rfind(|it| it["action"] == action)
    }

    /// The class of the start, and why.
    #[must_use]
    pub fn start(&self) -> (&str, Option<&str>) {
        let word = |key: &str| self.last_start[key].as_str();
        (word("class").unwrap_or_default(), word("why"))
    }
}

/// Makes sure that a boot loader finds everything that the boot list names.
///
/// # Errors
/// If it does not.
pub fn check_boot_list(disk: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let list = boot_entry::boot_list(disk)?;
    let places: BTreeSet<_> = list.iter().map(|entry| entry.version).collect();
    ensure!(
        places.len() == list.len(),
        "two entries have one place: {list:?}"
    );
    for entry in &list {
        boot_entry::take_out(disk, &entry.linux, folder.path())?;
        boot_entry::take_out(disk, &entry.initrd, folder.path())?;
    }
    Ok(())
}

impl<'a> Trial<'a> {
    /// Turns a machine on.
    ///
    /// # Errors
    /// If it does not come up well.
    pub fn boot(disks: &'a Disks, disk: &Path) -> Result<Self> {
        check_boot_list(disk)?;
        Ok(Self {
            machine: Emulator::boot(disk, &disks.remote())?,
            disks,
        })
    }

    /// Looks at everything and makes sure that it fits together. `known`: Waymark knew the
    /// machine before this start, so that it must say how it came out.
    ///
    /// # Errors
    /// If something does not fit.
    pub fn look(&mut self, known: bool) -> Result<Seen> {
        self.look_inside(known).map_err(|error| {
            match self.machine.run(
                "journalctl --boot --no-pager --lines=60 --unit=waymarkd --unit='ostree-*'; \
                 ostree admin status; waymarkctl status",
            ) {
                Ok(more) => error.context(more.text),
                Err(_) => error,
            }
        })
    }

    fn look_inside(&mut self, known: bool) -> Result<Seen> {
        let status = self.ask("status")?;
        let deployments = parse_status(&self.ok("ostree admin status")?);
        self.check_what_runs(&deployments)?;
        check_same(&status, &deployments)?;
        let jobs = status["jobs"].as_array().context("no jobs")?;
        ensure!(jobs.is_empty(), "a job is shown as running: {status}");
        let last_start = if known {
            self.judgement()?
        } else {
            Value::Null
        };
        self.check_service()?;
        let results = status["results"].as_array().context("no results")?;
        Ok(Seen {
            deployments,
            results: results.clone(),
            last_start,
        })
    }

    /// Root, initramfs and the entry that was booted are of one version.
    fn check_what_runs(&mut self, deployments: &[Deployed]) -> Result<()> {
        let running = deployments
            .iter()
            .find(|it| it.running)
            .context("libostree sees nothing that runs")?;
        let published = self
            .versions()
            .into_iter()
            .find(|it| it.checksum == running.checksum)
            .with_context(|| format!("neither version runs: {running:?}"))?;
        let version = published.version.clone();
        let files: Vec<_> = published
            .files
            .iter()
            .map(|path| format!("/usr/{}", path.display()))
            .collect();
        let own = published.own_packages.clone();
        let told = self.ok(". /usr/lib/os-release; echo $VERSION; cat /run/initramfs-version")?;
        ensure!(
            told.lines().all(|line| line == version),
            "{version} runs with parts of another: {told}"
        );
        let line = self.ok("cat /proc/cmdline")?;
        ensure!(
            line.starts_with(&self.machine.entry.options),
            "another entry was booted: {line}"
        );
        self.ok(&format!("stat --terse {} >/dev/null", files.join(" ")))?;
        for (name, expected) in own {
            if name != crate::packages::PAYLOAD {
                let told = self.ok(&format!("cat /usr/share/{name}/version"))?;
                ensure!(told == expected, "{name}: {told}, not {expected}");
            }
        }
        Ok(())
    }

    /// The service is as its unit says, and had nothing to complain of. Once it has
    /// answered it may be leaving.
    fn check_service(&mut self) -> Result<()> {
        let unit = self.ok(
            "systemctl show waymarkd --property=Result,NRestarts,NoNewPrivileges,ProtectSystem",
        )?;
        for line in [
            "Result=success",
            "NRestarts=0",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
        ] {
            ensure!(unit.contains(line), "waymarkd is otherwise: {unit}");
        }
        let errors = self.ok(
            "journalctl --boot --quiet --no-pager --priority=err --unit=waymarkd \
             --unit=polkit --unit=dbus --unit='ostree-*'",
        )?;
        ensure!(errors.is_empty(), "errors were logged: {errors}");
        Ok(())
    }

    /// How Waymark says that this start came out.
    fn judgement(&mut self) -> Result<Value> {
        let boot = self.ok("cat /proc/sys/kernel/random/boot_id")?;
        let boot = boot.replace('-', "");
        let end = Instant::now() + SOON;
        loop {
            let last = self.ask("last-start")?["last-start"].take();
            let start = last["start"].as_str().unwrap_or_default().replace('-', "");
            if start == boot {
                return Ok(last);
            }
            ensure!(
                Instant::now() < end,
                "this start ({boot}) is not judged: {last}"
            );
        }
    }

    /// Every object of both versions that the disk has is whole.
    ///
    /// # Errors
    /// If one is not.
    pub fn check_objects(&mut self) -> Result<()> {
        self.ok("ostree fsck --quiet").map(drop)
    }

    /// Asks waymarkctl for JSON.
    ///
    /// # Errors
    /// If it does not end well.
    pub fn ask(&mut self, arguments: &str) -> Result<Value> {
        let command = format!("waymarkctl --json {arguments}");
        let text = self.ok(&command)?;
        serde_json::from_str(&text).with_context(|| format!("{command}: {text}"))
    }

    /// Runs a shell command, which must end well.
    ///
    /// # Errors
    /// If it does not.
    pub fn ok(&mut self, command: &str) -> Result<String> {
        self.machine
            .run(command)?
            .ok()
            .with_context(|| command.to_owned())
    }

    /// Restarts it by `command` and gives the machine that comes up from `disk`.
    ///
    /// # Errors
    /// If it does not go down or come up.
    pub fn restart(mut self, command: &str, disk: &Path) -> Result<Self> {
        // The agent goes down with the machine, perhaps before it has answered.
        self.ok(&format!("systemd-run --quiet --no-block {command}"))?;
        self.machine.wait_off()?;
        Self::boot(self.disks, disk)
    }

    fn versions(&self) -> [&'a Published; 2] {
        [&self.disks.old, &self.disks.new]
    }
}

/// Waymark tells of the deployments what libostree tells.
fn check_same(status: &Value, deployments: &[Deployed]) -> Result<()> {
    let told = status["deployments"].as_array().context("no deployments")?;
    let ours: Vec<_> = told
        .iter()
        .map(|it| {
            let flag = |name: &str| it[name] == true;
            (
                it["id"].as_str().unwrap_or_default().to_owned(),
                it["version"].as_str().unwrap_or_default().to_owned(),
                [flag("booted"), flag("staged"), flag("pinned"), flag("next")],
            )
        })
        .collect();
    let theirs: Vec<_> = deployments
        .iter()
        .enumerate()
        .map(|(place, it)| {
            (
                it.id(),
                it.version.clone(),
                [it.running, it.staged, it.pinned, place == 0],
            )
        })
        .collect();
    ensure!(
        ours == theirs,
        "Waymark tells {ours:?}, libostree {theirs:?}"
    );
    Ok(())
}
