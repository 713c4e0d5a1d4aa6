//! The window as a Flatpak: built from the manifest's own lines, installed for a
//! session's user, and run in the real sandbox.
//!
//! Two things differ from what users get: the runtime is one made of Debian's
//! packages (see `runtime.rs`), and the program is the debug build that is there
//! anyway. The permissions are the manifest's.

mod manifest;
mod runtime;

use std::{
    env,
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, Result};

use self::{manifest::Manifest, runtime::Runtime};
use crate::{Session, lock, tool};

/// The app's id.
pub const APP: &str = "io.github.waymarkos.Waymark";

/// Runs an app, which ends with what started it. The lab's settings are of no use in a
/// sandbox, which has its own.
pub const RUN: [&str; 8] = [
    "env",
    "--unset=GSETTINGS_BACKEND",
    "--unset=GSETTINGS_SCHEMA_DIR",
    "--unset=GDK_BACKEND",
    "flatpak",
    "run",
    "--user",
    "--die-with-parent",
];

/// Set once this process has exported the app: what is built does not change under it.
static EXPORTED: Mutex<bool> = Mutex::new(false);

/// The app in a repository, and its runtime in an installation of the system.
#[derive(Debug)]
pub struct Flatpak {
    runtime: Runtime,
    repo: PathBuf,
    /// What is in the repository stays as long as this is held.
    _lock: File,
}

impl Flatpak {
    /// Builds and exports the app, once per process.
    ///
    /// # Errors
    /// If the app, its manifest or the runtime cannot be made.
    pub fn export() -> Result<Self> {
        let checkout = tool::checkout()?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(checkout.join("target"), PathBuf::from);
        let manifest = Manifest::read(&checkout.join(format!("flatpak/{APP}.yml")))?;
        let runtime = Runtime::ensure(&manifest)?;
        let mut exported = EXPORTED.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = target.join("lab-flatpak");
        fs::create_dir_all(&target)?;
        let file = target.join("lab-flatpak.lock");
        if !*exported {
            let _lock = lock::exclusive(&file)?;
            export(&checkout, &folder, &manifest, &runtime).context("making the Flatpak")?;
            *exported = true;
        }
        let lock = lock::shared(&file)?;
        Ok(Self {
            runtime,
            repo: folder.join("repo"),
            _lock: lock,
        })
    }

    /// Installs the app for the session's user, as `flatpak install --user` does, and
    /// lets programs that start from now on find its runtime.
    ///
    /// # Errors
    /// If flatpak refuses.
    pub fn install(&self, session: &Session) -> Result<()> {
        session.set_env("FLATPAK_SYSTEM_DIR", self.runtime.installation());
        let add = ["flatpak", "remote-add", "--user", "--no-gpg-verify", "own"];
        let repo = format!("file://{}", self.repo.display());
        session.run(add.iter().chain(&[repo.as_str()]))?.ok()?;
        let install = ["flatpak", "install", "--user", "--noninteractive", "own"];
        session.run(install.iter().chain(&[APP]))?.ok()?;
        Ok(())
    }
}

/// `flatpak` where the runtime is found, and nothing else that is installed.
fn flatpak(installation: &Path) -> Command {
    let mut command = Command::new("flatpak");
    command.env("FLATPAK_SYSTEM_DIR", installation);
    command
}

/// Does what flatpak-builder does with the app's module and the permissions, without
/// the compiler that would have to be in an SDK.
fn export(checkout: &Path, folder: &Path, manifest: &Manifest, runtime: &Runtime) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    let app = folder.join("app");
    let installation = runtime.installation();
    tool::run(
        flatpak(installation)
            .arg("build-init")
            .arg(&app)
            .args([&manifest.id, &manifest.runtime, &manifest.runtime])
            .arg(&manifest.runtime_version),
    )?;
    install_files(checkout, folder, manifest, &app.join("files"))?;
    tool::run(
        flatpak(installation)
            .arg("build-finish")
            .arg(format!("--command={}", manifest.command))
            .args(&manifest.finish_args)
            .arg(&app),
    )?;
    tool::run(
        flatpak(installation)
            .args(["build-export", "--disable-sandbox"])
            .args([folder.join("repo"), app]),
    )?;
    Ok(())
}

/// Installs the app's files, as the manifest's module says, into the folder that is
/// `/app` in the sandbox.
fn install_files(checkout: &Path, folder: &Path, manifest: &Manifest, files: &Path) -> Result<()> {
    let (build, staged) = (folder.join("build"), folder.join("staged"));
    tool::run(
        Command::new("meson")
            .args(["setup", "--prefix=/app", "-Dprofile=debug"])
            .args(manifest.options())
            .args([&build, checkout]),
    )?;
    tool::run(
        Command::new("meson")
            .args(["install", "--quiet", "-C"])
            .arg(&build)
            .arg("--destdir")
            .arg(&staged),
    )?;
    tool::copy(&[staged.join("app/.")], files)?;
    // Meson leaves this to who installs into another folder than the final one.
    tool::run(
        Command::new("glib-compile-schemas")
            .arg("--strict")
            .arg(files.join("share/glib-2.0/schemas")),
    )?;
    let program = files.join("bin").join(&manifest.command);
    tool::run(Command::new("strip").arg("--strip-debug").arg(program))?;
    Ok(())
}
