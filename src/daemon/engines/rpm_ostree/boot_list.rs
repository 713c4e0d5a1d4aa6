//! What is in the boot list: discard, restore, pin, delete, clean up.
//!
//! rpm-ostreed drops what is staged and cleans; the rest is libostree's, after which
//! rpm-ostreed is told to look again.

use waymark_model::{Error, Ref, Result, Step};
use waymark_sysroot::Control;

use super::{
    RpmOstreeEngine,
    call::{Call, Element},
    describe, offer,
    reading::Reading,
    update::is_moved,
    work::{ALL, begin, done},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// Drops what is staged.
    pub(super) async fn discard(&self, job: &JobContext) -> Result<Done> {
        begin(job, Step::Writing, ALL)?;
        let reading = self.look_again().await?;
        let Some(staged) = reading.staged() else {
            return Ok(unchanged(None));
        };
        let deployment = Some(staged.id.clone());
        self.drop_staged(&reading, job, ALL).await?;
        Ok(Done {
            deployment,
            ..Done::default()
        })
    }

    /// Drops the staged deployment and nothing else. rpm-ostreed's own way also drops
    /// what a user made next by hand; where there is such a one, libostree does it.
    async fn drop_staged(
        &self,
        reading: &Reading,
        job: &JobContext,
        part: std::ops::Range<f64>,
    ) -> Result<()> {
        let ahead = reading.deployments.iter().take_while(|one| !one.booted);
        let others = ahead.filter(|one| !one.staged && !one.pinned).count();
        if others == 0 {
            let call = Call::Cleanup(vec![Element::Pending]);
            self.run(&call, job, part).await?;
        } else {
            let discard = |control: Control| async move { self.sysroot.discard(&control).await };
            self.on_boot_list(job, part, discard).await?;
        }
        Ok(())
    }

    /// Makes a deployment next. What is staged is dropped first: libostree writes no
    /// boot list around it.
    pub(super) async fn restore(&self, id: &str, job: &JobContext) -> Result<Done> {
        begin(job, Step::Writing, 0.0..0.5)?;
        let reading = self.look_again().await?;
        let target = reading.find(id)?;
        if target.staged {
            return Ok(unchanged(Some(id.to_owned())));
        }
        let replaces = reading.staged().is_some();
        if replaces {
            self.drop_staged(&reading, job, 0.0..0.5).await?;
        }
        let restore = |control: Control| async move {
            let target = Ref::Deployment(id.to_owned());
            self.sysroot.restore(&target, &control).await
        };
        let applied = self.on_boot_list(job, 0.5..1.0, restore).await?;
        Ok(Done {
            unchanged: applied.unchanged && !replaces,
            ..done(applied)
        })
    }

    /// Stages a version of the remote; what is followed stays, and the system is held.
    pub(super) async fn deploy(&self, version: &str, job: &JobContext) -> Result<Done> {
        begin(job, Step::Preparing, ALL)?;
        let reading = self.look_again().await?;
        Self::no_driver(&reading)?;
        let latest = reading.required()?;
        let revision = match &latest.image {
            Some(image) if describe::fixed(image).is_some() => {
                let message = "the followed image is fixed to one version; \
                               follow another reference instead";
                return Err(Error::new(waymark_model::ErrorKind::NotSupported, message));
            }
            Some(_) if version.starts_with("sha256:") => version.to_owned(),
            Some(_) => return Err(Error::invalid("ref", "this is no digest of an image")),
            None if is_checksum(version) => format!("revision={version}"),
            None => return Err(Error::invalid("ref", "this is no checksum of a version")),
        };
        let found = self.found(&reading);
        let offer = offer::offered(&reading, found.as_ref());
        if offer.is_some_and(|offer| offer.checksum == version) && reading.driver.is_none() {
            // What the stream offers is no version to be held at.
            match self
                .update(Some(&Ref::Version(version.to_owned())), false, job)
                .await
            {
                // It was known to be so, and is no more.
                Err(error) if is_moved(&error) => job.log(&error.to_string()),
                done => return done,
            }
        }
        if latest.image.is_some() {
            self.is_one_image(&reading, version, job).await?;
        }
        let ended = self
            .run(&Call::Deploy(revision, Vec::new()), job, ALL)
            .await?;
        self.remember_tip(latest, None);
        self.made(&ended).await
    }

    /// Pins or unpins a deployment.
    pub(super) async fn set_pinned(
        &self,
        target: &Ref,
        pinned: bool,
        job: &JobContext,
    ) -> Result<Done> {
        let id = deployment(target)?;
        let pin =
            |control: Control| async move { self.sysroot.set_pinned(id, pinned, &control).await };
        self.on_boot_list(job, ALL, pin).await.map(done)
    }

    /// Deletes deployments, and then what only they needed.
    pub(super) async fn delete(&self, targets: &[Ref], job: &JobContext) -> Result<Done> {
        let ids = targets
            .iter()
            .map(|target| deployment(target).map(str::to_owned))
            .collect::<Result<Vec<_>>>()?;
        let delete = |control: Control| async move { self.sysroot.delete(&ids, &control).await };
        let applied = self.on_boot_list(job, 0.0..0.5, delete).await?;
        let freed = self.clean_base(job, 0.5..1.0).await?;
        Ok(Done {
            freed,
            ..done(applied)
        })
    }

    /// Removes what nobody needs; the log says what each part made room for.
    pub(super) async fn clean_up(&self, keep: u32, job: &JobContext) -> Result<Done> {
        let clean = |control: Control| async move { self.sysroot.clean_up(keep, &control).await };
        let cleaned = self.on_boot_list(job, 0.0..0.5, clean).await?;
        job.log(&format!(
            "Earlier versions: {} removed, {} bytes of room",
            cleaned.removed.len(),
            cleaned.freed
        ));
        let freed = self.clean_base(job, 0.5..1.0).await?.unwrap_or(0);
        job.log(&format!("Base and layers: {freed} bytes of room"));
        Ok(Done {
            unchanged: cleaned.unchanged && freed == 0,
            freed: Some(cleaned.freed + freed),
            ..Done::default()
        })
    }

    /// Has rpm-ostreed remove what no deployment needs: packages, bases, layers of images.
    async fn clean_base(
        &self,
        job: &JobContext,
        part: std::ops::Range<f64>,
    ) -> Result<Option<u64>> {
        // What was deleted before is gone; the rest must not be left half-way.
        job.set_cancellable(false);
        let call = Call::Cleanup(vec![Element::Base]);
        Ok(self.run(&call, job, part).await?.freed)
    }
}

/// The id of a deployment.
///
/// # Errors
/// `InvalidArgument` if it names something else.
fn deployment(target: &Ref) -> Result<&str> {
    match target {
        Ref::Deployment(id) => Ok(id),
        Ref::Version(_) => Err(Error::invalid("ref", "only a deployment can be meant here")),
    }
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn unchanged(deployment: Option<String>) -> Done {
    Done {
        unchanged: true,
        deployment,
        ..Done::default()
    }
}
