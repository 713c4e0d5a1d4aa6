//! The engines, and which of them drives this system.

mod none;
mod ostree;
#[expect(dead_code, reason = "the engine over this wire comes next")]
mod rpm_ostree;
mod sysroot;

use std::{path::Path, sync::Arc};

use crate::engine::Engine;

/// There while the machine runs a system that was booted through OSTree.
const BOOTED: &str = "/run/ostree-booted";

/// The engine that applies to this system; where none does, one that says so.
pub(crate) async fn choose() -> Arc<dyn Engine> {
    if !Path::new(BOOTED).exists() {
        return none("the system was not booted through OSTree");
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
