//! How one file of /etc differs, in lines.

use std::{
    fs::{self, File, Metadata},
    io::Read,
    os::unix::fs::MetadataExt,
    path::{Component, Path},
    time::Duration,
};

use similar::TextDiff;
use waymark_model::{ChangeType, DifferenceShown, Error, ErrorKind, FileDifference, Result};

use super::{
    unreadable,
    walk::{same_access, same_content},
};

/// Larger files are not compared by line, in bytes.
const TEXT_MAX: u64 = 1 << 20;
/// How long the fewest changed lines are looked for: in long files of lines that are often
/// the same it would take minutes.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Lines that are shown around a change.
const AROUND: usize = 3;
/// Everyone may read it.
const READABLE: u32 = 0o004;

/// One of the two files: what stands there, and its text once it may be shown.
struct Side<'a> {
    path: &'a Path,
    metadata: Option<Metadata>,
}

/// Compares `path`, which begins with `/etc/`, in the two versions of /etc.
pub(super) fn of(
    published: &Path,
    here: &Path,
    path: &str,
    secret: bool,
) -> Result<FileDifference> {
    let below = below_etc(path)?;
    let (old, new) = (published.join(below), here.join(below));
    let (old, new) = (side(published, below, &old)?, side(here, below, &new)?);
    let change = match (&old.metadata, &new.metadata) {
        (None, None) => return Err(not_there(path)),
        (Some(_), None) => ChangeType::Removed,
        (None, Some(_)) => ChangeType::Added,
        (Some(_), Some(_)) => ChangeType::Changed,
    };
    let (shown, difference) = show(path, &old, &new, secret)?;
    let owner = |side: &Side<'_>| {
        let metadata = side.metadata.as_ref()?;
        Some(format!("{}:{}", metadata.uid(), metadata.gid()))
    };
    let mode = |side: &Side<'_>| side.metadata.as_ref().map(MetadataExt::mode);
    Ok(FileDifference {
        path: path.to_owned(),
        change,
        shown,
        difference,
        published_mode: mode(&old),
        published_owner: owner(&old),
        mode: mode(&new),
        owner: owner(&new),
    })
}

fn show(
    path: &str,
    old: &Side<'_>,
    new: &Side<'_>,
    secret: bool,
) -> Result<(DifferenceShown, Option<String>)> {
    let sides = || [old, new].into_iter();
    if let (Some(before), Some(now)) = (&old.metadata, &new.metadata) {
        let same = same_content(old.path, before, new.path, now).map_err(unreadable(new.path))?;
        if same {
            if same_access(before, now) {
                return Err(not_there(path));
            }
            return Ok((DifferenceShown::Access, None));
        }
    }
    if !secret && sides().any(Side::is_secret) {
        return Ok((DifferenceShown::Secret, None));
    }
    if sides().any(Side::is_too_large) {
        return Ok((DifferenceShown::TooLarge, None));
    }
    let (Some(before), Some(now)) = (old.text()?, new.text()?) else {
        return Ok((DifferenceShown::Binary, None));
    };
    let name = |side: &Side<'_>| {
        if side.metadata.is_some() {
            path
        } else {
            "/dev/null"
        }
    };
    let difference = lines((name(old), &before), (name(new), &now), PATIENCE);
    Ok((DifferenceShown::Text, Some(difference)))
}

/// How two texts differ, each with the name that it goes by. Once the time is over, what
/// is left is told as wholly different.
pub(super) fn lines(old: (&str, &str), new: (&str, &str), patience: Duration) -> String {
    TextDiff::configure()
        .timeout(patience)
        .diff_lines(old.1, new.1)
        .unified_diff()
        .context_radius(AROUND)
        .header(old.0, new.0)
        .to_string()
}

/// What a file holds, if that is text.
pub(super) fn text(content: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(content).ok();
    text.filter(|text| !text.contains('\0'))
}

impl Side<'_> {
    fn is_secret(&self) -> bool {
        let metadata = self.metadata.as_ref();
        metadata.is_some_and(|one| one.is_file() && one.mode() & READABLE == 0)
    }

    fn is_too_large(&self) -> bool {
        self.metadata
            .as_ref()
            .is_some_and(|one| one.len() > TEXT_MAX)
    }

    /// Its text, none if it is not there; `None` if it holds no text.
    fn text(&self) -> Result<Option<String>> {
        let Some(metadata) = &self.metadata else {
            return Ok(Some(String::new()));
        };
        if metadata.is_symlink() {
            let target = fs::read_link(self.path).map_err(unreadable(self.path))?;
            return Ok(Some(format!("→ {}\n", target.display())));
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        let mut content = Vec::new();
        File::open(self.path)
            .and_then(|file| file.take(TEXT_MAX).read_to_end(&mut content))
            .map_err(unreadable(self.path))?;
        Ok(text(content))
    }
}

/// What stands at a path, if every folder on the way is one and no link.
fn side<'a>(root: &Path, below: &Path, path: &'a Path) -> Result<Side<'a>> {
    let mut folder = root.to_owned();
    for part in below.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        if !fs::symlink_metadata(&folder).is_ok_and(|one| one.is_dir()) {
            return Ok(Side {
                path,
                metadata: None,
            });
        }
    }
    let metadata = fs::symlink_metadata(path).ok();
    Ok(Side {
        path,
        metadata: metadata.filter(|one| !one.is_dir()),
    })
}

/// The path below /etc.
fn below_etc(path: &str) -> Result<&Path> {
    let below = path.strip_prefix("/etc/").map(Path::new);
    below
        .filter(|below| {
            let parts = below.components();
            parts.clone().count() > 0
                && parts
                    .into_iter()
                    .all(|one| matches!(one, Component::Normal(_)))
        })
        .ok_or_else(|| Error::invalid("path", "this is no file below /etc"))
}

fn not_there(path: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        format!("{path} differs in nothing from the published one"),
    )
    .with(|fields| fields.argument = Some("path".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_to_compare_is_told_all_the_same() {
        let text = |number: u32| -> String {
            let lines = (1..20_000_u32).map(|line| line.wrapping_mul(number) >> 7 & 7);
            lines.map(|line| format!("{line}\n")).collect()
        };
        let (old, new) = (text(0x9e37_79b1), text(0x85eb_ca6b));
        let said = lines(("a", &old), ("b", &new), Duration::ZERO);
        let with = |signs: &[char]| -> String {
            let body = said.lines().skip(2).filter(|line| !line.starts_with("@@"));
            let kept = body.filter_map(|line| line.strip_prefix(signs));
            kept.map(|line| format!("{line}\n")).collect()
        };
        // All of both is in it, since nothing long is the same.
        assert_eq!(with(&[' ', '-']), old);
        assert_eq!(with(&[' ', '+']), new);
    }
}
