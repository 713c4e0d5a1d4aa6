//! What a job promises, fixed before it runs, and whether it came true.
//!
//! Pure: it looks at the state read before and the state read after. An engine's
//! word that it worked is not enough; some tools end well without doing anything.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use waymark_model::{Action, Error, ErrorKind, Ref, Result};

use crate::engine::{Done, State};

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
        /// Names of what was taken back.
        without: BTreeSet<String>,
    },
    /// What is next is the published image as it is.
    NoLayers,
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
    /// What `action` promises on a system that is in the state `before`.
    ///
    /// # Errors
    /// `NotFound` if it names a deployment that is not there.
    pub fn of(action: &Action, before: &State) -> Result<Self> {
        if action.is_dry_run() {
            return Ok(Self::Nothing);
        }
        Ok(match action {
            Action::Check { .. }
            | Action::History { .. }
            | Action::Search { .. }
            | Action::ListStreams
            | Action::Restart { .. } => Self::Nothing,
            Action::Update {
                version: Some(version),
            } => Self::NextHolds {
                checksum: version.id().to_owned(),
            },
            // What a check offers by then may be newer than what is known now.
            Action::Update { version: None } => Self::NextIsAnother {
                before: next_id(before),
            },
            Action::Rebase { stream, .. } => Self::NextFollows {
                stream: stream.clone(),
            },
            Action::ChangePackages { changes, .. } if changes.reset_all => Self::NoLayers,
            Action::ChangePackages { changes, .. } => Self::Layers {
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
            Action::SetKernelArguments { .. } => Self::NextIsAnother {
                before: next_id(before),
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

    /// Whether the promise is kept on a system in this state.
    #[must_use]
    pub fn is_kept(&self, state: &State) -> bool {
        match self {
            Self::Nothing => true,
            Self::NextHolds { checksum } => state.next().is_some_and(|next| next.holds(checksum)),
            Self::NextIsAnother { before } => state.next().is_some() && next_id(state) != *before,
            Self::NextIs { id } => state.next().is_some_and(|next| next.id == *id),
            Self::NextFollows { stream } => state
                .next()
                .is_some_and(|next| next.origin.as_ref() == Some(stream)),
            Self::Layers { with, without } => state.next().is_some_and(|next| {
                let has =
                    |name: &String| next.layers.contains(name) || next.inactive.contains(name);
                with.iter().all(has) && !without.iter().any(has)
            }),
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

    /// Whether a state shows that the job did its work, for a job of which only
    /// this promise is left. A promise about nothing shows nothing.
    #[must_use]
    pub fn came_true(&self, state: &State) -> bool {
        *self != Self::Nothing && self.is_kept(state)
    }

    /// Compares what an engine says with what is.
    ///
    /// # Errors
    /// `Unverified`, with what was expected and what was found.
    pub fn verify(&self, done: &Done, before: &State, after: &State) -> Result<()> {
        if done.unchanged && !self.may_be_unchanged(before, after) {
            return Err(self.broken(
                "the engine says that nothing was to be done, but the system was not so",
                after,
            ));
        }
        if !done.unchanged && !self.is_kept(after) {
            return Err(self.broken(
                "the engine says that it worked, but the system is not so",
                after,
            ));
        }
        if let (Self::NextHolds { .. } | Self::NextIsAnother { .. }, Some(made)) =
            (self, &done.deployment)
            && after.next().is_some_and(|next| next.id != *made)
        {
            return Err(self.broken("another deployment than the one made is next", after));
        }
        Ok(())
    }

    fn may_be_unchanged(&self, before: &State, after: &State) -> bool {
        match self {
            // “No update” is believed where none is known.
            Self::NextIsAnother { .. } => {
                after.update.is_none() && next_id(before) == next_id(after)
            }
            _ => self.is_kept(before) && self.is_kept(after),
        }
    }

    fn broken(&self, message: &str, found: &State) -> Error {
        Error::new(ErrorKind::Unverified, message).with(|fields| {
            fields.expected = Some(self.in_words());
            fields.found = Some(match self {
                Self::Pinned { .. } => format!("pinned: {}", list(&pins(found))),
                Self::Remaining { .. } => format!("deployments: {}", list(&ids(found))),
                _ => found.next().map_or_else(
                    || "nothing is next".to_owned(),
                    |next| {
                        let staged = if next.staged { ", staged" } else { "" };
                        format!("next: {} ({}{staged})", next.id, next.checksum)
                    },
                ),
            });
        })
    }

    fn in_words(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::NextHolds { checksum } => format!("next holds {checksum}"),
            Self::NextIsAnother { before } => format!(
                "next: another than {}",
                before.as_deref().unwrap_or("nothing")
            ),
            Self::NextIs { id } => format!("next: {id}"),
            Self::NextFollows { stream } => format!("next follows {stream}"),
            Self::Layers { with, without } => {
                format!("next has {} and lacks {}", list(with), list(without))
            }
            Self::NoLayers => "next has no layers".to_owned(),
            Self::NothingStaged { next } => format!(
                "nothing staged, next: {}",
                next.as_deref().unwrap_or("nothing")
            ),
            Self::Pinned { pinned } => format!("pinned: {}", list(pinned)),
            Self::Remaining { ids } => format!("deployments: {}", list(ids)),
        }
    }
}

fn next_id(state: &State) -> Option<String> {
    state.next().map(|next| next.id.clone())
}

fn ids(state: &State) -> BTreeSet<String> {
    state.deployments.iter().map(|one| one.id.clone()).collect()
}

fn pins(state: &State) -> BTreeSet<String> {
    state
        .deployments
        .iter()
        .filter(|one| one.pinned)
        .map(|one| one.id.clone())
        .collect()
}

fn list(ids: &BTreeSet<String>) -> String {
    ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
