//! Answers questions by asking the registry.

mod authorities;
mod failure;
#[cfg(feature = "fuzzing")]
#[allow(dead_code, reason = "of use in the library alone")]
pub mod fuzzing;
mod inspect;
mod link;
mod manifest;
mod session;
mod tag_name;
mod tags;

use waymark_registry::{Answer, Question, RegistryError, RegistryImage, Request};

use session::Session;

/// Asks the registry.
pub async fn ask(request: &Request) -> Result<Answer, RegistryError> {
    let image = request.question.image();
    let Some(image) = image.registry() else {
        return Err(RegistryError::NoRegistry {
            image: image.source.to_string(),
        });
    };
    let session = Session::open(request, image).await?;
    match &request.question {
        Question::Inspect(inspect) => inspect::inspect(&session, image, &inspect.known_layers)
            .await
            .map(Answer::Image),
        Question::Tags(tags) => tags::tags(&session, image, tags).await.map(Answer::Tags),
    }
}

/// The image under another tag or digest of the same repository.
fn named(image: &RegistryImage, tag: Option<&str>, digest: Option<&str>) -> RegistryImage {
    RegistryImage {
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
        ..image.clone()
    }
}
