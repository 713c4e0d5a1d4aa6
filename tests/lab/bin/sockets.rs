//! Stands in for systemd where that listens: starts the program that asks container
//! registries for each connection, as its unit says.

use std::{
    fs,
    os::{
        fd::OwnedFd,
        unix::{
            fs::PermissionsExt,
            net::{UnixListener, UnixStream},
        },
    },
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Context, Result};

const SOCKET: &str = "/run/waymark-registry.socket";
const PROGRAM: &str = "/usr/libexec/waymark-registry";
/// The user that sysusers.d makes is not there.
const NOBODY: (&str, &str) = ("--reuid=65534", "--regid=65534");

pub(crate) fn run() -> Result<ExitCode> {
    let listener = UnixListener::bind(SOCKET).with_context(|| SOCKET.to_owned())?;
    fs::set_permissions(SOCKET, fs::Permissions::from_mode(0o600))?;
    println!("ready");
    for connection in listener.incoming() {
        if let Err(error) = serve(connection?) {
            eprintln!("sockets: {error:#}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(connection: UnixStream) -> Result<()> {
    let input = OwnedFd::from(connection.try_clone()?);
    let mut child = Command::new("setpriv")
        .args([NOBODY.0, NOBODY.1, "--clear-groups", PROGRAM])
        .env_clear()
        .env("PATH", "/usr/bin")
        .current_dir("/")
        .stdin(input)
        .stdout(OwnedFd::from(connection))
        .spawn()
        .context(PROGRAM)?;
    thread::spawn(move || child.wait());
    Ok(())
}
