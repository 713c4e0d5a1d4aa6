//! One job: what it is, where it is in its life, and the way to stop it.
//!
//! A job knows nothing of the bus; whoever shows it subscribes to it.

use std::sync::Arc;

use tokio::sync::watch;
use waymark_model::{ActionName, Error, ErrorKind, Holder, JobResult, JobState, Result};

use super::{JobContext, Log, Progress};

/// Where a job is in its life.
#[derive(Clone, Debug, PartialEq)]
pub enum Life {
    /// It was accepted.
    Waiting,
    /// It runs.
    Running,
    /// It was asked to stop and has not ended yet.
    Cancelling,
    /// It ended so.
    Finished(Box<JobResult>),
}

impl Life {
    /// The word for it on the bus.
    #[must_use]
    pub fn state(&self) -> JobState {
        match self {
            Self::Waiting => JobState::Waiting,
            Self::Running => JobState::Running,
            Self::Cancelling => JobState::Cancelling,
            Self::Finished(_) => JobState::Finished,
        }
    }

    /// Whether a job can go from here to there: forward only, and never past its end.
    #[must_use]
    pub fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (
                Self::Waiting,
                Self::Running | Self::Cancelling | Self::Finished(_)
            ) | (Self::Running, Self::Cancelling | Self::Finished(_))
                | (Self::Cancelling, Self::Finished(_))
        )
    }
}

/// A job.
#[derive(Debug)]
pub struct Job {
    path: String,
    action: ActionName,
    holder: Holder,
    /// Another program does it; nobody asked this service for it.
    foreign: bool,
    started: u64,
    life: watch::Sender<Life>,
    progress: watch::Sender<Progress>,
    stop: watch::Sender<bool>,
    log: Arc<Log>,
}

impl Job {
    /// A job that was accepted and does not run yet.
    #[must_use]
    pub fn new(path: String, action: ActionName, uid: u32, started: u64) -> Self {
        let holder = Holder {
            uid: Some(uid),
            program: None,
        };
        Self::make(holder, false, path, action, started)
    }

    /// What another program does.
    #[must_use]
    pub fn foreign(holder: Holder, path: String, action: ActionName, started: u64) -> Self {
        Self::make(holder, true, path, action, started)
    }

    fn make(holder: Holder, foreign: bool, path: String, action: ActionName, started: u64) -> Self {
        Self {
            path,
            action,
            holder,
            foreign,
            started,
            life: watch::Sender::new(Life::Waiting),
            progress: watch::Sender::new(Progress::default()),
            stop: watch::Sender::new(false),
            log: Arc::default(),
        }
    }

    /// Its object's path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it does.
    #[must_use]
    pub fn action(&self) -> ActionName {
        self.action
    }

    /// Who runs it.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Who asked for it. Of another program's job nobody may be known: then root.
    #[must_use]
    pub fn uid(&self) -> u32 {
        self.holder.uid.unwrap_or(0)
    }

    /// Waits for its end.
    pub async fn ended(&self) -> JobResult {
        let mut life = self.life();
        // The channel stays open: `self` has its sender.
        let last = life
            .wait_for(|life| matches!(life, Life::Finished(_)))
            .await;
        match last.as_deref() {
            Ok(Life::Finished(result)) => (**result).clone(),
            _ => JobResult::default(),
        }
    }

    /// Whether this user asked this service for it. What another program does is
    /// nobody's here.
    #[must_use]
    pub fn is_of(&self, uid: u32) -> bool {
        !self.foreign && self.holder.uid == Some(uid)
    }

    /// When it was accepted, in seconds since 1970.
    #[must_use]
    pub fn started(&self) -> u64 {
        self.started
    }

    /// Follows its life.
    #[must_use]
    pub fn life(&self) -> watch::Receiver<Life> {
        self.life.subscribe()
    }

    /// How far it is now.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// The line that its engine is given.
    #[must_use]
    pub fn context(&self) -> JobContext {
        JobContext::new(self.progress.clone(), self.stop.subscribe()).with_log(self.log.clone())
    }

    /// What its tool said.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// It runs from now on.
    pub fn begin(&self) {
        // One that was cancelled while it waited stays so; the engine hears of it.
        self.turn_into(Life::Running);
    }

    /// Asks it to stop.
    ///
    /// # Errors
    /// `Conflict` if it ended or can no longer be stopped.
    pub fn cancel(&self) -> Result<()> {
        let refuse = |message: &str| {
            Err(Error::new(ErrorKind::Conflict, message)
                .with(|fields| fields.job = Some(self.path.clone())))
        };
        match &*self.life.borrow() {
            Life::Finished(_) => return refuse("the job has ended"),
            Life::Cancelling => return Ok(()),
            Life::Waiting | Life::Running => {}
        }
        // Decided while the progress cannot change: whoever passes the point of no return
        // and looks then whether the job was stopped, sees what was promised here.
        self.progress.send_if_modified(|progress| {
            if progress.cancellable {
                self.stop.send_replace(true);
            }
            false
        });
        if !*self.stop.borrow() {
            return refuse("the job can no longer be stopped");
        }
        self.turn_into(Life::Cancelling);
        Ok(())
    }

    /// It ended so. A job ends once.
    pub fn finish(&self, result: JobResult) {
        self.turn_into(Life::Finished(Box::new(result)));
    }

    fn turn_into(&self, next: Life) {
        self.life.send_if_modified(|life| {
            let legal = life.may_become(&next);
            if legal {
                *life = next;
            }
            legal
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job::new("/job/1".into(), ActionName::Update, 1001, 1)
    }

    #[test]
    fn a_life_goes_forward_only() {
        let end = || Life::Finished(Box::default());
        let all = [Life::Waiting, Life::Running, Life::Cancelling, end()];
        for (at, from) in all.iter().enumerate() {
            for (to, next) in all.iter().enumerate() {
                assert_eq!(from.may_become(next), to > at, "{from:?} to {next:?}");
            }
        }
    }

    #[test]
    fn a_job_ends_once() {
        let job = job();
        job.begin();
        job.finish(JobResult {
            uid: 1,
            ..JobResult::default()
        });
        job.finish(JobResult {
            uid: 2,
            ..JobResult::default()
        });
        job.begin();
        let Life::Finished(result) = job.life().borrow().clone() else {
            panic!("it has ended");
        };
        assert_eq!(result.uid, 1);
        assert_eq!(job.cancel().unwrap_err().kind, ErrorKind::Conflict);
    }

    #[test]
    fn it_stops_when_it_can() {
        let job = job();
        let context = job.context();
        context.set_cancellable(false);
        assert_eq!(job.cancel().unwrap_err().kind, ErrorKind::Conflict);
        assert!(!context.is_cancelled());
        context.set_cancellable(true);
        job.cancel().unwrap();
        job.cancel().unwrap();
        job.begin();
        assert!(context.is_cancelled());
        assert_eq!(job.life().borrow().state(), JobState::Cancelling);
    }
}
