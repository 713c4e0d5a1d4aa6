//! The service over a peer-to-peer connection: what is served, and what callers get.

mod contract;
mod foreign;
mod packages;
mod policy;
mod served;

use std::{
    collections::HashMap,
    os::unix::net::UnixStream,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use tempfile::TempDir;
use tokio::sync::Notify;
use waymark_model::{
    ActionName, Dict, Error, ErrorFields, ErrorKind, Result, dict::Dictionary, names,
};
use zbus::{
    Connection, DynamicType, Guid, Message, MessageStream,
    connection::Builder,
    message::{Flags, Header, Type},
};

use super::{BusBoard, Caller, Departures, Desk, Service, Watches, follow, listening, serve};
use crate::{
    authority::Authority,
    fake::{self, FakeAround, FakeEngine, FakeMachine},
    idle::Idle,
    jobs::Runner,
    policy::{Automatic, Keeper},
    store::Store,
    world::World,
};

/// No test waits longer than this for what must happen.
const DEADLINE: Duration = Duration::from_secs(20);

/// An authority that answers as told and remembers what it was asked.
#[derive(Default)]
struct Oracle {
    refuses: Mutex<Vec<ActionName>>,
    asked: Mutex<Vec<ActionName>>,
    messages: Mutex<Vec<String>>,
    /// What it was asked without interaction, and what it says no to then.
    foreseen: Mutex<Vec<String>>,
    forbids: Mutex<Vec<String>>,
    /// Waited for before each answer, if set.
    thinks: Mutex<Option<Arc<Notify>>>,
}

impl Authority for Oracle {
    fn check<'a>(
        &'a self,
        _header: &'a Header<'_>,
        _caller: &'a Caller,
        action: ActionName,
        message: Option<&'a str>,
    ) -> BoxFuture<'a, Result<()>> {
        async move {
            self.messages
                .lock()
                .unwrap()
                .extend(message.map(str::to_owned));
            self.asked.lock().unwrap().push(action);
            let thinks = self.thinks.lock().unwrap().clone();
            if let Some(answer) = thinks {
                answer.notified().await;
            }
            if self.refuses.lock().unwrap().contains(&action) {
                return Err(Error::new(ErrorKind::NotAuthorized, "no"));
            }
            Ok(())
        }
        .boxed()
    }

    fn foresee<'a>(
        &'a self,
        _header: &'a Header<'_>,
        _caller: &'a Caller,
        id: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        self.foreseen.lock().unwrap().push(id.to_owned());
        let forbidden = self.forbids.lock().unwrap().contains(&id.to_owned());
        let answer = if forbidden {
            let error = Error::new(ErrorKind::NotAuthorized, "never");
            Err(error.with(|fields| fields.polkit_action = Some(id.to_owned())))
        } else {
            Ok(())
        };
        std::future::ready(answer).boxed()
    }
}

/// A service and a client of it.
struct Bench {
    engine: Arc<FakeEngine>,
    oracle: Arc<Oracle>,
    world: Arc<World>,
    idle: Idle,
    around: FakeAround,
    client: Connection,
    _server: Connection,
    _dir: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let guid = Guid::generate();
        let (server, client) = tokio::join!(
            listening(Builder::unix_stream(ours).server(guid).p2p()).build(),
            Builder::unix_stream(theirs).p2p().build()
        );
        let (server, client) = (server.unwrap(), client.unwrap());
        let dir = tempfile::tempdir().unwrap();
        let (engine, idle) = (FakeEngine::with(fake::state()), Idle::new());
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let oracle = Arc::new(Oracle::default());
        let board = BusBoard::new(&server, oracle.clone(), idle.clone(), DEADLINE);
        let around = FakeAround::default();
        let keeper = Keeper::new(world.clone(), Box::new(around.clone()));
        let runner = Runner::new(
            world.clone(),
            Box::new(FakeMachine::default()),
            keeper.clone(),
            Box::new(board),
            idle.clone(),
        );
        let foreign = runner.follow_foreign();
        let automatic = Automatic::new(keeper, runner.clone(), world.clone(), idle.clone());
        let desk = Desk::new(runner, oracle.clone(), idle.clone());
        let watches = Watches::new(idle.clone(), Departures::new(&server));
        let service = Service::new(world.clone(), desk, watches, automatic);
        serve(&server, service, &world).await.unwrap();
        tokio::spawn(follow(world.clone()));
        tokio::spawn(foreign);
        Self {
            engine,
            oracle,
            world,
            idle,
            around,
            client,
            _server: server,
            _dir: dir,
        }
    }

    async fn call<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: serde::Serialize + DynamicType,
    {
        self.call_as(true, method, body).await
    }

    /// Calls, with somebody who can be asked for a password or without.
    async fn call_as<B>(&self, ask: bool, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: serde::Serialize + DynamicType,
    {
        let call = Message::method_call(names::PATH, method).interface(names::SERVICE);
        let call = if ask {
            call.with_flags(Flags::ALLOW_INTERACTIVE_AUTH)
        } else {
            call
        };
        let call = call.build(body)?;
        let serial = call.header().primary().serial_num();
        let mut answers = MessageStream::from(&self.client);
        self.client.send(&call).await?;
        let answer = async {
            loop {
                let message = answers.next().await.expect("the service lives")?;
                if message.header().reply_serial() != Some(serial) {
                    continue;
                }
                return match message.message_type() {
                    Type::Error => Err(message.into()),
                    _ => Ok(message),
                };
            }
        };
        tokio::time::timeout(DEADLINE, answer)
            .await
            .expect("an answer")
    }

    /// The error that a call ends in.
    async fn refusal<B>(&self, method: &str, body: &B) -> (ErrorKind, ErrorFields)
    where
        B: serde::Serialize + DynamicType,
    {
        let error = self.call(method, body).await.expect_err(method);
        let zbus::Error::MethodError(name, _, reply) = error else {
            panic!("{method}: {error}");
        };
        let kind = ErrorKind::from_bus_name(&name).unwrap_or_else(|| panic!("{method}: {name}"));
        let (_, fields, _): (String, Dict, String) = reply.body().deserialize().unwrap();
        (kind, ErrorFields::from_dict(&fields).unwrap())
    }
}

fn none() -> Dict {
    HashMap::new()
}
