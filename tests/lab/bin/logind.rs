//! Stands in for logind, as far as a service that restarts the machine needs
//! it. Its exit status tells init what was asked for.
#![expect(
    clippy::used_underscore_binding,
    reason = "zbus's macro hands over all arguments"
)]

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::{
    io::AsyncReadExt,
    net::unix::pipe,
    sync::mpsc::{UnboundedSender, unbounded_channel},
    time::timeout,
};
use waymark_lab::machine::{POWER_OFF, RESTART};
use zbus::{
    Connection, DBusError, connection, fdo, interface, message::Header,
    object_server::SignalEmitter,
};

/// The flag with which a caller says that inhibitors shall not count.
const SKIP_INHIBITORS: u64 = 1 << 4;
const PATH: &str = "/org/freedesktop/login1";
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) async fn run() -> Result<ExitCode> {
    let (ends, mut end) = unbounded_channel();
    let manager = Manager {
        ends,
        inhibitors: Arc::default(),
        last: Mutex::default(),
    };
    let bus = connection::Builder::system()
        .serve_at(PATH, manager)
        .build()
        .await?;
    bus.request_name("org.freedesktop.login1")
        .await
        .context("cannot have logind's name")?;
    // Whether polkit comes up is better known now than at the first question.
    fdo::DBusProxy::new(&bus)
        .await?
        .start_service_by_name("org.freedesktop.PolicyKit1".try_into()?, 0)
        .await
        .context("polkit does not start")?;
    println!("ready");

    let status = end.recv().await.context("nobody can end the machine")?;
    Manager::prepare_for_shutdown(&SignalEmitter::new(&bus, PATH)?, true).await?;
    // The caller is to get its answer, but not to hold the machine up.
    let _ = timeout(PATIENCE, bus.graceful_shutdown()).await;
    Ok(ExitCode::from(status))
}

/// One inhibitor: what, who, why, mode, uid, pid.
type Inhibitor = (String, String, String, String, u32, u32);

#[derive(DBusError, Debug)]
#[zbus(prefix = "org.freedesktop.login1")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    BlockedByInhibitorLock(String),
    NotRoot(String),
}

struct Manager {
    ends: UnboundedSender<u8>,
    inhibitors: Arc<Mutex<Vec<(u64, Inhibitor)>>>,
    last: Mutex<u64>,
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    async fn reboot(
        &self,
        _interactive: bool,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(), Refusal> {
        self.end(RESTART, 0, &header, bus).await
    }

    async fn reboot_with_flags(
        &self,
        flags: u64,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(), Refusal> {
        self.end(RESTART, flags, &header, bus).await
    }

    async fn power_off(
        &self,
        _interactive: bool,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(), Refusal> {
        self.end(POWER_OFF, 0, &header, bus).await
    }

    async fn power_off_with_flags(
        &self,
        flags: u64,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<(), Refusal> {
        self.end(POWER_OFF, flags, &header, bus).await
    }

    fn can_reboot(&self) -> &'static str {
        "yes"
    }

    fn can_power_off(&self) -> &'static str {
        "yes"
    }

    fn list_inhibitors(&self) -> Vec<Inhibitor> {
        locked(&self.inhibitors)
            .iter()
            .map(|(_, inhibitor)| inhibitor.clone())
            .collect()
    }

    /// The inhibitor lasts until the caller closes the descriptor.
    async fn inhibit(
        &self,
        what: String,
        who: String,
        why: String,
        mode: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> Result<zbus::OwnedFd, Refusal> {
        let (uid, pid) = caller(&header, bus).await?;
        let (theirs, ours) = std::io::pipe()
            .map(|(ours, theirs)| (theirs, ours))
            .map_err(zbus::Error::from)?;
        let mut ours = pipe::Receiver::from_owned_fd(ours.into()).map_err(zbus::Error::from)?;
        let key = {
            let mut last = locked(&self.last);
            *last += 1;
            *last
        };
        locked(&self.inhibitors).push((key, (what, who, why, mode, uid, pid)));
        let inhibitors = Arc::clone(&self.inhibitors);
        tokio::spawn(async move {
            // Nothing is ever written; the end of the read is the closing.
            let _ = ours.read_u8().await;
            locked(&inhibitors).retain(|(other, _)| *other != key);
        });
        Ok(std::os::fd::OwnedFd::from(theirs).into())
    }

    #[zbus(signal)]
    async fn prepare_for_shutdown(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

impl Manager {
    async fn end(
        &self,
        status: u8,
        flags: u64,
        header: &Header<'_>,
        bus: &Connection,
    ) -> Result<(), Refusal> {
        if caller(header, bus).await?.0 != 0 {
            return Err(Refusal::NotRoot(
                "only root restarts this machine".to_owned(),
            ));
        }
        let blocked = locked(&self.inhibitors)
            .iter()
            .any(|(_, (what, _, _, mode, ..))| {
                mode == "block" && what.split(':').any(|one| one == "shutdown")
            });
        if blocked && flags & SKIP_INHIBITORS == 0 {
            let message = "Operation denied due to active block inhibitor";
            return Err(Refusal::BlockedByInhibitorLock(message.to_owned()));
        }
        eprintln!(
            "logind: the machine ends ({})",
            if status == RESTART {
                "restart"
            } else {
                "power off"
            }
        );
        // The receiver is gone only if the machine ends already.
        let _ = self.ends.send(status);
        Ok(())
    }
}

/// The uid and the process id of a message's sender; a sender from outside of
/// the machine, which `dev/lab restart` is, has no process id here.
async fn caller(header: &Header<'_>, bus: &Connection) -> Result<(u32, u32), Refusal> {
    let sender = header.sender().ok_or(zbus::Error::MissingField)?;
    let credentials = fdo::DBusProxy::new(bus)
        .await?
        .get_connection_credentials(sender.clone().into())
        .await
        .map_err(zbus::Error::from)?;
    let uid = credentials
        .unix_user_id()
        .ok_or(zbus::Error::MissingField)?;
    Ok((uid, credentials.process_id().unwrap_or_default()))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
