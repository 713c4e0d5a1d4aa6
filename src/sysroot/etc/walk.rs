//! Which files differ between two folders.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File, Metadata},
    io::{self, BufRead, BufReader},
    os::unix::fs::MetadataExt,
    path::Path,
};

use waymark_model::{Change, ChangeKind, ChangeType, Error, ErrorKind, Result};

use super::unreadable;

/// More files than this in an /etc are a fault.
const FILES_MAX: usize = 100_000;

/// The files of either folder that are not the same in both, by path.
pub(super) fn changes(published: &Path, here: &Path) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    folder(published, here, "/etc", &mut changes)?;
    changes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(changes)
}

fn folder(published: &Path, here: &Path, name: &str, changes: &mut Vec<Change>) -> Result<()> {
    let (old, new) = (entries(published)?, entries(here)?);
    let mut names: Vec<_> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for entry in names {
        if changes.len() >= FILES_MAX {
            return Err(Error::new(
                ErrorKind::Failed,
                "too many files differ in /etc",
            ));
        }
        let (old, new) = (old.get(entry), new.get(entry));
        let name = format!("{name}/{}", entry.to_string_lossy());
        let (published, here) = (published.join(entry), here.join(entry));
        let is_folder = |metadata: Option<&Metadata>| metadata.is_some_and(Metadata::is_dir);
        if is_folder(old) || is_folder(new) {
            folder(&published, &here, &name, changes)?;
        }
        let file = |metadata: Option<&Metadata>| metadata.filter(|one| !one.is_dir()).cloned();
        let change = match (file(old), file(new)) {
            (Some(_), None) => Some(ChangeType::Removed),
            (None, Some(_)) => Some(ChangeType::Added),
            (Some(old), Some(new)) => {
                let same = same_access(&old, &new)
                    && same_content(&published, &old, &here, &new).map_err(unreadable(&here))?;
                (!same).then_some(ChangeType::Changed)
            }
            (None, None) => None,
        };
        changes.extend(change.map(|change| Change {
            kind: ChangeKind::File,
            change,
            name,
            ..Change::default()
        }));
    }
    Ok(())
}

/// What is in a folder; nothing if it is none.
fn entries(folder: &Path) -> Result<BTreeMap<OsString, Metadata>> {
    let listed = match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => fs::read_dir(folder).map_err(unreadable(folder))?,
        _ => return Ok(BTreeMap::new()),
    };
    listed
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name(), entry.metadata()?))
        })
        // A file that went away while it was looked at is not there.
        .filter(|entry| !matches!(entry, Err(error) if is_gone(error)))
        .collect::<io::Result<_>>()
        .map_err(unreadable(folder))
}

fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

/// Whether type, mode and owner are the same.
pub(super) fn same_access(old: &Metadata, new: &Metadata) -> bool {
    (old.mode(), old.uid(), old.gid()) == (new.mode(), new.uid(), new.gid())
}

/// Whether two files of the same type hold the same. Pipes and devices hold nothing.
pub(super) fn same_content(
    published: &Path,
    old: &Metadata,
    here: &Path,
    new: &Metadata,
) -> io::Result<bool> {
    if old.is_symlink() && new.is_symlink() {
        return Ok(fs::read_link(published)? == fs::read_link(here)?);
    }
    if !(old.is_file() && new.is_file()) {
        return Ok(old.file_type() == new.file_type());
    }
    if old.len() != new.len() {
        return Ok(false);
    }
    let mut old = BufReader::new(File::open(published)?);
    let mut new = BufReader::new(File::open(here)?);
    loop {
        let (left, right) = (old.fill_buf()?, new.fill_buf()?);
        let common = left.len().min(right.len());
        if left[..common] != right[..common] {
            return Ok(false);
        }
        if common == 0 {
            return Ok(left.len() == right.len());
        }
        old.consume(common);
        new.consume(common);
    }
}
