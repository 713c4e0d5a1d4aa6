//! The boot list as a boot loader reads it: which deployment runs next.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::Deployed;

/// The deployment that the default boot entry of `sysroot` names. The link in
/// the entry is followed now: later deploys rewrite it.
///
/// # Errors
/// If there is no entry, or it leads nowhere.
pub fn default_deployment(sysroot: &Path) -> Result<PathBuf> {
    let folder = sysroot.join("boot/loader/entries");
    let mut best: Option<(u64, String)> = None;
    for file in
        fs::read_dir(&folder).with_context(|| format!("no boot entries in {}", folder.display()))?
    {
        let text = fs::read_to_string(file?.path())?;
        let Some(entry) = parse(&text) else { continue };
        if best.as_ref().is_none_or(|(version, _)| entry.0 > *version) {
            best = Some(entry);
        }
    }
    let Some((_, link)) = best else {
        bail!(
            "no boot entry in {} names an OSTree deployment",
            folder.display()
        );
    };
    fs::canonicalize(sysroot.join(link.trim_start_matches('/')))
        .with_context(|| format!("the boot entry's link {link} leads nowhere"))
}

/// The folder of a deployment of `sysroot`, as a person chooses its boot entry.
///
/// # Errors
/// If it is not there.
pub(super) fn deployment(sysroot: &Path, chosen: &Deployed) -> Result<PathBuf> {
    let folder = sysroot.join("ostree/deploy").join(&chosen.stateroot);
    let name = format!("{}.{}", chosen.checksum, chosen.serial);
    fs::canonicalize(folder.join("deploy").join(name)).context("the deployment is not there")
}

/// The `version` of a boot entry and the `ostree=` argument in its options.
fn parse(entry: &str) -> Option<(u64, String)> {
    let field = |name: &str| {
        entry
            .lines()
            .filter_map(|line| line.split_once(char::is_whitespace))
            .find_map(|(key, value)| (key == name).then(|| value.trim()))
    };
    let link = field("options")?
        .split_whitespace()
        .find_map(|argument| argument.strip_prefix("ostree="))?;
    Some((field("version")?.parse().ok()?, link.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_entry_has_a_version_and_a_link() {
        let entry = "title Sample 42.2 (ostree:0)\nversion 3\noptions rw ostree=/ostree/boot.1/sample/ab/0 quiet\n";
        assert_eq!(
            parse(entry),
            Some((3, "/ostree/boot.1/sample/ab/0".to_owned()))
        );
    }

    #[test]
    fn an_entry_of_another_system_is_passed_over() {
        assert_eq!(parse("version 3\noptions root=/dev/sda1\n"), None);
    }
}
