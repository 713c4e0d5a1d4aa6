//! A registry, the front before it, and a helper that is told how to reach them.

use std::path::Path;

use tempfile::TempDir;
use waymark_registry::{Helper, Inspect, Limits, Reference, RegistryError, Tags};

use crate::{front::Front, listener::Listener, push::Push, registry::Registry};

/// The program that is tested.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_waymark-registry");
/// The repository of all tests.
pub(crate) const REPOSITORY: &str = "lab/os";

/// See the module.
pub(crate) struct World {
    pub(crate) registry: Registry,
    pub(crate) front: Front,
    listener: Listener,
    root: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::before(Registry::open()).await
    }

    pub(crate) async fn before(registry: Registry) -> Self {
        let front = Front::before(registry.address).await;
        let root = tempfile::tempdir().unwrap();
        let world = Self {
            registry,
            front,
            listener: Listener::of(PROGRAM),
            root,
        };
        world.place(&world.front.address.to_string(), true);
        world
    }

    /// Where the image is found, which has a public name.
    pub(crate) fn place(&self, location: &str, insecure: bool) {
        let containers = self.root().join("etc/containers");
        std::fs::create_dir_all(&containers).unwrap();
        let text = format!(
            "[[registry]]\nprefix = 'registry.example'\nlocation = '{location}'\n\
             insecure = {insecure}\n"
        );
        std::fs::write(containers.join("registries.conf"), text).unwrap();
    }

    /// Pushes past the front.
    pub(crate) fn push(&self) -> Push {
        Push::to(self.registry.address, REPOSITORY)
    }

    /// The administrator's files.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn helper(&self) -> Helper {
        Helper::new(self.listener.socket()).with_root(self.root())
    }

    /// A helper that waits so many milliseconds in all, and for a byte.
    pub(crate) fn hasty(&self, total: u64, stall: u64) -> Helper {
        self.helper().with_limits(Limits { total, stall })
    }

    pub(crate) async fn inspect(
        &self,
        name: &str,
    ) -> Result<waymark_registry::Image, RegistryError> {
        self.helper().inspect(inspect(name)).await
    }
}

/// `:TAG` or `@DIGEST` of the tests' repository.
pub(crate) fn reference(name: &str) -> Reference {
    format!("ostree-unverified-registry:registry.example/{REPOSITORY}{name}")
        .parse()
        .unwrap()
}

pub(crate) fn inspect(name: &str) -> Inspect {
    Inspect {
        image: reference(name),
        known_layers: Vec::new(),
    }
}

pub(crate) fn tags(tag: &str, cursor: Option<&str>, limit: u32) -> Tags {
    Tags {
        image: reference(&format!(":{tag}")),
        cursor: cursor.map(str::to_owned),
        limit,
    }
}
