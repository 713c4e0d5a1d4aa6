//! The versions of a stream, by the registry's tags.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use waymark_registry::{
    Followed, Missing, RegistryError, RegistryImage, TagPage, TagState, TaggedVersion, Tags,
};

use super::{
    link,
    manifest::{self, About},
    named,
    session::Session,
    tag_name::{self, TagName},
};

/// How many tags are asked for at once. Registries give fewer as they like.
const PAGE: u32 = 1000;
/// The most pages of tags that are read, and the most tags.
const PAGES: usize = 100;
const MOST: usize = 50_000;
/// How many versions are asked about at the same time.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
pub(super) struct List {
    // Some registries say `null` where there are none.
    pub(super) tags: Option<Vec<String>>,
}

/// See [`waymark_registry::Tags`].
pub async fn tags(
    session: &Session,
    image: &RegistryImage,
    asked: &Tags,
) -> Result<TagPage, RegistryError> {
    if asked.limit == 0 || asked.limit > Tags::MOST {
        return Err(RegistryError::Question {
            detail: format!("the limit must be between 1 and {}", Tags::MOST),
        });
    }
    let Some(followed) = image.tag.as_deref() else {
        return Err(RegistryError::Question {
            detail: format!("{image} names no tag, so it follows no stream"),
        });
    };
    let (listed, truncated) = list(session, image).await?;
    let gone = !truncated && !listed.iter().any(|tag| tag == followed);
    let mut versions = tag_name::versions(listed, followed);
    if let Some(cursor) = &asked.cursor {
        // By order, not by name: that tag may be gone by now.
        let last = tag_name::order(cursor);
        versions.retain(|tag| tag_name::order(tag) < last);
    }
    let more = versions.len() > asked.limit as usize;
    versions.truncate(asked.limit as usize);
    let next = more.then(|| versions.last().cloned()).flatten();

    let mut found: Vec<TaggedVersion> = stream::iter(versions)
        .map(|tag| version(session, image, tag))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    // Two tags of one image are one version.
    found.dedup_by(|later, earlier| later.digest.is_some() && later.digest == earlier.digest);
    let followed = if asked.cursor.is_some() || image.digest.is_some() {
        Followed::Unknown
    } else if gone {
        Followed::Missing
    } else {
        stands(session, image, &found).await?
    };
    Ok(TagPage {
        versions: found,
        next,
        followed,
        truncated,
    })
}

/// All tags, and whether there are more than were read.
async fn list(
    session: &Session,
    image: &RegistryImage,
) -> Result<(Vec<String>, bool), RegistryError> {
    let mut tags = Vec::new();
    let mut next = Some(session.url(&format!("tags/list?n={PAGE}"))?);
    for _ in 0..PAGES {
        let Some(url) = next.take() else {
            return Ok((tags, false));
        };
        let got = session
            .get(url, "application/json", image, Missing::Repository)
            .await?;
        let list: List = serde_json::from_slice(&got.body)
            .map_err(|error| session.asked().protocol(&format!("its tags: {error}")))?;
        tags.extend(list.tags.unwrap_or_default());
        if tags.len() > MOST {
            break;
        }
        next = link::next(&got.headers, &got.url);
    }
    let truncated = next.is_some();
    Ok((tags, truncated))
}

/// What one tag holds. One that holds nothing of use is a state, not an error.
async fn version(
    session: &Session,
    image: &RegistryImage,
    tag: String,
) -> Result<TaggedVersion, RegistryError> {
    let name = TagName::parse(&tag);
    let own = named(image, Some(&tag), None);
    let (state, found) = match look(session, &own).await {
        Ok(found) => (TagState::Available, Some(found)),
        Err(RegistryError::NotFound { .. }) => (TagState::Missing, None),
        Err(RegistryError::NotAnImage { reason, .. }) => (TagState::Unusable(reason), None),
        Err(error) => return Err(error),
    };
    let (about, digest, index_digest) = match found {
        Some((about, digest, index_digest)) => (about, Some(digest), index_digest),
        None => (About::default(), None, None),
    };
    Ok(TaggedVersion {
        state,
        digest,
        index_digest,
        version: about.version.or_else(|| Some(name.version())),
        created: about.created.or_else(|| name.created()),
        tag,
    })
}

/// The image's own words, its digest, and that of its list.
async fn look(
    session: &Session,
    image: &RegistryImage,
) -> Result<(About, String, Option<String>), RegistryError> {
    let found = manifest::find(session, image).await?;
    let mut about = manifest::annotated(&found.manifest);
    if about.version.is_none() || about.created.is_none() {
        about = manifest::about(session, image, &found.manifest).await?;
    }
    Ok((about, found.digest, found.index_digest))
}

/// How the followed tag stands to the newest version.
async fn stands(
    session: &Session,
    image: &RegistryImage,
    found: &[TaggedVersion],
) -> Result<Followed, RegistryError> {
    let Some(newest) = found.iter().find(|version| version.digest.is_some()) else {
        return Ok(Followed::Unknown);
    };
    match look(session, image).await {
        Ok((_, digest, _)) if newest.digest.as_ref() == Some(&digest) => Ok(Followed::Current),
        Ok((about, ..)) => Ok(match (about.created, newest.created) {
            (Some(own), Some(newest)) if own < newest => Followed::Stale,
            (Some(_), Some(_)) => Followed::Current,
            _ => Followed::Unknown,
        }),
        Err(RegistryError::NotFound { .. }) => Ok(Followed::Missing),
        Err(RegistryError::NotAnImage { .. }) => Ok(Followed::Unknown),
        Err(error) => Err(error),
    }
}
