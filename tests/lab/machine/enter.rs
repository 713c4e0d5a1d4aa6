//! Running programs inside a machine from outside of it.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    process::Command,
};

/// One side of a machine, or a session on it: where a program is to run.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// A process of that side, as the lab sees it.
    pub(crate) target: i32,
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
            .arg(format!("--target={}", self.target))
            .args(["--mount", "--pid", "--cgroup"])
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
        command.arg("--").args(arguments).env_clear().envs(&self.env);
        command
    }
}
