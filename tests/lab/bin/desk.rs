//! The session side: the mounts that the lab itself was started with, but with
//! the machine's processes, its `/run` (so its bus and its session records)
//! and its users. It waits here until the machine ends.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::Path,
    process::ExitCode,
    thread,
};

use anyhow::{Context, Result};
use waymark_lab::machine::Plan;

use crate::{cgroups, mounts};

const X_SOCKETS: &str = "/tmp/.X11-unix";

pub(crate) fn run(plan: &Plan) -> Result<ExitCode> {
    let mut control = UnixStream::connect(plan.control()).context("the lab is gone")?;
    mounts::proc(Path::new("/proc"))?;
    mounts::cgroup2(Path::new(cgroups::ROOT))?;
    for file in ["passwd", "shadow", "group", "gshadow"] {
        let own = plan.deployment.join("etc").join(file);
        mounts::bind(&own, &Path::new("/etc").join(file))?;
    }
    let homes = plan.var.join("home");
    fs::create_dir_all(&homes)?;
    mounts::bind(&homes, Path::new("/home"))?;
    if !Path::new(X_SOCKETS).exists() {
        fs::create_dir_all(X_SOCKETS)?;
        fs::set_permissions(X_SOCKETS, fs::Permissions::from_mode(0o1777))?;
    }
    // Last: the lab's own folder may be below /run.
    mounts::bind(&plan.run(), Path::new("/run"))?;
    std::io::Write::write_all(&mut control, b"desk\n")?;
    println!("ready");
    loop {
        thread::park();
    }
}
