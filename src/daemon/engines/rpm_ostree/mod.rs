//! The engine of Fedora's atomic systems: rpm-ostreed on the bus, and libostree for
//! what it lacks.
//!
//! From the wire up: [`values`] reads dictionaries; [`events`] what a transaction
//! says; [`progress`] makes one bar of it; [`errors`] puts failures into Waymark's
//! words; [`transaction`] runs one and [`foreign`] follows another program's.
//! [`deployments`], [`cached_update`], [`rpm_diff`] and [`listings`] are what the
//! daemon tells of the system, read whole; [`plan`] is what a dry run tells,
//! [`config`] what its files tell, and [`watch`] hears what changes at the daemon.
//!
//! On top of that: [`watching`] notices changes, [`reading`] reads the system, and
//! [`state`], [`describe`], [`layers`] and [`offer`] say it in Waymark's words. The
//! actions are in [`check`], [`update`], [`boot_list`], [`packages`], [`replacements`],
//! [`streams`] and [`kernel_arguments`], those that ask a registry in [`image`]; [`work`] is what
//! they share, and [`others`] tells what other programs do.

mod boot_list;
mod cached_update;
mod call;
mod check;
mod compare;
mod config;
mod deployments;
mod depsolve;
mod describe;
mod driver;
mod dry_run;
mod error_rules;
mod errors;
mod events;
mod findings;
mod foreign;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod guards;
mod gvariant;
mod image;
mod kernel_arguments;
mod layers;
mod listings;
#[cfg(feature = "measure")]
pub(crate) mod measure;
mod names;
mod offer;
mod others;
mod packages;
mod peer;
mod plan;
mod progress;
mod proxy;
mod reading;
mod remote_rules;
mod replacements;
mod report;
mod request;
mod rpm_diff;
mod signatures;
mod sizes;
mod state;
mod streams;
mod transaction;
mod update;
mod values;
mod watch;
mod watching;
mod work;

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture, stream::BoxStream};
use tokio::sync::{Mutex, OnceCell};
use waymark_model::{
    Action, Advisory, Change, Comparison, Deployment, Error, ErrorKind, FileDifference, Package,
    Ref, Repository, Result,
};
use waymark_registry::Helper;
use waymark_sysroot::Sysroot;
use zbus::{Connection, fdo::DBusProxy};

use self::{
    call::Os,
    errors::of_method,
    findings::{Findings, Found},
    proxy::{Bus, SERVICE},
    reading::Reading,
    watching::Watching,
};
use crate::{
    engine::{Done, Engine, Foreign, State},
    jobs::JobContext,
};

/// Drives a system through rpm-ostreed.
#[derive(Debug)]
pub(crate) struct RpmOstreeEngine {
    bus: Bus,
    connection: Connection,
    sysroot: Sysroot,
    watch: Watching,
    findings: Findings,
    registry: Helper,
    /// The daemon's object of the running stateroot: the same until the next start.
    os: OnceCell<Os>,
    /// What was read last.
    last: Mutex<Option<Arc<Reading>>>,
}

impl RpmOstreeEngine {
    /// Takes the system that runs, if rpm-ostreed is there or can be started; `None`
    /// if not. `folder` is where findings are kept over restarts.
    ///
    /// # Errors
    /// If the bus cannot be asked.
    pub(crate) async fn open(folder: &Path) -> Result<Option<Self>> {
        Self::on(Bus::System, folder, Sysroot::new(None)?).await
    }

    async fn on(bus: Bus, folder: &Path, sysroot: Sysroot) -> Result<Option<Self>> {
        let connection = bus.connect().await.map_err(|error| of_method(&error))?;
        let is_there = is_there(&connection).await;
        if !is_there.map_err(|error| of_method(&zbus::Error::from(error)))? {
            return Ok(None);
        }
        Ok(Some(Self {
            watch: Watching::start(&connection, &sysroot),
            findings: Findings::open(folder),
            registry: Helper::installed(),
            os: OnceCell::new(),
            last: Mutex::default(),
            bus,
            connection,
            sysroot,
        }))
    }

    /// The daemon's object of the running stateroot.
    async fn os(&self) -> Result<&Os> {
        self.os
            .get_or_try_init(|| reading::running(&self.connection))
            .await
    }

    /// What the system is. While the daemon sleeps and nothing changed, that is what
    /// was read last: reading would wake it.
    async fn reading(&self) -> Result<Arc<Reading>> {
        let mut last = self.last.lock().await;
        let stale = self.watch.take_stale();
        if let Some(last) = &*last
            && !stale
            && !watching::is_awake(&self.connection).await
        {
            return Ok(Arc::clone(last));
        }
        let read = async {
            let os = self.os().await?;
            Reading::take(&self.connection, os, &self.sysroot).await
        };
        match read.await {
            Ok(now) => {
                let now = Arc::new(now);
                *last = Some(Arc::clone(&now));
                Ok(now)
            }
            Err(error) => {
                self.watch.mark_stale();
                Err(error)
            }
        }
    }

    /// What an earlier check found of the stream that a reading follows.
    fn found(&self, reading: &Reading) -> Option<Found> {
        let stream = reading.latest().and_then(describe::follows)?;
        self.findings.of(stream)
    }

    async fn state(&self) -> Result<State> {
        let reading = self.reading().await?;
        let found = self.found(&reading);
        let mut state = state::state(&reading, found.as_ref());
        if let Some(update) = &mut state.update
            && !state.limits.no_download
        {
            update.downloaded = Some(self.sysroot.is_here(&update.checksum).await?);
        }
        Ok(state)
    }

    async fn described(&self, id: &str) -> Result<Deployment> {
        let reading = self.reading().await?;
        let raw = reading.find(id)?;
        let next = reading.deployments.first().is_some_and(|one| one.id == id);
        let disk = self.sysroot.deployment(id).await?;
        let found = self.found(&reading);
        let held = state::held(&reading, raw, found.as_ref());
        let mut told = describe::details(raw, next, held, disk);
        if let Some(layers) = &mut told.layer_details
            && let Some(packages) = self.sysroot.packages(&raw.checksum).await?
        {
            layers::add_versions(layers, &packages);
        }
        Ok(told)
    }

    async fn act(&self, action: &Action, job: &JobContext) -> Result<Done> {
        match action {
            Action::Check { target: None } => self.check(job).await,
            Action::Check {
                target: Some(target),
            } => self.fetch(target, job).await,
            Action::Update {
                version,
                download_only,
            } => self.update(version.as_ref(), *download_only, job).await,
            Action::Discard => self.discard(job).await,
            Action::Restore {
                target: Ref::Deployment(id),
                ..
            } => self.restore(id, job).await,
            Action::Restore {
                target: Ref::Version(version),
                ..
            } => self.deploy(version, job).await,
            Action::SetPinned { target, pinned, .. } => self.set_pinned(target, *pinned, job).await,
            Action::Delete { targets, .. } => self.delete(targets, job).await,
            Action::CleanUp { keep } => self.clean_up(*keep, job).await,
            Action::History { cursor, limit } => self.history(cursor, *limit, job).await,
            Action::Search { text } => self.search(text, job).await,
            Action::ListStreams => self.list_streams(job).await,
            Action::Rebase { stream, dry_run } => self.rebase(stream, *dry_run, job).await,
            Action::ChangePackages { .. } => self.change_packages(action, job).await,
            Action::SetKernelArguments { changes } => {
                self.change_kernel_arguments(changes, job).await
            }
            Action::SetPolicy { .. } | Action::Restart { .. } => Err(Error::new(
                ErrorKind::NotSupported,
                format!("{} is not done by this engine", action.name()),
            )),
        }
    }
}

/// Whether the daemon runs or the bus can start it.
async fn is_there(bus: &Connection) -> zbus::fdo::Result<bool> {
    let dbus = DBusProxy::new(bus).await?;
    if watching::is_awake(bus).await {
        return Ok(true);
    }
    let known = dbus.list_activatable_names().await?;
    Ok(known.iter().any(|name| name.as_str() == SERVICE))
}

impl Engine for RpmOstreeEngine {
    fn read(&self) -> BoxFuture<'_, Result<State>> {
        self.state().boxed()
    }

    fn deployment<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Deployment>> {
        self.described(id).boxed()
    }

    fn changes(&self) -> BoxStream<'static, ()> {
        self.watch.changes()
    }

    fn perform<'a>(
        &'a self,
        action: &'a Action,
        job: &'a JobContext,
    ) -> BoxFuture<'a, Result<Done>> {
        async move {
            let done = self.act(action, job).await;
            // Signals come in their own time; what is read next must be true.
            self.watch.mark_stale();
            done
        }
        .boxed()
    }

    fn compare<'a>(
        &'a self,
        from: &'a Ref,
        to: &'a Ref,
        files: bool,
    ) -> BoxFuture<'a, Result<Comparison>> {
        self.compared(from, to, files).boxed()
    }

    fn guards(&self, action: &Action) -> Vec<&'static str> {
        guards::of(action)
    }

    fn foreign(&self) -> BoxStream<'static, Foreign> {
        others::foreign(&self.bus, &self.connection)
    }

    fn repositories(&self) -> BoxFuture<'_, Result<Vec<Repository>>> {
        self.listed_repositories().boxed()
    }

    fn advisories(&self) -> BoxFuture<'_, Result<Vec<Advisory>>> {
        async move {
            let reading = self.reading().await?;
            Ok(reading
                .update
                .as_ref()
                .map(offer::advisories)
                .unwrap_or_default())
        }
        .boxed()
    }

    fn comparison_guards(&self) -> &'static [&'static str] {
        guards::COMPARISON
    }

    fn local_changes(&self) -> BoxFuture<'_, Result<Vec<Change>>> {
        self.sysroot.local_changes().boxed()
    }

    fn file_difference<'a>(
        &'a self,
        path: &'a str,
        secret: bool,
    ) -> BoxFuture<'a, Result<FileDifference>> {
        self.sysroot.file_difference(path, secret).boxed()
    }

    fn search_base<'a>(
        &'a self,
        text: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>> {
        self.sysroot.search(text, limit).boxed()
    }
}
