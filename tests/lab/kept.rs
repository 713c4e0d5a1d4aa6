//! The sample system that `dev/run` and `dev/lab` keep from one call to the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rustix::fs::{IFlags, ioctl_getflags, ioctl_setflags};

use crate::base::Base;
use crate::sample::{Options, Sample, System};
use crate::server::Server;
use crate::tool;

impl Sample {
    /// Where the kept sample system of a kind is: `lab…` in the cache.
    ///
    /// # Errors
    /// If it is not known where the cache is.
    pub fn kept_folder(system: System) -> Result<PathBuf> {
        let name = match system {
            System::Ostree => "lab",
            System::RpmOstree => "lab-rpm-ostree",
            System::RpmOstreeImage => "lab-rpm-ostree-image",
        };
        Ok(tool::cache()?.join(name))
    }

    /// Opens the sample system in `dir` and serves it. Makes it anew if there is
    /// none, if its making was interrupted, or if Waymark was rebuilt since: the
    /// service that it holds would be an old one.
    ///
    /// # Errors
    /// If another process serves it, or it cannot be made.
    pub fn keep(dir: &Path, options: &Options) -> Result<(Self, Server)> {
        let above = dir.parent().context("a sample needs a folder of its own")?;
        let base = Base::ensure(options, above)?;
        if let Ok(sample) = Self::open(dir) {
            let server = sample
                .serve()
                .context("the sample system is in use: is dev/run or dev/lab running?")?;
            if sample.state()?.base == base.commit() {
                return Ok((sample, server));
            }
            eprintln!("Waymark was rebuilt: the sample system is made anew");
            drop(server);
        }
        Self::forget(dir)?;
        let sample = Self::create(dir, options)?;
        let server = sample.serve()?;
        Ok((sample, server))
    }

    /// Removes the sample system in `dir`, if there is one.
    ///
    /// # Errors
    /// If it is in use, or cannot be removed.
    pub fn forget(dir: &Path) -> Result<()> {
        if let Ok(sample) = Self::open(dir) {
            let _server = sample
                .serve()
                .context("the sample system is in use: is dev/run or dev/lab running?")?;
        }
        if dir.exists() {
            make_mutable(dir)?;
            fs::remove_dir_all(dir).with_context(|| dir.display().to_string())?;
        }
        Ok(())
    }

    /// Publishes a version if the newest one is on the disk already, so that
    /// there is something to update to.
    ///
    /// # Errors
    /// If the sample's state cannot be read or the version not published.
    pub fn offer_something(&self, on_disk: &[String]) -> Result<()> {
        let newest = self.versions()?.pop();
        if newest.is_none_or(|newest| on_disk.contains(&newest.checksum)) {
            self.publish(&self.random_version()?)?;
        }
        Ok(())
    }
}

/// Takes from the deployments in `dir` the mark that nothing may be changed in
/// them, which libostree gives to those that are made in the running system.
fn make_mutable(dir: &Path) -> Result<()> {
    let stateroots = dir.join("sysroot/ostree/deploy");
    for stateroot in folders(&stateroots)? {
        for deployment in folders(&stateroot.join("deploy"))? {
            let folder = File::open(&deployment)?;
            let flags = ioctl_getflags(&folder)?;
            if flags.contains(IFlags::IMMUTABLE) {
                ioctl_setflags(&folder, flags - IFlags::IMMUTABLE)
                    .with_context(|| deployment.display().to_string())?;
            }
        }
    }
    Ok(())
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if dir.is_dir() {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}
