//! Asking other services without starting them.

use std::time::Duration;

use tokio::time::timeout;
use zbus::{Connection, OwnedVariant, Variant, proxy, proxy::MethodFlags};

/// Who does not answer within this is as if they were not there.
const PATIENCE: Duration = Duration::from_secs(5);

/// A property of another service; `None` if that does not run, or has no such value.
pub(super) async fn property<T>(
    bus: &Connection,
    service: &str,
    path: &str,
    interface: &str,
    name: &str,
) -> Option<T>
where
    T: TryFrom<Variant<'static>>,
{
    let ask = async {
        let proxy = proxy::Builder::<zbus::Proxy<'_>>::new(bus)
            .destination(service.to_owned())
            .path(path.to_owned())
            .interface("org.freedesktop.DBus.Properties")
            .cache_properties(proxy::CacheProperties::No)
            .build()
            .await?;
        let asked = (interface, name);
        proxy
            .call_with_flags::<_, _, OwnedVariant>("Get", MethodFlags::NO_AUTO_START, &asked)
            .await
    };
    match timeout(PATIENCE, ask).await {
        Ok(Ok(value)) => value.and_then(|value| T::try_from(Variant::from(value)).ok()),
        Ok(Err(error)) => {
            tracing::debug!(service, name, %error, "not known");
            None
        }
        Err(_) => {
            tracing::warn!(service, name, "no answer");
            None
        }
    }
}
