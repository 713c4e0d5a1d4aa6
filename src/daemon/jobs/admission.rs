//! What must be so for an action to be accepted.

use waymark_model::{Action, Error, ErrorKind, Ref, Result};

use super::{Runner, runner::Running};

impl Runner {
    pub(super) fn check_supported(&self, action: &Action) -> Result<()> {
        let now = self.world.now();
        let system = &now.state.system;
        let name = action.name().as_str();
        if system.actions.iter().any(|one| one == name) {
            return Ok(());
        }
        let why = system
            .unsupported
            .get(name)
            .map_or("engine", String::as_str);
        Err(Error::new(
            ErrorKind::NotSupported,
            format!("this system cannot do “{name}” ({why})"),
        )
        .with(|fields| fields.action = Some(name.to_owned())))
    }

    pub(super) fn check_free(&self, action: &Action) -> Result<()> {
        let running = self.running.borrow();
        let restarting = matches!(action, Action::Restart { .. });
        if matches!(action, Action::SetPolicy { .. }) {
            // It needs neither the engine nor the network.
            return Ok(());
        }
        let in_the_way = |other: &&Running| match &other.action {
            Some(Action::SetPolicy { .. }) => false,
            Some(other) => !restarting || other.changes_system(),
            // What only looks may be possible beside another program; the engine knows.
            None => action.changes_system(),
        };
        let Some(Running { job, .. }) = running.iter().find(in_the_way) else {
            return Ok(());
        };
        let (name, holder) = (job.action(), job.holder());
        let whose = match &holder.program {
            Some(program) => format!("“{name}” of {program}"),
            None => format!("“{name}”"),
        };
        let error = Error::new(ErrorKind::Busy, format!("{whose} is still running"));
        Err(error.with(|fields| {
            fields.job = Some(job.path().to_owned());
            fields.action = Some(name.as_str().to_owned());
            fields.uid = holder.uid;
            fields.holder.clone_from(&holder.program);
        }))
    }

    pub(super) async fn check_meant(&self, action: &Action) -> Result<()> {
        match action {
            // A version is named by its content, which no other can have.
            Action::Restore {
                target: Ref::Version(_),
                ..
            } => {}
            Action::Restore { target, generation }
            | Action::SetPinned {
                target, generation, ..
            } => {
                self.world.meant("target", target, *generation).await?;
            }
            Action::Delete {
                targets,
                generation,
            } => {
                for target in targets {
                    let meant = self.world.meant("targets", target, *generation).await?;
                    if meant.next {
                        return Err(starts_next(&meant.id));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn starts_next(id: &str) -> Error {
    let message = format!("“{id}” starts next; make another deployment next, or discard it, first");
    Error::new(ErrorKind::Conflict, message).with(|fields| {
        fields.argument = Some("targets".to_owned());
        fields.reference = Some(Ref::Deployment(id.to_owned()).to_string());
    })
}
