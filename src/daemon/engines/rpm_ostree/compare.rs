//! What differs between two versions: packages as rpm-ostreed tells it, files as
//! libostree does.

use waymark_model::{Change, ChangeType, Comparison, Error, ErrorKind, Files, Ref, Result};

use super::{
    RpmOstreeEngine,
    deployments::RawDeployment,
    errors::of_method,
    reading::{Reading, os_proxy},
    rpm_diff::changes,
};

/// One side of a comparison.
#[derive(Debug)]
enum Side<'a> {
    /// It is deployed here.
    Here(&'a RawDeployment),
    /// It is not; this is its checksum or digest.
    Away(&'a str),
}

impl RpmOstreeEngine {
    /// Compares two versions as far as they are here.
    pub(super) async fn compared(&self, from: &Ref, to: &Ref, files: bool) -> Result<Comparison> {
        let reading = self.reading().await?;
        let (old, new) = (side(&reading, from)?, side(&reading, to)?);
        let unpulled = [&old, &new].into_iter().find_map(|side| match side {
            Side::Away(version) if version.starts_with("sha256:") => Some(*version),
            _ => None,
        });
        if let Some(version) = unpulled {
            // An image tells what it holds once it is here, and not before.
            return self.of_image(&reading, version);
        }
        let told = self.packages_between(&reading, &old, &new).await;
        let (old, new) = (on_disk(&old), on_disk(&new));
        let disk = self.sysroot.compare(&old, &new, files).await;
        match (told, disk) {
            (Some(packages), Ok(disk)) => Ok(Comparison {
                packages: Some(packages),
                ..disk
            }),
            (Some(packages), Err(_)) => Ok(Comparison {
                packages: Some(packages),
                files: Files::Unknown,
            }),
            (None, disk) => disk,
        }
    }

    /// How the packages differ, if rpm-ostreed knows it.
    async fn packages_between(
        &self,
        reading: &Reading,
        old: &Side<'_>,
        new: &Side<'_>,
    ) -> Option<Vec<Change>> {
        let asked = match (old, new) {
            (Side::Here(old), Side::Here(new)) => self.between(old, new).await,
            (Side::Here(old), Side::Away(new)) if old.booted => self.to_version(reading, new).await,
            (Side::Away(old), Side::Here(new)) if new.booted => {
                let rows = self.to_version(reading, old).await;
                rows.map(|rows| rows.into_iter().map(back).collect())
            }
            _ => return None,
        };
        asked
            .inspect_err(|error| {
                tracing::info!(%error, raw = error.raw, "rpm-ostree cannot compare these");
            })
            .ok()
    }

    async fn between(&self, old: &RawDeployment, new: &RawDeployment) -> Result<Vec<Change>> {
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let rows = os.get_deployments_rpm_diff(&old.id, &new.id).await;
        Ok(changes(rows.map_err(|error| of_method(&error))?))
    }

    /// From what runs to a version that was looked at.
    async fn to_version(&self, reading: &Reading, version: &str) -> Result<Vec<Change>> {
        let cached = reading.update.as_ref().filter(|update| {
            update.checksum.as_deref() == Some(version) && update.changes.is_some()
        });
        if let Some(rows) = cached.and_then(|update| update.changes.clone()) {
            return Ok(rows);
        }
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let revision = format!("revision={version}");
        let answer = os.get_cached_deploy_rpm_diff(&revision, &[]).await;
        let (rows, _) = answer.map_err(|error| of_method(&error))?;
        Ok(changes(rows))
    }

    /// An image that is not here: known to exist, or not known at all.
    fn of_image(&self, reading: &Reading, digest: &str) -> Result<Comparison> {
        let found = self.found(reading).and_then(|found| found.image);
        if found.is_some_and(|image| image.digests.iter().any(|one| one == digest)) {
            return Ok(Comparison::default());
        }
        let message = format!("version {digest} is not on this disk");
        Err(Error::new(ErrorKind::NotFound, message)
            .with(|fields| fields.reference = Some(format!("version:{digest}"))))
    }
}

/// A version is taken for the deployment that is exactly it; one with layers on top is
/// another one.
fn side<'a>(reading: &'a Reading, reference: &'a Ref) -> Result<Side<'a>> {
    let version = match reference {
        Ref::Deployment(id) => return reading.find(id).map(Side::Here),
        Ref::Version(version) => version,
    };
    let is = |one: &&RawDeployment| {
        let digest = one.image.as_ref().and_then(|image| image.digest.as_ref());
        one.checksum == *version || (one.base.is_none() && digest == Some(version))
    };
    let here = reading.deployments.iter().find(is);
    Ok(here.map_or(Side::Away(version), Side::Here))
}

fn on_disk(side: &Side<'_>) -> Ref {
    match side {
        Side::Here(one) => Ref::Deployment(one.id.clone()),
        Side::Away(version) => Ref::Version((*version).to_owned()),
    }
}

/// The same change the other way round.
fn back(row: Change) -> Change {
    Change {
        change: match row.change {
            ChangeType::Added => ChangeType::Removed,
            ChangeType::Removed => ChangeType::Added,
            ChangeType::Upgraded => ChangeType::Downgraded,
            ChangeType::Downgraded => ChangeType::Upgraded,
            other => other,
        },
        old: row.new,
        new: row.old,
        ..row
    }
}
