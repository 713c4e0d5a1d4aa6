//! Taking the update that is offered.

use waymark_model::{Error, ErrorKind, Ref, Result, Step};

use super::{
    RpmOstreeEngine,
    call::{Call, Flag},
    deployments::RawDeployment,
    describe::follows,
    findings::Found,
    reading::Reading,
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// Downloads and stages what the stream offers, which must be `version` if one is
    /// given. A system that was held follows its stream again.
    pub(super) async fn update(
        &self,
        version: Option<&Ref>,
        download_only: bool,
        job: &JobContext,
    ) -> Result<Done> {
        begin(job, Step::Preparing, ALL)?;
        let reading = self.look_again().await?;
        Self::no_driver(&reading)?;
        let latest = reading.required()?;
        let wanted = match version {
            None => None,
            Some(Ref::Version(version)) => Some(version),
            Some(Ref::Deployment(_)) => {
                let message = "only a version can be meant here";
                return Err(Error::invalid("ref", message));
            }
        };
        if let Some(wanted) = wanted {
            self.is_offered(&reading, wanted, job).await?;
        }
        if download_only {
            return self.download(&reading, job).await;
        }
        let before = latest.id.clone();
        let ended = self.run(&Call::Upgrade(Vec::new()), job, 0.1..1.0).await?;
        if ended.unchanged {
            let held = reading.outline.held.get(&latest.id);
            self.remember_tip(latest, held.cloned());
        }
        let now = self.reading().await?;
        let made = now.required()?;
        if let Some(wanted) = wanted
            && !holds(made, wanted)
        {
            // The stream moved between the check and the update.
            let found = moved(&version_of(made));
            if made.staged && made.id != before {
                self.discard(job).await?;
            }
            return Err(found);
        }
        Ok(Done {
            unchanged: ended.unchanged,
            deployment: Some(made.id.clone()),
            ..Done::default()
        })
    }

    /// Fetches what the stream offers and stages nothing.
    async fn download(&self, reading: &Reading, job: &JobContext) -> Result<Done> {
        if reading.required()?.image.is_some() {
            let message = "an image cannot be downloaded without staging it";
            return Err(Error::new(ErrorKind::NotSupported, message));
        }
        let call = Call::Upgrade(vec![Flag::DownloadOnly]);
        let ended = self.run(&call, job, 0.1..1.0).await?;
        Ok(Done {
            unchanged: ended.unchanged,
            ..Done::default()
        })
    }

    /// rpm-ostreed changes nothing on a system that is held at what its stream offers,
    /// not even that it is held. So it is remembered that it is no more.
    pub(super) fn remember_tip(&self, latest: &RawDeployment, tip: Option<String>) {
        let Some(stream) = follows(latest) else {
            return;
        };
        let before = self.findings.of(stream).unwrap_or_default();
        if before.tip != tip {
            self.findings.remember(Found {
                stream: stream.to_owned(),
                tip,
                ..before
            });
        }
    }

    /// Refuses if a check would not offer this version now.
    async fn is_offered(&self, reading: &Reading, wanted: &str, job: &JobContext) -> Result<()> {
        if reading.required()?.image.is_some() {
            return self.is_offered_image(reading, wanted, job).await;
        }
        self.run(&Call::Check, job, 0.0..0.1).await?;
        let now = self.reading().await?;
        let offered = now
            .update
            .as_ref()
            .and_then(|update| update.checksum.as_deref());
        match offered {
            Some(offered) if offered == wanted => Ok(()),
            // Nothing newer is there, and this is what is next.
            None if holds(now.required()?, wanted) => Ok(()),
            Some(other) => Err(moved(other)),
            None => Err(moved(&version_of(now.required()?))),
        }
    }
}

/// Whether a deployment holds a version, with layers or without.
pub(super) fn holds(one: &RawDeployment, version: &str) -> bool {
    let digest = one.image.as_ref().and_then(|image| image.digest.as_deref());
    one.checksum == version
        || one
            .base
            .as_ref()
            .is_some_and(|base| base.checksum == version)
        || digest == Some(version)
}

/// The version that a deployment holds, as the remote names it.
fn version_of(one: &RawDeployment) -> String {
    let digest = one.image.as_ref().and_then(|image| image.digest.clone());
    let base = one.base.as_ref().map(|base| base.checksum.clone());
    digest.or(base).unwrap_or_else(|| one.checksum.clone())
}

/// Whether an error says that the stream offers something else by now.
pub(super) fn is_moved(error: &Error) -> bool {
    error.kind == ErrorKind::Conflict && error.fields.found.is_some()
}

/// The stream offers something else by now.
pub(super) fn moved(now: &str) -> Error {
    let message = "the remote no longer offers the version that was asked for";
    Error::new(ErrorKind::Conflict, message)
        .with(|fields| fields.found = Some(format!("version:{now}")))
}
