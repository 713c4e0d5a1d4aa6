//! What the double's tests stand on: a sample system with it, and a client.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use tempfile::TempDir;
use waymark_lab::{
    BootOptions, Machine, Options, Sample, Server, System, machine::Deployed,
    sample::temporary_folder,
};
use waymark_rpmostreed::{client::Client, knobs::Knobs};
use zbus::{MatchRule, MessageStream, OwnedVariant, Variant, connection::Builder};

/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A sample system that runs.
pub(crate) struct Stage {
    pub(crate) machine: Machine,
    server: Server,
    pub(crate) sample: Sample,
    _folder: TempDir,
}

/// A dictionary of the daemon.
pub(crate) type Dict = BTreeMap<String, OwnedVariant>;

impl Stage {
    pub(crate) fn new(system: System) -> Result<Self> {
        Self::with(system, &BootOptions::default())
    }

    pub(crate) fn with(system: System, boot: &BootOptions) -> Result<Self> {
        let folder = temporary_folder()?;
        let options = Options {
            system,
            ..Options::default()
        };
        let sample = Sample::create(&folder.path().join("lab"), &options)?;
        let server = sample.serve()?;
        let machine = Machine::boot(&sample, &boot.clone().telling())?;
        Ok(Self {
            machine,
            server,
            sample,
            _folder: folder,
        })
    }

    /// Lets the registry be gone.
    pub(crate) fn stop_registry(&mut self) {
        self.server.stop_registry();
    }

    /// A client, as root.
    pub(crate) async fn client(&self) -> Result<Client> {
        let bus = Builder::address(self.machine.system_bus().as_str())
            .build()
            .await?;
        Client::on(bus, self.machine.run_folder()).await
    }

    /// What is staged, as `ostree` says.
    pub(crate) fn staged(&self) -> Result<Option<Deployed>> {
        Ok(self.machine.deployments()?.into_iter().find(|it| it.staged))
    }

    /// The origin file of what is staged.
    pub(crate) fn staged_origin(&self) -> Result<String> {
        let staged = self.staged()?.context("nothing is staged")?;
        let deploy = self.sample.sysroot().join("ostree/deploy/sample/deploy");
        let file = format!("{}.{}.origin", staged.checksum, staged.serial);
        Ok(std::fs::read_to_string(deploy.join(file))?)
    }

    /// Turns the knobs.
    pub(crate) fn knobs(&self, knobs: &Knobs) -> Result<()> {
        knobs.write(&self.machine.run_folder().join("rpm-ostreed-double.json"))
    }

    /// The double's log of calls.
    pub(crate) fn log(&self) -> Result<Vec<serde_json::Value>> {
        let text =
            std::fs::read_to_string(self.machine.run_folder().join("rpm-ostreed-double.log"))?;
        Ok(text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?)
    }

    /// Follows the changes of properties.
    pub(crate) async fn changes(&self, client: &Client) -> Result<Changes> {
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("org.freedesktop.DBus.Properties")
            .member("PropertiesChanged")
            .build()?;
        let stream = MessageStream::for_match_rule(rule, client.bus(), NonZero::new(1000)).await?;
        Ok(Changes(stream))
    }
}

/// Changes of properties on the bus.
pub(crate) struct Changes(MessageStream);

impl Changes {
    /// Waits for a change that has this property.
    pub(crate) async fn until(&mut self, property: &str) -> Result<OwnedVariant> {
        let found = async {
            loop {
                let message = self.0.next().await.context("the bus is gone")??;
                let (_, mut changed, _): (String, HashMap<String, OwnedVariant>, Vec<String>) =
                    message.body().deserialize()?;
                if let Some(value) = changed.remove(property) {
                    return anyhow::Ok(value);
                }
            }
        };
        tokio::time::timeout(PATIENCE, found)
            .await
            .with_context(|| format!("{property} did not change"))?
    }
}

pub(crate) fn options<'a>(entries: &[(&'a str, Variant<'a>)]) -> HashMap<&'a str, Variant<'a>> {
    entries
        .iter()
        .map(|(key, value)| (*key, value.try_clone().expect("a plain value")))
        .collect()
}

pub(crate) fn strings(items: &[&str]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

pub(crate) fn dict(value: OwnedVariant) -> Result<Dict> {
    Ok(Dict::from_iter(HashMap::<String, OwnedVariant>::try_from(
        value,
    )?))
}

pub(crate) fn text(dict: &Dict, key: &str) -> Result<String> {
    let value = dict
        .get(key)
        .with_context(|| format!("{key} is missing in {dict:?}"))?;
    Ok(value.try_clone()?.try_into()?)
}

/// The items of an array.
pub(crate) fn list(value: &OwnedVariant) -> Vec<String> {
    match &**value {
        Variant::Array(items) => items.inner().iter().map(ToString::to_string).collect(),
        other => panic!("{other} is no array"),
    }
}

/// Runs a test's calls. The stage is made outside: it has a runtime of its own.
pub(crate) fn play(calls: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async { tokio::time::timeout(3 * PATIENCE, calls).await? })
}
