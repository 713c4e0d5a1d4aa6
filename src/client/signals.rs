//! The signals of one object of the service, and of the service's coming and going.
//!
//! A connection stops reading when one of its streams is full. So whoever holds
//! [`Signals`] waits for anything else only through [`Signals::during`], which
//! reads on meanwhile. That is also why the messages are taken as they come and
//! not through a proxy's streams, which make calls of their own. What a signal
//! says is not looked at: it is a reason to read the properties again.

use std::{
    future::{Future, pending},
    pin::pin,
};

use futures_util::StreamExt;
use tokio::select;
use waymark_model::names::SERVICE;
use zbus::{
    MatchRule, Message, MessageStream, OwnedObjectPath, fdo::NameOwnerChanged, message::Type,
};

use crate::{Client, Result};

/// Name and interface of the bus itself.
const BUS: &str = "org.freedesktop.DBus";

/// What was heard and not dealt with yet.
pub(crate) struct Signals {
    owners: MessageStream,
    object: MessageStream,
    changed: bool,
    lost: bool,
}

impl Signals {
    /// Listens to an object of the service. Does not start the service.
    pub(crate) async fn of(client: &Client, path: &OwnedObjectPath) -> Result<Self> {
        let owners = owners(client).await?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(SERVICE)
            .path(path)
            .build()?;
        let connection = client.connection().await?;
        let object = MessageStream::for_match_rule(rule, &connection, None).await?;
        Ok(Self {
            owners,
            object,
            changed: false,
            lost: false,
        })
    }

    /// Does something else and notes meanwhile what is heard.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            select! {
                done = &mut work => return done,
                () = self.hear() => {}
            }
        }
    }

    /// Waits until something changed since the last [`forget`](Self::forget); false
    /// if the service was lost instead.
    pub(crate) async fn changed(&mut self) -> bool {
        while !self.changed && !self.lost {
            self.hear().await;
        }
        !self.lost
    }

    /// What was heard so far is about to be read.
    pub(crate) fn forget(&mut self) {
        self.changed = false;
    }

    async fn hear(&mut self) {
        if self.lost {
            return pending().await;
        }
        select! {
            message = self.owners.next() => match message {
                Some(Ok(message)) => if let Some(change) = owner_change(message) {
                    self.lost = change.had;
                    // It says nothing of what changed while it was away.
                    self.changed |= !change.had && change.has;
                },
                _ => self.lost = true,
            },
            message = self.object.next() => match message {
                Some(Ok(_)) => self.changed = true,
                _ => self.lost = true,
            },
        }
    }
}

/// Waits until somebody owns the service's name that nobody owned before, or for
/// ever.
pub(crate) async fn owned(client: &Client) {
    if let Ok(mut owners) = owners(client).await {
        while let Some(Ok(message)) = owners.next().await {
            if owner_change(message).is_some_and(|change| change.has) {
                return;
            }
        }
    }
    pending::<()>().await;
}

async fn owners(client: &Client) -> Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(BUS)
        .interface(BUS)
        .member("NameOwnerChanged")
        .add_arg(SERVICE)
        .build()?;
    let connection = client.connection().await?;
    Ok(MessageStream::for_match_rule(rule, &connection, None).await?)
}

/// Whether the service's name had an owner before, and has one now.
struct OwnerChange {
    had: bool,
    has: bool,
}

fn owner_change(message: Message) -> Option<OwnerChange> {
    // A rule with a well-known sender is matched by the bus, but not for what is
    // sent to this connection alone.
    if message.header().sender().is_none_or(|sender| sender != BUS) {
        return None;
    }
    let signal = NameOwnerChanged::from_message(message)?;
    let change = signal.args().ok()?;
    Some(OwnerChange {
        had: change.old_owner().is_some(),
        has: change.new_owner().is_some(),
    })
}
