//! Everything known of a version, as labels and values.

use waymark_model::{
    Deployment, Layer, LayerKind, LayerState, RemoteVersion, Signature, SignatureState,
};

use super::text;
use crate::tr;

/// A known thing: what it is, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    /// What it is.
    pub(crate) label: String,
    /// Its value.
    pub(crate) value: String,
}

/// Everything known of a deployment, the readable before the technical.
pub(crate) fn facts(deployment: &Deployment) -> Vec<Fact> {
    let plain = |text: &Option<String>| text.as_deref().map(text::plain);
    let words = |all: &Option<Vec<String>>| all.as_ref().map(|all| text::plain(&all.join(" ")));
    let made = match deployment.base_timestamp {
        Some(_) => tr!("row-made"),
        None => tr!("row-date"),
    };
    collect([
        (tr!("row-version"), plain(&deployment.version)),
        (made, deployment.timestamp.map(text::moment)),
        (tr!("row-base-version"), plain(&deployment.base_version)),
        (
            tr!("row-base-date"),
            deployment.base_timestamp.map(text::moment),
        ),
        (tr!("row-origin"), plain(&deployment.origin)),
        (tr!("row-held"), plain(&deployment.held)),
        (tr!("row-end-of-life"), plain(&deployment.end_of_life)),
        (
            tr!("row-packages"),
            deployment.packages.map(|count| count.to_string()),
        ),
        (tr!("row-frees"), deployment.frees.map(text::size)),
        (tr!("row-layers"), layers(deployment)),
        (tr!("row-inactive"), inactive(deployment)),
        (
            tr!("row-verification"),
            deployment.verification.as_deref().map(verification),
        ),
        (tr!("row-signatures"), signatures(deployment)),
        (tr!("row-kernel"), plain(&deployment.kernel)),
        (
            tr!("row-kernel-arguments"),
            words(&deployment.kernel_arguments),
        ),
        (
            tr!("row-initramfs"),
            deployment.initramfs.as_deref().map(initramfs),
        ),
        (
            tr!("row-initramfs-arguments"),
            words(&deployment.initramfs_arguments),
        ),
        (
            tr!("row-initramfs-files"),
            words(&deployment.initramfs_files),
        ),
        (
            tr!("row-unlocked"),
            deployment.unlocked.as_deref().map(unlocked),
        ),
        (tr!("row-live"), plain(&deployment.live)),
        (tr!("row-stateroot"), plain(&deployment.stateroot)),
        (tr!("row-digest"), plain(&deployment.digest)),
        (tr!("row-base-checksum"), plain(&deployment.base_checksum)),
        (tr!("row-checksum"), Some(text::plain(&deployment.checksum))),
        (tr!("row-id"), Some(text::plain(&deployment.id))),
    ])
}

/// Everything known of a version of the remote.
pub(crate) fn remote_facts(remote: &RemoteVersion) -> Vec<Fact> {
    let plain = |text: &Option<String>| text.as_deref().map(text::plain);
    let checksum = if remote.checksum.contains(':') {
        tr!("row-digest")
    } else {
        tr!("row-checksum")
    };
    collect([
        (tr!("row-version"), plain(&remote.version)),
        (tr!("row-date"), remote.timestamp.map(text::moment)),
        (tr!("row-tag"), plain(&remote.tag)),
        (checksum, Some(text::plain(&remote.checksum))),
    ])
}

fn collect(facts: impl IntoIterator<Item = (String, Option<String>)>) -> Vec<Fact> {
    facts
        .into_iter()
        .filter_map(|(label, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(Fact { label, value })
        })
        .collect()
}

/// What has an effect, with how it differs where that is known.
fn layers(deployment: &Deployment) -> Option<String> {
    let lines: Vec<String> = match &deployment.layer_details {
        Some(details) => details
            .iter()
            .filter(|layer| layer.state == LayerState::Active)
            .map(layer)
            .collect(),
        None => deployment.layers.iter().map(|l| text::plain(l)).collect(),
    };
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn inactive(deployment: &Deployment) -> Option<String> {
    let names: Vec<String> = deployment.inactive.iter().map(|l| text::plain(l)).collect();
    (!names.is_empty()).then(|| names.join("\n"))
}

fn layer(layer: &Layer) -> String {
    let kind = match layer.kind {
        LayerKind::Added => tr!("layer-added"),
        LayerKind::Local => tr!("layer-local"),
        LayerKind::Replaced => tr!("layer-replaced"),
        LayerKind::LocalReplacement => tr!("layer-local-replacement"),
        LayerKind::Removed => tr!("layer-removed"),
        LayerKind::FileOverride => tr!("layer-file-override"),
        LayerKind::Unknown => String::new(),
    };
    let (old, new) = (layer.base_version.as_deref(), layer.version.as_deref());
    let versions = match (old, new) {
        (Some(old), Some(new)) => tr!(
            "change-arrow",
            old = text::plain(old),
            new = text::plain(new)
        ),
        (one, other) => other.or(one).map(text::plain).unwrap_or_default(),
    };
    text::facts([text::plain(&layer.name), versions, kind])
}

fn verification(how: &str) -> String {
    match how {
        "unverified" => tr!("verified-not"),
        "signed" => tr!("verified-signed"),
        "remote" => tr!("verified-remote"),
        other => text::plain(other),
    }
}

fn initramfs(how: &str) -> String {
    match how {
        "published" => tr!("initramfs-published"),
        "regenerated" => tr!("initramfs-regenerated"),
        other => text::plain(other),
    }
}

fn unlocked(how: &str) -> String {
    match how {
        "development" => tr!("unlocked-development"),
        "hotfix" => tr!("unlocked-hotfix"),
        "transient" => tr!("unlocked-transient"),
        other => text::plain(other),
    }
}

fn signatures(deployment: &Deployment) -> Option<String> {
    let signatures = deployment.signatures.as_ref()?;
    if signatures.is_empty() {
        return Some(tr!("row-unsigned"));
    }
    let lines: Vec<String> = signatures.iter().map(signature).collect();
    Some(lines.join("\n"))
}

fn signature(signature: &Signature) -> String {
    let state = match signature.state {
        SignatureState::Good => tr!("signature-good"),
        SignatureState::Bad => tr!("signature-bad"),
        SignatureState::Expired => tr!("signature-expired"),
        SignatureState::KeyExpired => tr!("signature-key-expired"),
        SignatureState::KeyRevoked => tr!("signature-key-revoked"),
        SignatureState::KeyMissing => tr!("signature-key-missing"),
    };
    let signer = signature.signer.as_deref().map(text::plain);
    let made = signature.timestamp.map(text::date);
    text::facts([
        state,
        signer.unwrap_or_default(),
        text::plain(&signature.key),
        made.unwrap_or_default(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    fn value(facts: &[Fact], label: &str) -> Option<String> {
        facts
            .iter()
            .find(|fact| fact.label == label)
            .map(|fact| bare(&fact.value))
    }

    #[test]
    fn unknown_facts_have_no_row() {
        let facts = facts(&testing::deployment("44.1", testing::NOW));
        let labels: Vec<&str> = facts.iter().map(|fact| fact.label.as_str()).collect();
        assert_eq!(labels, ["Version", "Published", "Checksum", "Deployment"]);
    }

    #[test]
    fn a_signature_says_what_it_proves_and_whose_it_is() {
        let mut deployment = testing::deployment("44.1", testing::NOW);
        deployment.signatures = Some(vec![
            Signature {
                key: "0A1B".into(),
                state: SignatureState::Good,
                signer: Some("Publisher".into()),
                timestamp: None,
            },
            Signature {
                key: "2C3D".into(),
                state: SignatureState::KeyRevoked,
                ..Signature::default()
            },
        ]);
        assert_eq!(
            value(&facts(&deployment), "Signed By").as_deref(),
            Some("Good · Publisher · 0A1B\nThe key was revoked · 2C3D")
        );
        deployment.signatures = Some(Vec::new());
        assert_eq!(
            value(&facts(&deployment), "Signed By").as_deref(),
            Some("No signature is known")
        );
    }

    #[test]
    fn layers_tell_how_they_differ_and_what_has_no_effect_stands_apart() {
        let layer = |kind, name: &str, state, versions: [Option<&str>; 2]| Layer {
            kind,
            name: name.into(),
            state,
            base_version: versions[0].map(String::from),
            version: versions[1].map(String::from),
            repository: None,
        };
        let mut deployment = testing::deployment("44.1", testing::NOW);
        deployment.inactive = vec!["steam".into()];
        deployment.layer_details = Some(vec![
            layer(
                LayerKind::Added,
                "htop",
                LayerState::Active,
                [None, Some("3.4")],
            ),
            layer(
                LayerKind::Added,
                "steam",
                LayerState::Inactive,
                [None, None],
            ),
            layer(
                LayerKind::Replaced,
                "mesa",
                LayerState::Active,
                [Some("26.1"), Some("26.2")],
            ),
        ]);
        let facts = facts(&deployment);
        assert_eq!(
            value(&facts, "Layers").as_deref(),
            Some("htop · 3.4 · added\nmesa · 26.1 → 26.2 · replaced")
        );
        assert_eq!(value(&facts, "Without Effect").as_deref(), Some("steam"));
    }

    #[test]
    fn an_image_is_told_by_its_digest_and_its_tag() {
        let facts = remote_facts(&RemoteVersion {
            checksum: "sha256:0a1b".into(),
            tag: Some("stable".into()),
            ..RemoteVersion::default()
        });
        assert_eq!(value(&facts, "Digest").as_deref(), Some("sha256:0a1b"));
        assert_eq!(value(&facts, "Tag").as_deref(), Some("stable"));
    }
}
