//! A throw-away GPG key, made when a sample is created.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::tool;

/// gpg-agent's socket lies in the key's folder, and a socket's path is short.
const LONGEST_HOME: usize = 80;

/// A key pair in a folder of its own. An agent that signing started ends when
/// this is dropped.
pub(crate) struct Key {
    home: PathBuf,
    id: String,
}

impl Key {
    /// Opens the key in `home`, or makes one there for `owner`.
    pub(crate) fn open_or_create(home: &Path, owner: &str) -> Result<Self> {
        ensure!(
            home.as_os_str().as_bytes().len() <= LONGEST_HOME,
            "{} is too long a path for gpg-agent",
            home.display()
        );
        let id_file = home.join("id");
        if let Ok(id) = fs::read_to_string(&id_file) {
            return Ok(Self {
                home: home.to_owned(),
                id,
            });
        }
        fs::DirBuilder::new().mode(0o700).create(home)?;
        let mut key = Self {
            home: home.to_owned(),
            id: String::new(),
        };
        tool::run(
            key.gpg()
                .args(["--passphrase", "", "--quick-generate-key"])
                .args([
                    &format!("{owner} (throw-away) <lab@example.invalid>"),
                    "ed25519",
                    "sign",
                    "never",
                ]),
        )?;
        let list = tool::run(key.gpg().args(["--with-colons", "--list-keys"]))?;
        key.id = list
            .lines()
            .find_map(|line| line.strip_prefix("fpr:"))
            .and_then(|fields| fields.split(':').find(|field| !field.is_empty()))
            .context("gpg lists no key")?
            .to_owned();
        tool::run(
            key.gpg()
                .arg("--output")
                .arg(key.public())
                .args(["--export", &key.id]),
        )?;
        fs::write(id_file, &key.id)?;
        Ok(key)
    }

    /// The fingerprint.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The folder to give to libostree.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The file with the public half.
    pub(crate) fn public(&self) -> PathBuf {
        self.home.join("public.gpg")
    }

    fn gpg(&self) -> Command {
        let mut command = Command::new("gpg");
        command
            .arg("--homedir")
            .arg(&self.home)
            .args(["--batch", "--quiet"]);
        command
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // Nothing to do about an agent that does not answer: it ends by itself
        // when its folder is removed.
        let _ = tool::run(
            Command::new("gpgconf")
                .arg("--homedir")
                .arg(&self.home)
                .args(["--kill", "gpg-agent"]),
        );
    }
}
