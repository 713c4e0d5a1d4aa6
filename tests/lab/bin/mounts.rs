//! What is mounted where: the system side (the deployment as `/`) and what
//! both sides have in common.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use rustix::{
    mount::{MountFlags, MountPropagationFlags, UnmountFlags},
    process::{chdir, pivot_root},
};
use waymark_lab::machine::Plan;

/// Mounts the second version of control groups; inside the machine its root
/// is the machine's own group.
pub(crate) fn cgroup2(target: &Path) -> Result<()> {
    mount("cgroup2", target, MountFlags::empty(), "")
}

/// Mounts the process list of the current PID namespace.
pub(crate) fn proc(target: &Path) -> Result<()> {
    mount(
        "proc",
        target,
        MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC,
        "",
    )
}

/// Makes `source` visible at `target` too.
pub(crate) fn bind(source: &Path, target: &Path) -> Result<()> {
    rustix::mount::mount_bind(source, target)
        .with_context(|| format!("cannot bind {} to {}", source.display(), target.display()))
}

/// Makes the deployment the root of this mount namespace, with everything
/// around it that libostree and the services expect, as after a boot.
pub(crate) fn enter_deployment(plan: &Plan, systemctl: &Path) -> Result<()> {
    let root = plan.boot.join("root");
    fs::create_dir_all(&root)?;
    bind(&plan.deployment, &root)?;
    // pivot_root refuses a root whose mount passes things on.
    rustix::mount::mount_change(&root, MountPropagationFlags::PRIVATE)?;

    bind(systemctl, &root.join("usr/bin/systemctl"))?;
    let usr = root.join("usr");
    rustix::mount::mount_bind_recursive(&usr, &usr)?;
    rustix::mount::mount_remount(&usr, MountFlags::BIND | MountFlags::RDONLY, "")?;

    bind(&plan.var, &root.join("var"))?;
    bind(&plan.sysroot, &root.join("sysroot"))?;
    bind(&plan.sysroot.join("boot"), &root.join("boot"))?;
    bind(&plan.run(), &root.join("run"))?;
    mount(
        "tmpfs",
        &root.join("tmp"),
        MountFlags::NOSUID | MountFlags::NODEV,
        "mode=1777",
    )?;
    proc(&root.join("proc"))?;
    bind(
        &plan.boot_id_file(),
        &root.join("proc/sys/kernel/random/boot_id"),
    )?;
    for shared in ["dev", "sys"] {
        rustix::mount::mount_bind_recursive(Path::new("/").join(shared), root.join(shared))
            .with_context(|| format!("cannot bind /{shared}"))?;
    }
    cgroup2(&root.join("sys/fs/cgroup"))?;

    chdir(&root)?;
    pivot_root(".", ".").context("cannot make the deployment the root")?;
    rustix::mount::unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    Ok(())
}

fn mount(kind: &str, target: &Path, flags: MountFlags, options: &str) -> Result<()> {
    let options = std::ffi::CString::new(options)?;
    rustix::mount::mount(kind, target, kind, flags, options.as_c_str())
        .with_context(|| format!("cannot mount {kind} on {}", target.display()))
}
