//! What is meant to run next, kept on the disk until the machine has started again.

use serde::{Deserialize, Serialize};
use waymark_model::{ActionName, JobResult, Outcome, StartVersion};

use crate::engine::State;

/// What was meant to run next, as it was last seen before a start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Meant {
    /// The boot in which it was seen.
    pub boot: String,
    /// What was to start next.
    pub next: StartVersion,
    /// It was prepared only: the shutdown was to put it into the boot list.
    pub staged: bool,
    /// A person chose it here, rather than an update.
    #[serde(default)]
    pub chosen: bool,
    /// What ran then.
    pub runs: StartVersion,
}

impl Meant {
    /// What a system in this state is meant to run next; `None` if that is not known.
    #[must_use]
    pub fn of(state: &State, boot: &str) -> Option<Self> {
        let runs = state.deployments.iter().find(|one| one.booted)?;
        let next = state.next()?;
        Some(Self {
            boot: boot.to_owned(),
            next: next.into(),
            staged: next.staged,
            chosen: false,
            runs: runs.into(),
        })
    }

    /// Takes in how a job ended that made something next.
    pub fn heard(&mut self, result: &JobResult) {
        let action = ActionName::from_word(&result.action);
        if result.outcome == Outcome::Ok
            && action != ActionName::SetPinned
            && result.deployment.as_deref() == Some(&self.next.id)
        {
            self.chosen = action == ActionName::Restore;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn a_restore_is_a_persons_choice_until_something_else_makes_it_next() {
        let mut meant = Meant::of(&fake::state(), "b").unwrap();
        assert!(meant.staged && !meant.chosen);
        assert_eq!(
            (meant.next.checksum.as_str(), meant.runs.checksum.as_str()),
            ("d4", "c3")
        );
        let mut result = JobResult {
            action: "restore".into(),
            outcome: Outcome::Ok,
            deployment: Some(meant.next.id.clone()),
            ..JobResult::default()
        };
        let mut hear = |result: &JobResult| {
            meant.heard(result);
            meant.chosen
        };
        assert!(hear(&result));
        result.action = "set-pinned".into();
        assert!(hear(&result), "a pin makes nothing next");
        result.action = "update".into();
        result.outcome = Outcome::Failed;
        assert!(hear(&result));
        result.outcome = Outcome::Ok;
        assert!(!hear(&result));
        result.action = "restore".into();
        result.deployment = Some("another".into());
        assert!(!hear(&result));
    }
}
