//! What a caller asks of the transaction that makes a new deployment.

use std::collections::BTreeSet;

/// What is to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Follow this instead.
    pub refspec: Option<String>,
    /// Hold this version, checksum or digest.
    pub revision: Option<String>,
    /// Layer these.
    pub install: Vec<String>,
    /// No longer layer these.
    pub uninstall: Vec<String>,
    /// Layer these files.
    pub install_local: Vec<Vec<u8>>,
    /// Leave these base packages out.
    pub remove: Vec<String>,
    /// Take these overrides back.
    pub reset: Vec<String>,
    /// Replace base packages by these files.
    pub replace_local: Vec<Vec<u8>>,
    /// Replacements by name were asked under the key that the daemon knows and does not do.
    pub replace: bool,
    /// What is merged into the origin: ids of repositories, and names of base packages
    /// that are replaced by theirs.
    pub replace_from: Vec<(String, BTreeSet<String>)>,
    /// Where the image was chosen: address and description.
    pub custom_origin: Option<(String, String)>,
    /// The options.
    pub options: Options,
    /// Only look; never asked for by that name.
    pub check_only: bool,
}

/// The options of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "as the bus has them")]
pub struct Options {
    /// Stay at the base.
    pub no_pull_base: bool,
    /// Only tell.
    pub dry_run: bool,
    /// Do not deploy.
    pub download_only: bool,
    /// Do not download.
    pub cache_only: bool,
    /// No packages at all.
    pub no_layering: bool,
    /// No overrides at all.
    pub no_overrides: bool,
    /// No initramfs of this machine.
    pub no_initramfs: bool,
    /// Accept what is older; unsaid it depends.
    pub allow_downgrade: Option<bool>,
    /// Accept requests that the base answers.
    pub allow_inactive: bool,
    /// Accept what is so already.
    pub idempotent: bool,
    /// Keep the old ref.
    pub skip_purge: bool,
    /// Accept a checksum of whatever branch.
    pub skip_branch_check: bool,
    /// Do not finalize at shutdown.
    pub lock_finalization: bool,
    /// Restart at the end.
    pub reboot: bool,
    /// Change the running system too.
    pub apply_live: bool,
    /// Used word by word as the title.
    pub command_line: Option<String>,
    /// Register this program as the one that updates.
    pub driver: Option<String>,
}

impl Change {
    fn is_override(&self) -> bool {
        !self.remove.is_empty()
            || !self.reset.is_empty()
            || !self.replace_local.is_empty()
            || self.options.no_overrides
    }

    /// What the transaction is called once it runs.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(line) = &self.options.command_line {
            return line.clone();
        }
        let layers = !self.install.is_empty() || !self.install_local.is_empty();
        let mut title = match self {
            _ if self.options.no_pull_base && self.is_override() => "override",
            _ if self.options.no_pull_base && layers => "install",
            _ if self.options.no_pull_base => "uninstall",
            _ if self.refspec.is_some() => "rebase",
            _ if self.revision.is_some() => "deploy",
            _ => "upgrade",
        }
        .to_owned();
        if self.options.cache_only {
            title.push_str(" (cache only)");
        } else if self.check_only {
            title.push_str(" (check only)");
        } else if self.options.download_only {
            title.push_str(" (download only)");
        }
        for (word, count) in [
            ("uninstall", self.uninstall.len()),
            ("install", self.install.len()),
            ("localinstall", self.install_local.len()),
        ] {
            if count > 0 {
                title.push_str(&format!("; {word}: {count}"));
            }
        }
        title
    }

    pub(super) fn is_upgrade(&self) -> bool {
        !self.options.no_pull_base && self.refspec.is_none() && self.revision.is_none()
    }

    pub(super) fn contradiction(&self) -> Option<&'static str> {
        let options = &self.options;
        let elsewhere = self.refspec.is_some() || self.revision.is_some();
        if options.apply_live && options.reboot {
            Some("Cannot specify `apply-live` and `reboot`")
        } else if self.refspec.is_none() && options.skip_purge {
            Some("Can't specify skip-purge if not setting a new refspec")
        } else if elsewhere && options.no_pull_base {
            Some("Can't specify no-pull-base if setting a new refspec or revision")
        } else if options.cache_only && options.download_only {
            Some("Can't specify cache-only and download-only")
        } else if options.dry_run && options.download_only {
            Some("Can't specify dry-run and download-only")
        } else if self.replace {
            Some("Non-local replacement overrides not implemented yet")
        } else {
            None
        }
    }
}
