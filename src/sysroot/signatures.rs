//! Who signed a version, and what that proves.

use ostree::{
    GpgSignatureAttr as Attribute, gio,
    glib::{self, translate::IntoGlib, variant::FromVariant},
};
use waymark_model::{Signature, SignatureState};

/// The signatures on a commit, looked at with the keyring of its remote.
pub(crate) fn of(repo: &ostree::Repo, checksum: &str, remote: &str) -> Vec<Signature> {
    // An unsigned version is an error to libostree and no signature to us.
    let Ok(result) = repo.verify_commit_for_remote(checksum, remote, gio::Cancellable::NONE) else {
        return Vec::new();
    };
    (0..result.count_all())
        .map(|index| result.all(index))
        .filter_map(|signature| {
            let timestamp: Option<i64> = attribute(&signature, Attribute::Timestamp);
            Some(Signature {
                key: attribute(&signature, Attribute::Fingerprint)?,
                state: state(&signature),
                signer: attribute(&signature, Attribute::UserName),
                timestamp: timestamp.and_then(|seconds| u64::try_from(seconds).ok()),
            })
        })
        .collect()
}

fn state(signature: &glib::Variant) -> SignatureState {
    [
        (Attribute::Valid, SignatureState::Good),
        (Attribute::SigExpired, SignatureState::Expired),
        (Attribute::KeyExpired, SignatureState::KeyExpired),
        (Attribute::KeyRevoked, SignatureState::KeyRevoked),
        (Attribute::KeyMissing, SignatureState::KeyMissing),
    ]
    .into_iter()
    .find(|(flag, _)| attribute(signature, *flag) == Some(true))
    .map_or(SignatureState::Bad, |(_, state)| state)
}

fn attribute<T: FromVariant>(signature: &glib::Variant, attribute: Attribute) -> Option<T> {
    let index = usize::try_from(attribute.into_glib()).ok()?;
    signature.try_child_value(index)?.get()
}
