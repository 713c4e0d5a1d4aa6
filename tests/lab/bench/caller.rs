//! A client of the service on the sample system's bus, as lean as one can be: what is
//! measured with it is the service.

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};
use waymark_lab::Machine;
use waymark_model::{ChangeSummary, Dict, Dictionary as _};
use zbus::zvariant::DynamicType;
use zbus::{Connection, Message, Variant, connection};

const NAME: &str = "io.github.waymarkos.Waymark1";
const PATH: &str = "/io/github/waymarkos/Waymark1";
/// The most that the service gives in one answer.
const PAGE: u32 = 1000;

/// It can read, and not act: polkit does not know it.
pub(super) struct Caller {
    runtime: Runtime,
    bus: Connection,
}

impl Caller {
    pub(super) fn connect(machine: &Machine) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let address = machine.system_bus();
        let bus = runtime
            .block_on(async { connection::Builder::address(address.as_str()).build().await })?;
        Ok(Self { runtime, bus })
    }

    /// All properties: what a client reads first. Starts the service if it is not there.
    pub(super) fn read(&self) -> Result<()> {
        let reply = self.call("org.freedesktop.DBus.Properties", "GetAll", &(NAME,))?;
        let all: Dict = reply.body().deserialize()?;
        ensure!(all.contains_key("Deployments"), "no deployments are told");
        Ok(())
    }

    /// What differs between two versions, to the last row, and how many rows there are.
    pub(super) fn compare(&self, from: &str, to: &str, files: bool) -> Result<u32> {
        let kind = Variant::from(if files { "files" } else { "packages" });
        let options = std::collections::HashMap::from([("kind", kind)]);
        let [from, to] = [from, to].map(|checksum| format!("version:{checksum}"));
        let mut offset = 0;
        loop {
            let asked = (&from, &to, offset, PAGE, &options);
            let reply = self.call(NAME, "GetChanges", &asked)?;
            let (summary, rows): (Dict, Vec<Dict>) = reply.body().deserialize()?;
            let summary = ChangeSummary::from_dict(&summary)?;
            let known = summary.packages_known && (summary.files_known || !files);
            ensure!(known, "they cannot be compared");
            offset += u32::try_from(rows.len())?;
            if offset >= summary.total {
                return Ok(offset);
            }
            ensure!(!rows.is_empty(), "rows are missing");
        }
    }

    /// All that is known of a deployment.
    pub(super) fn details(&self, id: &str) -> Result<()> {
        self.call(NAME, "GetDeployment", &(format!("deployment:{id}"),))?;
        Ok(())
    }

    /// Keeps the service from leaving while this is alive.
    pub(super) fn watch(&self) -> Result<Message> {
        self.call(NAME, "Watch", &())
    }

    fn call<B: Serialize + DynamicType>(
        &self,
        interface: &str,
        member: &str,
        body: &B,
    ) -> Result<Message> {
        let call = self
            .bus
            .call_method(Some(NAME), PATH, Some(interface), member, body);
        self.runtime.block_on(call).context(member.to_owned())
    }
}
