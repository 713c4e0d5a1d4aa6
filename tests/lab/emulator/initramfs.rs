//! A version's initramfs: busybox, one kernel module, and OSTree's first program.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::packages::write_file;
use crate::tool;

const PREPARE_ROOT: &str = "usr/lib/ostree/ostree-prepare-root";
const MODULE: &str = "kernel/drivers/block/virtio_blk.ko.xz";

/// Writes it to `to`, for `version`, from the Debian root `debian`.
pub(crate) fn write(debian: &Path, kernel: &str, version: &str, to: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    fs::set_permissions(root, fs::Permissions::from_mode(0o755))?;
    for name in ["proc", "sys", "dev", "run", "sysroot"] {
        fs::create_dir(root.join(name))?;
    }
    copy(debian, "usr/bin/busybox", &root.join("bin/busybox"))?;
    copy(debian, PREPARE_ROOT, &root.join(PREPARE_ROOT))?;
    let linked = tool::run(
        Command::new("chroot")
            .arg(debian)
            .args(["ldd", &format!("/{PREPARE_ROOT}")]),
    )?;
    for library in linked.split_whitespace().filter(|it| it.starts_with('/')) {
        let inside = library.trim_start_matches('/');
        copy(debian, inside, &root.join(inside))?;
    }
    let module = debian.join("usr/lib/modules").join(kernel).join(MODULE);
    let unpacked = Command::new("xz")
        .args(["--decompress", "--stdout"])
        .arg(&module)
        .output()?;
    ensure!(unpacked.status.success(), "xz: {}", module.display());
    write_file(&root.join("virtio_blk.ko"), &unpacked.stdout)?;
    write_file(&root.join("version"), format!("{version}\n").as_bytes())?;
    let init = root.join("init");
    write_file(&init, include_bytes!("../data/emulator/init"))?;
    fs::set_permissions(&init, fs::Permissions::from_mode(0o755))?;
    pack(root, to)
}

fn copy(debian: &Path, from: &str, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("no folder")?)?;
    // Links in the root are meant within it: each name is looked up there.
    let real = tool::run(Command::new("chroot").arg(debian).args([
        "readlink",
        "--canonicalize",
        &format!("/{from}"),
    ]))?;
    let real = debian.join(real.trim_start_matches('/'));
    fs::copy(&real, to).with_context(|| real.display().to_string())?;
    Ok(())
}

/// Not compressed: emulated, a machine reads faster than it unpacks.
fn pack(root: &Path, to: &Path) -> Result<()> {
    let mut find = Command::new("find")
        .args([".", "-print0"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .spawn()?;
    let names = find.stdout.take().context("find says nothing")?;
    let status = Command::new("cpio")
        .args([
            "--null",
            "--create",
            "--format=newc",
            "--quiet",
            "--reproducible",
        ])
        .current_dir(root)
        .stdin(names)
        .stdout(File::create(to)?)
        .status()?;
    ensure!(find.wait()?.success() && status.success(), "cpio: {status}");
    Ok(())
}
