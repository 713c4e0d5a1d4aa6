//! What the actions share: transactions and operations of libostree as parts of a job.

use std::{future::Future, ops::Range, sync::Arc};

use waymark_model::{Error, ErrorKind, Result, Step};
use waymark_sysroot::{Applied, Control, Event};

use super::{
    RpmOstreeEngine,
    call::Call,
    errors::of_method,
    progress::Expect,
    proxy,
    reading::Reading,
    report::{Ended, Report},
    state, transaction,
};
use crate::{engine::Done, engines::sysroot::follow, jobs::JobContext};

/// The whole bar.
pub(super) const ALL: Range<f64> = 0.0..1.0;

impl RpmOstreeEngine {
    /// Runs a transaction as a part of a job. Afterwards nothing that was read before
    /// is trusted. A conflict is told in the names of all that is asked for.
    pub(super) async fn run(
        &self,
        call: &Call,
        job: &JobContext,
        part: Range<f64>,
    ) -> Result<Ended> {
        let reading = self.reading().await?;
        let requests = requests(&reading, call);
        let expect = expect(&reading, call);
        let report = Report::new(job, part, expect);
        let ended = transaction::run(&self.bus, self.os().await?, call, &requests, report).await;
        self.watch.mark_stale();
        ended
    }

    /// Runs an operation of libostree as a part of a job.
    pub(super) async fn on_disk<T, F: Future<Output = Result<T>>>(
        &self,
        job: &JobContext,
        part: Range<f64>,
        operation: impl FnOnce(Control) -> F,
    ) -> Result<T> {
        let done = follow(job, |event| show(job, &part, event), operation).await;
        self.watch.mark_stale();
        done
    }

    /// The same for one that changes the boot list: rpm-ostreed is told to look again.
    pub(super) async fn on_boot_list<T, F: Future<Output = Result<T>>>(
        &self,
        job: &JobContext,
        part: Range<f64>,
        operation: impl FnOnce(Control) -> F,
    ) -> Result<T> {
        let done = self.on_disk(job, part, operation).await?;
        // It is done, whether rpm-ostreed hears of it now or at its next start.
        if let Err(error) = self.reload().await {
            tracing::warn!(%error, raw = error.raw, "rpm-ostree was not told to look again");
        }
        Ok(done)
    }

    /// Has rpm-ostreed read the disk again, which it does not notice by itself.
    pub(super) async fn reload(&self) -> Result<()> {
        let ask = async { proxy::sysroot(&self.connection).await?.reload().await };
        ask.await.map_err(|error| of_method(&error))?;
        self.watch.mark_stale();
        Ok(())
    }

    /// Refuses if another program is registered to update this system.
    pub(super) fn no_driver(reading: &Reading) -> Result<()> {
        let Some(driver) = &reading.driver else {
            return Ok(());
        };
        let message = format!("updates of this system are left to {driver}");
        Err(Error::new(ErrorKind::Conflict, message)
            .with(|fields| fields.holder = Some(driver.clone())))
    }

    /// The version at which the system is held and which any change gives up: rpm-ostreed
    /// keeps no hold over it.
    pub(super) fn ended_hold(&self, reading: &Reading) -> Option<String> {
        let found = self.found(reading);
        let latest = reading.latest()?;
        state::held(reading, latest, found.as_ref()).cloned()
    }

    /// What a transaction did that made a deployment, or none.
    pub(super) async fn made(&self, ended: &Ended) -> Result<Done> {
        let reading = self.reading().await?;
        Ok(Done {
            unchanged: ended.unchanged,
            deployment: reading.latest().map(|latest| latest.id.clone()),
            ..Done::default()
        })
    }

    /// What the system is now, whatever was known.
    pub(super) async fn look_again(&self) -> Result<Arc<Reading>> {
        self.watch.mark_stale();
        self.reading().await
    }
}

/// What shall be on top of the base once a call is done.
fn requests(reading: &Reading, call: &Call) -> Vec<String> {
    let now = reading.latest().map(|latest| latest.requested.as_slice());
    let mut all = now.unwrap_or_default().to_vec();
    if let Call::Update(modifiers, _) = call {
        all.retain(|request| !modifiers.uninstall.contains(request));
        all.extend(modifiers.install.iter().cloned());
        all.extend(modifiers.replace.values().flatten().cloned());
    }
    all
}

fn expect(reading: &Reading, call: &Call) -> Expect {
    let layered = reading
        .latest()
        .is_some_and(super::deployments::RawDeployment::is_layered);
    match call {
        Call::Upgrade(_) | Call::Deploy(..) | Call::Rebase(_) => Expect {
            pull: true,
            packages: layered,
        },
        Call::Update(modifiers, _) => Expect {
            pull: modifiers.refspec.is_some(),
            packages: true,
        },
        Call::DeployDiff(_) | Call::RebaseDiff(_) => Expect {
            pull: true,
            packages: false,
        },
        _ => Expect::default(),
    }
}

fn show(job: &JobContext, part: &Range<f64>, event: Event) {
    match event {
        Event::Step(step) => job.phase(step, part.clone()),
        Event::Part(within) => job.advance(within),
        Event::Bytes { done, total } => job.bytes(done, total),
        Event::Cancellable(cancellable) => job.set_cancellable(cancellable),
    }
}

/// What an operation of libostree did.
pub(super) fn done(applied: Applied) -> Done {
    Done {
        unchanged: applied.unchanged,
        deployment: applied.deployment,
        ..Done::default()
    }
}

/// Ends a job here if it was asked to stop, and begins a step.
pub(super) fn begin(job: &JobContext, step: Step, part: Range<f64>) -> Result<()> {
    job.check()?;
    job.phase(step, part);
    Ok(())
}
