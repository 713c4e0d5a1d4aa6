//! Transactions of other programs: whose they are, and following one.

use std::time::Duration;

use tokio::time::timeout;
use waymark_model::{Error, Holder, Result};
use zbus::{Connection, fdo::DBusProxy, names::BusName};

use super::{
    errors::of_method,
    events::Event,
    peer::Peer,
    proxy::{self, Bus, Owner},
    report::{Ended, Report},
    transaction::{Finish, Visit, died, follow},
};

/// The title of a transaction that makes a deployment, until it runs.
const NOT_BEGUN: &str = "new-deployment";

/// How long an unclear transaction is listened to before it is looked at anew.
const SILENCE: Duration = Duration::from_secs(3);

/// When a daemon dies its socket is closed and its name lost, one soon after the other.
const AFTERMATH: Duration = Duration::from_secs(1);

/// How often a socket that is announced is tried before it is given up.
const TRIES: u32 = 5;

/// A transaction that is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Active {
    /// The method that made it.
    pub(crate) method: String,
    /// Its title, such as `upgrade`; empty if it could not be asked.
    pub(crate) title: String,
    /// Who called.
    pub(crate) holder: Holder,
}

/// The transaction that is active now, with whose it is.
///
/// # Errors
/// If the daemon cannot be asked.
pub(crate) async fn active(bus: &Connection) -> Result<Option<Active>> {
    let sysroot = proxy::sysroot(bus)
        .await
        .map_err(|error| of_method(&error))?;
    let (method, sender, _) = sysroot
        .active_transaction()
        .await
        .map_err(|error| of_method(&error))?;
    if method.is_empty() {
        return Ok(None);
    }
    let address = sysroot.active_transaction_path().await.unwrap_or_default();
    let (title, description) = describe(&address).await;
    let mut holder = holder_of(&description);
    // A caller describes itself as it likes; only the bus knows who it is.
    let known = holder_on_bus(bus, &sender).await;
    holder.uid = known.uid.or(holder.uid);
    holder.program = holder.program.or(known.program);
    Ok(Some(Active {
        method,
        title,
        holder,
    }))
}

/// Adds to a refusal who holds the system, as far as that is known.
pub(super) async fn with_holder(error: Error, bus: &Connection) -> Error {
    match active(bus).await {
        Ok(Some(active)) => error.with(|fields| {
            fields.uid = active.holder.uid;
            fields.holder = active.holder.program;
        }),
        Ok(None) => error,
        Err(unknown) => {
            tracing::debug!(%unknown, "who holds the system is not known");
            error
        }
    }
}

/// Title and caller of a transaction, or empty texts. The visit is short: whoever
/// stays is in the way.
async fn describe(address: &str) -> (String, String) {
    let Ok(peer) = Peer::connect(address).await else {
        return Default::default();
    };
    let title = peer.property("Title").await.unwrap_or_default();
    let caller = peer.property("InitiatingClientDescription").await;
    peer.leave().await;
    (title, caller.unwrap_or_default())
}

/// Reads `client(id:cli dbus:1.3 unit:session-2.scope uid:1000)`. A caller that did
/// not introduce itself is `caller :1.21`, of which nothing is said.
pub(super) fn holder_of(description: &str) -> Holder {
    let Some(list) = description
        .strip_prefix("client(")
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return Holder::default();
    };
    // The daemon's own fields are the last; what the caller calls itself is the first
    // and may hold anything.
    let field = |name: &str| {
        let starts = list.rsplit(' ').find_map(|field| field.strip_prefix(name));
        starts.filter(|value| !value.is_empty())
    };
    let unit = field("unit:").filter(|unit| unit.ends_with(".service"));
    let program = match field("id:") {
        // The command itself; as a service's it is better known by the unit.
        Some("cli") | None => unit.or(field("id:").map(|_| "rpm-ostree")),
        id => id,
    };
    Holder {
        uid: field("uid:").and_then(|uid| uid.parse().ok()),
        program: program.map(str::to_owned),
    }
}

/// What the bus knows of a caller that is still there.
async fn holder_on_bus(bus: &Connection, sender: &str) -> Holder {
    let ask = async {
        let dbus = DBusProxy::new(bus).await?;
        dbus.get_connection_credentials(BusName::try_from(sender)?)
            .await
    };
    let Ok(credentials) = ask.await else {
        return Holder::default();
    };
    let program = credentials
        .process_id()
        .and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/comm")).ok());
    Holder {
        uid: credentials.unix_user_id(),
        program: program.map(|name| name.trim_end().to_owned()),
    }
}

/// Follows the transaction of another program that is active now; `None` if none is,
/// or it ended unseen. A stop of the job asks it to end.
///
/// `Start` would begin a transaction whose owner has not begun it yet, which is not
/// ours to do. Yet one that ended before we came says so to no one who does not say
/// `Start`, and we would sit there and keep the system busy. So:
/// - where it certainly runs or ran, `Start` is said, and does nothing but repeat the
///   end: its title is no longer the one it is born with, or it is still there after
///   its owner left the bus, at which whatever was not begun is dropped;
/// - where a signal came it runs, and its end will be heard without `Start`. A title
///   is no such signal: it may be announced late;
/// - otherwise it is silent for a few seconds, and we leave: had it ended, then it is
///   off the bus now; if not, we come back.
///
/// # Errors
/// What the transaction says; `EngineGone` if the daemon dies.
pub(crate) async fn attach(bus: &Bus, mut report: Report<'_>) -> Result<Option<Ended>> {
    let visit = Visit::begin(bus).await?;
    let ask = visit.sysroot.active_transaction_path().await;
    if ask.map_err(|error| of_method(&error))?.is_empty() {
        return Ok(None);
    }
    let mut owner = visit.owner().await?;
    let mut unreachable = 0;
    let mut meant: Option<String> = None;
    loop {
        let (method, sender, _) = tokio::select! {
            active = visit.sysroot.active_transaction() => {
                active.map_err(|error| of_method(&error))?
            }
            () = owner.lost() => return Err(died()),
        };
        let address = visit.sysroot.active_transaction_path().await;
        let address = address.map_err(|error| of_method(&error))?;
        if method.is_empty() || address.is_empty() {
            return Ok(None);
        }
        let mut peer = match Peer::connect(&address).await {
            Ok(peer) => peer,
            // It ended in this moment, or the daemon did; the next round tells.
            Err(_) if unreachable < TRIES => {
                unreachable += 1;
                visit.sysroot.reload().await.map_err(|_| died())?;
                continue;
            }
            Err(error) => return Err(of_method(&error)),
        };
        // Each transaction has an id of its own; another one is not what was meant.
        if meant.get_or_insert_with(|| peer.id()) != &peer.id() {
            peer.leave().await;
            return Ok(None);
        }
        let seen = listen(
            &mut peer,
            &mut owner,
            &visit,
            (&method, &sender),
            &mut report,
        )
        .await;
        peer.leave().await;
        if let Some(finish) = seen? {
            visit.settle().await;
            return finish.outcome(&[], report).map(Some);
        }
        // Answered when the daemon had time to see that we left.
        visit
            .sysroot
            .reload()
            .await
            .map_err(|error| of_method(&error))?;
    }
}

/// One stay with a transaction; `None` if nothing was heard.
async fn listen(
    peer: &mut Peer,
    owner: &mut Owner,
    visit: &Visit,
    (method, sender): (&str, &str),
    report: &mut Report<'_>,
) -> Result<Option<Finish>> {
    let Ok(title) = peer.property("Title").await else {
        return closed(owner).await;
    };
    let begun = has_begun(method, &title) || has_outlived(visit, sender).await;
    report.see(&Event::Title(title));
    let start = begun.then(|| peer.start());
    if start.is_none() {
        match timeout(SILENCE, first_sign(peer, report)).await {
            Ok(Sign::Runs) => {}
            Ok(Sign::Ended(finish)) => return Ok(Some(finish)),
            Ok(Sign::Closed) => return closed(owner).await,
            Err(_) => return Ok(None),
        }
    }
    match follow(peer, owner, start, false, report).await? {
        None => closed(owner).await,
        finish => Ok(finish),
    }
}

/// A connection was closed by the other end: the daemon died, or it dropped a
/// transaction that was not begun or ended long ago.
async fn closed(owner: &mut Owner) -> Result<Option<Finish>> {
    match timeout(AFTERMATH, owner.lost()).await {
        Ok(()) => Err(died()),
        Err(_) => Ok(None),
    }
}

/// What an unclear transaction was found to be.
enum Sign {
    Runs,
    Ended(Finish),
    Closed,
}

/// Waits for the first signal that only a running transaction sends.
async fn first_sign(peer: &mut Peer, report: &mut Report<'_>) -> Sign {
    let mut stopped = false;
    loop {
        let event = tokio::select! {
            biased;
            event = peer.next() => event,
            () = report.job().cancelled(), if !stopped => {
                stopped = true;
                if let Err(error) = peer.cancel().await {
                    tracing::warn!(%error, "a transaction could not be asked to stop");
                }
                continue;
            }
        };
        let Some(event) = event else {
            return Sign::Closed;
        };
        report.see(&event);
        match event {
            Event::Title(_) => {}
            Event::Finished { success, error } => return Sign::Ended(Finish { success, error }),
            _ => return Sign::Runs,
        }
    }
}

/// Whether a transaction certainly runs or ran: those that make a deployment get
/// another title as the first thing that they do.
fn has_begun(method: &str, title: &str) -> bool {
    let makes_deployment = [
        "Upgrade",
        "Deploy",
        "Rebase",
        "PkgChange",
        "UpdateDeployment",
        "AutomaticUpdateTrigger",
    ];
    makes_deployment.contains(&method) && title != NOT_BEGUN
}

/// Whether a transaction is there although its owner left the bus; in doubt no.
async fn has_outlived(visit: &Visit, owner: &str) -> bool {
    let ask = async {
        let name = BusName::try_from(owner)?;
        if DBusProxy::new(visit.bus())
            .await?
            .name_has_owner(name)
            .await?
        {
            return Ok(false);
        }
        // Answered after the daemon heard the same and dropped what was not begun.
        visit.sysroot.reload().await?;
        let (_, sender, _) = visit.sysroot.active_transaction().await?;
        zbus::Result::Ok(sender == owner)
    };
    ask.await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_read_from_their_description() {
        let holder = |uid: u32, program: &str| Holder {
            uid: Some(uid),
            program: Some(program.to_owned()),
        };
        let cases = [
            (
                "client(id:cli dbus:1.3 unit:session-2.scope uid:1000)",
                holder(1000, "rpm-ostree"),
            ),
            (
                "client(id:cli dbus:1.3 unit:rpm-ostreed-automatic.service uid:0)",
                holder(0, "rpm-ostreed-automatic.service"),
            ),
            ("client(id:txn-test dbus:1.21 uid:0)", holder(0, "txn-test")),
            (
                "client(dbus:1.3 unit:zincati.service uid:990)",
                holder(990, "zincati.service"),
            ),
            (
                "client(id:gnome-software dbus:1.9 uid:<unknown>)",
                Holder {
                    uid: None,
                    program: Some("gnome-software".to_owned()),
                },
            ),
            (
                "client(id:x uid:1001 unit:a.service dbus:1.3 uid:1000)",
                Holder {
                    uid: Some(1000),
                    program: Some("x".to_owned()),
                },
            ),
            ("caller :1.21", Holder::default()),
            ("", Holder::default()),
        ];
        for (text, expected) in cases {
            assert_eq!(holder_of(text), expected, "{text}");
        }
    }

    #[test]
    fn only_a_changed_title_tells_that_a_deployment_is_being_made() {
        assert!(!has_begun("Upgrade", "new-deployment"));
        assert!(has_begun("Upgrade", "upgrade"));
        assert!(!has_begun("Cleanup", "cleanup"));
    }
}
