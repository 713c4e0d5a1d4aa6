//! The sample machine: a deployment of the sample system, entered as a boot
//! enters it, without a machine.
//!
//! A machine is one PID namespace with two mount views. On the *system side*
//! the deployment is `/`, and the system bus, polkit, a stand-in for logind
//! and, by activation, Waymark's service run there as root. On the *session
//! side* the mounts are the ones that the lab itself was started with, and the
//! users' programs run there (see [`crate::session`]): polkit cannot name a
//! caller from outside the PID namespace.
//!
//! Everything here blocks. The machine ends with the value that stands for it:
//! its process 1 watches a socket of which the lab holds the other end, so it
//! also ends when the lab's process is killed.

mod account;
mod boot;
mod enter;
mod entry;
pub mod journal;
mod plan;
mod process;
mod status;

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::ExitStatus,
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::Signal;

pub(crate) use self::{
    account::Account,
    boot::{built_program, helper_program},
    enter::{Namespaces, Place},
    status::parse as parse_status,
};
pub use self::{
    entry::default_deployment,
    plan::{FINALIZATION, POWER_OFF, Plan, RESTART},
    process::{Output, Process},
    status::Deployed,
};
use crate::{
    Sample,
    session::{Presence, Session, Sessions},
};

/// How long a program may run when the caller does not say.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// What is different from the sample system as it is installed.
#[derive(Debug, Clone, Default)]
pub struct BootOptions {
    files: BTreeMap<PathBuf, Vec<u8>>,
    telling: bool,
}

impl BootOptions {
    /// Writes a file below `/etc` of the deployment before it is entered, in
    /// this boot and those that follow by [`Machine::wait_for_restart`].
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// Prints the machine's log when it ends, not only in a panic: for tests,
    /// whose output the harness shows if they fail.
    #[must_use]
    pub fn telling(mut self) -> Self {
        self.telling = true;
        self
    }
}

/// A sample system that runs.
#[derive(Debug)]
pub struct Machine {
    lab: PathBuf,
    options: BootOptions,
    plan: Plan,
    running: boot::Running,
    /// The system side.
    system: Arc<Namespaces>,
    sessions: Arc<Sessions>,
}

impl Machine {
    /// Starts what the sample system's boot list has first.
    ///
    /// # Errors
    /// If the machine does not come up; the error has its log.
    pub fn boot(sample: &Sample, options: &BootOptions) -> Result<Self> {
        Self::boot_in(sample.dir(), options)
    }

    /// The same, of the sample system in the folder `lab`.
    ///
    /// # Errors
    /// If the machine does not come up; the error has its log.
    pub fn boot_in(lab: &Path, options: &BootOptions) -> Result<Self> {
        Self::boot_entry(lab, options, None)
    }

    fn boot_entry(lab: &Path, options: &BootOptions, chosen: Option<&Deployed>) -> Result<Self> {
        let plan = boot::prepare(lab, options, chosen)?;
        journal::started(&plan)?;
        let running = boot::start(&plan)?;
        let system = Namespaces::of(running.init)?;
        let sessions = Sessions::of(&plan, Namespaces::of(running.desk)?);
        Ok(Self {
            lab: lab.to_owned(),
            options: options.clone(),
            plan,
            running,
            system,
            sessions,
        })
    }

    /// Runs a program as root on the system side, for two minutes at most.
    ///
    /// # Errors
    /// If it cannot be started or does not end.
    pub fn system<I>(&self, command: I) -> Result<Output>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        self.spawn_system(command)?.wait(PATIENCE)
    }

    /// Starts a program as root on the system side.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn_system<I>(&self, command: I) -> Result<Process>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        Process::start(self.system_place().command(command))
    }

    /// Runs a program as root on the system side at the caller's own terminal,
    /// with `env` besides what every program there has.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn at_terminal<I>(&self, command: I, env: &[(&str, &str)]) -> Result<ExitStatus>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let terminal = env::var_os("TERM").map(|name| ("TERM", name));
        let mut command = self.system_place().command(command);
        Ok(command.envs(terminal).envs(env.iter().copied()).status()?)
    }

    /// Opens a session for a user of the sample system.
    ///
    /// # Errors
    /// If there is no such user, or the session's bus does not start.
    pub fn session(&self, user: &str, presence: Presence) -> Result<Session> {
        Session::open(&self.sessions, user, presence)
    }

    /// The deployments in boot order, as libostree tells them.
    ///
    /// # Errors
    /// If `ostree admin status` fails.
    pub fn deployments(&self) -> Result<Vec<Deployed>> {
        let text = self.system(["ostree", "admin", "status"])?.ok()?;
        Ok(status::parse(&text))
    }

    /// The checksum of the deployment that runs, as libostree tells it.
    ///
    /// # Errors
    /// If libostree sees no booted deployment.
    pub fn running_checksum(&self) -> Result<String> {
        let running = self
            .deployments()?
            .into_iter()
            .find(|deployed| deployed.running);
        Ok(running
            .context("libostree sees no booted deployment")?
            .checksum)
    }

    /// The folder of the deployment that runs, as seen from outside.
    #[must_use]
    pub fn deployment_folder(&self) -> &Path {
        &self.plan.deployment
    }

    /// The folder that is `/run` inside, as seen from outside.
    #[must_use]
    pub fn run_folder(&self) -> PathBuf {
        self.plan.run()
    }

    /// The address of the system bus from outside. Callers there are not
    /// known to polkit: use it to look, not to act.
    #[must_use]
    pub fn system_bus(&self) -> String {
        format!(
            "unix:path={}",
            self.plan.run().join("dbus/system_bus_socket").display()
        )
    }

    /// What the bus, polkit and Waymark's service have said in this boot.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.plan.log())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The process id of a bus name's owner as the machine sees it; none if
    /// nobody has the name.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn owner_of(&self, name: &str) -> Result<Option<u32>> {
        let bus = [
            "busctl",
            "call",
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
        ];
        let asked = self.system(bus.iter().chain(&["GetConnectionUnixProcessID", "s", name]))?;
        if !asked.status.success() {
            ensure!(
                asked.stderr.contains("name"),
                "the bus does not answer: {}",
                asked.stderr
            );
            return Ok(None);
        }
        let pid = asked
            .stdout
            .trim()
            .strip_prefix("u ")
            .context("not a process id")?;
        Ok(Some(pid.parse()?))
    }

    /// The process id as the lab sees it of the one that the machine calls `pid`.
    ///
    /// # Errors
    /// If there is none.
    pub fn outside(&self, pid: u32) -> Result<i32> {
        process::outside(self.running.init, pid)
    }

    /// Asks the stand-in for logind to restart, as an administrator's
    /// `systemctl reboot` does, and waits for the next boot.
    ///
    /// # Errors
    /// As [`Machine::wait_for_restart`].
    pub fn restart(self, deadline: Duration) -> Result<Self> {
        self.reboot()?;
        self.wait_for_restart(deadline)
    }

    /// The same, but then enters the deployment `chosen` of the boot list, as a person
    /// does in the boot loader's menu.
    ///
    /// # Errors
    /// As [`Machine::wait_for_restart`], or if there is no such deployment.
    pub fn restart_into(self, deadline: Duration, chosen: &Deployed) -> Result<Self> {
        self.reboot()?;
        self.wait_for_entry(deadline, Some(chosen))
    }

    fn reboot(&self) -> Result<()> {
        let manager = [
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
        ];
        let asked = self.system(
            ["busctl", "call"]
                .iter()
                .chain(&manager)
                .chain(&["Reboot", "b", "false"]),
        )?;
        // The shutdown may end the caller before that has read its answer; whether the
        // machine restarts is seen by whoever waits for it.
        if asked.status.signal() != Some(Signal::TERM.as_raw()) {
            asked.ok()?;
        }
        Ok(())
    }

    /// Waits until somebody has restarted the machine and everything in it
    /// has ended, then enters the deployment that is next.
    ///
    /// # Errors
    /// If nobody does until the deadline, or the machine ends another way.
    pub fn wait_for_restart(self, deadline: Duration) -> Result<Self> {
        self.wait_for_entry(deadline, None)
    }

    fn wait_for_entry(mut self, deadline: Duration, chosen: Option<&Deployed>) -> Result<Self> {
        let status = self.wait_for_end(deadline)?;
        if status.code() != Some(i32::from(RESTART)) {
            bail!(
                "the machine ended without restarting ({status}):\n{}",
                self.log()
            );
        }
        journal::ended(&self.plan)?;
        Self::boot_entry(&self.lab, &self.options, chosen)
    }

    /// Writes entries into the journal of this boot, as journald would have.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn note(&self, entries: &[journal::Entry]) -> Result<()> {
        journal::write(&self.plan, entries)
    }

    /// Waits until somebody has powered the machine off.
    ///
    /// # Errors
    /// If nobody does until the deadline, or the machine ends another way.
    pub fn wait_for_power_off(mut self, deadline: Duration) -> Result<()> {
        let status = self.wait_for_end(deadline)?;
        ensure!(
            status.code() == Some(i32::from(POWER_OFF)),
            "the machine ended another way: {status}"
        );
        Ok(())
    }

    /// Cuts the power and enters what is next then: nothing staged is finalized.
    ///
    /// # Errors
    /// If the machine does not come up again.
    pub fn cut_power(mut self) -> Result<Self> {
        self.running.cut();
        Self::boot_in(&self.lab, &self.options)
    }

    fn wait_for_end(&mut self, deadline: Duration) -> Result<ExitStatus> {
        if !process::ended_within(&self.running.frame_handle, deadline)? {
            bail!("the machine still runs after {deadline:?}:\n{}", self.log());
        }
        Ok(self.running.frame.wait()?)
    }

    fn system_place(&self) -> Place {
        let env = [
            ("HOME", "/root"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"),
        ];
        Place {
            namespaces: Arc::clone(&self.system),
            group: "system.slice/waymark-lab.service".to_owned(),
            user: None,
            folder: "/".to_owned(),
            env: env
                .iter()
                .map(|(key, value)| ((*key).to_owned(), OsString::from(value)))
                .collect(),
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.running.cut();
        if self.options.telling || thread::panicking() {
            eprintln!("---- what the sample machine said ----\n{}", self.log());
        }
    }
}
