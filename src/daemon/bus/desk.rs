//! What stands between a call and what it asks for: who calls, may they, begin it.

use std::{future::Future, sync::Arc};

use waymark_model::{Action, ActionName, Error, ErrorKind, Result};
use zbus::{Connection, OwnedObjectPath, message::Header};

use super::{caller::Caller, failure::Failure};
use crate::{
    authority::Authority,
    idle::Idle,
    jobs::{Request, Runner},
    package_files::{Counter, Luggage},
};

/// What a method answers.
pub type Answer<T> = std::result::Result<T, Failure>;

/// A call with its way back.
pub struct Call<'a> {
    /// The connection that it came over.
    pub connection: &'a Connection,
    /// Its header.
    pub header: Header<'a>,
    /// What it asks for.
    pub name: ActionName,
    /// What the sender must be allowed to do: all of these.
    pub gates: Vec<ActionName>,
}

impl<'a> Call<'a> {
    /// A call that needs the one permission of what it asks for.
    #[must_use]
    pub fn new(connection: &'a Connection, header: Header<'a>, name: ActionName) -> Self {
        Self {
            connection,
            header,
            name,
            gates: vec![name],
        }
    }
}

/// Receives calls.
pub struct Desk {
    runner: Arc<Runner>,
    authority: Arc<dyn Authority>,
    counter: Counter,
    idle: Idle,
}

impl Desk {
    /// A desk that begins actions with `runner` if `authority` permits them.
    #[must_use]
    pub fn new(runner: Arc<Runner>, authority: Arc<dyn Authority>, idle: Idle) -> Self {
        Self {
            runner,
            authority,
            counter: Counter::new(),
            idle,
        }
    }

    /// Answers a read, and keeps the service meanwhile.
    pub async fn read<T>(&self, read: impl Future<Output = Result<T>>) -> Answer<T> {
        let _hold = self.idle.hold();
        Ok(read.await?)
    }

    /// Begins an action for the sender.
    pub async fn act(&self, call: Call<'_>, action: Result<Action>) -> Answer<OwnedObjectPath> {
        let _hold = self.idle.hold();
        let (caller, request) = self.permit(&call, action).await?;
        let begun = self.runner.begin(request).await;
        let Caller { uid, name, .. } = caller;
        let job = begun.inspect_err(|error| {
            tracing::warn!(action = %call.name, uid, sender = ?name, kind = %error.kind, error = error.message, "not begun");
        })?;
        tracing::info!(action = %call.name, uid, sender = ?name, job = job.path(), "begun");
        OwnedObjectPath::try_from(job.path())
            .map_err(|error| Error::new(ErrorKind::Failed, error.to_string()).into())
    }

    /// Answers a comparison, unless the program behind the engine would refuse it to
    /// the sender. Nobody is asked for a password.
    pub async fn compare<T>(
        &self,
        connection: &Connection,
        header: &Header<'_>,
        read: impl Future<Output = Result<T>>,
    ) -> Answer<T> {
        let _hold = self.idle.hold();
        let guards = self.runner.comparison_guards();
        if !guards.is_empty() {
            let caller = Caller::identify(connection, header).await?;
            for id in guards {
                self.authority.foresee(header, &caller, id).await?;
            }
        }
        Ok(read.await?)
    }

    /// Answers what not everyone may ask for, and what needs no job.
    pub async fn look<A, T, F: Future<Output = Result<T>>>(
        &self,
        call: Call<'_>,
        arguments: Result<A>,
        read: impl FnOnce(A) -> F,
    ) -> Answer<T> {
        let _hold = self.idle.hold();
        if let Err(error) = &arguments
            && error.kind == ErrorKind::InvalidArgument
        {
            return Err(error.clone().into());
        }
        let caller = Caller::identify(call.connection, &call.header).await?;
        let (uid, sender) = (caller.uid, &caller.name);
        for gate in &call.gates {
            let asked = self.authority.check(&call.header, &caller, *gate, None);
            asked.await.inspect_err(|error| {
                tracing::warn!(action = %call.name, uid, ?sender, error = error.message, "refused");
            })?;
        }
        tracing::info!(action = %call.name, uid, ?sender, "answered");
        Ok(read(arguments?).await?)
    }

    /// Answers root alone: nobody is asked, and no rule opens it to others.
    pub async fn root<T>(
        &self,
        connection: &Connection,
        header: &Header<'_>,
        answer: impl Future<Output = Result<T>>,
    ) -> Answer<T> {
        let _hold = self.idle.hold();
        let caller = Caller::identify(connection, header).await?;
        if caller.uid != 0 {
            let message = "only the system itself may do this";
            return Err(Error::new(ErrorKind::NotAuthorized, message).into());
        }
        Ok(answer.await?)
    }

    /// Whether the sender may do this. What is malformed is told before anyone is
    /// asked for a password; what is not supported only to those who may ask for it.
    async fn permit(&self, call: &Call<'_>, wanted: Result<Action>) -> Result<(Caller, Request)> {
        let wanted = match wanted {
            Err(error) if error.kind == ErrorKind::InvalidArgument => {
                tracing::debug!(action = %call.name, error = error.message, "malformed");
                return Err(error);
            }
            wanted => wanted,
        };
        let caller = Caller::identify(call.connection, &call.header).await?;
        match self.ask(call, &caller, wanted).await {
            Ok(request) => Ok((caller, request)),
            Err(error) => {
                let Caller { uid, name, .. } = caller;
                tracing::warn!(
                    action = %call.name,
                    uid,
                    sender = ?name,
                    kind = %error.kind,
                    error = error.message,
                    raw = error.raw,
                    "refused"
                );
                Err(error)
            }
        }
    }

    /// Asks about every gate. Where one of several is closed for good, or the program
    /// behind the engine says no, nobody is asked for a password first, and no package
    /// file is looked at. What the person is asked then is read from the copies.
    async fn ask(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        mut wanted: Result<Action>,
    ) -> Result<Request> {
        let Call { header, gates, .. } = call;
        if gates.len() > 1 {
            for gate in gates {
                let id = gate.polkit_id();
                self.authority.foresee(header, caller, &id).await?;
            }
        }
        let mut luggage = None;
        if let Ok(action) = &mut wanted {
            for id in self.runner.guards(action) {
                self.authority.foresee(header, caller, id).await?;
            }
            if !caller.interactive {
                // Nobody can be asked: who is not allowed now fills no room first.
                self.check(call, caller, None).await?;
            }
            luggage = self.counter.take_in(action, caller.uid).await?;
        }
        let message = luggage.as_ref().map(Luggage::message);
        if caller.interactive || wanted.is_err() {
            self.check(call, caller, message.as_deref()).await?;
        }
        Ok(Request {
            action: wanted?,
            uid: caller.uid,
            luggage,
        })
    }

    async fn check(&self, call: &Call<'_>, caller: &Caller, message: Option<&str>) -> Result<()> {
        for gate in &call.gates {
            let asked = self.authority.check(&call.header, caller, *gate, message);
            asked.await?;
        }
        Ok(())
    }
}
