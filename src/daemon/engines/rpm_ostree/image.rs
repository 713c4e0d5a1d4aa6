//! Images: what their registry says of them, which rpm-ostreed's own check does not
//! tell reliably.
//!
//! It compares the registry with the image that was pulled last, not with the one that
//! runs, and with packages layered it says nothing at all. Taking the update is
//! reliable; so only looking goes past it.

use waymark_model::{Error, ErrorKind, FollowedTag, RemoteVersion, Result, Step};
use waymark_registry::{
    Followed, Image, Inspect, Reference, Source, TagState, TaggedVersion, Tags,
};

use super::{
    RpmOstreeEngine,
    describe::{fixed, follows},
    errors::of_method,
    findings::{Found, ImageFound},
    reading::{Reading, os_proxy},
    streams::holders,
    update::{holds, moved},
    values::{Read, entry},
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// Asks the registry what the followed tag points at, and keeps the answer.
    pub(super) async fn check_image(&self, reading: &Reading, job: &JobContext) -> Result<Done> {
        let stream = followed(reading)?;
        let mut found = Found {
            stream: stream.to_owned(),
            tip: self.findings.of(stream).and_then(|before| before.tip),
            ..Found::default()
        };
        let latest = reading.required()?;
        if latest.image.as_ref().and_then(fixed).is_some() {
            // It names one version by its content: there is nothing to ask.
            self.findings.remember(found);
            return Ok(Done::default());
        }
        let reference = parse(stream)?;
        if reference.registry().is_none() {
            job.log("This image is on this machine, where there is no registry to ask");
            self.findings.remember(found);
            return Ok(Done::default());
        }
        match self.inspect(&reference, true, job).await {
            Ok(image) => {
                found.image = Some(known(image));
                self.findings.remember(found);
                Ok(Done::default())
            }
            Err(error) => {
                if error.kind == ErrorKind::NotFound {
                    found.missing = true;
                    self.findings.remember(found);
                }
                Err(error)
            }
        }
    }

    /// Makes sure that the registry has a version. What it holds is known only once it
    /// is pulled.
    pub(super) async fn look_at_image(
        &self,
        reading: &Reading,
        version: &str,
        job: &JobContext,
    ) -> Result<Done> {
        let mut reference = parse(followed(reading)?)?;
        let message = "this image is on this machine and has no other versions";
        let Source::Registry(image) = &mut reference.source else {
            return Err(Error::new(ErrorKind::NotSupported, message));
        };
        image.digest = Some(version.to_owned());
        let image = self
            .inspect(&parse(&reference.to_string())?, false, job)
            .await?;
        of_this_machine(&image, version)?;
        Ok(Done::default())
    }

    /// Refuses a digest that is known to mean a list of images. What the registry does
    /// not tell here rpm-ostreed asks for itself.
    pub(super) async fn is_one_image(
        &self,
        reading: &Reading,
        version: &str,
        job: &JobContext,
    ) -> Result<()> {
        match self.look_at_image(reading, version, job).await {
            Err(error)
                if matches!(
                    error.kind,
                    ErrorKind::Cancelled | ErrorKind::InvalidArgument
                ) =>
            {
                Err(error)
            }
            _ => Ok(()),
        }
    }

    /// Makes sure that a registry has an image that a machine can start.
    pub(super) async fn look_at_stream(&self, stream: &str, job: &JobContext) -> Result<()> {
        let reference = parse(stream)?;
        if reference.registry().is_none() {
            return Ok(());
        }
        let image = self.inspect(&reference, false, job).await?;
        if image.bootable {
            return Ok(());
        }
        let message = "the image is not one that a machine can start";
        Err(Error::new(ErrorKind::NotSupported, message)
            .with(|fields| fields.reference = Some(stream.to_owned())))
    }

    /// Refuses if the registry does not offer this version now.
    pub(super) async fn is_offered_image(
        &self,
        reading: &Reading,
        wanted: &str,
        job: &JobContext,
    ) -> Result<()> {
        let reference = parse(followed(reading)?)?;
        if reference.registry().is_none() || holds(reading.required()?, wanted) {
            return Ok(());
        }
        let image = self.inspect(&reference, false, job).await?;
        if !image.is(wanted) {
            return Err(moved(&image.digest));
        }
        of_this_machine(&image, wanted)
    }

    /// Versions of the stream, as the registry's tags name them.
    pub(super) async fn history_of_image(
        &self,
        reading: &Reading,
        cursor: &str,
        limit: u32,
        job: &JobContext,
    ) -> Result<Done> {
        let reference = parse(followed(reading)?)?;
        let image = reading.required()?.image.as_ref();
        if reference.registry().is_none() || image.and_then(fixed).is_some() {
            return Ok(Done {
                versions: Some(Vec::new()),
                ..Done::default()
            });
        }
        let question = Tags {
            image: reference,
            cursor: Some(cursor.to_owned()).filter(|cursor| !cursor.is_empty()),
            limit: limit.clamp(1, Tags::MOST),
        };
        let page = tokio::select! {
            page = self.registry.tags(question) => page?,
            () = job.cancelled() => return job.check().map(|()| Done::default()),
        };
        let followed_tag = followed_tag(&page.followed);
        self.remember_tag(followed(reading)?, followed_tag);
        let versions = page.versions.into_iter();
        Ok(Done {
            versions: Some(versions.filter_map(|one| version(reading, one)).collect()),
            cursor: page.next,
            incomplete: Some(page.truncated),
            followed_tag: Some(followed_tag).filter(|_| cursor.is_empty()),
            ..Done::default()
        })
    }

    /// Keeps what the list of tags says of the followed one.
    fn remember_tag(&self, stream: &str, followed: FollowedTag) {
        if followed == FollowedTag::Unknown {
            return;
        }
        let missing = followed == FollowedTag::Missing;
        let before = self.findings.of(stream).unwrap_or_default();
        if before.missing != missing {
            self.findings.remember(Found {
                stream: stream.to_owned(),
                missing,
                ..before
            });
        }
    }

    /// Asks a registry; `compare`: also how much of the image is here already.
    async fn inspect(&self, image: &Reference, compare: bool, job: &JobContext) -> Result<Image> {
        begin(job, Step::Checking, ALL)?;
        if image.registry().is_none() {
            let message = "this image is on this machine, where there is no registry to ask";
            return Err(Error::new(ErrorKind::NotSupported, message));
        }
        let question = Inspect {
            image: image.clone(),
            known_layers: if compare {
                self.known_layers().await?
            } else {
                Vec::new()
            },
        };
        tokio::select! {
            answer = self.registry.inspect(question) => Ok(answer?),
            () = job.cancelled() => {
                job.check()?;
                Err(Error::new(ErrorKind::Cancelled, "the job was cancelled"))
            }
        }
    }

    /// Digests of the layers of the image that runs. They stand in a text of many
    /// kilobytes beside the deployment, so they are read only where they are needed.
    async fn known_layers(&self) -> Result<Vec<String>> {
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let booted = os.booted_deployment().await;
        let booted = booted.map_err(|error| of_method(&error))?;
        let manifest = booted
            .get("base-commit-meta")
            .and_then(|meta| entry(meta, "ostree.manifest"))
            .and_then(String::read);
        Ok(manifest.map_or_else(Vec::new, |text| layers(&text)))
    }
}

/// rpm-ostree records this machine's digest, and so the list's would never be found.
///
/// # Errors
/// `InvalidArgument`
fn of_this_machine(image: &Image, version: &str) -> Result<()> {
    if image.digest == version {
        return Ok(());
    }
    let message = format!(
        "this digest names a list of images; the one for this machine is {}",
        image.digest
    );
    Err(Error::invalid("ref", message))
}

/// What the system follows.
fn followed(reading: &Reading) -> Result<&str> {
    follows(reading.required()?).ok_or_else(|| {
        let message = "this system follows nothing that could be asked about";
        Error::new(ErrorKind::NotSupported, message)
    })
}

fn parse(stream: &str) -> Result<Reference> {
    stream.parse()
}

/// Digests of the layers in a manifest.
pub(super) fn layers(manifest: &str) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
    let layers = manifest["layers"].as_array().into_iter().flatten();
    layers
        .filter_map(|layer| layer["digest"].as_str())
        .map(str::to_owned)
        .collect()
}

fn known(image: Image) -> ImageFound {
    ImageFound {
        // rpm-ostree records this machine's digest, so that is the version's name.
        digests: [Some(image.digest), image.index_digest]
            .into_iter()
            .flatten()
            .collect(),
        version: image.version,
        timestamp: image.created,
        missing: Some(image.missing_size),
    }
}

fn followed_tag(followed: &Followed) -> FollowedTag {
    match followed {
        Followed::Unknown => FollowedTag::Unknown,
        Followed::Current => FollowedTag::Current,
        Followed::Stale => FollowedTag::Lagging,
        Followed::Missing => FollowedTag::Missing,
    }
}

/// A version that can be had; others are left out.
fn version(reading: &Reading, one: TaggedVersion) -> Option<RemoteVersion> {
    if one.state != TagState::Available {
        tracing::debug!(tag = one.tag, state = ?one.state, "a version of the registry cannot be had");
        return None;
    }
    let digest = one.digest?;
    let mut names = vec![digest.as_str()];
    names.extend(one.index_digest.as_deref());
    Some(RemoteVersion {
        version: one.version,
        timestamp: one.created,
        deployments: holders(reading, &names),
        tag: Some(one.tag),
        checksum: digest.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_read_from_a_manifest_and_from_nothing_else() {
        let manifest = r#"{"layers": [{"digest": "sha256:a", "size": 1}, {"size": 2}]}"#;
        assert_eq!(layers(manifest), ["sha256:a"]);
        assert!(layers("{").is_empty());
    }
}
