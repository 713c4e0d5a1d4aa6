//! Starting a machine: the processes that make it, and the wait until it is up.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    os::{
        fd::OwnedFd,
        unix::{
            fs::{MetadataExt, PermissionsExt},
            net::{UnixListener, UnixStream},
            process::CommandExt,
        },
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, pidfd_open},
};

use super::{BootOptions, Deployed, Plan, entry, journal};

/// How long a machine may take until it is up.
const PATIENCE: Duration = Duration::from_secs(20);

/// The processes of a machine that is up.
#[derive(Debug)]
pub(super) struct Running {
    /// The outermost process; it ends when the machine has.
    pub(super) frame: Child,
    pub(super) frame_handle: OwnedFd,
    /// Closing it cuts the machine's power.
    pub(super) control: Option<UnixStream>,
    /// Process 1, as the lab sees it.
    pub(super) init: i32,
    /// The process that holds the session side, as the lab sees it.
    pub(super) desk: i32,
}

/// Chooses what boots next in the lab folder `lab` and lays the boot out.
/// By hand: `chosen`, a deployment of the boot list.
pub(super) fn prepare(
    lab: &Path,
    options: &BootOptions,
    chosen: Option<&Deployed>,
) -> Result<Plan> {
    let sysroot = lab.join("sysroot");
    let deployment = match chosen {
        Some(chosen) => entry::deployment(&sysroot, chosen)?,
        None => entry::default_deployment(&sysroot)?,
    };
    let var = deployment
        .join("../../var")
        .canonicalize()
        .context("the stateroot has no /var")?;
    let plan = Plan {
        boot: next_folder(&lab.join("boots"))?,
        sysroot,
        deployment,
        var,
        boot_id: journal::new_boot_id()?,
    };
    fs::write(plan.boot_id_file(), format!("{}\n", plan.boot_id))?;

    for folder in [
        "dbus",
        "lock",
        "user",
        "systemd/users",
        "systemd/sessions",
        "systemd/seats",
    ] {
        fs::create_dir_all(plan.run().join(folder))?;
    }
    File::create(plan.run().join("ostree-booted"))?;
    let systemctl = plan.boot.join("systemctl");
    fs::write(&systemctl, include_str!("../data/systemctl"))?;
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755))?;
    plan.write()?;

    let etc = plan.deployment.join("etc");
    write_as_neighbours(
        &etc.join("polkit-1/rules.d/10-waymark-lab.rules"),
        include_bytes!("../data/10-waymark-lab.rules"),
    )?;
    for (path, text) in &options.files {
        let inside = path
            .strip_prefix("/etc")
            .context("only files in /etc can be written")?;
        write_as_neighbours(&etc.join(inside), text)?;
    }
    Ok(plan)
}

/// Starts the machine and waits until its services run.
pub(super) fn start(plan: &Plan) -> Result<Running> {
    let listener = UnixListener::bind(plan.control()).context("cannot listen for the machine")?;
    let log = File::create(plan.log())?;
    let program = helper_program()?;
    let frame = Command::new("unshare")
        .args(["--mount", "--propagation", "private"])
        .arg(program)
        .arg("frame")
        .arg(plan.file())
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        // An interrupt from the terminal is for the lab, which then closes the
        // control socket; the frame must live to clean up.
        .process_group(0)
        .spawn()
        .context("cannot make a mount namespace; this needs root")?;
    let frame_handle = pidfd_open(Pid::from_child(&frame), PidfdFlags::empty())?;
    let mut running = Running {
        frame,
        frame_handle,
        control: None,
        init: 0,
        desk: 0,
    };
    match await_services(&listener, &mut running) {
        Ok(()) => Ok(running),
        Err(error) => {
            running.cut();
            let log = fs::read_to_string(plan.log()).unwrap_or_default();
            Err(error.context(format!("the sample machine did not come up:\n{log}")))
        }
    }
}

impl Running {
    /// Ends the machine at once, as a power cut does.
    pub(super) fn cut(&mut self) {
        self.control = None;
        if self.init == 0 {
            // Nothing listens to the control socket yet.
            let _ = self.frame.kill();
        }
        let _ = self.frame.wait();
    }
}

fn await_services(listener: &UnixListener, running: &mut Running) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut init = None;
    while running.desk == 0 || running.init == 0 {
        wait_for(listener, &running.frame_handle, deadline)?;
        let (stream, _) = listener.accept()?;
        let pid = rustix::net::sockopt::socket_peercred(&stream)?
            .pid
            .as_raw_nonzero()
            .get();
        let mut lines = BufReader::new(stream);
        wait_for(lines.get_ref(), &running.frame_handle, deadline)?;
        match next_line(&mut lines)?.as_str() {
            "init" => {
                running.init = pid;
                running.control = Some(lines.get_ref().try_clone()?);
                init = Some(lines);
            }
            "desk" => running.desk = pid,
            other => bail!("the machine said {other:?}"),
        }
    }
    let mut init = init.context("the machine has no init")?;
    if init.buffer().is_empty() {
        wait_for(init.get_ref(), &running.frame_handle, deadline)?;
    }
    match next_line(&mut init)?.as_str() {
        "ready" => Ok(()),
        other => bail!("the machine said {other:?}"),
    }
}

fn next_line(lines: &mut BufReader<UnixStream>) -> Result<String> {
    let mut line = String::new();
    lines.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

/// Waits until `source` has something to read; fails when the machine ends.
fn wait_for(source: impl std::os::fd::AsFd, frame: &OwnedFd, deadline: Instant) -> Result<()> {
    let left = Timespec::try_from(deadline.saturating_duration_since(Instant::now()))?;
    let mut waiting = [
        PollFd::new(&source, PollFlags::IN),
        PollFd::new(frame, PollFlags::IN),
    ];
    if poll(&mut waiting, Some(&left))? == 0 {
        bail!("it took more than {PATIENCE:?}");
    }
    if waiting[0].revents().is_empty() {
        bail!("it ended while starting");
    }
    Ok(())
}

/// Makes the folder of the next boot: they are numbered.
fn next_folder(boots: &Path) -> Result<PathBuf> {
    fs::create_dir_all(boots)?;
    let last = fs::read_dir(boots)?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    let folder = boots.join((last + 1).to_string());
    fs::create_dir(&folder)?;
    Ok(folder)
}

/// Writes a file and gives it to the owner of its folder, so that a service
/// that reads only its own folder can read it.
fn write_as_neighbours(path: &Path, text: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder)?;
    // A hard link into the repository must not be written through.
    if path.exists() {
        fs::remove_file(path)?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    let owner = fs::metadata(folder)?;
    std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid()))?;
    Ok(())
}

/// The program that acts inside machines. Cargo puts it beside this one, or,
/// for a test, one folder above.
pub(crate) fn helper_program() -> Result<PathBuf> {
    built_program("waymark-lab-machine")
        .context("waymark-lab-machine is not built: cargo build -p waymark-lab --bins")
}

/// A program that cargo built with this one, if it did.
pub(crate) fn built_program(name: &str) -> Option<PathBuf> {
    let own = env::current_exe().ok()?;
    own.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.exists())
}
