//! File systems of a sample's own: ext4 on a file in memory, for tests of what a machine
//! does when its disk is full, read-only or failing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::tool;

/// What a disk of a sample system is like.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Disk {
    /// Its size. What nobody writes to takes no memory.
    pub megabytes: u64,
    /// How many files and folders fit on it; ext4's own choice if absent.
    pub files: Option<u64>,
    /// Whether it lies on another disk: what is wrong with that one this one feels as an
    /// error of its device.
    pub on_another: bool,
}

impl Disk {
    /// An ordinary one.
    #[must_use]
    pub fn of(megabytes: u64) -> Self {
        Self {
            megabytes,
            files: None,
            on_another: false,
        }
    }
}

/// A disk that is mounted as long as this lives.
#[derive(Debug)]
pub struct Mounted {
    image: PathBuf,
    target: PathBuf,
    below: Option<Box<Mounted>>,
}

/// Where ext4 describes its files, at most, in bytes from the start.
const DESCRIPTIONS: u64 = 96 << 20;

/// Takes up what is left of a disk.
const BALLAST: &str = "ballast";

impl Mounted {
    /// Makes the disk in the file `image` and mounts it on the new folder `target`.
    pub(crate) fn create(disk: Disk, mut image: PathBuf, target: &Path) -> Result<Self> {
        let mut below = None;
        if disk.on_another {
            let place = image.with_extension("below");
            // With room for the copy that a repair makes.
            let large = Disk::of(disk.megabytes * 2 + 256);
            let made = Self::create(large, place.with_extension("below.img"), &place)?;
            image = place.join("disk.img");
            below = Some(Box::new(made));
        }
        File::create_new(&image)?.set_len(disk.megabytes << 20)?;
        let mut make = Command::new("mke2fs");
        // What describes the files lies first, and nothing is kept for root alone.
        make.args(["-q", "-F", "-t", "ext4", "-m", "0", "-E"])
            .arg("packed_meta_blocks=1,lazy_itable_init=0,lazy_journal_init=0");
        if let Some(files) = disk.files {
            make.arg(format!("-N{files}"));
        }
        tool::run(make.arg(&image))?;
        if disk.on_another {
            // What describes its files has its place there, however full that one gets.
            let file = File::options().write(true).open(&image)?;
            let flags = rustix::fs::FallocateFlags::empty();
            rustix::fs::fallocate(file, flags, 0, DESCRIPTIONS)?;
        }
        fs::create_dir_all(target)?;
        let mounted = Self {
            image,
            target: target.to_owned(),
            below,
        };
        mounted.mount()?;
        fs::remove_dir(target.join("lost+found"))?;
        Ok(mounted)
    }

    fn mount(&self) -> Result<()> {
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop,errors=remount-ro"]);
        tool::run(mount.arg(&self.image).arg(&self.target))?;
        Ok(())
    }

    /// How many bytes an ordinary user could still write.
    ///
    /// # Errors
    /// If the disk cannot be asked.
    pub fn free(&self) -> Result<u64> {
        let stat = rustix::fs::statvfs(&self.target)?;
        Ok(stat.f_bavail * stat.f_frsize)
    }

    /// Fills the disk until no more than `left` bytes are free.
    ///
    /// # Errors
    /// If that cannot be reached.
    pub fn fill(&self, left: u64) -> Result<()> {
        let ballast = File::options()
            .create(true)
            .append(true)
            .open(self.target.join(BALLAST))?;
        // A file of this size needs room for its description too: so again and again.
        for _ in 0..200 {
            let surplus = self.free()?.saturating_sub(left);
            if surplus == 0 {
                return Ok(());
            }
            let length = ballast.metadata()?.len();
            let more = if surplus > 1 << 20 {
                surplus - (64 << 10)
            } else {
                surplus
            };
            let flags = rustix::fs::FallocateFlags::empty();
            if rustix::fs::fallocate(&ballast, flags, length, more).is_err() {
                // The last pieces are not in one place.
                let _ = rustix::fs::fallocate(&ballast, flags, length, 4096);
            }
        }
        let free = self.free()?;
        ensure!(free <= left, "{free} bytes are free still");
        Ok(())
    }

    /// Makes room again.
    ///
    /// # Errors
    /// If the ballast cannot be thrown away.
    pub fn relieve(&self) -> Result<()> {
        fs::remove_file(self.target.join(BALLAST))?;
        Ok(())
    }

    /// Has ext4 find an error, after which it takes no more writing.
    ///
    /// # Errors
    /// If it goes on writing.
    pub fn break_down(&self) -> Result<()> {
        let trigger = format!("/sys/fs/ext4/{}/trigger_fs_error", self.device()?);
        fs::write(&trigger, "broken by a test").context(trigger)?;
        let probe = File::create(self.target.join("probe"));
        ensure!(probe.is_err(), "the disk is still written to");
        Ok(())
    }

    /// The disk on which this one lies.
    ///
    /// # Errors
    /// If it lies on none.
    pub fn below(&self) -> Result<&Self> {
        let below = self.below.as_deref();
        below.context("the disk lies on no other")
    }

    /// The name of its device: `loop0`.
    fn device(&self) -> Result<String> {
        let mounts = fs::read_to_string("/proc/self/mounts")?;
        let target = self.target.to_string_lossy();
        let device = mounts.lines().find_map(|line| {
            let mut words = line.split(' ');
            let device = words.next()?;
            (words.next()? == target).then(|| device.trim_start_matches("/dev/").to_owned())
        });
        device.with_context(|| format!("nothing is mounted on {target}"))
    }

    /// Repairs the disk as the start after an error does. No machine may run on it.
    ///
    /// # Errors
    /// If it cannot be repaired.
    pub fn repair(&self) -> Result<()> {
        // What can still be written is; a broken disk takes nothing.
        let _ = rustix::fs::syncfs(File::open(&self.target)?);
        rustix::mount::unmount(&self.target, rustix::mount::UnmountFlags::DETACH)?;
        if let Some(below) = &self.below {
            below.repair()?;
        }
        // Others may have the broken one mounted still, in namespaces of their own.
        let fresh = self.image.with_extension("repaired");
        tool::copy(std::slice::from_ref(&self.image), &fresh)?;
        fs::rename(&fresh, &self.image)?;
        let check = Command::new("e2fsck")
            .arg("-fy")
            .arg(&self.image)
            .output()?;
        ensure!(
            check.status.code().is_some_and(|code| code < 4),
            "the disk is beyond repair: {}",
            String::from_utf8_lossy(&check.stdout)
        );
        self.mount()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Whoever still has it open keeps it until then; the device goes with the mount.
        let _ = rustix::mount::unmount(&self.target, rustix::mount::UnmountFlags::DETACH);
    }
}
