//! A real registry: Debian's docker-registry on a free port of loopback.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::keys::Keys;

/// A running registry with storage of its own; it ends with this.
pub(crate) struct Registry {
    process: Child,
    pub(crate) address: SocketAddr,
    _folder: TempDir,
}

/// `secret` of the user `keeper`, as htpasswd keeps it (bcrypt).
const KEEPER: &str = "keeper:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

impl Registry {
    /// One that everybody may use.
    pub(crate) fn open() -> Self {
        Self::start("")
    }

    /// One that only the user `keeper` with the password `secret` may use.
    pub(crate) fn guarded() -> Self {
        Self::start("auth:\n  htpasswd:\n    realm: test\n    path: FOLDER/users\n")
    }

    /// One that wants a token signed with this key, and sends to `realm` for it.
    pub(crate) fn with_tokens(keys: &Keys, realm: SocketAddr) -> Self {
        Self::start(&format!(
            "auth:\n  token:\n    realm: http://{realm}/token\n    service: test\n    \
             issuer: lab\n    rootcertbundle: {}\n",
            keys.certificate().display()
        ))
    }

    /// One that speaks TLS alone.
    pub(crate) fn secure(keys: &Keys) -> Self {
        Self::start(&format!(
            "  tls:\n    certificate: {}\n    key: {}\n",
            keys.certificate().display(),
            keys.key().display()
        ))
    }

    /// `more` follows the section `http` of the configuration.
    fn start(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        let config = format!(
            "version: 0.1\nlog:\n  level: info\n  formatter: json\nstorage:\n  filesystem:\n    \
             rootdirectory: {path}/store\nhttp:\n  addr: 127.0.0.1:0\n{}",
            more.replace("FOLDER", &path)
        );
        std::fs::write(folder.path().join("config.yml"), config).unwrap();
        std::fs::write(folder.path().join("users"), KEEPER).unwrap();
        let mut process = Command::new("docker-registry")
            .arg("serve")
            .arg(folder.path().join("config.yml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("docker-registry is needed (Debian package docker-registry)");
        let log = BufReader::new(process.stderr.take().unwrap());
        let (send, port) = mpsc::channel();
        // Reads to the end, so that the registry never waits for a full pipe.
        thread::spawn(move || {
            let mut told = Vec::new();
            for line in log.lines().map_while(Result::ok) {
                if let Some((_, rest)) = line.split_once("listening on ") {
                    let address: String = rest
                        .chars()
                        .take_while(|c| c.is_ascii_digit() || ".:".contains(*c))
                        .collect();
                    let _ = send.send(address);
                }
                told.push(line);
            }
            told
        });
        let address = port
            .recv_timeout(Duration::from_secs(30))
            .expect("the registry does not say where it listens");
        Self {
            process,
            address: address.parse().unwrap(),
            _folder: folder,
        }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
