//! The engines, and which of them drives this system.

mod none;
mod ostree;
mod rpm_ostree;
mod sysroot;

use std::{path::Path, sync::Arc};

use crate::engine::Engine;

/// There while the machine runs a system that was booted through OSTree.
const BOOTED: &str = "/run/ostree-booted";

/// The engine that applies to this system; where none does, one that says so. `folder`
/// is where engines keep what must outlive the service.
pub(crate) async fn choose(folder: &Path) -> Arc<dyn Engine> {
    if !Path::new(BOOTED).exists() {
        return none("the system was not booted through OSTree");
    }
    match rpm_ostree::RpmOstreeEngine::open(folder).await {
        Ok(Some(engine)) => return Arc::new(engine),
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, raw = error.raw, "whether rpm-ostree drives the system is not known");
        }
    }
    match ostree::OstreeEngine::open().await {
        Ok(engine) => Arc::new(engine),
        Err(error) => {
            tracing::error!(%error, raw = error.raw, "the OSTree system cannot be driven");
            none(&error.message)
        }
    }
}

fn none(reason: &str) -> Arc<dyn Engine> {
    Arc::new(none::NoEngine::new(reason))
}
