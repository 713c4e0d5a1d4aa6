//! Looking for updates, and fetching what a comparison needs.

use waymark_model::{Error, ErrorKind, Ref, Result, Step};
use waymark_sysroot::Control;

use super::{
    RpmOstreeEngine,
    call::Call,
    describe::follows,
    findings::Found,
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// Asks what the stream offers. What comes of it is kept and told by the next reading.
    pub(super) async fn check(&self, job: &JobContext) -> Result<Done> {
        begin(job, Step::Checking, ALL)?;
        let reading = self.look_again().await?;
        let latest = reading.required()?;
        if latest.image.is_some() {
            return self.check_image(&reading, job).await;
        }
        let stream = follows(latest).map(str::to_owned).ok_or_else(|| {
            let message = "this system follows no stream that could be checked";
            Error::new(ErrorKind::NotSupported, message)
        })?;
        let before = self.findings.of(&stream).unwrap_or_default();
        let asked = self.run(&Call::Check, job, 0.0..0.8).await;
        if let Err(error) = &asked
            && error.kind != ErrorKind::NotFound
        {
            return asked.map(|_| Done::default());
        }
        let newer = self.newer_stream(&stream, job).await?;
        self.findings.remember(Found {
            stream,
            missing: asked.is_err(),
            newer: newer.unwrap_or(before.newer),
            image: None,
            tip: before.tip,
        });
        asked.map(|_| Done::default())
    }

    /// The next major version of the stream, or that there is none; `None` if the
    /// remote does not list its streams.
    async fn newer_stream(
        &self,
        followed: &str,
        job: &JobContext,
    ) -> Result<Option<Option<String>>> {
        let list =
            |control: Control| async move { self.sysroot.streams(Some(followed), &control).await };
        match self.on_disk(job, 0.8..1.0, list).await {
            Ok(streams) if streams.is_empty() => Ok(None),
            Ok(streams) => {
                let newer = streams.into_iter().find(|stream| stream.newer);
                Ok(Some(newer.map(|stream| stream.name)))
            }
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => {
                tracing::info!(%error, raw = error.raw, "the streams are not known");
                Ok(None)
            }
        }
    }

    /// Fetches what comparing with a version of the remote needs.
    pub(super) async fn fetch(&self, target: &Ref, job: &JobContext) -> Result<Done> {
        begin(job, Step::FetchingMetadata, ALL)?;
        let Ref::Version(version) = target else {
            return Ok(Done::default());
        };
        let reading = self.look_again().await?;
        if reading.required()?.image.is_some() {
            return self.look_at_image(&reading, version, job).await;
        }
        let call = Call::DeployDiff(format!("revision={version}"));
        self.run(&call, job, ALL).await?;
        Ok(Done::default())
    }
}
