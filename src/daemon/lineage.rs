//! Which deployment had an id at which generation.
//!
//! libostree gives an id again once its deployment was deleted. So an id alone does
//! not say which deployment somebody saw; together with the generation it does.

use std::collections::HashMap;

use crate::engine::State;

/// What tells a deployment from another one of the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Identity {
    checksum: String,
    stateroot: Option<String>,
    incarnation: Option<u64>,
}

/// Since which generation each deployment is there, without a gap.
#[derive(Debug)]
pub struct Lineage {
    first: u64,
    since: HashMap<String, (Identity, u64)>,
}

impl Lineage {
    /// Nothing is known from before generation `first`.
    #[must_use]
    pub fn starting_at(first: u64) -> Self {
        Self {
            first,
            since: HashMap::new(),
        }
    }

    /// Takes note of the state at a generation.
    pub fn note(&mut self, state: &State, generation: u64) {
        let mut old = std::mem::take(&mut self.since);
        self.since = state
            .deployments
            .iter()
            .map(|one| {
                let identity = Identity {
                    checksum: one.checksum.clone(),
                    stateroot: one.stateroot.clone(),
                    incarnation: state.incarnations.get(&one.id).copied(),
                };
                let since = match old.remove(&one.id) {
                    Some((same, since)) if same == identity => since,
                    _ => generation,
                };
                (one.id.clone(), (identity, since))
            })
            .collect();
    }

    /// Whether the deployment that has this id is the one that had it at `seen`.
    #[must_use]
    pub fn is_meant(&self, id: &str, seen: u64, now: u64) -> bool {
        (self.first..=now).contains(&seen)
            && self.since.get(id).is_some_and(|(_, since)| *since <= seen)
    }
}
