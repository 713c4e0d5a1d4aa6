//! A client of rpm-ostreed, plain zbus and nothing else: for the tests of the double,
//! and as the other program whose transactions Waymark meets.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use futures_util::StreamExt as _;
use serde::Serialize;
use zbus::{
    Connection, DynamicType, MessageStream, Structure, connection::Builder, message::Type as Kind,
};

use crate::service::NAME;

/// The daemon's sysroot object.
pub const SYSROOT: &str = "/org/projectatomic/rpmostree1/Sysroot";
const SYSROOT_INTERFACE: &str = "org.projectatomic.rpmostree1.Sysroot";
const OS_INTERFACE: &str = "org.projectatomic.rpmostree1.OS";
const TRANSACTION: &str = "org.projectatomic.rpmostree1.Transaction";

/// A connection to the bus.
#[derive(Clone, Debug)]
pub struct Client {
    bus: Connection,
    run: PathBuf,
    os: String,
}

impl Client {
    /// Connects to the system bus of this machine.
    ///
    /// # Errors
    /// If that, or the daemon, does not answer.
    pub async fn system() -> Result<Self> {
        Self::on(Connection::system().await?, PathBuf::from("/run")).await
    }

    /// Uses a bus whose machine's `/run` is at `run`.
    ///
    /// # Errors
    /// If the daemon does not answer.
    pub async fn on(bus: Connection, run: PathBuf) -> Result<Self> {
        let mut client = Self {
            bus,
            run,
            os: String::new(),
        };
        let booted: zbus::OwnedObjectPath = client
            .property(SYSROOT, SYSROOT_INTERFACE, "Booted")
            .await?
            .try_into()?;
        client.os = booted.to_string();
        Ok(client)
    }

    /// The bus.
    pub fn bus(&self) -> &Connection {
        &self.bus
    }

    /// Hears when the daemon has left the bus, from now on.
    ///
    /// # Errors
    /// If the bus is gone.
    pub async fn departures(&self) -> Result<zbus::fdo::NameOwnerChangedStream> {
        let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        Ok(bus
            .receive_name_owner_changed_with_args(&[(0, NAME), (2, "")])
            .await?)
    }

    /// Registers under a name.
    ///
    /// # Errors
    /// If polkit refuses.
    pub async fn register(&self, id: &str) -> Result<()> {
        let options = std::collections::HashMap::from([("id", zbus::Variant::from(id))]);
        self.sysroot("RegisterClient", &(options,)).await?;
        Ok(())
    }

    /// Calls a method of the sysroot.
    ///
    /// # Errors
    /// As the daemon says.
    pub async fn sysroot<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: Serialize + DynamicType,
    {
        let interface = Some(SYSROOT_INTERFACE);
        self.bus
            .call_method(Some(NAME), SYSROOT, interface, method, body)
            .await
    }

    /// Calls a method of the OS.
    ///
    /// # Errors
    /// As the daemon says.
    pub async fn os<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: Serialize + DynamicType,
    {
        let interface = Some(OS_INTERFACE);
        self.bus
            .call_method(Some(NAME), self.os.as_str(), interface, method, body)
            .await
    }

    /// A property of the OS.
    ///
    /// # Errors
    /// As the daemon says.
    pub async fn os_property(&self, name: &str) -> Result<zbus::OwnedVariant> {
        self.property(&self.os, OS_INTERFACE, name).await
    }

    /// A property of the sysroot.
    ///
    /// # Errors
    /// As the daemon says.
    pub async fn sysroot_property(&self, name: &str) -> Result<zbus::OwnedVariant> {
        self.property(SYSROOT, SYSROOT_INTERFACE, name).await
    }

    async fn property(
        &self,
        path: &str,
        interface: &str,
        name: &str,
    ) -> Result<zbus::OwnedVariant> {
        let properties = Some("org.freedesktop.DBus.Properties");
        let body = (interface, name);
        let answer = self
            .bus
            .call_method(Some(NAME), path, properties, "Get", &body)
            .await?;
        Ok(answer.body().deserialize()?)
    }

    /// Calls a method that begins a transaction and connects to it; starts nothing.
    ///
    /// # Errors
    /// If it is refused.
    pub async fn ask<B>(&self, method: &str, body: &B) -> Result<Peer>
    where
        B: Serialize + DynamicType,
    {
        let answer = self.os(method, body).await?;
        let body = answer.body();
        let address: String = match method {
            "AutomaticUpdateTrigger" => body.deserialize::<(bool, String)>()?.1,
            _ => body.deserialize()?,
        };
        self.connect(&address).await
    }

    /// Connects to a transaction.
    ///
    /// # Errors
    /// If nobody listens there.
    pub async fn connect(&self, address: &str) -> Result<Peer> {
        let address = address.replacen("/run/", &format!("{}/", self.run.display()), 1);
        let connection = Builder::address(address.as_str()).p2p().build().await?;
        Ok(Peer {
            messages: MessageStream::from(&connection),
            connection,
        })
    }

    /// Begins a transaction and follows it to its end.
    ///
    /// # Errors
    /// If it is refused, or the daemon dies.
    pub async fn run<B>(&self, method: &str, body: &B) -> Result<Outcome>
    where
        B: Serialize + DynamicType,
    {
        let mut peer = self.ask(method, body).await?;
        peer.start().await?;
        let outcome = peer.follow().await?;
        drop(peer);
        // When this returns, the daemon is ready for the next one.
        self.sysroot("Reload", &()).await?;
        Ok(outcome)
    }
}

/// A connection to a transaction.
#[derive(Debug)]
pub struct Peer {
    connection: Connection,
    messages: MessageStream,
}

/// How a transaction ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// `Finished`'s first argument.
    pub success: bool,
    /// Its second.
    pub text: String,
    /// All signals, in order: `Member arguments`.
    pub signals: Vec<String>,
}

impl Outcome {
    /// The texts of `Message`.
    #[must_use]
    pub fn messages(&self) -> Vec<&str> {
        let lines = self.signals.iter();
        lines
            .filter_map(|line| line.strip_prefix("Message (\"")?.strip_suffix("\",)"))
            .collect()
    }
}

impl Peer {
    /// Starts the transaction: whether this began it.
    ///
    /// # Errors
    /// If the daemon is gone.
    pub async fn start(&self) -> Result<bool> {
        Ok(self.call("Start").await?.body().deserialize()?)
    }

    /// Cancels it.
    ///
    /// # Errors
    /// If the daemon is gone.
    pub async fn cancel(&self) -> Result<()> {
        self.call("Cancel").await?;
        Ok(())
    }

    /// A property of it.
    ///
    /// # Errors
    /// If the daemon is gone.
    pub async fn property(&self, name: &str) -> Result<String> {
        let interface = Some("org.freedesktop.DBus.Properties");
        let none = None::<&str>;
        let answer = self
            .connection
            .call_method(none, "/", interface, "Get", &(TRANSACTION, name))
            .await?;
        let value: zbus::OwnedVariant = answer.body().deserialize()?;
        Ok(value.try_into()?)
    }

    /// The next signal as `Member arguments`.
    ///
    /// # Errors
    /// If the daemon is gone.
    pub async fn next(&mut self) -> Result<String> {
        loop {
            let message = self.messages.next().await.context("the daemon is gone")??;
            if message.message_type() != Kind::Signal {
                continue;
            }
            let header = message.header();
            let member = header.member().context("a signal has a name")?;
            let body = message.body();
            if body.is_empty() {
                return Ok(member.to_string());
            }
            let fields: Structure<'_> = body.deserialize()?;
            return Ok(format!("{member} {fields}"));
        }
    }

    /// Hears signals until one begins with `start`.
    ///
    /// # Errors
    /// If it ends before that.
    pub async fn until(&mut self, start: &str) -> Result<String> {
        loop {
            let signal = self.next().await?;
            if signal.starts_with(start) {
                return Ok(signal);
            }
            if signal.starts_with("Finished ") {
                bail!("before {start}: {signal}");
            }
        }
    }

    /// Follows it to its end. The connection is closed with this value.
    ///
    /// # Errors
    /// If the daemon is gone before that.
    pub async fn follow(&mut self) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        loop {
            let signal = self.next().await?;
            let ended = signal.strip_prefix("Finished (").map(|rest| {
                let (success, text) = rest.split_once(", ").unwrap_or((rest, ""));
                let text = text.trim_end_matches(')').trim_matches('"');
                (
                    success == "true",
                    text.replace("\\n", "\n").replace("\\\"", "\""),
                )
            });
            outcome.signals.push(signal);
            if let Some((success, text)) = ended {
                outcome.success = success;
                outcome.text = text;
                return Ok(outcome);
            }
        }
    }

    async fn call(&self, method: &str) -> Result<zbus::Message> {
        let none = None::<&str>;
        Ok(self
            .connection
            .call_method(none, "/", Some(TRANSACTION), method, &())
            .await?)
    }
}
