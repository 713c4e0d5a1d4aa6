//! `org.projectatomic.rpmostree1.Sysroot`.

use std::sync::Arc;

use zbus::{ObjectPath, OwnedObjectPath, interface, message::Header};

use super::access;
use super::refusal::Refusal;
use super::world::World;
use crate::wire::{self, Entries};

/// The object.
pub(super) struct Sysroot(pub(super) Arc<World>);

const KIND: &str = "Sysroot";

#[interface(
    name = "org.projectatomic.rpmostree1.Sysroot",
    introspection_docs = false
)]
impl Sysroot {
    async fn register_client(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(), Refusal> {
        let caller = self.0.called(&header, &wire::told(&options)).await?;
        let action = ["client-management"];
        access::ask(&self.0, &header, &caller, &action, KIND, "RegisterClient").await?;
        let id = wire::option(&options, "id").unwrap_or_else(|| "unknown".to_owned());
        self.0.register(&caller, &id).await
    }

    async fn unregister_client(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(), Refusal> {
        let caller = self.0.called(&header, &wire::told(&options)).await?;
        let action = ["client-management"];
        access::ask(&self.0, &header, &caller, &action, KIND, "UnregisterClient").await?;
        self.0.unregister(&caller.name);
        Ok(())
    }

    async fn reload(&self, #[zbus(header)] header: Header<'_>) -> Result<(), Refusal> {
        self.0.called(&header, "").await?;
        self.0.settle().await;
        self.0.reload(true).await;
        Ok(())
    }

    async fn reload_config(&self, #[zbus(header)] header: Header<'_>) -> Result<(), Refusal> {
        let caller = self.0.called(&header, "").await?;
        access::ask(
            &self.0,
            &header,
            &caller,
            &["reload-daemon"],
            KIND,
            "ReloadConfig",
        )
        .await?;
        self.0.reload_config();
        Ok(())
    }

    #[zbus(name = "GetOS", out_args("object_path"))]
    async fn get_os(
        &self,
        name: String,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.0.called(&header, &name).await?;
        if name != self.0.now().osname && !name.is_empty() {
            return Err(Refusal::failed(format!("OS name \"{name}\" not found")));
        }
        self.path()
    }

    #[zbus(property)]
    fn booted(&self) -> OwnedObjectPath {
        self.path()
            .unwrap_or_else(|_| ObjectPath::from_static_str_unchecked("/").into())
    }

    #[zbus(property, name = "Path")]
    fn sysroot_path(&self) -> String {
        "/".to_owned()
    }

    #[zbus(property)]
    fn active_transaction(&self) -> (String, String, String) {
        self.0.active()
    }

    #[zbus(property)]
    fn active_transaction_path(&self) -> String {
        self.0.active_path()
    }

    #[zbus(property)]
    fn automatic_update_policy(&self) -> String {
        self.0.config().policy
    }

    #[zbus(property)]
    fn deployments(&self) -> zbus::fdo::Result<Vec<Entries>> {
        wire::all_entries(&self.0.now().deployments)
            .map_err(|error| zbus::fdo::Error::Failed(format!("{error:#}")))
    }
}

impl Sysroot {
    fn path(&self) -> Result<OwnedObjectPath, Refusal> {
        let path = self.0.os_path();
        OwnedObjectPath::try_from(path).map_err(|error| Refusal::failed(error.to_string()))
    }
}
