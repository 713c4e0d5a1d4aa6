//! From what rpm-ostreed says of a deployment to Waymark's words.

use waymark_model::{Deployment, Signature as Told, SignatureState};

use super::{
    deployments::{RawDeployment, RawImage},
    layers,
    signatures::Signature,
};

/// What is known of a deployment without looking further.
pub(super) fn summary(raw: &RawDeployment, next: bool, held: Option<&String>) -> Deployment {
    let (layers, inactive) = layers::names(layers::layers(raw));
    let base = raw.base.as_ref();
    let base_version = base.and_then(|base| base.version.clone());
    Deployment {
        id: raw.id.clone(),
        checksum: raw.checksum.clone(),
        version: raw.version.clone(),
        timestamp: raw.timestamp,
        stateroot: Some(raw.osname.clone()),
        origin: follows(raw).map(str::to_owned),
        base_checksum: base.map(|base| base.checksum.clone()),
        base_version: base_version.filter(|version| raw.version.as_ref() != Some(version)),
        base_timestamp: base.and_then(|base| base.timestamp),
        digest: raw.image.as_ref().and_then(|image| image.digest.clone()),
        verification: verification(raw).map(str::to_owned),
        held: held
            .cloned()
            .or_else(|| raw.image.as_ref().and_then(fixed).map(str::to_owned)),
        end_of_life: raw.end_of_life.clone(),
        booted: raw.booted,
        next,
        staged: raw.staged,
        pinned: raw.pinned,
        unlocked: raw.unlocked.clone(),
        layers,
        inactive,
        ..Deployment::default()
    }
}

/// The same with all that is known; `disk` is what libostree says of it.
pub(super) fn details(
    raw: &RawDeployment,
    next: bool,
    held: Option<&String>,
    disk: Deployment,
) -> Deployment {
    let initramfs = if raw.regenerate_initramfs {
        "regenerated"
    } else {
        "published"
    };
    let live = raw.live_replaced.as_ref().or(raw.live_in_progress.as_ref());
    Deployment {
        frees: disk.frees,
        kernel: disk.kernel.or_else(|| raw.kernel.clone()),
        kernel_arguments: disk.kernel_arguments,
        signatures: Some(raw.signatures.iter().map(signature).collect()),
        packages: disk.packages,
        layer_details: Some(layers::layers(raw)),
        initramfs: Some(initramfs.to_owned()),
        initramfs_arguments: Some(raw.initramfs_args.clone()),
        initramfs_files: Some(raw.initramfs_etc.clone()),
        live: live.cloned(),
        ..summary(raw, next, held)
    }
}

/// What it follows: `remote:ref`, or an image reference as it was given.
pub(super) fn follows(raw: &RawDeployment) -> Option<&str> {
    let image = raw.image.as_ref().map(|image| image.reference.as_str());
    image.or(raw.origin.as_deref())
}

/// The digest of a reference that names one, so that no update will ever come.
pub(super) fn fixed(image: &RawImage) -> Option<&str> {
    let (_, digest) = image.reference.split_once('@')?;
    digest.starts_with("sha256:").then_some(digest)
}

fn verification(raw: &RawDeployment) -> Option<&'static str> {
    let Some(image) = &raw.image else {
        return raw
            .gpg_enabled
            .map(|by_keys| if by_keys { "remote" } else { "unverified" });
    };
    let policies = [
        ("ostree-unverified-", "unverified"),
        ("ostree-image-signed:", "signed"),
        ("ostree-remote-", "remote"),
    ];
    let found = policies
        .iter()
        .find(|(prefix, _)| image.reference.starts_with(prefix));
    found.map(|(_, policy)| *policy)
}

fn signature(raw: &Signature) -> Told {
    let state = if raw.key_missing {
        SignatureState::KeyMissing
    } else if raw.key_revoked {
        SignatureState::KeyRevoked
    } else if raw.key_expired {
        SignatureState::KeyExpired
    } else if raw.expired {
        SignatureState::Expired
    } else if raw.valid {
        SignatureState::Good
    } else {
        SignatureState::Bad
    };
    Told {
        key: raw.fingerprint.clone(),
        state,
        signer: raw.user.clone().or_else(|| raw.email.clone()),
        timestamp: u64::try_from(raw.made).ok().filter(|&made| made > 0),
    }
}
