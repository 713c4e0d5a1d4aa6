//! Whether a new version has room, known before its download.

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
    let Some(boot) = sysroot.path().child("boot").path() else {
        return Ok(());
    };
    let Ok(boot) = std::fs::File::open(boot) else {
        return Ok(());
    };
    let device = |stat: rustix::fs::Stat| stat.st_dev;
    let own = device(fstat(repo.dfd_borrow()).map_err(unknown)?);
    if device(fstat(&boot).map_err(unknown)?) == own {
        return Ok(());
    }
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

/// Says how much lacks where libostree itself found that its reserve would be used up.
pub(crate) fn tell(repo: &ostree::Repo, error: Error) -> Error {
    let free = fstatvfs(repo.dfd_borrow()).map(|found| available(&found));
    match (error.kind, free) {
        (ErrorKind::NoSpace, Ok(available)) => error.with(|fields| {
            fields.filesystem = Some(SYSTEM.to_owned());
            fields.required = repo.min_free_space_bytes().ok();
            fields.available = Some(available);
        }),
        _ => error,
    }
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
