//! Whether a new version has room, known before its download.

use std::{fs::File, os::fd::AsFd};

use ostree::{gio, gio::prelude::*};
use rustix::fs::{StatVfs, fstat, fstatvfs};
use waymark_model::{Error, ErrorKind, Result};

use crate::{
    commit::Commit,
    errors::translate,
    kernel,
    sizes::{self, Missing},
};

/// Names of the file systems in errors.
const SYSTEM: &str = "/sysroot";
const BOOT: &str = "/boot";
/// Room that a deployment itself takes: its folders and its copy of /etc.
const DEPLOYMENT: u64 = 32 << 20;
/// Folders and links that a boot list takes beside the entries, in blocks.
const BOOT_LIST: u64 = 8;
/// How finely it is told what lacks: the free space is never still.
const STEP: u64 = 16 << 20;

/// How much room a version lacks, in steps of [`STEP`], and on which file system;
/// `None` if there is enough or it is not known. `missing` is what is not here of it.
pub(crate) fn lacking(
    sysroot: &ostree::Sysroot,
    commit: &Commit,
    missing: Option<Missing>,
) -> Option<(u64, String)> {
    let error = require(sysroot, commit, missing).err()?;
    let (required, available) = (error.fields.required?, error.fields.available?);
    let lacks = required.saturating_sub(available).div_ceil(STEP);
    let lacks = lacks.saturating_mul(STEP);
    Some((lacks, error.fields.filesystem.clone()?))
}

/// Refuses a version that the file systems of the system or of /boot have no room for.
/// `missing` is what is not here of it.
pub(crate) fn require(
    sysroot: &ostree::Sysroot,
    commit: &Commit,
    missing: Option<Missing>,
) -> Result<()> {
    let repo = sysroot.repo();
    require_on_disk(&repo, missing)?;
    require_on_boot(sysroot, &repo, commit)
}

fn require_on_disk(repo: &ostree::Repo, missing: Option<Missing>) -> Result<()> {
    let Some(missing) = missing else {
        // Unknown beforehand; libostree watches its reserve while it writes.
        return Ok(());
    };
    let reserve = repo.min_free_space_bytes().unwrap_or(0);
    let available = available(&fstatvfs(repo.dfd_borrow()).map_err(unknown)?);
    let required = missing
        .disk
        .saturating_add(reserve)
        .saturating_add(DEPLOYMENT);
    compare(SYSTEM, required, available)
}

/// A kernel is copied to /boot unless a deployment there has the same one. Where
/// /boot lies on the system's own disk the copy is a link.
fn require_on_boot(sysroot: &ostree::Sysroot, repo: &ostree::Repo, commit: &Commit) -> Result<()> {
    let Some(boot) = separate_boot(sysroot, repo)? else {
        return Ok(());
    };
    let Some(new) = kernel::boot_files(repo, commit)? else {
        return Ok(());
    };
    for deployment in sysroot.deployments() {
        let Some(there) = Commit::find(repo, &deployment.csum())? else {
            continue;
        };
        if kernel::boot_files(repo, &there)?.as_ref() == Some(&new) {
            return Ok(());
        }
    }
    let stated = sizes::of_files(commit);
    let mut required = 0;
    for checksum in &new {
        match stated
            .get(checksum)
            .copied()
            .map_or_else(|| size_here(repo, checksum), |size| Ok(Some(size)))?
        {
            Some(size) => required = size.saturating_add(required),
            None => return Ok(()),
        }
    }
    compare(
        BOOT,
        required,
        available(&fstatvfs(&boot).map_err(unknown)?),
    )
}

/// /boot, where it is no part of the system's own disk.
fn separate_boot(sysroot: &ostree::Sysroot, repo: &ostree::Repo) -> Result<Option<File>> {
    let boot = sysroot.path().child("boot").path();
    let Some(boot) = boot.and_then(|path| File::open(path).ok()) else {
        return Ok(None);
    };
    let device = |stat: rustix::fs::Stat| stat.st_dev;
    let own = device(fstat(repo.dfd_borrow()).map_err(unknown)?);
    Ok((device(fstat(&boot).map_err(unknown)?) != own).then_some(boot))
}

fn size_here(repo: &ostree::Repo, checksum: &str) -> Result<Option<u64>> {
    let kind = ostree::ObjectType::File;
    let failed = "the repository could not be read";
    if !repo
        .has_object(kind, checksum, gio::Cancellable::NONE)
        .map_err(translate(failed))?
    {
        return Ok(None);
    }
    let (info, _) = repo
        .query_file(checksum, gio::Cancellable::NONE)
        .map_err(translate(failed))?;
    Ok(u64::try_from(info.size()).ok())
}

/// Says what lacks where libostree found while it wrote that there is no room.
pub(crate) fn tell(repo: &ostree::Repo, error: Error) -> Error {
    let reserve = repo.min_free_space_bytes().unwrap_or(0);
    tell_of(error, SYSTEM, repo.dfd_borrow(), reserve + DEPLOYMENT)
}

/// The same where all of a version was to be downloaded: what is missing of it still.
pub(crate) fn tell_of_version(repo: &ostree::Repo, commit: &Commit, error: Error) -> Error {
    if error.kind != ErrorKind::NoSpace {
        return error;
    }
    let missing = sizes::missing(repo, commit).ok().flatten();
    match require_on_disk(repo, missing) {
        Err(lacking) if lacking.kind == ErrorKind::NoSpace => lacking.raw(error.raw),
        _ => error,
    }
}

/// The same where the boot list was to be written: a few small files in /boot, and a few
/// links and folders on the system's disk.
pub(crate) fn tell_of_boot_list(sysroot: &ostree::Sysroot, error: Error) -> Error {
    let count = u64::try_from(sysroot.deployments().len()).unwrap_or(0);
    let needs = |place: &dyn AsFd| (count + BOOT_LIST) * block(place.as_fd());
    let repo = sysroot.repo();
    let disk = repo.dfd_borrow();
    match separate_boot(sysroot, &repo) {
        Ok(Some(boot)) if fstatvfs(&boot).is_ok_and(|stat| available(&stat) < needs(&boot)) => {
            tell_of(error, BOOT, &boot, needs(&boot))
        }
        _ => tell_of(error, SYSTEM, disk, needs(&disk)),
    }
}

fn block(file_system: impl AsFd) -> u64 {
    fstatvfs(file_system).map_or(0, |stat| stat.f_frsize)
}

/// Numbers that do not explain it are left out: it may be files and not bytes that there
/// are too many of, or what was begun is gone again and its room is back.
fn tell_of(error: Error, filesystem: &str, place: impl AsFd, required: u64) -> Error {
    let Ok(stat) = fstatvfs(place) else {
        return error;
    };
    let available = available(&stat);
    if error.kind != ErrorKind::NoSpace {
        return error;
    }
    error.with(|fields| {
        fields.filesystem = Some(filesystem.to_owned());
        if available < required {
            fields.required = Some(required);
            fields.available = Some(available);
        }
    })
}

fn available(file_system: &StatVfs) -> u64 {
    file_system.f_bavail.saturating_mul(file_system.f_frsize)
}

fn compare(filesystem: &str, required: u64, available: u64) -> Result<()> {
    if required <= available {
        return Ok(());
    }
    let message = format!("{filesystem} has not enough room for the new version");
    Err(Error::new(ErrorKind::NoSpace, message).with(|fields| {
        fields.filesystem = Some(filesystem.to_owned());
        fields.required = Some(required);
        fields.available = Some(available);
    }))
}

fn unknown(error: rustix::io::Errno) -> Error {
    Error::new(ErrorKind::Failed, "the free space could not be read").raw(error.to_string())
}
