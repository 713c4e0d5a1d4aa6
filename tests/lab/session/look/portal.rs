//! The settings portal, as far as libadwaita asks it.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use zbus::{Connection, OwnedVariant, Variant, interface, object_server::SignalEmitter};

use super::Look;
use crate::window::block_on;

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const APPEARANCE: &str = "org.freedesktop.appearance";

/// The keys of [`APPEARANCE`] that are told, each an unsigned number.
const KEYS: [&str; 2] = ["color-scheme", "contrast"];

/// The portal on a session's bus.
#[derive(Debug)]
pub(super) struct Portal {
    connection: Connection,
}

struct Settings {
    look: Look,
}

#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.freedesktop.portal.Error")]
enum Refusal {
    #[zbus(error)]
    ZBus(zbus::Error),
    NotFound(String),
}

impl Settings {
    fn value(&self, key: &str) -> Option<u32> {
        match key {
            // 1: dark is preferred, 2: light is.
            "color-scheme" => Some(if self.look.dark { 1 } else { 2 }),
            "contrast" => Some(u32::from(self.look.contrast)),
            _ => None,
        }
    }

    fn find(&self, namespace: &str, key: &str) -> Result<Variant<'static>, Refusal> {
        let value = (namespace == APPEARANCE).then(|| self.value(key)).flatten();
        let missing = || Refusal::NotFound(format!("{namespace} {key} is not set"));
        value.map(Variant::from).ok_or_else(missing)
    }
}

#[interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    /// The older call, whose answer is a variant in a variant.
    fn read(&self, namespace: &str, key: &str) -> Result<OwnedVariant, Refusal> {
        let value = Variant::Variant(Box::new(self.find(namespace, key)?));
        OwnedVariant::try_from(value).map_err(Refusal::ZBus)
    }

    fn read_one(&self, namespace: &str, key: &str) -> Result<OwnedVariant, Refusal> {
        let value = self.find(namespace, key)?;
        OwnedVariant::try_from(value).map_err(Refusal::ZBus)
    }

    fn read_all(&self, namespaces: Vec<String>) -> HashMap<&str, HashMap<&str, Variant<'static>>> {
        let all = namespaces.is_empty();
        let wanted = |name: String| name.is_empty() || name.ends_with('*') || name == APPEARANCE;
        if !all && !namespaces.into_iter().any(wanted) {
            return HashMap::new();
        }
        let all = KEYS
            .into_iter()
            .filter_map(|key| Some((key, Variant::from(self.value(key)?))));
        HashMap::from([(APPEARANCE, all.collect())])
    }

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        2
    }

    #[zbus(signal)]
    async fn setting_changed(
        emitter: &SignalEmitter<'_>,
        namespace: &str,
        key: &str,
        value: Variant<'_>,
    ) -> zbus::Result<()>;
}

impl Portal {
    /// Serves it on the bus at `address`.
    pub(super) fn start(address: &str) -> Result<Self> {
        let look = Look::default();
        let connection = block_on(async {
            zbus::connection::Builder::address(address)
                .serve_at(PATH, Settings { look })
                .name(NAME)
                .build()
                .await
        })
        .with_context(|| format!("no settings portal on {address}"))?;
        Ok(Self { connection })
    }

    pub(super) fn show(&self, look: Look) -> Result<()> {
        block_on(async {
            let served = self.connection.object_server();
            let settings = served.interface::<_, Settings>(PATH).await?;
            let mut now = settings.get_mut().await;
            let before: Vec<_> = KEYS.iter().map(|key| now.value(key)).collect();
            now.look = look;
            for (key, before) in KEYS.into_iter().zip(before) {
                let after = now.value(key);
                if let Some(value) = after.filter(|_| after != before) {
                    let emitter = settings.signal_emitter();
                    Settings::setting_changed(emitter, APPEARANCE, key, value.into()).await?;
                }
            }
            Ok(())
        })
    }
}
