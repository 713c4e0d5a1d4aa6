//! A machine's boot list, read from its disk's image as a boot loader reads it: without
//! mounting it, and without replaying the file system's journal.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::tool;

const ENTRIES: &str = "/boot/loader/entries";

/// An entry of the boot list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootEntry {
    /// The one with the highest comes first.
    pub version: u64,
    /// The kernel, seen from `/boot`.
    pub linux: String,
    /// The initramfs, seen from `/boot`.
    pub initrd: String,
    /// The kernel's arguments.
    pub options: String,
}

impl BootEntry {
    fn parse(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines()
                .filter_map(|line| line.split_once(char::is_whitespace))
                .find_map(|(key, value)| (key == name).then(|| value.trim().to_owned()))
        };
        Some(Self {
            version: field("version")?.parse().ok()?,
            linux: field("linux")?,
            initrd: field("initrd")?,
            options: field("options")?,
        })
    }
}

/// The boot list in the image `disk`, in its order.
///
/// # Errors
/// If there is none, or an entry says too little.
pub fn boot_list(disk: &Path) -> Result<Vec<BootEntry>> {
    let mut found = Vec::new();
    for name in names(disk, ENTRIES)? {
        if !name.ends_with(".conf") {
            continue;
        }
        let text = debugfs(disk, &format!("cat {ENTRIES}/{name}"))?;
        found.push(BootEntry::parse(&text).with_context(|| format!("{name}: {text:?}"))?);
    }
    ensure!(!found.is_empty(), "the boot list is empty");
    found.sort_by_key(|entry| std::cmp::Reverse(entry.version));
    Ok(found)
}

/// What a folder of the image holds.
pub(crate) fn names(disk: &Path, folder: &str) -> Result<Vec<String>> {
    let list = debugfs(disk, &format!("ls -p {folder}"))?;
    Ok(list
        .lines()
        .filter_map(|line| line.split('/').nth(5))
        .filter(|name| !name.is_empty() && *name != "." && *name != "..")
        .map(str::to_owned)
        .collect())
}

/// Where the link `/boot/loader` leads, or nothing while it is being replaced.
pub(crate) fn loader(disk: &Path) -> Result<Option<String>> {
    let told = debugfs(disk, "stat /boot/loader")?;
    Ok(told
        .split_once("Fast link dest: \"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned())))
}

/// Copies a file below `/boot` out of the image into `folder`.
pub(crate) fn take_out(disk: &Path, path: &str, folder: &Path) -> Result<PathBuf> {
    let to = folder.join(path.rsplit('/').next().context("no name")?);
    debugfs(disk, &format!("dump /boot{path} {}", to.display()))?;
    let size = to
        .metadata()
        .with_context(|| format!("{path} is not in /boot"))?
        .len();
    ensure!(size > 0, "{path} in /boot is empty");
    Ok(to)
}

fn debugfs(disk: &Path, request: &str) -> Result<String> {
    tool::run(Command::new("debugfs").args(["-R", request]).arg(disk))
}

#[cfg(test)]
mod tests {
    use super::BootEntry;

    #[test]
    fn an_entry_says_what_is_started() {
        let text =
            "title Sample\nversion 2\noptions root=/dev/vda ostree=/a b\nlinux /k\ninitrd /i\n";
        let entry = BootEntry::parse(text).unwrap();
        assert_eq!((entry.version, entry.linux.as_str()), (2, "/k"));
        assert_eq!(entry.options, "root=/dev/vda ostree=/a b");
        assert_eq!(BootEntry::parse("title cut off"), None);
    }
}
