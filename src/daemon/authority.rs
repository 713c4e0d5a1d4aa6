//! Who may do what: asks polkit, and takes no for every answer but yes.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::{ActionName, Error, ErrorKind, Result};
use zbus::{Connection, message::Header, proxy::CacheProperties};
use zbus_polkit::policykit1::{AuthorityProxy, CheckAuthorizationFlags, Subject};

use crate::bus::{Caller, gone};

/// Whoever decides what a caller may do.
pub trait Authority: Send + Sync {
    /// Whether the sender of a message may do this.
    ///
    /// # Errors
    /// `NotAuthorized`, whatever the reason.
    fn check<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        action: ActionName,
    ) -> BoxFuture<'a, Result<()>>;
}

/// The real polkit.
pub struct Polkit {
    connection: Connection,
    asked: AtomicU64,
}

impl Polkit {
    /// The polkit on this bus. It is looked for anew with every question.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
            asked: AtomicU64::new(0),
        }
    }

    async fn ask(&self, header: &Header<'_>, caller: &Caller, id: &str) -> Result<()> {
        // The subject is the sender's name on the bus: polkit finds the process of
        // that name itself, and no process can take another one's name.
        let subject = Subject::new_for_message_header(header).map_err(|error| no(id, error))?;
        let polkit = AuthorityProxy::builder(&self.connection)
            .cache_properties(CacheProperties::No)
            .build()
            .await
            .map_err(|error| no(id, error))?;
        let flags = if caller.interactive {
            CheckAuthorizationFlags::ALLOW_USER_INTERACTION
        } else {
            CheckAuthorizationFlags::empty()
        };
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let cancellation = format!("waymark-{number}");
        let details = HashMap::new();
        let answer = tokio::select! {
            answer = polkit.check_authorization(&subject, id, &details, flags, &cancellation) => answer,
            () = gone(&self.connection, caller.name.as_ref()) => {
                // Nobody waits for the answer: take the question off the screen.
                if let Err(error) = polkit.cancel_check_authorization(&cancellation).await {
                    tracing::debug!(%error, "polkit did not withdraw a question");
                }
                return Err(refusal(id, "the caller left"));
            }
        };
        let answer = answer.map_err(|error| no(id, error))?;
        if answer.is_authorized {
            return Ok(());
        }
        let dismissed = answer
            .details
            .get("polkit.dismissed")
            .is_some_and(|word| !word.is_empty());
        Err(refusal(
            id,
            if dismissed {
                "the request for authentication was dismissed"
            } else if answer.is_challenge {
                "this needs authentication, which was not possible or failed"
            } else {
                "this user may not do this"
            },
        ))
    }
}

impl Authority for Polkit {
    fn check<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        action: ActionName,
    ) -> BoxFuture<'a, Result<()>> {
        async move { self.ask(header, caller, &action.polkit_id()).await }.boxed()
    }
}

fn refusal(id: &str, message: &str) -> Error {
    Error::new(ErrorKind::NotAuthorized, message)
        .with(|fields| fields.polkit_action = Some(id.to_owned()))
}

fn no(id: &str, error: impl std::fmt::Display) -> Error {
    refusal(id, "polkit could not be asked").raw(error.to_string())
}
