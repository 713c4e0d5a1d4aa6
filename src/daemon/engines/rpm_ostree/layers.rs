//! What a deployment has on top of the published image.

use waymark_model::{Layer, LayerKind, LayerState};

use super::{
    deployments::{RawDeployment, RawReplacement},
    names::{Nevra, name_of, split},
};

/// Everything that was asked for, with what became of it.
pub(super) fn layers(raw: &RawDeployment) -> Vec<Layer> {
    let added = raw.requested.iter().map(|request| Layer {
        kind: LayerKind::Added,
        name: request.clone(),
        state: state(raw.packages.contains(request)),
        ..Layer::default()
    });
    let files = |list: &[String], kind: LayerKind| -> Vec<Layer> {
        list.iter().map(|nevra| file(nevra, kind)).collect()
    };
    let removed = raw.requested_removals.iter().map(|request| {
        let gone = raw.removals.iter().find(|gone| is(gone, request));
        Layer {
            kind: LayerKind::Removed,
            name: request.clone(),
            state: state(gone.is_some()),
            base_version: gone.map(|gone| gone.evr.clone()),
            ..Layer::default()
        }
    });
    let replaced = raw.requested_replacements.iter().map(|nevra| {
        let found = raw.replacements.iter().find(|one| one.new.nevra == *nevra);
        replacement(file(nevra, LayerKind::LocalReplacement), found)
    });
    let from_repositories = raw
        .requested_remote_replacements
        .iter()
        .flat_map(|(source, requests)| requests.iter().map(move |request| (source, request)))
        .map(|(source, request)| {
            let done = raw.remote_replacements.get(source);
            let found = done
                .into_iter()
                .flatten()
                .find(|one| is(&one.new, request) || one.new.nevra == *request);
            let layer = Layer {
                kind: LayerKind::Replaced,
                name: name_of(request).unwrap_or(request).to_owned(),
                repository: Some(source.strip_prefix("repo=").unwrap_or(source).to_owned()),
                ..Layer::default()
            };
            replacement(layer, found)
        });
    added
        .chain(files(&raw.requested_local, LayerKind::Local))
        .chain(files(
            &raw.requested_local_fileoverride,
            LayerKind::FileOverride,
        ))
        .chain(removed)
        .chain(replaced)
        .chain(from_repositories)
        .collect()
}

/// Names of those with an effect, and of those without.
pub(super) fn names(layers: Vec<Layer>) -> (Vec<String>, Vec<String>) {
    let (active, inactive): (Vec<_>, Vec<_>) = layers
        .into_iter()
        .partition(|layer| layer.state == LayerState::Active);
    let names = |layers: Vec<Layer>| layers.into_iter().map(|layer| layer.name).collect();
    (names(active), names(inactive))
}

/// A package of a file, which rpm-ostree names in full.
fn file(nevra: &str, kind: LayerKind) -> Layer {
    let (name, version) = match split(nevra) {
        Some((name, version, _)) => (name, Some(version.to_owned())),
        None => (nevra, None),
    };
    Layer {
        kind,
        name: name.to_owned(),
        state: LayerState::Active,
        version,
        ..Layer::default()
    }
}

fn replacement(layer: Layer, found: Option<&RawReplacement>) -> Layer {
    Layer {
        state: state(found.is_some()),
        version: found.map(|one| one.new.evr.clone()).or(layer.version),
        base_version: found.map(|one| one.old.evr.clone()),
        ..layer
    }
}

fn is(package: &Nevra, request: &str) -> bool {
    package.name == request || package.nevra == request
}

fn state(active: bool) -> LayerState {
    if active {
        LayerState::Active
    } else {
        LayerState::Inactive
    }
}
