//! What other programs do to the system through rpm-ostreed, told as it begins.

use futures_util::{
    FutureExt, StreamExt,
    stream::{self, BoxStream},
};
use waymark_model::{ActionName, Error, ErrorKind, Holder};
use zbus::{Connection, fdo::DBusProxy, names::BusName};

use super::{
    foreign::{Active, active, attach},
    progress::Expect,
    proxy::{self, Bus},
    report::Report,
    transaction::CLIENT,
    watch::watch,
    watching::is_awake,
};
use crate::{
    engine::{Done, Foreign},
    jobs::JobContext,
};

/// Each transaction of another program, as it begins. One that was there before is told first.
pub(super) fn foreign(bus: &Bus, connection: &Connection) -> BoxStream<'static, Foreign> {
    let (bus, connection) = (bus.clone(), connection.clone());
    let found = async move {
        match watch(&connection).await {
            Ok(changes) => stream::once(async {})
                .chain(changes.filter_map(async |change| change.is_of_transaction().then_some(())))
                .filter_map(move |()| {
                    let (bus, connection) = (bus.clone(), connection.clone());
                    async move { of_others(&bus, &connection).await }
                })
                .boxed(),
            Err(error) => {
                tracing::warn!(%error, "what other programs do goes unnoticed");
                stream::pending().boxed()
            }
        }
    };
    found.flatten_stream().boxed()
}

/// The transaction that is there, if it is not this program's own.
async fn of_others(bus: &Bus, connection: &Connection) -> Option<Foreign> {
    // A daemon that sleeps does nothing, and asking it would wake it.
    if !is_awake(connection).await {
        return None;
    }
    let may_be_ours = match is_ours(connection).await {
        Ok(true) => return None,
        Ok(false) => false,
        Err(error) => {
            tracing::debug!(%error, "whoever began a transaction has left the bus");
            true
        }
    };
    let active = match active(connection).await {
        Ok(active) => active?,
        Err(error) => {
            tracing::info!(%error, raw = error.raw, "a transaction cannot be looked at");
            return None;
        }
    };
    // One of ours that has ended, and that somebody who lingers keeps on the bus.
    let ourselves = Holder {
        uid: Some(0),
        program: Some(CLIENT.to_owned()),
    };
    if may_be_ours && active.holder == ourselves {
        return None;
    }
    let (bus, expect) = (bus.clone(), Expect::of_title(&active.title));
    Some(Foreign {
        action: action(&active),
        holder: active.holder,
        follow: Box::new(move |job| async move { follow(&bus, expect, &job).await }.boxed()),
    })
}

async fn follow(bus: &Bus, expect: Expect, job: &JobContext) -> waymark_model::Result<Done> {
    let report = Report::new(job, 0.0..1.0, expect);
    let ended = attach(bus, report).await?.ok_or_else(|| {
        let message = "the other program's work ended before it could be followed";
        Error::new(ErrorKind::NotFound, message)
    })?;
    Ok(Done {
        unchanged: ended.unchanged,
        freed: ended.freed,
        ..Done::default()
    })
}

/// Whether a connection of this very process called for the transaction.
async fn is_ours(bus: &Connection) -> zbus::Result<bool> {
    let (_, sender, _) = proxy::sysroot(bus).await?.active_transaction().await?;
    let Some(own) = bus.unique_name() else {
        return Ok(false);
    };
    if sender.is_empty() {
        return Ok(false);
    }
    let dbus = DBusProxy::new(bus).await?;
    // Both as the bus sees them: in a namespace our own number may be another one.
    let ours = dbus
        .get_connection_unix_process_id(BusName::from(own.as_ref()))
        .await?;
    let theirs = dbus
        .get_connection_unix_process_id(BusName::try_from(sender)?)
        .await?;
    Ok(ours == theirs)
}

/// What a transaction comes closest to.
fn action(active: &Active) -> ActionName {
    let title = active.title.as_str();
    let changes = [
        "install",
        "uninstall",
        "override",
        "refresh-md",
        "modify-yum-repo",
    ];
    match active.method.as_str() {
        "AutomaticUpdateTrigger" if !title.contains("check only") => ActionName::Update,
        "AutomaticUpdateTrigger"
        | "DownloadUpdateRpmDiff"
        | "DownloadDeployRpmDiff"
        | "DownloadRebaseRpmDiff" => ActionName::Check,
        "Upgrade" => ActionName::Update,
        "Deploy" | "Rollback" => ActionName::Restore,
        "ClearRollbackTarget" | "Cleanup" => ActionName::CleanUp,
        "Rebase" => ActionName::Rebase,
        "KernelArgs" => ActionName::SetKernelArguments,
        "PkgChange" | "RefreshMd" | "ModifyYumRepo" => ActionName::ChangePackages,
        "UpdateDeployment" if title.starts_with("rebase") => ActionName::Rebase,
        "UpdateDeployment" if title.starts_with("deploy") => ActionName::Restore,
        "UpdateDeployment" if changes.iter().any(|start| title.starts_with(start)) => {
            ActionName::ChangePackages
        }
        "UpdateDeployment" => ActionName::Update,
        _ => ActionName::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_named_by_what_they_do() {
        let cases = [
            (
                "AutomaticUpdateTrigger",
                "upgrade (check only)",
                ActionName::Check,
            ),
            ("AutomaticUpdateTrigger", "upgrade", ActionName::Update),
            ("Upgrade", "new-deployment", ActionName::Update),
            (
                "UpdateDeployment",
                "install; localinstall: 1",
                ActionName::ChangePackages,
            ),
            ("UpdateDeployment", "rebase", ActionName::Rebase),
            (
                "UpdateDeployment",
                "upgrade; install: 1",
                ActionName::Update,
            ),
            ("KernelArgs", "kargs", ActionName::SetKernelArguments),
            ("FinalizeDeployment", "finalize", ActionName::Unknown),
        ];
        for (method, title, expected) in cases {
            let active = Active {
                method: method.to_owned(),
                title: title.to_owned(),
                ..Active::default()
            };
            assert_eq!(action(&active), expected, "{method} {title}");
        }
    }
}
