//! What a deployment says of where it comes from.
//!
//! rpm-ostree keeps its own keys in the same file: a layered deployment names its
//! ref as `baserefspec`, one made from a container image has no ref at all.

use ostree::glib;
use waymark_model::Result;

use crate::{errors::translate, raw};

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
    copy.load_from_bytes(&raw::key_file_data(&own), glib::KeyFileFlags::NONE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_in_another_encoding_is_copied_as_it_is() {
        let deployment = ostree::Deployment::new(0, "os", &"0".repeat(64), 0, None, -1);
        let file = glib::KeyFile::new();
        let bytes = glib::Bytes::from_static(b"# caf\xe9\n[origin]\nrefspec=a:b\nx=\xe9\n");
        file.load_from_bytes(&bytes, glib::KeyFileFlags::NONE)
            .unwrap();
        deployment.set_origin(Some(&file));
        let copy = following(&deployment, "a:c").unwrap().unwrap();
        let text = raw::key_file_data(&copy);
        assert!(
            text.ends_with(b"[origin]\nrefspec=a:c\nx=\xe9\n"),
            "{text:?}"
        );
        deployment.set_origin(Some(&copy));
        assert_eq!(refspec(&deployment).as_deref(), Some("a:c"));
    }
}
