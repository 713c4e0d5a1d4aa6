//! What a deployment has on top of the published image.

use waymark_model::{Layer, LayerKind, LayerState, Package};

use super::{
    deployments::{RawDeployment, RawReplacement},
    names::{Nevra, split},
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
                .find(|one| one.new.name == *request);
            // Only names are asked for of a repository.
            let layer = Layer {
                kind: LayerKind::Replaced,
                name: request.clone(),
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

/// Adds the versions of what was asked for by name, from the packages of the deployment.
/// What was asked for by what it provides has none.
pub(super) fn add_versions(layers: &mut [Layer], packages: &[Package]) {
    let added = layers
        .iter_mut()
        .filter(|layer| layer.kind == LayerKind::Added && layer.state == LayerState::Active);
    for layer in added {
        let package = packages.iter().find(|package| package.name == layer.name);
        layer.version = package.map(|package| package.version.clone());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_effect_has_the_version_of_its_package() {
        let raw = RawDeployment {
            requested: vec!["htop".to_owned(), "ed".to_owned(), "webserver".to_owned()],
            packages: vec!["htop".to_owned(), "webserver".to_owned()],
            ..RawDeployment::default()
        };
        let package = |name: &str, version: &str| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            ..Package::default()
        };
        let mut layers = layers(&raw);
        add_versions(&mut layers, &[package("ed", "1-1"), package("htop", "3-2")]);
        let told: Vec<_> = layers.iter().map(|one| one.version.as_deref()).collect();
        // “ed” is the base's own; what provides “webserver” has another name.
        assert_eq!(told, [Some("3-2"), None, None]);
    }
}
