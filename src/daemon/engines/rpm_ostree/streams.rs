//! What the system could follow, what it followed, and following something else.

use waymark_model::{Change, Error, ErrorKind, Result, Step, Stream};
use waymark_sysroot::Control;

use super::{
    RpmOstreeEngine,
    call::{Call, Flag, Modifiers},
    deployments::RawDeployment,
    describe::follows,
    errors::of_method,
    layers,
    plan::Plan,
    reading::{Reading, os_proxy},
    rpm_diff::changes,
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// The streams of the remote. A registry lists no streams; there only what is
    /// followed is told.
    pub(super) async fn list_streams(&self, job: &JobContext) -> Result<Done> {
        begin(job, Step::Checking, ALL)?;
        let reading = self.reading().await?;
        let latest = reading.required()?;
        let streams = match &latest.image {
            Some(image) => vec![Stream {
                name: image.reference.clone(),
                followed: true,
                end_of_life: latest.end_of_life.clone(),
                ..Stream::default()
            }],
            None => {
                let list = |control: Control| async move {
                    self.sysroot.streams(follows(latest), &control).await
                };
                self.on_disk(job, ALL, list).await?
            }
        };
        Ok(Done {
            streams: Some(streams),
            ..Done::default()
        })
    }

    /// Versions of the stream, the newest first.
    pub(super) async fn history(&self, cursor: &str, limit: u32, job: &JobContext) -> Result<Done> {
        begin(job, Step::Checking, ALL)?;
        let reading = self.reading().await?;
        let latest = reading.required()?;
        if latest.image.is_some() {
            return self.history_of_image(&reading, cursor, limit, job).await;
        }
        let list = |control: Control| async move {
            let followed = follows(latest);
            self.sysroot
                .history(followed, cursor, limit, &control)
                .await
        };
        let mut page = self.on_disk(job, ALL, list).await?;
        for version in &mut page.versions {
            version.deployments = holders(&reading, &[&version.checksum]);
        }
        Ok(Done {
            versions: Some(page.versions),
            cursor: page.cursor,
            ..Done::default()
        })
    }

    /// Follows another stream and stages it, or says what would change by that and
    /// which layers stand in the way.
    pub(super) async fn rebase(
        &self,
        stream: &str,
        dry_run: bool,
        job: &JobContext,
    ) -> Result<Done> {
        begin(job, Step::Preparing, ALL)?;
        let reading = self.look_again().await?;
        let latest = reading.required()?;
        if dry_run {
            return self.try_rebase(&reading, stream, job).await;
        }
        Self::no_driver(&reading)?;
        if follows(latest) == Some(stream) {
            return Ok(Done {
                unchanged: true,
                deployment: Some(latest.id.clone()),
                ..Done::default()
            });
        }
        let call = Call::Rebase(stream.to_owned());
        let ended = self.run(&call, job, ALL).await?;
        self.made(&ended).await
    }

    /// Only with something on top the packages have to be put together; otherwise
    /// nothing can stand in the way, and not the whole of it is fetched.
    async fn try_rebase(&self, reading: &Reading, stream: &str, job: &JobContext) -> Result<Done> {
        let latest = reading.required()?;
        if follows(latest) == Some(stream) {
            return Ok(Done {
                changes: Some(Vec::new()),
                ..Done::default()
            });
        }
        let is_image = is_image(stream);
        let layered = !layers::layers(latest).is_empty();
        let (first, second) = if layered {
            (0.0..0.4, 0.4..1.0)
        } else {
            (ALL, ALL)
        };
        let changes = match is_image {
            false => Some(self.difference_to(stream, latest, job, first).await?),
            true => {
                self.look_at_stream(stream, job).await?;
                None
            }
        };
        if layered {
            let modifiers = Modifiers {
                refspec: Some(stream.to_owned()),
                ..Modifiers::default()
            };
            let call = Call::Update(modifiers, vec![Flag::DryRun]);
            let ended = self.run(&call, job, second).await?;
            if changes.is_none() {
                return Ok(Done {
                    changes: Some(Plan::read(&ended.messages).changes()),
                    ..Done::default()
                });
            }
        }
        Ok(Done {
            changes,
            ..Done::default()
        })
    }

    async fn difference_to(
        &self,
        stream: &str,
        latest: &RawDeployment,
        job: &JobContext,
        part: std::ops::Range<f64>,
    ) -> Result<Vec<Change>> {
        if latest.image.is_some() {
            let message = "how an image differs from a stream of OSTree is not known beforehand";
            return Err(Error::new(ErrorKind::NotSupported, message));
        }
        self.run(&Call::RebaseDiff(stream.to_owned()), job, part)
            .await?;
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let answer = os.get_cached_rebase_rpm_diff(stream, &[]).await;
        let (rows, _) = answer.map_err(|error| of_method(&error))?;
        Ok(changes(rows))
    }
}

/// Ids of the deployments that hold one of these versions.
pub(super) fn holders(reading: &Reading, versions: &[&str]) -> Vec<String> {
    let holds = |one: &&RawDeployment| {
        versions
            .iter()
            .any(|version| super::update::holds(one, version))
    };
    let held = reading.deployments.iter().filter(holds);
    held.map(|one| one.id.clone()).collect()
}

/// Whether a stream is an image, as rpm-ostree tells them apart.
pub(super) fn is_image(stream: &str) -> bool {
    [
        "ostree-unverified-registry:",
        "ostree-unverified-image:",
        "ostree-image-signed:",
        "ostree-remote-registry:",
        "ostree-remote-image:",
    ]
    .iter()
    .any(|prefix| stream.starts_with(prefix))
}
