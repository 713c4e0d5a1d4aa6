//! Who may do what: asks polkit, and takes no for every answer but yes.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::{ActionName, Error, ErrorKind, Result};
use zbus::{Connection, message::Header, proxy::CacheProperties};
use zbus_polkit::policykit1::{
    AuthorityProxy, AuthorizationResult, CheckAuthorizationFlags, Subject,
};

use crate::bus::{Caller, Departures};

/// The gettext domain of what polkit's dialog says.
const DOMAIN: &str = "waymark";

/// Whoever decides what a caller may do.
pub trait Authority: Send + Sync {
    /// Whether the sender of a message may do this. A person may be asked for a
    /// password, if the caller allows it; `message` says for what, if the usual words
    /// do not say it well enough.
    ///
    /// # Errors
    /// `NotAuthorized`, whatever the reason.
    fn check<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        action: ActionName,
        message: Option<&'a str>,
    ) -> BoxFuture<'a, Result<()>>;

    /// Whether no password could open this polkit action to the sender. Nobody is
    /// asked for one. An action that polkit does not know forbids nothing.
    ///
    /// # Errors
    /// `NotAuthorized`, also if polkit could not be asked.
    fn foresee<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        id: &'a str,
    ) -> BoxFuture<'a, Result<()>>;
}

/// The real polkit.
pub struct Polkit {
    connection: Connection,
    departures: Departures,
    asked: AtomicU64,
}

/// One question to polkit.
struct Question<'a> {
    id: &'a str,
    details: HashMap<&'a str, &'a str>,
    flags: CheckAuthorizationFlags,
}

impl Polkit {
    /// The polkit on this bus. It is looked for anew with every question.
    #[must_use]
    pub fn new(connection: &Connection, departures: &Departures) -> Self {
        Self {
            connection: connection.clone(),
            departures: departures.clone(),
            asked: AtomicU64::new(0),
        }
    }

    async fn polkit(&self) -> zbus::Result<AuthorityProxy<'_>> {
        AuthorityProxy::builder(&self.connection)
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }

    async fn ask(
        &self,
        header: &Header<'_>,
        caller: &Caller,
        question: Question<'_>,
    ) -> Result<AuthorizationResult> {
        let Question { id, details, flags } = question;
        // The subject is the sender's name on the bus: polkit finds the process of
        // that name itself, and no process can take another one's name.
        let subject = Subject::new_for_message_header(header).map_err(|error| no(id, error))?;
        let polkit = self.polkit().await.map_err(|error| no(id, error))?;
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let cancellation = format!("waymark-{number}");
        let answer = tokio::select! {
            answer = polkit.check_authorization(&subject, id, &details, flags, &cancellation) => answer,
            () = self.departures.of(caller.name.as_ref()) => {
                // Nobody waits for the answer: take the question off the screen.
                if let Err(error) = polkit.cancel_check_authorization(&cancellation).await {
                    tracing::debug!(%error, "polkit did not withdraw a question");
                }
                return Err(refusal(id, "the caller left"));
            }
        };
        answer.map_err(|error| no(id, error))
    }

    async fn may(
        &self,
        header: &Header<'_>,
        caller: &Caller,
        id: &str,
        message: Option<&str>,
    ) -> Result<()> {
        let flags = if caller.interactive {
            CheckAuthorizationFlags::ALLOW_USER_INTERACTION
        } else {
            CheckAuthorizationFlags::empty()
        };
        let details = message.map_or_else(HashMap::new, |message| {
            HashMap::from([
                ("polkit.message", message),
                ("polkit.gettext_domain", DOMAIN),
            ])
        });
        let question = Question { id, details, flags };
        let answer = self.ask(header, caller, question).await?;
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

    async fn explicit_no(&self, header: &Header<'_>, caller: &Caller, id: &str) -> Result<()> {
        let question = Question {
            id,
            details: HashMap::new(),
            flags: CheckAuthorizationFlags::empty(),
        };
        match self.ask(header, caller, question).await {
            Ok(answer) if answer.is_authorized || answer.is_challenge => Ok(()),
            Ok(_) => Err(refusal(id, "this user may not do this")),
            Err(error) if self.is_unknown(id).await => {
                tracing::debug!(id, raw = error.raw, "polkit does not know this action");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether polkit answers, and does not know this action.
    async fn is_unknown(&self, id: &str) -> bool {
        let Ok(polkit) = self.polkit().await else {
            return false;
        };
        match polkit.enumerate_actions("").await {
            Ok(known) => !known.iter().any(|action| action.action_id == id),
            Err(error) => {
                tracing::warn!(%error, "polkit does not say what it knows");
                false
            }
        }
    }
}

impl Authority for Polkit {
    fn check<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        action: ActionName,
        message: Option<&'a str>,
    ) -> BoxFuture<'a, Result<()>> {
        async move { self.may(header, caller, &action.polkit_id(), message).await }.boxed()
    }

    fn foresee<'a>(
        &'a self,
        header: &'a Header<'_>,
        caller: &'a Caller,
        id: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        self.explicit_no(header, caller, id).boxed()
    }
}

fn refusal(id: &str, message: &str) -> Error {
    Error::new(ErrorKind::NotAuthorized, message)
        .with(|fields| fields.polkit_action = Some(id.to_owned()))
}

fn no(id: &str, error: impl std::fmt::Display) -> Error {
    refusal(id, "polkit could not be asked").raw(error.to_string())
}
