//! The emulated machine's process, and the harness as its boot loader.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::boot_entry::{self, BootEntry};
use super::guest::{Answer, Guest};

/// How long a machine may take until it is up, and until it is down.
const BOOT: Duration = Duration::from_secs(240);
/// How long a command may take.
const COMMAND: Duration = Duration::from_secs(180);

/// A machine that is on. Dropping it cuts its power.
#[derive(Debug)]
pub struct Emulator {
    process: Child,
    /// Its root shell.
    guest: Guest,
    /// What it was started with.
    pub entry: BootEntry,
    serial: PathBuf,
    _folder: tempfile::TempDir,
}

impl Emulator {
    /// Turns it on with the first entry of the boot list in the image `disk`.
    ///
    /// # Errors
    /// If the boot list leads nowhere, or the emulator does not start.
    pub fn turn_on(disk: &Path, remote: &Path) -> Result<Self> {
        let entry = boot_entry::boot_list(disk)?.swap_remove(0);
        let folder = tempfile::tempdir()?;
        let kernel = boot_entry::take_out(disk, &entry.linux, folder.path())?;
        let initrd = boot_entry::take_out(disk, &entry.initrd, folder.path())?;
        let socket = folder.path().join("agent");
        let listener = UnixListener::bind(&socket)?;
        let serial = folder.path().join("serial.log");
        let errors = fs::File::create(folder.path().join("errors"))?;
        let mut command = Command::new("qemu-system-x86_64");
        command
            .args(["-nodefaults", "-no-user-config", "-machine"])
            .arg("q35,sata=off,smbus=off,usb=off,vmport=off,hpet=off")
            // Linux panics where it uses cmpxchg16b in software emulation.
            .args(["-accel", "tcg,thread=multi", "-cpu", "max,cx16=off"])
            .args(["-smp", "2", "-m", "1024", "-display", "none", "-no-reboot"])
            .arg("-kernel")
            .arg(kernel)
            .arg("-initrd")
            .arg(initrd)
            .args(["-append", &format!("{} panic=-1 oops=panic", entry.options)]);
        drive(&mut command, "disk", disk, "cache=unsafe");
        drive(&mut command, "remote", remote, "readonly=on");
        let process = command
            .args(["-device", "virtio-serial-pci"])
            .arg("-chardev")
            .arg(format!("socket,id=agent,path={}", socket.display()))
            .args(["-device", "virtserialport,chardev=agent,name=agent"])
            .arg("-serial")
            .arg(format!("file:{}", serial.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .context("qemu-system-x86_64")?;
        let guest = Guest::accept(&listener, Duration::from_secs(20))
            .with_context(|| fs::read_to_string(folder.path().join("errors")).unwrap_or_default());
        let mut process = process;
        let guest = match guest {
            Ok(guest) => guest,
            Err(error) => {
                process.kill()?;
                process.wait()?;
                return Err(error);
            }
        };
        Ok(Self {
            process,
            guest,
            entry,
            serial,
            _folder: folder,
        })
    }

    /// Waits until its start is through.
    ///
    /// # Errors
    /// If it is not in time, or a unit failed.
    pub fn wait_up(&mut self) -> Result<()> {
        let came = self.guest.wait(BOOT).and_then(|()| {
            let state = self.guest.run("systemctl is-system-running --wait", BOOT)?;
            if state.text != "running" {
                let failed = self.run("systemctl --failed --plain --no-legend")?.text;
                bail!("the start ended in {}: {failed}", state.text);
            }
            Ok(())
        });
        came.with_context(|| self.console())
    }

    /// Turns it on and waits until its start is through.
    ///
    /// # Errors
    /// If it does not come up.
    pub fn boot(disk: &Path, remote: &Path) -> Result<Self> {
        let mut machine = Self::turn_on(disk, remote)?;
        machine.wait_up()?;
        Ok(machine)
    }

    /// Runs a shell command in it, as root.
    ///
    /// # Errors
    /// If it is gone or does not answer.
    pub fn run(&mut self, command: &str) -> Result<Answer> {
        self.guest.run(command, COMMAND)
    }

    /// Cuts its power.
    ///
    /// # Errors
    /// If the process cannot be ended.
    pub fn cut(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Whether it has turned itself off.
    ///
    /// # Errors
    /// If that cannot be known.
    pub fn is_off(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// Begins to shut it down.
    ///
    /// # Errors
    /// If it cannot be asked.
    pub fn shut_down(&mut self) -> Result<()> {
        self.run("systemctl --no-block reboot")?.ok()?;
        Ok(())
    }

    /// Waits until it has shut itself down.
    ///
    /// # Errors
    /// If it does not, or does otherwise than it should.
    pub fn wait_off(mut self) -> Result<()> {
        let end = Instant::now() + BOOT;
        let handle = pidfd_open(Pid::from_child(&self.process), PidfdFlags::empty())?;
        while self.process.try_wait()?.is_none() {
            ensure!(
                Instant::now() < end,
                "the machine does not shut down: {}",
                self.console()
            );
            wait_readable(&handle)?;
        }
        ensure!(
            !self.console().contains("Kernel panic"),
            "{}",
            self.console()
        );
        Ok(())
    }

    /// What the kernel and the emulator said last.
    #[must_use]
    pub fn console(&self) -> String {
        let text = fs::read(&self.serial).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn drive(command: &mut Command, name: &str, file: &Path, how: &str) {
    command
        .arg("-drive")
        .arg(format!(
            "file={},format=raw,if=none,id={name},{how}",
            file.display()
        ))
        .arg("-device")
        .arg(format!("virtio-blk-pci,drive={name},serial={name}"));
}

fn wait_readable(handle: &impl std::os::fd::AsFd) -> Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let second = Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    poll(&mut [PollFd::new(handle, PollFlags::IN)], Some(&second))?;
    Ok(())
}
