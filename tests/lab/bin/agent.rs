//! A polkit agent for one session, which knows the answer. What polkit asked
//! is told as lines of JSON.
#![expect(
    clippy::used_underscore_binding,
    reason = "zbus's macro hands over all arguments"
)]

use std::{
    collections::HashMap,
    process::{ExitCode, Stdio},
};

use anyhow::{Context, Result};
use clap::Args;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
    sync::{Mutex, Notify},
};
use waymark_lab::session::Asked;
use zbus::{Connection, DBusError, OwnedVariant, Variant, connection, interface};

const PATH: &str = "/io/github/waymarkos/WaymarkLab/Agent";
const HELPER: &str = "/usr/lib/polkit-1/polkit-agent-helper-1";

#[derive(Args)]
pub(crate) struct Arguments {
    /// The session to answer for.
    #[arg(long)]
    session: String,
    /// Whom to authenticate as; by default oneself, if polkit takes that.
    #[arg(long)]
    user: Option<String>,
    /// The password; without one, every dialog is closed.
    #[arg(long)]
    password: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let session = arguments.session.clone();
    let agent = Agent {
        arguments,
        cancelled: Notify::new(),
        names: Mutex::default(),
    };
    let bus = connection::Builder::system()
        .serve_at(PATH, agent)
        .build()
        .await?;
    register(&bus, &session)
        .await
        .context("polkit does not take this agent")?;
    println!("ready");
    std::future::pending().await
}

async fn register(bus: &Connection, session: &str) -> zbus::Result<()> {
    let details = HashMap::from([("session-id", Variant::from(session))]);
    bus.call_method(
        Some("org.freedesktop.PolicyKit1"),
        "/org/freedesktop/PolicyKit1/Authority",
        Some("org.freedesktop.PolicyKit1.Authority"),
        "RegisterAuthenticationAgent",
        &(("unix-session", details), "C.UTF-8", PATH),
    )
    .await?;
    Ok(())
}

#[derive(DBusError, Debug)]
#[zbus(prefix = "org.freedesktop.PolicyKit1.Error")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    Cancelled(String),
    Failed(String),
}

struct Agent {
    arguments: Arguments,
    cancelled: Notify,
    /// Users' names, once they were asked for.
    names: Mutex<HashMap<u32, String>>,
}

#[interface(name = "org.freedesktop.PolicyKit1.AuthenticationAgent")]
impl Agent {
    async fn begin_authentication(
        &self,
        action_id: String,
        message: String,
        _icon_name: String,
        _details: HashMap<String, String>,
        cookie: String,
        identities: Vec<(String, HashMap<String, OwnedVariant>)>,
    ) -> Result<(), Refusal> {
        let mut asked = Asked {
            action: action_id,
            message,
            user: None,
            accepted: false,
        };
        let Some(password) = &self.arguments.password else {
            tell(&asked);
            return Err(Refusal::Cancelled("the dialog was closed".to_owned()));
        };
        let user = self
            .choose(&identities)
            .await
            .map_err(|error| failed(&error))?;
        let accepted = tokio::select! {
            accepted = authenticate(&user, &cookie, password) => accepted.map_err(|error| failed(&error))?,
            () = self.cancelled.notified() => false,
        };
        asked.user = Some(user);
        asked.accepted = accepted;
        tell(&asked);
        Ok(())
    }

    fn cancel_authentication(&self, _cookie: String) {
        self.cancelled.notify_waiters();
    }
}

impl Agent {
    /// The name of whom to authenticate as, among those whom polkit takes.
    async fn choose(
        &self,
        identities: &[(String, HashMap<String, OwnedVariant>)],
    ) -> Result<String> {
        let mut names = Vec::new();
        for (kind, details) in identities {
            if let ("unix-user", Some(uid)) = (kind.as_str(), details.get("uid")) {
                names.push(self.name_of(u32::try_from(&**uid)?).await?);
            }
        }
        let own = self.name_of(rustix::process::getuid().as_raw()).await?;
        let wanted = self.arguments.user.as_ref().unwrap_or(&own);
        let chosen = names.iter().find(|name| *name == wanted).or_else(|| {
            // A user who was named must be there.
            names.first().filter(|_| self.arguments.user.is_none())
        });
        chosen
            .cloned()
            .with_context(|| format!("polkit takes {names:?} only"))
    }

    async fn name_of(&self, uid: u32) -> Result<String> {
        let mut names = self.names.lock().await;
        if let Some(name) = names.get(&uid) {
            return Ok(name.clone());
        }
        let output = Command::new("id")
            .args(["--name", "--user", &uid.to_string()])
            .output()
            .await?;
        let name = String::from_utf8(output.stdout)?.trim().to_owned();
        names.insert(uid, name.clone());
        Ok(name)
    }
}

/// Has polkit's helper ask PAM, and give the password when it does.
async fn authenticate(user: &str, cookie: &str, password: &str) -> Result<bool> {
    let mut helper = Command::new(HELPER)
        .arg(user)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("cannot start polkit's helper")?;
    let mut input = helper.stdin.take().context("a pipe was asked for")?;
    let output = helper.stdout.take().context("a pipe was asked for")?;
    input.write_all(format!("{cookie}\n").as_bytes()).await?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if line.starts_with("PAM_PROMPT_ECHO_") {
            input.write_all(format!("{password}\n").as_bytes()).await?;
        } else if line == "SUCCESS" || line == "FAILURE" {
            return Ok(line == "SUCCESS");
        }
    }
    Ok(false)
}

fn failed(error: &anyhow::Error) -> Refusal {
    eprintln!("agent: {error:#}");
    Refusal::Failed(format!("{error:#}"))
}

fn tell(asked: &Asked) {
    match serde_json::to_string(asked) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("agent: {error}"),
    }
}
