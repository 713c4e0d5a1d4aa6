//! Ways in for `tests/fuzz`: each hands words of others to what reads them, and panics if
//! something does not hold that must hold of any words. Not part of any program.

use crate::{Answer, Reference, RegistryError, RegistryImage, Request, credentials};
pub use crate::{
    ask::fuzzing::{authorities, header, manifest, tags},
    registries::fuzzing::registries,
};

/// Reads a reference to an image. What is written again reads the same.
pub fn reference(text: &str) -> Option<RegistryImage> {
    let reference: Reference = text.parse().ok()?;
    let again: Reference = reference.to_string().parse().expect("it is shown as one");
    assert_eq!(again, reference);
    let image = reference.registry()?;
    let address = image.to_string();
    assert!(address.is_ascii() && !address.contains(['?', '#', '\\', ' ']));
    let climbs = address.split(['/', ':', '@']).any(|part| part == "..");
    assert!(!climbs, "{address}");
    Some(image.clone())
}

/// Looks for a login in a file.
pub fn credentials(text: &str, image: &RegistryImage) {
    match credentials::choose(text, &image.host, &image.repository) {
        Ok(found) => assert!(found.is_none_or(|it| it.password.len() <= text.len())),
        Err(error) => assert!(error.len() <= text.len() + 256),
    }
}

/// Reads what the asking program answers, and what it is asked.
pub fn lines(json: &[u8]) {
    if let Ok(answer) = serde_json::from_slice::<Result<Answer, RegistryError>>(json) {
        let written = serde_json::to_vec(&answer).expect("an answer can be written");
        let again: Result<Answer, RegistryError> =
            serde_json::from_slice(&written).expect("what was written is read");
        assert_eq!(again, answer);
        if let Err(error) = answer {
            let _ = waymark_model::Error::from(error);
        }
    }
    if let Ok(request) = serde_json::from_slice::<Request>(json) {
        let written = serde_json::to_vec(&request).expect("a question can be written");
        let again: Request = serde_json::from_slice(&written).expect("what was written is read");
        assert_eq!(again, request);
    }
}
