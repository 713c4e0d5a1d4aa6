//! The calls that begin a transaction, and what polkit says of each for others.

use std::{
    collections::BTreeMap,
    os::fd::{AsFd, OwnedFd},
};

use serde_json::json;
use zbus::{Fd, OwnedObjectPath, Variant};

use super::proxy::{Options, OsProxy};

/// An option that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    /// Says what would be done.
    DryRun,
    /// Keeps the base that is in use.
    NoPullBase,
    /// Drops all layered packages.
    NoLayering,
    /// Drops all changes of the base's packages.
    NoOverrides,
    /// Makes no initramfs here.
    NoInitramfs,
    /// Stages nothing.
    DownloadOnly,
}

impl Flag {
    fn key(self) -> &'static str {
        match self {
            Self::DryRun => "dry-run",
            Self::NoPullBase => "no-pull-base",
            Self::NoLayering => "no-layering",
            Self::NoOverrides => "no-overrides",
            Self::NoInitramfs => "no-initramfs",
            Self::DownloadOnly => "download-only",
        }
    }
}

/// What `UpdateDeployment` changes.
#[derive(Debug, Default)]
pub(crate) struct Modifiers {
    /// The stream to follow.
    pub(crate) refspec: Option<String>,
    /// Packages to request.
    pub(crate) install: Vec<String>,
    /// Requests to drop; local packages too, by name.
    pub(crate) uninstall: Vec<String>,
    /// Package files to add.
    pub(crate) install_files: Vec<OwnedFd>,
    /// Base packages to remove.
    pub(crate) override_remove: Vec<String>,
    /// Base packages to take from the image again.
    pub(crate) override_reset: Vec<String>,
    /// Package files to put in the place of the base's.
    pub(crate) replace_files: Vec<OwnedFd>,
    /// Base packages to take from a repository instead, by its id. Plain names only.
    pub(crate) replace: BTreeMap<String, Vec<String>>,
}

/// Elements of a clean-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// What no deployment needs, and images' layers.
    Base,
    /// What is pending or staged.
    Pending,
}

/// A call that begins a transaction.
#[derive(Debug)]
pub(crate) enum Call {
    /// Looks for an update and fetches nothing of it.
    Check,
    /// Stages what the stream offers.
    Upgrade(Vec<Flag>),
    /// Stages a version: `version=…`, `revision=…`, or an image's `sha256:…`.
    Deploy(String, Vec<Flag>),
    /// Follows another stream: a ref or an image.
    Rebase(String),
    /// Changes packages and more.
    Update(Modifiers, Vec<Flag>),
    /// Removes what is not needed.
    Cleanup(Vec<Element>),
    /// Changes the arguments of the kernel.
    KernelArgs {
        /// What is there, as it was read.
        existing: String,
        /// To append.
        added: Vec<String>,
        /// To replace: `key=new`, or `key=old=new`.
        replaced: Vec<String>,
        /// To delete.
        removed: Vec<String>,
    },
    /// Fetches descriptions of repositories.
    RefreshMd,
    /// Fetches what comparing with a version needs.
    DeployDiff(String),
    /// Fetches what comparing with another stream needs.
    RebaseDiff(String),
}

impl Call {
    /// Makes the call. The address is empty if the daemon is not to do it.
    pub(super) async fn ask(&self, os: &OsProxy<'_>) -> zbus::Result<String> {
        match self {
            Self::Check => {
                let mode = Options::from([
                    ("mode", Variant::from("check")),
                    // Otherwise its messages go to the journal and not to us.
                    ("output-to-self", Variant::from(false)),
                ]);
                let (_, address) = os.automatic_update_trigger(&mode).await?;
                Ok(address)
            }
            Self::Upgrade(flags) => os.upgrade(&options(flags)).await,
            Self::Deploy(revision, flags) => os.deploy(revision, &options(flags)).await,
            Self::Rebase(refspec) => os.rebase(&Options::new(), refspec, &[]).await,
            Self::Update(modifiers, flags) => {
                os.update_deployment(&modifiers.dict(), &options(flags))
                    .await
            }
            Self::Cleanup(elements) => {
                let words: Vec<&str> = elements.iter().map(|element| element.word()).collect();
                os.cleanup(&words).await
            }
            Self::KernelArgs {
                existing,
                added,
                replaced,
                removed,
            } => {
                os.kernel_args(existing, added, replaced, removed, &Options::new())
                    .await
            }
            Self::RefreshMd => os.refresh_md(&Options::new()).await,
            Self::DeployDiff(revision) => os.download_deploy_rpm_diff(revision, &[]).await,
            Self::RebaseDiff(refspec) => os.download_rebase_rpm_diff(refspec, &[]).await,
        }
    }

    /// The polkit actions with which the daemon would guard the call from others.
    pub(crate) fn guards(&self) -> Vec<&'static str> {
        let words = match self {
            Self::Check | Self::Upgrade(_) => vec![UPGRADE],
            Self::Deploy(..) => vec![DEPLOY],
            Self::Rebase(_) => vec![REBASE],
            Self::Update(modifiers, flags) => modifiers.guards(flags),
            Self::Cleanup(_) => vec!["org.projectatomic.rpmostree1.cleanup"],
            Self::KernelArgs { .. } => vec![BOOTCONFIG],
            Self::RefreshMd | Self::DeployDiff(_) | Self::RebaseDiff(_) => {
                vec!["org.projectatomic.rpmostree1.repo-refresh"]
            }
        };
        debug_assert!(!words.is_empty(), "every call is guarded");
        words
    }

    /// The title of its transaction, where that does not change when it begins.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Check => "upgrade (check only)",
            Self::Cleanup(_) => "cleanup",
            Self::KernelArgs { .. } => "kargs",
            Self::RefreshMd => "refresh-md",
            _ => "new-deployment",
        }
    }

    /// Names of the packages that are asked to be there, for telling whom a conflict blames.
    pub(super) fn requests(&self) -> &[String] {
        match self {
            Self::Update(modifiers, _) => &modifiers.install,
            _ => &[],
        }
    }
}

const UPGRADE: &str = "org.projectatomic.rpmostree1.upgrade";
const DEPLOY: &str = "org.projectatomic.rpmostree1.deploy";
const REBASE: &str = "org.projectatomic.rpmostree1.rebase";
const BOOTCONFIG: &str = "org.projectatomic.rpmostree1.bootconfig";
const PACKAGES: &str = "org.projectatomic.rpmostree1.install-uninstall-packages";
const LOCAL_PACKAGES: &str = "org.projectatomic.rpmostree1.install-local-packages";
const OVERRIDE: &str = "org.projectatomic.rpmostree1.override";

impl Modifiers {
    fn dict(&self) -> Options<'_> {
        let mut dict = Options::new();
        if let Some(refspec) = &self.refspec {
            dict.insert("set-refspec", Variant::from(refspec.as_str()));
        }
        let lists = [
            ("install-packages", &self.install),
            ("uninstall-packages", &self.uninstall),
            ("override-remove-packages", &self.override_remove),
            ("override-reset-packages", &self.override_reset),
        ];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            dict.insert(key, Variant::from(list));
        }
        let files = [
            ("install-local-packages", &self.install_files),
            ("override-replace-local-packages", &self.replace_files),
        ];
        for (key, files) in files.into_iter().filter(|(_, files)| !files.is_empty()) {
            let files: Vec<Fd<'_>> = files.iter().map(|file| Fd::from(file.as_fd())).collect();
            dict.insert(key, Variant::from(files));
        }
        if !self.replace.is_empty() {
            dict.insert("treefile", Variant::from(self.treefile()));
        }
        dict
    }

    /// What is merged into the origin as it is: the one way to a replacement that comes
    /// from a repository, is verified as that demands, and follows it with each update.
    /// rpm-ostree's own command sends the same for `override replace --from repo=ID`.
    fn treefile(&self) -> String {
        let replace = self.replace.iter();
        let replace = replace.map(|(id, names)| json!({"from": {"repo": id}, "packages": names}));
        json!({"ex-override-replace": replace.collect::<Vec<_>>()}).to_string()
    }

    /// As the daemon puts them together itself, which looks into no treefile: it takes
    /// one that stands alone for an override. Here it is one in any company.
    fn guards(&self, flags: &[Flag]) -> Vec<&'static str> {
        let has = |flag| flags.contains(&flag);
        let overrides = !self.override_remove.is_empty()
            || !self.override_reset.is_empty()
            || !self.replace_files.is_empty()
            || !self.replace.is_empty();
        let packages = !self.install.is_empty() || !self.uninstall.is_empty();
        let base = match self.refspec {
            Some(_) => Some(REBASE),
            None => (!has(Flag::NoPullBase)).then_some(UPGRADE),
        };
        let all = [
            has(Flag::NoInitramfs).then_some(BOOTCONFIG),
            base,
            (packages || has(Flag::NoLayering)).then_some(PACKAGES),
            (!self.install_files.is_empty()).then_some(LOCAL_PACKAGES),
            (overrides || has(Flag::NoOverrides)).then_some(OVERRIDE),
        ];
        let found: Vec<_> = all.into_iter().flatten().collect();
        if found.is_empty() {
            vec![OVERRIDE]
        } else {
            found
        }
    }
}

impl Element {
    fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Pending => "pending-deploy",
        }
    }
}

fn options(flags: &[Flag]) -> Options<'static> {
    flags
        .iter()
        .map(|flag| (flag.key(), Variant::from(true)))
        .collect()
}

/// The object of the stateroot that a transaction is about.
pub(crate) type Os = OwnedObjectPath;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_is_guarded_as_the_daemon_guards_it() {
        let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let file = || std::fs::File::open("/dev/null").unwrap().into();
        let cases = [
            (Call::Check, vec![UPGRADE]),
            (Call::Update(Modifiers::default(), vec![]), vec![UPGRADE]),
            (
                Call::Update(Modifiers::default(), vec![Flag::NoPullBase]),
                vec![OVERRIDE],
            ),
            (
                Call::Update(
                    Modifiers {
                        install: names(&["a"]),
                        install_files: vec![file()],
                        override_reset: names(&["b"]),
                        ..Modifiers::default()
                    },
                    vec![Flag::NoPullBase],
                ),
                vec![PACKAGES, LOCAL_PACKAGES, OVERRIDE],
            ),
            (
                Call::Update(
                    Modifiers {
                        install: names(&["a"]),
                        replace: [("updates".to_owned(), names(&["b"]))].into(),
                        ..Modifiers::default()
                    },
                    vec![Flag::NoPullBase],
                ),
                vec![PACKAGES, OVERRIDE],
            ),
            (
                Call::Update(
                    Modifiers {
                        refspec: Some("r".to_owned()),
                        ..Modifiers::default()
                    },
                    vec![Flag::NoLayering, Flag::NoInitramfs],
                ),
                vec![BOOTCONFIG, REBASE, PACKAGES],
            ),
        ];
        for (call, expected) in cases {
            assert_eq!(call.guards(), expected, "{call:?}");
        }
    }
}
