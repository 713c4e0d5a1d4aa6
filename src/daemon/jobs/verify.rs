//! Whether what a job promised came true.
//!
//! Pure: it compares what was read before with what was read after. An engine's word
//! that it worked is not enough; some tools end well without doing anything.

use std::collections::BTreeSet;

use waymark_model::{Error, ErrorKind, Result};

use super::promise::{Promise, Seen, ids, next_id, pins};
use crate::engine::Done;

impl Promise {
    /// Whether the system shows that the job did its work, for a job of which only
    /// this promise is left. A promise about nothing shows nothing.
    #[must_use]
    pub fn came_true(&self, seen: &Seen) -> bool {
        *self != Self::Nothing && self.is_kept(seen)
    }

    /// Compares what an engine says with what is.
    ///
    /// # Errors
    /// `Unverified`, with what was expected and what was found.
    pub fn verify(&self, done: &Done, before: &Seen, after: &Seen) -> Result<()> {
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
            && after.state.next().is_some_and(|next| next.id != *made)
        {
            return Err(self.broken("another deployment than the one made is next", after));
        }
        Ok(())
    }

    fn may_be_unchanged(&self, before: &Seen, after: &Seen) -> bool {
        match self {
            // “No update” is believed where the check that was made then offers none.
            Self::NextIsAnother { .. } => {
                after.state.update.is_none() && next_id(&before.state) == next_id(&after.state)
            }
            // With nothing offered there was nothing to download.
            Self::Downloaded { checksum: None } => {
                self.is_kept(after) || after.state.update.is_none()
            }
            _ => self.is_kept(before) && self.is_kept(after),
        }
    }

    fn broken(&self, message: &str, found: &Seen) -> Error {
        let Seen { state, arguments } = found;
        Error::new(ErrorKind::Unverified, message).with(|fields| {
            fields.expected = Some(self.in_words());
            fields.found = Some(match self {
                Self::Downloaded { .. } => match &state.update {
                    Some(offered) => format!("offered: {}, not wholly here", offered.checksum),
                    None => "nothing is offered".to_owned(),
                },
                Self::Pinned { .. } => format!("pinned: {}", list(&pins(state))),
                Self::Remaining { .. } => format!("deployments: {}", list(&ids(state))),
                Self::Arguments { .. } => format!(
                    "next starts with: {}",
                    arguments
                        .as_ref()
                        .map_or("unknown".to_owned(), |line| line.join(" "))
                ),
                Self::NextFollows { .. } => {
                    let origin = state.next().and_then(|next| next.origin.as_deref());
                    format!("next follows {}", origin.unwrap_or("nothing"))
                }
                Self::Layers { .. } | Self::NoLayers => {
                    let next = state.next();
                    let layers =
                        next.map_or(Vec::new(), |it| [&*it.layers, &*it.inactive].concat());
                    format!("next has {}", layers.join(" "))
                }
                _ => state.next().map_or_else(
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
            Self::Downloaded { checksum } => format!(
                "wholly here: {}",
                checksum.as_deref().unwrap_or("what is offered")
            ),
            Self::NextIsAnother { before } => format!(
                "next: another than {}",
                before.as_deref().unwrap_or("nothing")
            ),
            Self::NextIs { id } => format!("next: {id}"),
            Self::NextFollows { stream } => format!("next follows {stream}"),
            Self::Layers {
                with,
                files,
                without,
            } => {
                let files = files.iter().filter_map(BTreeSet::first).cloned().collect();
                let (with, files, without) = (list(with), list(&files), list(without));
                format!("next has {with} {files} and lacks {without}")
            }
            Self::Arguments { line } => format!("next starts with: {}", line.join(" ")),
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

fn list(ids: &BTreeSet<String>) -> String {
    ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
