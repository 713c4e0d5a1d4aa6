//! Waymark on the machine of somebody who may not write to /usr: installed below
//! /usr/local while the system runs, found there by all that has to, and removed.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use waymark_lab::{
    Options,
    machine::BootOptions,
    sample::{STATEROOT, temporary_folder},
    session::Call,
};
use waymark_tests::{PATIENCE, Stage, wait_for};

const NAME: &str = "io.github.waymarkos.Waymark1";

/// The build folder, and the machine's folders as `meson install` sees them.
struct Installation {
    build: PathBuf,
    root: PathBuf,
    _folder: TempDir,
}

impl Installation {
    /// Leads to the folders of the machine that may be written to.
    fn on(stage: &Stage) -> Result<Self> {
        let folder = temporary_folder()?;
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("usr"))?;
        let stateroot = stage.sample.sysroot().join("ostree/deploy").join(STATEROOT);
        symlink(stateroot.join("var/usrlocal"), root.join("usr/local"))?;
        symlink(
            stage.machine().deployment_folder().join("etc"),
            root.join("etc"),
        )?;
        Ok(Self {
            build: folder.path().join("build"),
            root,
            _folder: folder,
        })
    }

    fn install(&self) -> Result<()> {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        run(Command::new("meson")
            .args(["setup", "--prefix=/usr/local", "--buildtype=debug"])
            .args([&self.build, &checkout]))?;
        run(Command::new("meson")
            .args(["install", "--quiet", "--strip", "-C"])
            .arg(&self.build)
            .arg("--destdir")
            .arg(&self.root))?;
        // With a destination meson leaves the caches out.
        run(Command::new("glib-compile-schemas").arg(self.data().join("glib-2.0/schemas")))?;
        Ok(())
    }

    /// As docs/image-builders.md tells it.
    fn remove(&self) -> Result<()> {
        fs::remove_file(self.data().join("glib-2.0/schemas/gschemas.compiled"))?;
        let told = run(Command::new("ninja")
            .arg("-C")
            .arg(&self.build)
            .arg("uninstall"))?;
        ensure!(told.contains("Failed: 0"), "{told}");
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.root.join("usr/local/share")
    }

    /// Everything in the folders of the machine that may be written to: path, kind,
    /// mode and size.
    fn files(&self) -> Result<String> {
        let script = r"for folder in usr/local/ etc/; do find $folder -mindepth 1 \
            \( -type d -printf '%p %y %m\n' -o -printf '%p %y %m %s\n' \); done | sort";
        run(Command::new("sh")
            .args(["-c", script])
            .current_dir(&self.root))
    }
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{command:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(text)
}

/// What `systemctl reload dbus` does.
fn reload_bus(stage: &Stage) -> Result<()> {
    let bus = "org.freedesktop.DBus";
    let reload = [
        "busctl",
        "call",
        bus,
        "/org/freedesktop/DBus",
        bus,
        "ReloadConfig",
    ];
    stage.machine().system(reload)?.ok()?;
    Ok(())
}

/// What `systemctl restart polkit` does: it does not see rules in a folder that came
/// after it.
fn restart_polkit(stage: &Stage) -> Result<()> {
    let name = "org.freedesktop.PolicyKit1";
    let before = stage.machine().owner_of(name)?.context("it does not run")?;
    stage
        .machine()
        .system(["kill", &before.to_string()])?
        .ok()?;
    wait_for("the end of polkit", PATIENCE, || {
        Ok((stage.machine().owner_of(name)? != Some(before)).then_some(()))
    })
}

/// Whether polkit knows the action of this name.
fn is_known(stage: &Stage, action: &str) -> Result<bool> {
    let id = format!("{NAME}.{action}");
    let asked = stage.machine().system(["pkaction", "--action-id", &id])?;
    Ok(asked.status.success())
}

#[test]
fn below_usr_local_all_is_found_and_removing_leaves_nothing() -> Result<()> {
    let options = Options {
        installed: false,
        ..Options::default()
    };
    let stage = Stage::with(&options, &BootOptions::default())?;
    let mut user = stage.caller("user")?;
    ensure!(user.deployments().is_err(), "it is there already");

    let installation = Installation::on(&stage)?;
    let before = installation.files()?;
    installation.install()?;
    reload_bus(&stage)?;
    restart_polkit(&stage)?;

    // The bus starts it, and lets it have its name.
    assert!(!user.deployments()?.is_empty());
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    let program = format!("/proc/{pid}/exe");
    let program = stage.machine().system(["readlink", &program])?.ok()?;
    assert_eq!(program.trim(), "/var/usrlocal/libexec/waymarkd");

    // polkit has its actions and its rules.
    wait_for("the actions", PATIENCE, || {
        Ok(is_known(&stage, "check")?.then_some(()))
    })?;
    user.succeed("Check", "a{sv}", &json!([{}]))?;
    let discard = Call::new("Discard", "a{sv}", &json!([{}]));
    assert_eq!(user.probe.call(&discard)?.error_kind(), "NotAuthorized");
    let mut admin = stage.caller("admin")?;
    admin.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    admin.succeed("Discard", "a{sv}", &json!([{}]))?;

    // The window finds its settings.
    let keys = run(Command::new("gsettings")
        .args(["list-keys", "io.github.waymarkos.Waymark"])
        .env("XDG_DATA_DIRS", installation.data()))?;
    assert!(!keys.is_empty());

    installation.remove()?;
    reload_bus(&stage)?;
    stage.machine().system(["pkill", "-x", "waymarkd"])?.ok()?;
    wait_for("the end of the service", PATIENCE, || {
        Ok(stage.machine().owner_of(NAME)?.is_none().then_some(()))
    })?;
    assert_eq!(installation.files()?, before);
    ensure!(user.deployments().is_err(), "something still starts it");
    wait_for("polkit to forget the actions", PATIENCE, || {
        Ok((!is_known(&stage, "check")?).then_some(()))
    })
}
