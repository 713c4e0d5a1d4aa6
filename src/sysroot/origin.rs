//! What a deployment says of where it comes from.
//!
//! rpm-ostree keeps its own keys in the same file: a layered deployment names its
//! ref as `baserefspec`, one made from a container image has no ref at all.

use ostree::glib;
use waymark_model::Result;

use crate::errors::translate;

const GROUP: &str = "origin";

/// The ref that a deployment follows, as `REMOTE:REF`.
pub(crate) fn refspec(deployment: &ostree::Deployment) -> Option<String> {
    ["refspec", "baserefspec"]
        .into_iter()
        .find_map(|key| value(deployment, key))
}

/// The container image that a deployment follows, as rpm-ostree writes it.
pub(crate) fn image(deployment: &ostree::Deployment) -> Option<String> {
    value(deployment, "container-image-reference")
}

/// The checksum or digest that a deployment stays at.
pub(crate) fn held(deployment: &ostree::Deployment) -> Option<String> {
    value(deployment, "override-commit")
}

/// A copy without what is true of that deployment alone, such as a pin.
pub(crate) fn lasting(deployment: &ostree::Deployment) -> Result<Option<glib::KeyFile>> {
    let Some(own) = deployment.origin() else {
        return Ok(None);
    };
    let copy = glib::KeyFile::new();
    copy.load_from_data(&own.to_data(), glib::KeyFileFlags::NONE)
        .map_err(translate("what the system follows could not be read"))?;
    ostree::Deployment::origin_remove_transient_state(&copy);
    Ok(Some(copy))
}

/// A copy that follows another ref.
pub(crate) fn following(
    deployment: &ostree::Deployment,
    refspec: &str,
) -> Result<Option<glib::KeyFile>> {
    let copy = lasting(deployment)?.unwrap_or_default();
    copy.set_string(GROUP, "refspec", refspec);
    Ok(Some(copy))
}

fn value(deployment: &ostree::Deployment, key: &str) -> Option<String> {
    let origin = deployment.origin()?;
    origin.string(GROUP, key).ok().map(Into::into)
}
