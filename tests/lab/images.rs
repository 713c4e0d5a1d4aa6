//! The versions of a system that follows a container image, as images: each names its
//! OSTree commit by a label, has layers that it shares with others and layers of its
//! own, and is published under its version and under the tag that is followed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chrono::SecondsFormat;
use ostree::gio::Cancellable;
use serde_json::json;
use waymark_rpmostreed::system::{
    image,
    registry::{Image, digest},
};

use crate::registry::{Pushed, Registry, manifest};
use crate::repo::pull_local;
use crate::sample::{REMOTE, STATEROOT, Sample, State};
use crate::version::Published;

/// The repository in the registry.
const NAME: &str = "sample/desktop";
/// The tag that is followed.
const TAG: &str = "stable";
/// Layers that all versions share, and how long each is.
const SHARED: [(&str, usize); 4] = [
    ("base", 900_000),
    ("firmware", 400_000),
    ("fonts", 120_000),
    ("tools", 60_000),
];

impl Sample {
    /// The image that the system follows, as its origin has it.
    ///
    /// # Errors
    /// If it follows none.
    pub fn image(&self) -> Result<String> {
        reference(&self.state()?)
    }

    /// The repository of the images, `HOST:PORT/NAME`.
    ///
    /// # Errors
    /// If it follows none.
    pub fn image_repository(&self) -> Result<String> {
        place(&self.state()?)
    }

    pub(crate) fn registry_storage(&self) -> PathBuf {
        self.dir().join("registry")
    }

    /// Publishes a version as an image and returns its digest. The followed tag moves.
    pub(crate) fn publish_image(&self, version: &Published) -> Result<String> {
        let (layers, chunks) = layers(version);
        let ids: Vec<_> = layers
            .iter()
            .map(|layer| digest(layer))
            .collect::<Result<_>>()?;
        let created = version.date.to_rfc3339_opts(SecondsFormat::Secs, true);
        let told = json!({
            "containers.bootc": "1",
            "org.opencontainers.image.version": version.version,
            "ostree.bootable": "true",
            "ostree.commit": version.checksum,
            "ostree.final-diffid": ids[chunks - 1],
            "ostree.linux": version.kernel,
        });
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "created": created,
            "config": { "Labels": told },
            "rootfs": { "type": "layers", "diff_ids": ids },
            "history": ids.iter().map(|_| json!({ "created": created })).collect::<Vec<_>>(),
        })
        .to_string();
        let manifest = manifest(&layers, &config, &told)?;
        let registry = Registry::start(&self.registry_storage(), 0)?;
        let tags = [version.version.clone(), TAG.to_owned()];
        let pushed = Pushed {
            layers: &layers,
            config: &config,
            manifest: &manifest,
            tags: &tags,
        };
        registry.push(NAME, &pushed)?;
        let folder = self.dir().join("images").join(&version.checksum);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("manifest.json"), &manifest)?;
        fs::write(folder.join("config.json"), &config)?;
        digest(manifest.as_bytes())
    }

    /// Brings a version's image into the sysroot as the double's import would have, and
    /// returns the commit to deploy and the origin to deploy it with.
    pub(crate) fn import_image(
        &self,
        state: &State,
        version: &Published,
    ) -> Result<(String, PathBuf)> {
        let folder = self.dir().join("images").join(&version.checksum);
        let read = |name| fs::read_to_string(folder.join(name));
        let described = Image::read(read("manifest.json")?, read("config.json")?)?;
        let path = self.sysroot().join("ostree/repo");
        pull_local(&path, &self.repo(), &version.checksum, Some(REMOTE))?;
        let repo = ostree::Repo::new_for_path(&path);
        repo.open(Cancellable::NONE)?;
        let reference = reference(state)?;
        let checksum = image::install(&repo, &reference, &described, &version.checksum)?;
        let var = self
            .sysroot()
            .join("ostree/deploy")
            .join(STATEROOT)
            .join("var");
        image::note_layers(&var, &described)?;
        let origin = folder.join("origin");
        fs::write(
            &origin,
            format!("[origin]\ncontainer-image-reference={reference}\n"),
        )?;
        Ok((checksum, origin))
    }
}

fn place(state: &State) -> Result<String> {
    let port = state.registry.context("the system follows no image")?;
    Ok(format!("127.0.0.1:{port}/{NAME}"))
}

fn reference(state: &State) -> Result<String> {
    Ok(format!(
        "ostree-unverified-registry:{}:{TAG}",
        place(state)?
    ))
}

/// What marks the registry as one without TLS, for whoever asks it.
pub(crate) fn insecure(state: &State, usr: &Path) -> Result<()> {
    if let Some(port) = state.registry {
        let file = usr.join("etc/containers/registries.conf.d/50-sample.conf");
        let text = format!("[[registry]]\nlocation = \"127.0.0.1:{port}\"\ninsecure = true\n");
        crate::packages::write_file(&file, text.as_bytes())?;
    }
    Ok(())
}

/// The layers of a version, and how many of them are of the OSTree commit: its own
/// description first, then what is shared, then the packages, then a custom one.
fn layers(version: &Published) -> (Vec<Vec<u8>>, usize) {
    let make = |seed: &str, size| {
        let seed = seed
            .bytes()
            .fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
        let mut bytes = vec![0; size];
        fastrand::Rng::with_seed(seed).fill(&mut bytes);
        bytes
    };
    let own = |what: &str, size| make(&format!("{what} {}", version.checksum), size);
    let mut layers = vec![own("commit", 20_000)];
    layers.extend(SHARED.map(|(name, size)| make(name, size)));
    layers.push(own("packages", 1_400_000));
    let chunks = layers.len();
    layers.push(own("custom", 300_000));
    (layers, chunks)
}
