//! The engines, and which of them drives this system.

mod none;
#[cfg(feature = "engine-ostree")]
mod ostree;
#[cfg(feature = "engine-rpm-ostree")]
mod rpm_ostree;
#[cfg(any(feature = "engine-ostree", feature = "engine-rpm-ostree"))]
mod sysroot;

#[cfg(feature = "fuzzing")]
pub use rpm_ostree::fuzzing;
#[cfg(feature = "measure")]
pub(crate) use rpm_ostree::measure;

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
    match rpm_ostree(folder).await {
        Some(engine) => engine,
        None => ostree().await,
    }
}

/// The engine over rpm-ostreed, where that is there.
#[cfg(feature = "engine-rpm-ostree")]
async fn rpm_ostree(folder: &Path) -> Option<Arc<dyn Engine>> {
    match rpm_ostree::RpmOstreeEngine::open(folder).await {
        Ok(engine) => Some(Arc::new(engine?)),
        Err(error) => {
            tracing::error!(%error, raw = error.raw, "whether rpm-ostree drives the system is not known");
            // Driven by libostree alone, such a system would lose its layers.
            Some(none(&error.message))
        }
    }
}

#[cfg(not(feature = "engine-rpm-ostree"))]
async fn rpm_ostree(_folder: &Path) -> Option<Arc<dyn Engine>> {
    None
}

/// The engine over libostree alone.
#[cfg(feature = "engine-ostree")]
async fn ostree() -> Arc<dyn Engine> {
    match ostree::OstreeEngine::open().await {
        Ok(engine) => Arc::new(engine),
        Err(error) => {
            tracing::error!(%error, raw = error.raw, "the OSTree system cannot be driven");
            none(&error.message)
        }
    }
}

#[cfg(not(feature = "engine-ostree"))]
async fn ostree() -> Arc<dyn Engine> {
    none("this service was built without the engine for plain OSTree systems")
}

fn none(reason: &str) -> Arc<dyn Engine> {
    Arc::new(none::NoEngine::new(reason))
}
