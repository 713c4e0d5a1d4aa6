//! Turns the cached Debian tree into one that OSTree deploys: `/usr/etc`, links
//! into `/var`, the dpkg database below `/usr`, the lab's users. It always works
//! on a copy; the cached tree stays as it is.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::packages::{DATABASE, write_file};
use crate::tool;

/// A user of the sample system. The password is the name.
#[derive(Clone, Copy, Debug)]
pub struct User {
    /// Login name, and password.
    pub name: &'static str,
    /// User and group id.
    pub id: u32,
    /// Whether the user is in the group `sudo`.
    pub administrator: bool,
}

/// The users of the sample system.
pub const USERS: [User; 4] = [
    User {
        name: "admin",
        id: 1001,
        administrator: true,
    },
    User {
        name: "user",
        id: 1002,
        administrator: false,
    },
    User {
        name: "refused",
        id: 1003,
        administrator: false,
    },
    User {
        name: "keeper",
        id: 1004,
        administrator: true,
    },
];

/// Folders at the top of the tree that hold nothing in a commit.
const EMPTY: [&str; 8] = ["boot", "dev", "proc", "run", "sys", "sysroot", "tmp", "var"];

/// Links at the top of the tree: (name, target).
const LINKS: [(&str, &str); 7] = [
    ("home", "var/home"),
    ("media", "run/media"),
    ("mnt", "var/mnt"),
    ("opt", "var/opt"),
    ("ostree", "sysroot/ostree"),
    ("root", "var/roothome"),
    ("srv", "var/srv"),
];

/// What of the Debian tree's `/var/lib` a system needs from the start.
const STATE: [&str; 5] = ["dbus", "misc", "pam", "private", "systemd"];

/// Makes the OSTree tree in `tree`, and in `var` what its `/var` holds when the
/// system is first installed, both new folders, from the Debian root `debian`.
pub(crate) fn prepare(debian: &Path, tree: &Path, var: &Path) -> Result<()> {
    fs::create_dir_all(tree)?;
    let kept: Vec<_> = ["bin", "lib", "lib64", "sbin", "etc", "usr"]
        .iter()
        .map(|name| debian.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .collect();
    tool::copy(&kept, tree)?;
    for name in EMPTY {
        fs::create_dir(tree.join(name))?;
    }
    set_mode(&tree.join("tmp"), 0o1777)?;
    for (name, target) in LINKS {
        symlink(target, tree.join(name))?;
    }
    fs::remove_dir_all(tree.join("usr/local"))?;
    symlink("../var/usrlocal", tree.join("usr/local"))?;

    add_users(tree)?;
    move_database(debian, tree)?;
    configure(tree)?;
    fs::rename(tree.join("etc"), tree.join("usr/etc"))?;
    first_var(debian, var)
}

fn add_users(tree: &Path) -> Result<()> {
    for user in USERS {
        let id = user.id.to_string();
        tool::run(
            Command::new("groupadd")
                .arg("--prefix")
                .arg(tree)
                .args(["--gid", &id, user.name]),
        )?;
        let mut useradd = Command::new("useradd");
        useradd
            .arg("--prefix")
            .arg(tree)
            .args([
                "--uid",
                &id,
                "--gid",
                &id,
                "--no-create-home",
                "--shell",
                "/bin/bash",
            ])
            .args(["--home-dir", &format!("/home/{}", user.name)]);
        if user.administrator {
            useradd.args(["--groups", "sudo"]);
        }
        tool::run(useradd.arg(user.name))?;
    }
    // In the tree itself, so that its own PAM configuration makes the hashes.
    let passwords: String = USERS
        .iter()
        .map(|user| format!("{0}:{0}\n", user.name))
        .collect();
    tool::run_with_input(Command::new("chroot").arg(tree).arg("chpasswd"), &passwords)?;
    for name in [
        "passwd-",
        "group-",
        "shadow-",
        "gshadow-",
        "subuid-",
        "subgid-",
        ".pwd.lock",
    ] {
        remove_if_there(&tree.join("etc").join(name))?;
    }
    Ok(())
}

fn move_database(debian: &Path, tree: &Path) -> Result<()> {
    let database = tree.join(DATABASE);
    fs::create_dir_all(&database)?;
    tool::copy(&[debian.join("var/lib/dpkg/.")], &database)?;
    for name in ["lock", "lock-frontend", "status-old", "diversions-old"] {
        remove_if_there(&database.join(name))?;
    }
    Ok(())
}

fn configure(tree: &Path) -> Result<()> {
    let etc = tree.join("etc");
    for name in ["resolv.conf", "mtab", "fstab"] {
        remove_if_there(&etc.join(name))?;
    }
    write_file(
        &etc.join("machine-id"),
        b"5a3a7d1f0c4b4d56b6d1c0de5a3a7d1f\n",
    )?;
    write_file(&etc.join("hostname"), b"waymark-sample\n")?;
    write_file(&etc.join("hosts"), b"127.0.0.1 localhost waymark-sample\n")
}

/// Debian's own state without the package manager's, and the folders that a
/// service manager would make from tmpfiles.d at the first start.
fn first_var(debian: &Path, var: &Path) -> Result<()> {
    for (name, mode) in [
        ("cache", 0o755),
        ("home", 0o755),
        ("lib", 0o755),
        ("log", 0o755),
        ("mnt", 0o755),
        ("opt", 0o755),
        ("roothome", 0o700),
        ("spool", 0o755),
        ("srv", 0o755),
        ("tmp", 0o1777),
        ("usrlocal", 0o755),
    ] {
        let path = var.join(name);
        fs::create_dir_all(&path)?;
        set_mode(&path, mode)?;
    }
    let state: Vec<_> = STATE
        .iter()
        .map(|name| debian.join("var/lib").join(name))
        .filter(|path| path.exists())
        .collect();
    tool::copy(&state, &var.join("lib"))?;
    symlink(Path::new("../..").join(DATABASE), var.join("lib/dpkg"))?;
    symlink("../run", var.join("run"))?;
    symlink("../run/lock", var.join("lock"))?;
    for user in USERS {
        let home = var.join("home").join(user.name);
        fs::create_dir(&home)?;
        set_mode(&home, 0o700)?;
        std::os::unix::fs::chown(&home, Some(user.id), Some(user.id))
            .with_context(|| home.display().to_string())?;
    }
    Ok(())
}

/// What a version adds to the tree so that it says which version it is.
pub(crate) fn os_release(version: &str) -> String {
    format!(
        "PRETTY_NAME=\"Waymark Sample OS {version}\"\n\
         NAME=\"Waymark Sample OS\"\n\
         ID=waymark-sample\n\
         ID_LIKE=debian\n\
         VERSION=\"{version}\"\n\
         VERSION_ID=\"{version}\"\n\
         IMAGE_ID=waymark-sample\n\
         IMAGE_VERSION=\"{version}\"\n\
         OSTREE_VERSION='{version}'\n"
    )
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| path.display().to_string())
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| path.display().to_string())
        }
        _ => Ok(()),
    }
}
