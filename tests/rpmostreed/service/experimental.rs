//! `org.projectatomic.rpmostree1.OSExperimental`, which the bus policy gives to root
//! alone.

use std::sync::Arc;

use zbus::{interface, message::Header};

use super::refusal::Refusal;
use super::world::World;
use crate::wire::{Entries, told};

/// The object.
pub(super) struct Experimental(pub(super) Arc<World>);

#[interface(
    name = "org.projectatomic.rpmostree1.OSExperimental",
    introspection_docs = false
)]
impl Experimental {
    #[zbus(out_args("result"))]
    async fn moo(&self, utf8: bool, #[zbus(header)] header: Header<'_>) -> Result<String, Refusal> {
        self.0.called(&header, &utf8.to_string()).await?;
        Ok("A double has no cow.\n".to_owned())
    }

    #[zbus(out_args("transaction_address"))]
    async fn live_fs(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String, Refusal> {
        let arguments = told(&options);
        let caller = self.0.called(&header, &arguments).await?;
        let fails = |_: &crate::system::run::Run<'_>| {
            anyhow::bail!("Applying changes live: this system cannot")
        };
        self.0
            .begin(&caller, ("LiveFs", &arguments, "apply-live"), fails)
            .await
    }

    async fn download_packages(
        &self,
        queries: Vec<String>,
        source: String,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(), Refusal> {
        self.0
            .called(&header, &format!("{queries:?}, {source}"))
            .await?;
        Err(Refusal::failed("Downloading packages: this system cannot"))
    }
}
