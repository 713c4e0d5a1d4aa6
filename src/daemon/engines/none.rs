//! The engine of a system that no engine drives. It reads nothing and can do nothing.

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, ready},
    stream::{self, BoxStream},
};
use waymark_model::{
    Action, ActionName, Comparison, Deployment, Error, ErrorKind, Package, Ref, Result, System,
};

use crate::{
    engine::{Done, Engine, State},
    jobs::JobContext,
};

/// An engine that can do nothing, and says why.
#[derive(Debug)]
pub(crate) struct NoEngine {
    reason: String,
}

impl NoEngine {
    /// The reason is for people, in English.
    #[must_use]
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }

    fn refuse<T: Send + 'static>(&self) -> BoxFuture<'_, Result<T>> {
        let error = Error::new(ErrorKind::NotSupported, self.reason.clone());
        ready(Err(error)).boxed()
    }
}

impl Engine for NoEngine {
    fn read(&self) -> BoxFuture<'_, Result<State>> {
        let unsupported = ActionName::ALL
            .iter()
            .map(|action| (action.as_str().to_owned(), "not-atomic".to_owned()))
            .collect();
        let system = System {
            engine: "none".to_owned(),
            engine_reason: self.reason.clone(),
            unsupported,
            ..System::default()
        };
        ready(Ok(State {
            system,
            ..State::default()
        }))
        .boxed()
    }

    fn deployment<'a>(&'a self, _id: &'a str) -> BoxFuture<'a, Result<Deployment>> {
        self.refuse()
    }

    fn changes(&self) -> BoxStream<'static, ()> {
        stream::pending().boxed()
    }

    fn perform<'a>(
        &'a self,
        _action: &'a Action,
        _job: &'a JobContext,
    ) -> BoxFuture<'a, Result<Done>> {
        self.refuse()
    }

    fn compare<'a>(
        &'a self,
        _from: &'a Ref,
        _to: &'a Ref,
        _files: bool,
    ) -> BoxFuture<'a, Result<Comparison>> {
        self.refuse()
    }

    fn search_base<'a>(
        &'a self,
        _text: &'a str,
        _limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>> {
        self.refuse()
    }
}
