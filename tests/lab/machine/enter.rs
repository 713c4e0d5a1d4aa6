//! Running programs inside a machine from outside of it.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs::File,
    os::fd::AsRawFd,
    process::{self, Command},
    sync::Arc,
};

use anyhow::Result;

/// The namespaces of one side of a machine. They are held open: a process id
/// could mean another process once the machine has ended.
#[derive(Debug)]
pub(crate) struct Namespaces {
    mount: File,
    pid: File,
    cgroup: File,
}

impl Namespaces {
    /// Those of a process.
    pub(crate) fn of(pid: i32) -> Result<Arc<Self>> {
        let open = |name| File::open(format!("/proc/{pid}/ns/{name}"));
        Ok(Arc::new(Self {
            mount: open("mnt")?,
            pid: open("pid")?,
            cgroup: open("cgroup")?,
        }))
    }

    /// The argument with which `nsenter` enters one of them.
    fn argument(name: &str, file: &File) -> String {
        format!("--{name}=/proc/{}/fd/{}", process::id(), file.as_raw_fd())
    }
}

/// One side of a machine, or a session on it: where a program is to run.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) namespaces: Arc<Namespaces>,
    /// The control group to run in, below the machine's own.
    pub(crate) group: String,
    /// The user and the group to run as; root if there is none.
    pub(crate) user: Option<(u32, u32)>,
    /// The folder to start in.
    pub(crate) folder: String,
    /// The whole environment.
    pub(crate) env: BTreeMap<String, OsString>,
}

/// Joins the group named by the first argument and becomes the rest.
const JOIN: &str = r#"mkdir -p "$1" && echo 0 >"$1/cgroup.procs" && shift && exec "$@""#;

impl Place {
    /// The command that runs `arguments` there. What it starts dies with it.
    pub(crate) fn command<I>(&self, arguments: I) -> Command
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let mut command = Command::new("/usr/bin/nsenter");
        command
            .arg(Namespaces::argument("mount", &self.namespaces.mount))
            .arg(Namespaces::argument("pid", &self.namespaces.pid))
            .arg(Namespaces::argument("cgroup", &self.namespaces.cgroup))
            .arg(format!("--wdns={}", self.folder))
            .args(["--", "/bin/sh", "-c", JOIN, "sh"])
            .arg(format!("/sys/fs/cgroup/{}", self.group))
            .args(["setpriv", "--pdeathsig", "KILL"]);
        if let Some((uid, gid)) = self.user {
            command
                .arg(format!("--reuid={uid}"))
                .arg(format!("--regid={gid}"))
                .arg("--init-groups");
        }
        command
            .arg("--")
            .args(arguments)
            .env_clear()
            .envs(&self.env);
        command
    }
}
