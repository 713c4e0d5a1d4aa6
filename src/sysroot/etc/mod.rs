//! What differs in /etc from what was published.
//!
//! A deployment keeps /etc as published in `usr/etc`, and the one in use beside it.
//! Both are read as files; nothing of the repository is needed.

mod difference;
mod walk;

use std::path::{Path, PathBuf};

use ostree::gio::prelude::*;
use waymark_model::{Change, Error, ErrorKind, FileDifference, Result};

/// The two versions of /etc.
struct Folders {
    published: PathBuf,
    here: PathBuf,
}

impl Folders {
    fn of_running(sysroot: &ostree::Sysroot) -> Result<Self> {
        let deployment = sysroot.booted_deployment().ok_or_else(|| {
            let message = "only a system that runs has an /etc to compare";
            Error::new(ErrorKind::NotSupported, message)
        })?;
        let folder = sysroot.deployment_directory(&deployment).path();
        let folder = folder.ok_or_else(|| Error::new(ErrorKind::Failed, "no such folder"))?;
        let here = folder.join("etc");
        Ok(Self {
            published: folder.join("usr/etc"),
            // Where /etc is made anew with every start, the deployment has none.
            here: if here.exists() { here } else { "/etc".into() },
        })
    }
}

/// The files that differ, by path.
pub(crate) fn changes(sysroot: &ostree::Sysroot) -> Result<Vec<Change>> {
    let Folders { published, here } = Folders::of_running(sysroot)?;
    walk::changes(&published, &here)
}

/// How one file differs. What not everyone may read is shown only with `secret`.
pub(crate) fn difference(
    sysroot: &ostree::Sysroot,
    path: &str,
    secret: bool,
) -> Result<FileDifference> {
    let Folders { published, here } = Folders::of_running(sysroot)?;
    difference::of(&published, &here, path, secret)
}

/// Two files, whatever is in them.
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing {
    use super::difference::{PATIENCE, lines, text};

    /// Says how they differ, in no more words than they have themselves.
    pub fn difference(old: &[u8], new: &[u8]) {
        let (Some(before), Some(now)) = (text(old.to_vec()), text(new.to_vec())) else {
            return;
        };
        let said = lines(("/etc/one", &before), ("/etc/one", &now), PATIENCE);
        assert_eq!(said.is_empty(), before == now);
        assert!(said.len() <= 8 * (old.len() + new.len()) + 1024);
    }
}

/// Puts a file system's error into our words.
fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |error| {
        Error::new(ErrorKind::Failed, "a file in /etc could not be read")
            .raw(format!("{}: {error}", path.display()))
    }
}
