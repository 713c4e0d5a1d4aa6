//! Changing what is on top of the published image, and finding what can be.

use std::{
    collections::HashSet,
    ops::Range,
    os::fd::{AsFd, OwnedFd},
};

use waymark_model::{
    Action, Change, Error, ErrorKind, Package, PackageFile, PackageState, Repository, Result, Step,
};

use super::{
    RpmOstreeEngine,
    call::{Call, Flag, Modifiers},
    deployments::RawDeployment,
    dry_run,
    errors::of_method,
    layers::layers,
    listings::{RawPackage, RawRepository},
    plan::Plan,
    reading::{Reading, os_proxy},
    request,
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

/// Most packages of one search: who finds more must look for something else.
const FOUND_MAX: usize = 500;

impl RpmOstreeEngine {
    /// Changes what is layered, in one transaction; or says what that would change.
    pub(super) async fn change_packages(&self, action: &Action, job: &JobContext) -> Result<Done> {
        let Action::ChangePackages {
            changes,
            local_packages,
            local_replacements,
            dry_run,
        } = action
        else {
            return Err(Error::new(ErrorKind::Failed, "this changes no packages"));
        };
        begin(job, Step::Preparing, ALL)?;
        let reading = self.look_again().await?;
        let latest = reading.required()?;
        if changes.reset_all {
            return self.reset(&reading, *dry_run, job).await;
        }
        let adds_files = !(local_packages.is_empty() && local_replacements.is_empty());
        // rpm-ostreed lets through what ends at the published image.
        if reading.locked && (adds_files || !request::ends_bare(latest, changes)) {
            let message = "the administrator of this system turned layering off; \
                           only taking all changes back is possible";
            return Err(Error::new(ErrorKind::NotSupported, message));
        }
        let mut modifiers = request::plan(latest, changes)?;
        let replaced = request::to_replace(latest, changes);
        modifiers.replace = self.replacements(latest, replaced, job).await?;
        modifiers.install_files = descriptors(local_packages)?;
        modifiers.replace_files = descriptors(local_replacements)?;
        if request::is_empty(&modifiers) {
            return Ok(nothing_to_do(latest, *dry_run));
        }
        let ends_hold = self.ended_hold(&reading);
        let mut flags = vec![Flag::NoPullBase];
        if *dry_run {
            flags.push(Flag::DryRun);
        }
        let ended = self
            .run(&Call::Update(modifiers, flags), job, 0.1..1.0)
            .await?;
        let done = if *dry_run {
            Done {
                changes: Some(
                    self.would_change(latest, &ended.messages, &changes.override_replace)
                        .await?,
                ),
                ..Done::default()
            }
        } else {
            self.made(&ended).await?
        };
        Ok(done.ending_hold(ends_hold))
    }

    /// Takes back everything: the published image as it is.
    async fn reset(&self, reading: &Reading, dry_run: bool, job: &JobContext) -> Result<Done> {
        let latest = reading.required()?;
        let initramfs = latest.regenerate_initramfs || !latest.initramfs_etc.is_empty();
        if layers(latest).is_empty() && !initramfs {
            return Ok(nothing_to_do(latest, dry_run));
        }
        let ends_hold = self.ended_hold(reading);
        let done = if dry_run {
            Done {
                changes: Some(request::resetting(latest)),
                ..Done::default()
            }
        } else {
            let flags = vec![
                Flag::NoPullBase,
                Flag::NoLayering,
                Flag::NoOverrides,
                Flag::NoInitramfs,
            ];
            let call = Call::Update(Modifiers::default(), flags);
            let ended = self.run(&call, job, ALL).await?;
            self.made(&ended).await?
        };
        Ok(done.ending_hold(ends_hold))
    }

    /// Packages of the repositories that fit all words of a text, those with all in
    /// their name first.
    pub(super) async fn search(&self, text: &str, job: &JobContext) -> Result<Done> {
        begin(job, Step::FetchingMetadata, ALL)?;
        let reading = self.reading().await?;
        let latest = reading.required()?;
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            return Err(Error::invalid("text", "there is nothing to look for"));
        }
        self.refresh_repositories(job, 0.0..0.8).await?;
        job.phase(Step::Working, 0.8..1.0);
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let found = tokio::select! {
            found = os.search(&words) => found.map_err(|error| of_method(&error))?,
            // rpm-ostree finds on; nobody waits for it.
            () = job.cancelled() => return job.check().map(|()| Done::default()),
        };
        let base = self.base_names(latest).await?;
        Ok(Done {
            packages: Some(packages(&RawPackage::read_all(&found), latest, &base)),
            ..Done::default()
        })
    }

    /// Fetches what the repositories offer now. If that fails, what was fetched before
    /// is searched.
    pub(super) async fn refresh_repositories(
        &self,
        job: &JobContext,
        part: Range<f64>,
    ) -> Result<()> {
        match self.run(&Call::RefreshMd, job, part).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.kind, ErrorKind::Cancelled | ErrorKind::EngineGone) => {
                Err(error)
            }
            Err(error) => {
                job.log(&format!("{error}: what was fetched before is searched"));
                job.log(&error.raw);
                Ok(())
            }
        }
    }

    /// Names of the packages in a deployment's base, as far as they are known here.
    async fn base_names(&self, one: &RawDeployment) -> Result<HashSet<String>> {
        let known = self.base_packages(one).await?;
        let names = known.into_iter().flatten().map(|package| package.name);
        Ok(names.collect())
    }

    /// The packages in a deployment's base, if they are known here.
    pub(super) async fn base_packages(&self, one: &RawDeployment) -> Result<Option<Vec<Package>>> {
        let base = one.base.as_ref().map(|base| &base.checksum);
        self.sysroot.packages(base.unwrap_or(&one.checksum)).await
    }

    /// The repositories.
    pub(super) async fn listed_repositories(&self) -> Result<Vec<Repository>> {
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let listed = os.list_repos().await.map_err(|error| of_method(&error))?;
        let repository = |raw: RawRepository| Repository {
            id: raw.id,
            name: raw.description,
            enabled: raw.enabled,
        };
        let all = RawRepository::read_all(&listed);
        Ok(all.into_iter().map(repository).collect())
    }

    /// What of a dry run differs from what is there already.
    async fn would_change(
        &self,
        latest: &RawDeployment,
        messages: &[String],
        replaced: &[String],
    ) -> Result<Vec<Change>> {
        let mut told = Plan::read(messages).changes();
        let base = self.base_packages(latest).await?;
        let now = self.sysroot.packages(&latest.checksum).await?;
        Ok(match (base, now) {
            (Some(base), Some(now)) => {
                dry_run::mark_replaced(&mut told, &base, replaced);
                dry_run::against(&now, &base, told)
            }
            _ => told,
        })
    }
}

/// What was found, each package once in its newest version, with where it stands here.
fn packages(found: &[RawPackage], latest: &RawDeployment, base: &HashSet<String>) -> Vec<Package> {
    let mut seen = HashSet::new();
    let state = |name: &String| {
        if latest.packages.contains(name) {
            PackageState::Layered
        } else if latest.requested.contains(name) {
            PackageState::Inactive
        } else if base.contains(name) {
            PackageState::InBase
        } else {
            PackageState::Available
        }
    };
    found
        .iter()
        .filter(|one| seen.insert((one.name.clone(), one.arch.clone())))
        .take(FOUND_MAX)
        .map(|one| Package {
            name: one.name.clone(),
            version: one.evr.clone(),
            architecture: Some(one.arch.clone()),
            summary: one.summary.clone(),
            repository: one.repository.clone(),
            state: Some(state(&one.name)),
            ..Package::default()
        })
        .collect()
}

fn descriptors(files: &[PackageFile]) -> Result<Vec<OwnedFd>> {
    files
        .iter()
        .map(|file| {
            file.as_fd().try_clone_to_owned().map_err(|error| {
                Error::new(ErrorKind::Failed, "a package file cannot be handed over")
                    .raw(error.to_string())
            })
        })
        .collect()
}

fn nothing_to_do(latest: &RawDeployment, dry_run: bool) -> Done {
    Done {
        unchanged: !dry_run,
        deployment: Some(latest.id.clone()),
        changes: dry_run.then(Vec::new),
        ..Done::default()
    }
}
