//! What a job promises, fixed before it runs.
//!
//! Pure: it looks at what was read of the system. [`verify`](super::verify) compares.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use waymark_model::{Action, Error, ErrorKind, KernelArgumentChanges, Package, Ref, Result};

use crate::engine::State;

/// What was read of the system at one moment, as far as promises are about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The state.
    pub state: State,
    /// The kernel arguments of what is next, where they matter and are known.
    pub arguments: Option<Vec<String>>,
}

/// What must be so after a job that worked. It is kept on disk while the job runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "promise")]
pub enum Promise {
    /// Nothing about the boot list: the job only looks, or the machine goes down.
    Nothing,
    /// This content is next.
    NextHolds {
        /// Checksum or digest.
        checksum: String,
    },
    /// Another deployment than before is next.
    NextIsAnother {
        /// The id that was next before.
        before: Option<String>,
    },
    /// What is offered is wholly on this disk.
    Downloaded {
        /// Checksum or digest; whatever is offered if absent.
        checksum: Option<String>,
    },
    /// This deployment is next.
    NextIs {
        /// Its id.
        id: String,
    },
    /// The deployment that is next follows this stream.
    NextFollows {
        /// As its origin says it.
        stream: String,
    },
    /// What is next has some requests on top of its base and lacks others.
    Layers {
        /// Names of what was asked for.
        with: BTreeSet<String>,
        /// Of each package file the names by which a deployment may list it.
        #[serde(default)]
        files: Vec<BTreeSet<String>>,
        /// Names of what was taken back.
        without: BTreeSet<String>,
    },
    /// What is next is the published image as it is.
    NoLayers,
    /// What is next starts with these kernel arguments.
    Arguments {
        /// All of them, sorted.
        line: Vec<String>,
    },
    /// Nothing is staged, and the boot list begins as it did behind the staged one.
    NothingStaged {
        /// Id of the deployment that is then next.
        next: Option<String>,
    },
    /// A deployment has its pin, or not, and the others are as they were.
    Pinned {
        /// The ids of all pinned ones.
        pinned: BTreeSet<String>,
    },
    /// Exactly these deployments are there.
    Remaining {
        /// Their ids.
        ids: BTreeSet<String>,
    },
}

impl Promise {
    /// What `action` promises on a system that was seen so `before`; `files` is what its
    /// package files hold.
    ///
    /// # Errors
    /// `NotFound` if it names a deployment that is not there, `InvalidArgument` if a
    /// kernel argument, `Conflict` if the caller saw others.
    pub fn of(action: &Action, before: &Seen, files: &[Package]) -> Result<Self> {
        let Seen { state, arguments } = before;
        let before = state;
        if action.is_dry_run() {
            return Ok(Self::Nothing);
        }
        Ok(match action {
            Action::Check { .. }
            | Action::History { .. }
            | Action::Search { .. }
            | Action::ListStreams
            | Action::SetPolicy { .. }
            | Action::Restart { .. } => Self::Nothing,
            Action::Update {
                version,
                download_only,
            } => Self::of_update(before, version.as_ref(), *download_only),
            Action::Rebase { stream, .. } => Self::NextFollows {
                stream: stream.clone(),
            },
            Action::ChangePackages { changes, .. } if changes.reset_all => Self::NoLayers,
            Action::ChangePackages { changes, .. } => Self::Layers {
                files: files.iter().map(names).collect(),
                with: [
                    &changes.add,
                    &changes.override_remove,
                    &changes.override_replace,
                ]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
                without: [&changes.remove, &changes.override_reset]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect(),
            },
            Action::SetKernelArguments { changes } => match arguments {
                Some(now) => Self::Arguments {
                    line: sorted(&changed(now, changes)?),
                },
                None => Self::NextIsAnother {
                    before: next_id(before),
                },
            },
            Action::Discard => Self::NothingStaged {
                next: before
                    .deployments
                    .iter()
                    .find(|one| !one.staged)
                    .map(|one| one.id.clone()),
            },
            Action::Restore {
                target: Ref::Deployment(id),
                ..
            } => Self::NextIs {
                id: before.known("target", id)?.id.clone(),
            },
            Action::Restore {
                target: Ref::Version(checksum),
                ..
            } => Self::NextHolds {
                checksum: checksum.clone(),
            },
            Action::SetPinned { target, pinned, .. } => {
                let id = &before.known("target", target.id())?.id;
                let mut all_pinned = pins(before);
                if *pinned {
                    all_pinned.insert(id.clone());
                } else {
                    all_pinned.remove(id);
                }
                Self::Pinned { pinned: all_pinned }
            }
            Action::Delete { targets, .. } => {
                let mut left = ids(before);
                for target in targets {
                    left.remove(&before.known("targets", target.id())?.id);
                }
                Self::Remaining { ids: left }
            }
            Action::CleanUp { keep } => {
                let mut left = ids(before);
                for id in before.beyond(*keep) {
                    left.remove(&id);
                }
                Self::Remaining { ids: left }
            }
        })
    }

    fn of_update(before: &State, version: Option<&Ref>, download_only: bool) -> Self {
        let checksum = version.map(|version| version.id().to_owned());
        if download_only {
            return Self::Downloaded { checksum };
        }
        match checksum {
            // With the same base packages on top of it become newer.
            Some(checksum) if !is_renewed(before, &checksum) => Self::NextHolds { checksum },
            // What a check offers by then may be newer than what is known now.
            _ => Self::NextIsAnother {
                before: next_id(before),
            },
        }
    }

    /// Whether the promise is kept on a system in this state.
    #[must_use]
    pub fn is_kept(&self, seen: &Seen) -> bool {
        let Seen { state, arguments } = seen;
        match self {
            Self::Nothing => true,
            Self::NextHolds { checksum } => state.next().is_some_and(|next| next.holds(checksum)),
            Self::NextIsAnother { before } => state.next().is_some() && next_id(state) != *before,
            Self::Downloaded { checksum } => state.update.as_ref().is_some_and(|offered| {
                let meant = checksum.as_ref().is_none_or(|it| *it == offered.checksum);
                meant && offered.downloaded == Some(true)
            }),
            Self::NextIs { id } => state.next().is_some_and(|next| next.id == *id),
            Self::NextFollows { stream } => state
                .next()
                .and_then(|next| next.origin.as_deref())
                .is_some_and(|origin| follows(origin, stream)),
            Self::Layers {
                with,
                files,
                without,
            } => state.next().is_some_and(|next| {
                let has =
                    |name: &String| next.layers.contains(name) || next.inactive.contains(name);
                with.iter().all(has)
                    && files.iter().all(|names| names.iter().any(has))
                    && !without.iter().any(has)
            }),
            Self::Arguments { line } => arguments.as_deref().map(sorted).as_ref() == Some(line),
            Self::NoLayers => state
                .next()
                .is_some_and(|next| next.layers.is_empty() && next.inactive.is_empty()),
            Self::NothingStaged { next } => {
                !state.deployments.iter().any(|one| one.staged) && next_id(state) == *next
            }
            Self::Pinned { pinned } => pins(state) == *pinned,
            Self::Remaining { ids: left } => ids(state) == *left,
        }
    }

    /// Whether kernel arguments must be read to tell whether it is kept.
    #[must_use]
    pub fn is_about_arguments(&self) -> bool {
        matches!(self, Self::Arguments { .. })
    }
}

/// Whether an update is offered to a version that is next already.
fn is_renewed(state: &State, version: &str) -> bool {
    let offered = state
        .update
        .as_ref()
        .is_some_and(|it| it.checksum == version);
    offered && state.next().is_some_and(|next| next.holds(version))
}

/// The names by which a deployment may list a package file: its name, or all of it.
fn names(package: &Package) -> BTreeSet<String> {
    let Package { name, version, .. } = package;
    let architecture = package.architecture.as_deref().unwrap_or_default();
    let without_epoch = version.split_once(':').map_or(version.as_str(), |it| it.1);
    [
        name.clone(),
        format!("{name}-{version}.{architecture}"),
        format!("{name}-{without_epoch}.{architecture}"),
    ]
    .into()
}

/// Whether an origin says that a stream is followed, which may have been named with
/// less: without its remote, or without the way in which an image is verified.
fn follows(origin: &str, stream: &str) -> bool {
    let bare = |name: &str| {
        let prefixes = ["ostree-remote-image:", "ostree-remote-registry:"];
        let remote = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
        let name = remote
            .and_then(|rest| rest.split_once(':'))
            .map_or(name, |(_, image)| image);
        let prefixes = [
            "ostree-image-signed:",
            "ostree-unverified-image:",
            "ostree-unverified-registry:",
        ];
        let name = prefixes
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(name);
        let name = name.strip_prefix("registry:").unwrap_or(name);
        name.strip_prefix("docker://").unwrap_or(name).to_owned()
    };
    origin == stream
        || bare(origin) == bare(stream)
        || origin
            .split_once(':')
            .is_some_and(|(_, name)| name == stream)
}

/// The line after the changes, whatever their order.
fn changed(now: &[String], changes: &KernelArgumentChanges) -> Result<Vec<String>> {
    if changes.seen.as_ref().is_some_and(|seen| seen != now) {
        let message = "the kernel arguments are not those that were seen";
        return Err(Error::new(ErrorKind::Conflict, message)
            .with(|fields| fields.argument = Some("seen".to_owned())));
    }
    let mut line = now.to_vec();
    let gone = changes.delete.iter().map(|one| ("delete", one));
    let replaced = changes.replace.keys().map(|one| ("replace", one));
    for (key, argument) in gone.chain(replaced) {
        let at = line.iter().position(|one| one == argument);
        let Some(at) = at else {
            let message = format!("there is no kernel argument “{argument}”");
            return Err(Error::invalid(key, message));
        };
        line.swap_remove(at);
    }
    line.extend(changes.replace.values().chain(&changes.append).cloned());
    Ok(line)
}

fn sorted(line: &[String]) -> Vec<String> {
    let mut line = line.to_vec();
    line.sort_unstable();
    line
}

pub(super) fn next_id(state: &State) -> Option<String> {
    state.next().map(|next| next.id.clone())
}

pub(super) fn ids(state: &State) -> BTreeSet<String> {
    state.deployments.iter().map(|one| one.id.clone()).collect()
}

pub(super) fn pins(state: &State) -> BTreeSet<String> {
    state
        .deployments
        .iter()
        .filter(|one| one.pinned)
        .map(|one| one.id.clone())
        .collect()
}
