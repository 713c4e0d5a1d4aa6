//! Who may do what: asks the real polkit about the sender of a message, with the ids of
//! rpm-ostree. Root is never asked about.

use std::collections::HashMap;
use std::time::Duration;

use zbus::{Connection, message::Header, names::BusName, proxy::CacheProperties};
use zbus_polkit::policykit1::{AuthorityProxy, CheckAuthorizationFlags, Subject};

use super::refusal::Refusal;
use super::world::World;
use crate::knobs::Knobs;

const PREFIX: &str = "org.projectatomic.rpmostree1.";

/// Who called.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The unique name.
    pub(crate) name: String,
    /// The user.
    pub(crate) uid: u32,
    /// The systemd unit of the process, if it is in one.
    pub(crate) unit: Option<String>,
}

impl Caller {
    /// The sender of a message.
    pub(crate) async fn of(bus: &Connection, header: &Header<'_>) -> Result<Self, Refusal> {
        let sender = header
            .sender()
            .ok_or_else(|| Refusal::failed("a call without a sender"))?;
        let find = async {
            let proxy = zbus::fdo::DBusProxy::new(bus).await?;
            let name = BusName::Unique(sender.as_ref());
            let uid = proxy.get_connection_unix_user(name.as_ref()).await?;
            // A caller outside of this PID namespace has none.
            let pid = proxy.get_connection_unix_process_id(name).await.ok();
            zbus::Result::Ok((uid, pid))
        };
        let (uid, pid) = find
            .await
            .map_err(|error| Refusal::failed(error.to_string()))?;
        Ok(Self {
            name: sender.to_string(),
            uid,
            unit: pid.and_then(unit),
        })
    }
}

fn unit(pid: u32) -> Option<String> {
    let groups = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    let path = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let last = path.rsplit('/').next()?;
    let is_unit = [".service", ".scope"].iter().any(|end| last.ends_with(end));
    is_unit.then(|| last.to_owned())
}

/// Asks about each of some actions. `kind` and `method` are for the refusal.
pub(crate) async fn ask(
    world: &World,
    header: &Header<'_>,
    caller: &Caller,
    actions: &[&str],
    kind: &str,
    method: &str,
) -> Result<(), Refusal> {
    if caller.uid == 0 {
        return Ok(());
    }
    let failed = |error: zbus::Error| Refusal::unauthorized(&error);
    let subject = Subject::new_for_message_header(header)
        .map_err(|error| Refusal::failed(error.to_string()))?;
    let polkit = AuthorityProxy::builder(world.bus())
        .cache_properties(CacheProperties::No)
        .build()
        .await
        .map_err(failed)?;
    for action in actions {
        let knobs = Knobs::read(world.board())?;
        if let Some(wait) = knobs.polkit_milliseconds {
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        let id = format!("{PREFIX}{action}");
        let flags = CheckAuthorizationFlags::ALLOW_USER_INTERACTION;
        let answer = polkit
            .check_authorization(&subject, &id, &HashMap::new(), flags, "")
            .await
            .map_err(failed)?;
        if !answer.is_authorized {
            return Err(Refusal::denied(kind, method));
        }
    }
    Ok(())
}
