//! What this window asked the service for, and what it says when that is done.

use waymark_model::{Action, JobResult, Outcome, Ref};

use crate::{
    tr,
    view_state::{Request, World, text, world::reference},
};

/// An action that this window asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The action.
    pub(crate) action: Action,
    /// The name of the version that it is about, for telling.
    pub(crate) named: String,
    /// What takes it back, if something can.
    pub(crate) undo: Option<Ref>,
}

/// What to say when an action is done: a sentence, and what Undo asks for.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    /// One short sentence.
    pub(crate) text: String,
    /// What takes it back.
    pub(crate) undo: Option<Request>,
}

impl Asked {
    /// The action of a request; `None` if the window answers it by itself.
    pub(crate) fn new(world: &World, request: Request, named: String) -> Option<Self> {
        let generation = world.snapshot.generation;
        let mut undo = None;
        let action = match request {
            Request::Check => Action::Check { target: None },
            Request::FetchComparison(target) => Action::Check {
                target: Some(target),
            },
            Request::Update(version) => Action::Update {
                version: Some(version),
                download_only: false,
            },
            Request::Discard => Action::Discard,
            Request::Restart => Action::Restart { power_off: false },
            Request::PowerOff => Action::Restart { power_off: true },
            Request::CleanUp => Action::CleanUp { keep: world.keep },
            Request::Restore(target) => {
                // A discarded update cannot be made next again.
                undo = world
                    .snapshot
                    .next()
                    .filter(|_| world.snapshot.staged().is_none())
                    .map(reference)
                    .filter(|previous| *previous != target);
                Action::Restore { target, generation }
            }
            Request::SetPinned(id, pinned) => Action::SetPinned {
                target: Ref::Deployment(id),
                generation,
                pinned,
            },
            Request::Delete(id, _) => Action::Delete {
                targets: vec![Ref::Deployment(id)],
                generation,
            },
            Request::Perform(action) => *action,
            Request::ListOlder(cursor) => Action::History { cursor, limit: 20 },
            Request::Cancel(_)
            | Request::Open(_)
            | Request::ShowDetails(_)
            | Request::ShowLog(_)
            | Request::ShowPage(_)
            | Request::Show(_)
            | Request::Stay(_)
            | Request::PutStartAway(_)
            | Request::ChooseStream(_) => return None,
        };
        Some(Self {
            action,
            named,
            undo,
        })
    }

    /// Whether the page shows by itself that it waits.
    pub(crate) fn is_quiet(&self) -> bool {
        matches!(
            self.action,
            Action::Restart { .. } | Action::SetPinned { .. }
        )
    }

    /// What to say now that it is done, if the page does not say it.
    pub(crate) fn told(&self, result: &JobResult) -> Option<Told> {
        let version = self.named.clone();
        let say = |text| Some(Told { text, undo: None });
        if result.outcome == Outcome::Cancelled {
            return say(tr!("toast-cancelled"));
        }
        match &self.action {
            Action::Restore { .. } => Some(Told {
                text: tr!("toast-restored", version = version),
                undo: self.undo.clone().map(Request::Restore),
            }),
            Action::SetPinned { pinned: true, .. } => say(tr!("toast-pinned", version = version)),
            Action::SetPinned { pinned: false, .. } => {
                say(tr!("toast-unpinned", version = version))
            }
            Action::Delete { .. } => say(tr!("toast-deleted", version = version)),
            Action::Discard => say(tr!("toast-discarded")),
            Action::CleanUp { .. }
            | Action::ChangePackages { .. }
            | Action::SetKernelArguments { .. }
                if result.outcome == Outcome::Unchanged =>
            {
                say(tr!("toast-unchanged"))
            }
            Action::ChangePackages { .. } => say(tr!("toast-packages")),
            Action::SetKernelArguments { .. } => say(tr!("toast-arguments")),
            Action::CleanUp { .. } => match result.freed {
                Some(freed @ 1..) => say(tr!("toast-freed", size = text::size(freed))),
                _ => say(tr!("toast-cleaned")),
            },
            Action::Rebase { stream, .. } => {
                say(tr!("toast-rebased", stream = text::plain(stream)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};
    use waymark_model::ActionName;

    #[test]
    fn a_restore_can_be_taken_back_to_what_was_next_before() {
        let world = testing::world();
        let target = Ref::Deployment("os-44.20251108.0".into());
        let asked = Asked::new(&world, Request::Restore(target), "44.20251108".into()).unwrap();
        let told = asked
            .told(&testing::result(ActionName::Restore, 1, None))
            .unwrap();
        assert_eq!(bare(&told.text), "44.20251108 starts next");
        let before = Ref::Deployment("os-44.20251115.0".into());
        assert_eq!(told.undo, Some(Request::Restore(before)));
        assert!(matches!(
            asked.action,
            Action::Restore { generation: 7, .. }
        ));
    }

    #[test]
    fn what_was_discarded_cannot_be_taken_back() {
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments[0].staged = true;
        let target = Ref::Deployment("os-44.20251108.0".into());
        let asked = Asked::new(&world, Request::Restore(target), String::new()).unwrap();
        assert_eq!(asked.undo, None);
    }
}
