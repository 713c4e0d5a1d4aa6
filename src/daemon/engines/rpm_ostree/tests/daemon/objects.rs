//! The daemon's objects on the bus.

use std::{os::fd::AsFd, sync::Arc};

use waymark_model::Dict;
use zbus::{Variant, interface, message::Header};

use super::{Manner, Shared, transaction::Transaction};

pub(super) const SYSROOT: &str = "/org/projectatomic/rpmostree1/Sysroot";
pub(super) const OS: &str = "/org/projectatomic/rpmostree1/testos";

/// Errors as GLib puts them on the bus.
#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark")]
pub(super) enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    /// Busy.
    Code26(String),
}

pub(super) struct Sysroot {
    shared: Arc<Shared>,
}

impl Sysroot {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        let shared = shared.clone();
        Self { shared }
    }
}

#[interface(name = "org.projectatomic.rpmostree1.Sysroot")]
impl Sysroot {
    #[zbus(name = "RegisterClient")]
    fn register(&self, options: Dict) {
        let names = options.into_values().map(|value| value.to_string());
        self.shared
            .note(format!("registered {}", names.collect::<String>()));
    }

    /// Answered after all that the bus said before was dealt with.
    async fn reload(&self) {
        self.shared.drop_orphan().await;
        self.shared.note("reloaded");
    }

    #[zbus(property)]
    fn active_transaction(&self) -> (String, String, String) {
        match self.shared.current() {
            Some(one) => (one.method.clone(), one.sender.clone(), OS.to_owned()),
            None => Default::default(),
        }
    }

    #[zbus(property)]
    fn active_transaction_path(&self) -> String {
        let address = |one: Arc<Transaction>| one.address.clone();
        self.shared.current().map(address).unwrap_or_default()
    }
}

pub(super) struct Os {
    shared: Arc<Shared>,
}

impl Os {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        let shared = shared.clone();
        Self { shared }
    }

    /// Makes a transaction, or joins the one that is there.
    async fn begin(
        &self,
        header: &Header<'_>,
        method: &str,
        title: &str,
    ) -> Result<String, Refusal> {
        let sender = header.sender().expect("a caller").to_string();
        self.shared.note(method);
        let manner = std::mem::take(&mut *self.shared.manner.lock().unwrap());
        if manner == Manner::Silent {
            std::future::pending::<()>().await;
        }
        if manner == Manner::Nowhere {
            let folder = self.shared.folder.lock().unwrap();
            return Ok(format!("unix:path={}/nowhere", folder.display()));
        }
        if let Some(there) = self.shared.current() {
            if there.method == method {
                return Ok(there.address.clone());
            }
            let title = &there.title;
            return Err(Refusal::Code26(format!(
                "Transaction in progress: {title}\n …"
            )));
        }
        let greets = manner != Manner::Mute;
        let transaction = Transaction::listen(&self.shared, method, &sender, title, greets);
        let address = transaction.address.clone();
        *self.shared.active.lock().unwrap() = Some(transaction);
        self.shared.announce().await;
        self.shared.watch(sender).await;
        Ok(address)
    }
}

/// A value, or what the file behind a descriptor holds.
fn held(value: &Variant<'_>) -> String {
    match value {
        Variant::Fd(fd) => {
            let file = fd.as_fd().try_clone_to_owned().unwrap();
            std::io::read_to_string(std::fs::File::from(file)).unwrap()
        }
        Variant::Str(text) => text.to_string(),
        other => other.to_string(),
    }
}

#[interface(name = "org.projectatomic.rpmostree1.OS")]
impl Os {
    async fn cleanup(
        &self,
        elements: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String, Refusal> {
        assert!(!elements.is_empty());
        self.begin(&header, "Cleanup", "cleanup").await
    }

    async fn upgrade(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String, Refusal> {
        assert!(options.is_empty());
        self.begin(&header, "Upgrade", "new-deployment").await
    }

    async fn update_deployment(
        &self,
        modifiers: Dict,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String, Refusal> {
        let mut keys: Vec<_> = modifiers.iter().chain(&options).collect();
        keys.sort_by_key(|(key, _)| *key);
        for (key, value) in keys {
            let signature = value.value_signature().to_string();
            let held = match &**value {
                Variant::Array(list) => list.iter().map(held).collect::<Vec<_>>().join(" "),
                other => held(other),
            };
            self.shared.note(format!("{key} {signature} {held}"));
        }
        self.begin(&header, "UpdateDeployment", "new-deployment")
            .await
    }

    async fn automatic_update_trigger(
        &self,
        options: Dict,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(bool, String), Refusal> {
        let read = |key: &str| options.get(key).map(|value| value.to_string());
        assert_eq!(read("mode").as_deref(), Some("\"check\""));
        assert_eq!(read("output-to-self").as_deref(), Some("false"));
        let address = self
            .begin(&header, "AutomaticUpdateTrigger", "new-deployment")
            .await?;
        Ok((true, address))
    }
}
