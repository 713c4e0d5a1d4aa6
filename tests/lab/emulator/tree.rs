//! What a tree needs beyond the sample system's to be booted by a machine of its own.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::packages::write_file;
use crate::tool;

const UNITS: [(&str, &str, &str); 2] = [
    (
        "waymark-lab-agent.service",
        include_str!("../data/emulator/waymark-lab-agent.service"),
        "multi-user.target",
    ),
    (
        "run-remote.mount",
        include_str!("../data/emulator/run-remote.mount"),
        "local-fs.target",
    ),
];

/// What takes time at a start and is not looked at: file systems of the kernel, terminals,
/// caches of /etc, timers of other packages.
const MASKED: [&str; 26] = [
    "apt-daily-upgrade.timer",
    "apt-daily.timer",
    "dev-hugepages.mount",
    "dev-mqueue.mount",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "fstrim.timer",
    "getty-static.service",
    "getty@tty1.service",
    "ldconfig.service",
    "modprobe@configfs.service",
    "modprobe@drm.service",
    "modprobe@fuse.service",
    "proc-sys-fs-binfmt_misc.automount",
    "serial-getty@ttyS0.service",
    "sys-fs-fuse-connections.mount",
    "sys-kernel-config.mount",
    "sys-kernel-debug.mount",
    "sys-kernel-tracing.mount",
    "systemd-binfmt.service",
    "systemd-hwdb-update.service",
    "systemd-journal-catalog-update.service",
    "systemd-modules-load.service",
    "systemd-random-seed.service",
    "systemd-tmpfiles-clean.timer",
    "systemd-update-utmp.service",
];

/// Changes whenever [`complete`] would do otherwise.
pub(crate) fn recipe() -> String {
    [
        include_str!("tree.rs"),
        include_str!("../data/emulator/agent"),
        UNITS[0].1,
        UNITS[1].1,
    ]
    .concat()
}

/// The Debian root that machines are made from.
pub(crate) fn debian() -> Result<PathBuf> {
    Ok(PathBuf::from(
        std::env::var_os("WAYMARK_MACHINE_TREE").context(
            "WAYMARK_MACHINE_TREE is not set; the lab is used through the commands in dev/",
        )?,
    ))
}

/// The release of its kernel.
pub(crate) fn kernel(debian: &Path) -> Result<String> {
    for entry in fs::read_dir(debian.join("boot"))? {
        let name = entry?.file_name();
        if let Some(release) = name.to_str().and_then(|it| it.strip_prefix("vmlinuz-")) {
            return Ok(release.to_owned());
        }
    }
    anyhow::bail!("{} has no kernel", debian.display())
}

/// Completes the prepared `tree` and its first `var`.
pub(crate) fn complete(debian: &Path, tree: &Path, var: &Path) -> Result<()> {
    let kernel = kernel(debian)?;
    fs::copy(
        debian.join("boot").join(format!("vmlinuz-{kernel}")),
        tree.join("usr/lib/modules").join(&kernel).join("vmlinuz"),
    )?;
    let units = tree.join("usr/lib/systemd/system");
    for (name, text, wanted_by) in UNITS {
        write_file(&units.join(name), text.as_bytes())?;
        let wants = units.join(format!("{wanted_by}.wants"));
        fs::create_dir_all(&wants)?;
        symlink(format!("../{name}"), wants.join(name))?;
    }
    let agent = tree.join("usr/libexec/waymark-lab-agent");
    write_file(&agent, include_bytes!("../data/emulator/agent"))?;
    fs::set_permissions(&agent, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;

    let etc = tree.join("usr/etc/systemd/system");
    fs::create_dir_all(&etc)?;
    for name in MASKED {
        let mask = etc.join(name);
        if mask.symlink_metadata().is_ok() {
            fs::remove_file(&mask)?;
        }
        symlink("/dev/null", mask)?;
    }
    let default = etc.join("default.target");
    if default.symlink_metadata().is_ok() {
        fs::remove_file(&default)?;
    }
    symlink("/usr/lib/systemd/system/multi-user.target", default)?;
    // With this folder the journal outlives a start.
    fs::create_dir_all(var.join("log/journal"))?;
    let polkit = debian.join("var/lib/polkit-1");
    if polkit.exists() {
        tool::copy(&[polkit], &var.join("lib"))?;
    }
    Ok(())
}
