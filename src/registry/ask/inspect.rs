//! What an image's tag points at now.

use std::collections::HashSet;

use waymark_registry::{Image, Layer, RegistryError, RegistryImage};

use super::{manifest, session::Session};

/// See [`waymark_registry::Inspect`].
pub async fn inspect(
    session: &Session,
    image: &RegistryImage,
    known_layers: &[String],
) -> Result<Image, RegistryError> {
    let found = manifest::find(session, image).await?;
    let about = manifest::about(session, image, &found.manifest).await?;
    let layers: Vec<Layer> = found
        .manifest
        .layers
        .into_iter()
        .map(|layer| Layer {
            digest: layer.digest,
            size: u64::try_from(layer.size).unwrap_or(0),
        })
        .collect();
    let mut here: HashSet<&str> = known_layers.iter().map(String::as_str).collect();
    // A layer that comes twice is fetched once.
    let missing = layers.iter().filter(|layer| here.insert(&layer.digest));
    let missing_size = missing.fold(0, |sum: u64, layer| sum.saturating_add(layer.size));
    let size = layers
        .iter()
        .fold(0, |sum: u64, layer| sum.saturating_add(layer.size));
    Ok(Image {
        digest: found.digest,
        index_digest: found.index_digest,
        version: about.version,
        created: about.created,
        size,
        missing_size,
        layers,
        bootable: about.bootable,
    })
}
