//! Starts a program for each connection to a socket, as systemd does by the units.

use std::{
    os::{
        fd::OwnedFd,
        unix::{net::UnixListener, process::CommandExt},
    },
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use tempfile::TempDir;

/// Nobody.
const USER: u32 = 65534;

/// A socket with a program behind it, until the tests end.
pub(crate) struct Listener {
    socket: PathBuf,
    _folder: TempDir,
}

impl Listener {
    pub(crate) fn of(program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let listener = UnixListener::bind(&socket).unwrap();
        thread::spawn(move || {
            for connection in listener.incoming() {
                let connection = connection.unwrap();
                let mut child = Command::new(&program)
                    .env_clear()
                    .current_dir("/")
                    .stdin(OwnedFd::from(connection.try_clone().unwrap()))
                    .stdout(OwnedFd::from(connection))
                    .uid(USER)
                    .gid(USER)
                    .spawn()
                    .unwrap();
                thread::spawn(move || child.wait());
            }
        });
        Self {
            socket,
            _folder: folder,
        }
    }

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }
}
