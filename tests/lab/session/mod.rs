//! A user's session on the sample machine: its records, its control group, its
//! bus, and, if wanted, a display with accessibility, and a polkit agent.
//!
//! A session ends with the value that stands for it, and with the machine.

mod agent;
mod display;
mod look;
mod probe;
mod records;
mod terminal_agent;

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};

use self::records::Record;
pub use self::{
    agent::{Agent, Answer, Asked},
    look::{Desktop, Look},
    probe::{BusError, Call, Probe, Reply},
    terminal_agent::TerminalAgent,
};
use crate::machine::{Account, Namespaces, Output, PATIENCE, Place, Plan, Process};

/// How long a session's own services may take to start.
const START: Duration = Duration::from_secs(20);

/// How a user is present at the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A session at the machine, in the foreground.
    Active,
    /// A session at the machine, switched away from.
    Inactive,
    /// A session over the network.
    Remote,
    /// No session at all, as a service has none.
    None,
}

/// The sessions of one boot.
#[derive(Debug)]
pub(crate) struct Sessions {
    plan: Plan,
    side: Arc<Namespaces>,
    opened: AtomicU32,
    records: Mutex<Vec<Record>>,
}

impl Sessions {
    pub(crate) fn of(plan: &Plan, side: Arc<Namespaces>) -> Arc<Self> {
        Arc::new(Self {
            plan: plan.clone(),
            side,
            opened: AtomicU32::new(0),
            records: Mutex::new(Vec::new()),
        })
    }

    /// Changes the records and writes them.
    fn change(&self, change: impl FnOnce(&mut Vec<Record>)) -> Result<()> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut records);
        records::write(&self.plan.run(), &records)
    }
}

/// A user's session. Dropping it ends its programs and removes its records.
#[derive(Debug)]
pub struct Session {
    sessions: Arc<Sessions>,
    account: Account,
    presence: Presence,
    /// Whether its programs are units of the user's systemd.
    units: bool,
    /// Unique among the sessions of a boot; logind's form.
    id: String,
    env: Mutex<BTreeMap<String, OsString>>,
    /// The session's own services; they end in this order.
    services: Mutex<Vec<Process>>,
}

impl Session {
    pub(crate) fn open(sessions: &Arc<Sessions>, user: &str, presence: Presence) -> Result<Self> {
        let account = Account::find(&sessions.plan.deployment, user)?;
        let id = format!("c{}", sessions.opened.fetch_add(1, Ordering::Relaxed) + 1);
        let session = Self {
            sessions: Arc::clone(sessions),
            presence,
            units: false,
            env: Mutex::new(environment(&account)?),
            services: Mutex::default(),
            account,
            id,
        };
        session.make_home()?;
        if presence != Presence::None {
            session.make_runtime_folder()?;
            sessions.change(|records| records.push(session.record()))?;
            session.set_env("XDG_SESSION_ID", &session.id);
            session.start_bus()?;
        }
        Ok(session)
    }

    /// The user's name.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.account.name
    }

    /// The user's id.
    #[must_use]
    pub fn uid(&self) -> u32 {
        self.account.uid
    }

    /// The session's id, as in `XDG_SESSION_ID`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Sets a variable for the programs that start from now on.
    pub fn set_env(&self, name: &str, value: impl AsRef<OsStr>) {
        self.env()
            .insert(name.to_owned(), value.as_ref().to_owned());
    }

    /// Runs a program in the session, for two minutes at most.
    ///
    /// # Errors
    /// If it cannot be started or does not end.
    pub fn run<I>(&self, command: I) -> Result<Output>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        self.spawn(command)?.wait(PATIENCE)
    }

    /// Starts one of the lab's own programs as the session's user: `crowd`, `deaf`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn_helper(&self, arguments: &[&str]) -> Result<Process> {
        let program = crate::machine::helper_program()?;
        let arguments = arguments.iter().map(AsRef::as_ref);
        self.spawn([program.as_os_str()].into_iter().chain(arguments))
    }

    /// Starts a program in the session. Dropping the result kills it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn<I>(&self, command: I) -> Result<Process>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        Process::start(self.place().command(command))
    }

    /// Switches to the session, or away from it: it becomes active or not.
    ///
    /// # Errors
    /// If the records cannot be written.
    pub fn set_presence(&mut self, presence: Presence) -> Result<()> {
        self.presence = presence;
        let record = self.record();
        self.sessions.change(|records| {
            records.retain(|other| other.id != record.id);
            if presence != Presence::None {
                records.push(record);
            }
        })
    }

    /// The address of the session's bus, for a caller outside of the machine.
    #[must_use]
    pub fn bus_address(&self) -> String {
        self.outside(&self.bus_inside())
    }

    /// Turns a bus address that is right inside the session into one for a
    /// caller outside of the machine.
    #[must_use]
    pub fn outside(&self, address: &str) -> String {
        let run = self.sessions.plan.run();
        address.replacen(
            "unix:path=/run/",
            &format!("unix:path={}/", run.display()),
            1,
        )
    }

    pub(crate) fn bus_inside(&self) -> String {
        format!("unix:path={}/bus-{}", self.runtime_inside(), self.id)
    }

    fn runtime_inside(&self) -> String {
        format!("/run/user/{}", self.account.uid)
    }

    fn env(&self) -> MutexGuard<'_, BTreeMap<String, OsString>> {
        self.env.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, service: Process) {
        self.services
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(service);
    }

    fn record(&self) -> Record {
        Record {
            id: self.id.clone(),
            uid: self.account.uid,
            user: self.account.name.clone(),
            presence: self.presence,
        }
    }

    /// Lets programs that start from now on be where GNOME starts them: as units of the
    /// user's own systemd, which belong to no session.
    pub fn use_units(&mut self) {
        self.units = true;
    }

    fn group(&self) -> String {
        let Account { uid, .. } = self.account;
        match self.presence {
            _ if self.units => format!(
                "user.slice/user-{uid}.slice/user@{uid}.service/app.slice/app-{}.scope",
                self.id
            ),
            Presence::None => format!("system.slice/waymark-lab-{}.service", self.id),
            _ => format!("user.slice/user-{uid}.slice/session-{}.scope", self.id),
        }
    }

    fn place(&self) -> Place {
        Place {
            namespaces: Arc::clone(&self.sessions.side),
            group: self.group(),
            user: Some((self.account.uid, self.account.gid)),
            folder: "/".to_owned(),
            env: self.env().clone(),
        }
    }

    fn make_home(&self) -> Result<()> {
        let Some(name) = Path::new(&self.account.home).strip_prefix("/home").ok() else {
            return Ok(());
        };
        self.make_own_folder(&self.sessions.plan.var.join("home").join(name))
    }

    fn make_runtime_folder(&self) -> Result<()> {
        let folder = self
            .sessions
            .plan
            .run()
            .join("user")
            .join(self.account.uid.to_string());
        self.set_env("XDG_RUNTIME_DIR", self.runtime_inside());
        self.make_own_folder(&folder)
    }

    fn make_own_folder(&self, folder: &Path) -> Result<()> {
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
            chown(folder, Some(self.account.uid), Some(self.account.gid))?;
        }
        Ok(())
    }

    fn start_bus(&self) -> Result<()> {
        let config = self.sessions.plan.run().join("waymark-lab-session.conf");
        fs::write(config, include_str!("../data/waymark-lab-session.conf"))?;
        let bus = self.spawn([
            "dbus-daemon",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
            "--config-file=/run/waymark-lab-session.conf",
            &format!("--address={}", self.bus_inside()),
        ])?;
        let ready = |text: &str| text.contains('\n').then_some(());
        bus.wait_for_output(START, ready)
            .context("the session bus did not start")?;
        self.set_env("DBUS_SESSION_BUS_ADDRESS", self.bus_inside());
        self.keep(bus);
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // If the machine has ended, so has all this.
        let group = format!("/sys/fs/cgroup/{}", self.group());
        let mut place = self.place();
        place.user = None;
        "system.slice/waymark-lab.service".clone_into(&mut place.group);
        let kill = "[ ! -e \"$1/cgroup.kill\" ] || echo 1 >\"$1/cgroup.kill\"";
        let _ = Process::start(place.command(["sh", "-c", kill, "sh", &group]))
            .and_then(|it| it.wait(START));
        self.services
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let _ = self
            .sessions
            .change(|records| records.retain(|record| record.id != self.id));
    }
}

/// What a program in a session starts with. What was built beside this program
/// (the window, the command line) is found first.
fn environment(account: &Account) -> Result<BTreeMap<String, OsString>> {
    let built = built_programs()?;
    let mut path = built.into_os_string();
    path.push(":/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games");
    let text = [
        ("HOME", account.home.as_str()),
        ("USER", &account.name),
        ("LOGNAME", &account.name),
        ("SHELL", "/bin/sh"),
        ("LANG", "C.UTF-8"),
        ("XDG_SESSION_TYPE", "x11"),
        ("XDG_SESSION_CLASS", "user"),
        ("XDG_CURRENT_DESKTOP", "GNOME"),
    ];
    let mut all: BTreeMap<String, OsString> = text
        .iter()
        .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
        .collect();
    all.insert("PATH".to_owned(), path);
    Ok(all)
}

/// The folder of the programs that cargo built with this one.
fn built_programs() -> Result<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.parent().context("a program is in a folder")?;
    let folder = if folder.ends_with("deps") {
        folder.parent().unwrap_or(folder)
    } else {
        folder
    };
    Ok(folder.to_owned())
}
