//! What an update would bring: from the cached update of the daemon, or from what the
//! registry said of an image.

use std::{cmp::Reverse, collections::HashMap};

use waymark_model::{Advisory, AdvisoryKind, Reference, Severity, StreamState, Update};

use super::{
    cached_update::{RawAdvisory, RawUpdate},
    describe::{fixed, follows},
    findings::{Found, ImageFound},
    reading::Reading,
};

/// The update that is offered and not next yet.
pub(super) fn offered(reading: &Reading, found: Option<&Found>) -> Option<Update> {
    let latest = reading.latest()?;
    let mut update = match &latest.image {
        Some(_) => of_image(found?.image.as_ref()?),
        None => of_commit(cached(reading)?)?,
    };
    let here = [Some(latest), reading.booted()];
    let mut checksums = here.iter().flatten().flat_map(|one| {
        let base = one.base.as_ref().map(|base| &base.checksum);
        let digest = one.image.as_ref().and_then(|image| image.digest.as_ref());
        [Some(&one.checksum), base, digest].into_iter().flatten()
    });
    let held = match found.and_then(|found| found.image.as_ref()) {
        Some(image) if latest.image.is_some() => {
            checksums.any(|checksum| image.digests.contains(checksum))
        }
        _ if cached(reading).is_some_and(|update| !update.new_commit) => false,
        _ => checksums.any(|checksum| *checksum == update.checksum),
    };
    if held || is_older(reading, update.timestamp) {
        return None;
    }
    update.stream = follows(latest).map(|stream| match &latest.image {
        Some(_) => stream.to_owned(),
        None => stream
            .split_once(':')
            .map_or(stream, |(_, name)| name)
            .to_owned(),
    });
    update.drops = drops(reading);
    Some(update)
}

/// The cached update, unless it tells of what is staged or of another system.
fn cached(reading: &Reading) -> Option<&RawUpdate> {
    let update = reading.update.as_ref()?;
    let booted = reading.booted()?;
    let compared = update.against.as_ref();
    let current = compared.is_none_or(|against| {
        *against == booted.checksum
            || booted
                .base
                .as_ref()
                .is_some_and(|base| base.checksum == *against)
    });
    let brings = update.new_commit || brings_packages(reading, update);
    (update.deployment.is_none() && brings && current).then_some(update)
}

/// Whether the base stays and packages on top of it become newer. Only what runs is
/// compared, so with another one next nothing is known of it.
fn brings_packages(reading: &Reading, update: &RawUpdate) -> bool {
    let mut changes = update.changes.iter().flatten();
    reading.latest().is_some_and(|latest| {
        let base = latest.base.as_ref().map(|base| base.checksum.as_str());
        latest.booted
            && latest.image.is_none()
            && base.is_some()
            && base == update.checksum.as_deref()
            && changes.any(|change| change.layered == Some(true))
    })
}

fn of_commit(raw: &RawUpdate) -> Option<Update> {
    Some(Update {
        checksum: raw.checksum.clone()?,
        version: raw.version.clone(),
        timestamp: raw.timestamp,
        packages_changed: raw.changes.as_ref().map(|changes| count(changes.len())),
        advisories: raw.advisories.as_deref().map(by_severity),
        ..Update::default()
    })
}

fn of_image(found: &ImageFound) -> Update {
    Update {
        checksum: found.digests.first().cloned().unwrap_or_default(),
        version: found.version.clone(),
        timestamp: found.timestamp,
        download_size: found.missing,
        ..Update::default()
    }
}

/// What was found of the followed stream itself.
pub(super) fn stream_state(reading: &Reading, found: Option<&Found>) -> StreamState {
    let Some(latest) = reading.latest() else {
        return StreamState::Unknown;
    };
    if latest.image.as_ref().and_then(fixed).is_some() {
        return StreamState::Fixed;
    }
    let Some(found) = found else {
        return StreamState::Unknown;
    };
    let timestamp = match (&latest.image, &found.image) {
        // An image on this machine: there is no registry that could be asked.
        (Some(_), None) if !found.missing => return StreamState::Unknown,
        (Some(_), image) => image.as_ref().and_then(|image| image.timestamp),
        (None, _) => cached(reading).and_then(|update| update.timestamp),
    };
    if found.missing {
        StreamState::Missing
    } else if is_older(reading, timestamp) {
        StreamState::Older
    } else {
        StreamState::Current
    }
}

/// Whether something was made before what runs, so that an update would refuse it.
fn is_older(reading: &Reading, timestamp: Option<u64>) -> bool {
    let Some(booted) = reading.booted() else {
        return false;
    };
    let base = booted
        .base
        .as_ref()
        .map_or(booted.timestamp, |base| base.timestamp);
    matches!((timestamp, base), (Some(new), Some(now)) if new < now)
}

/// What the end of an update removes: libostree keeps what runs, the pinned ones and
/// those of other stateroots. One that is staged is replaced at once and not listed.
fn drops(reading: &Reading) -> Vec<String> {
    let Some(booted) = reading.booted() else {
        return Vec::new();
    };
    reading
        .deployments
        .iter()
        .filter(|one| one.osname == booted.osname)
        .filter(|one| !(one.booted || one.staged || one.pinned))
        .map(|one| one.id.clone())
        .collect()
}

/// The advisories of an update, the gravest first.
pub(super) fn advisories(raw: &RawUpdate) -> Vec<Advisory> {
    let mut all: Vec<&RawAdvisory> = raw.advisories.iter().flatten().collect();
    all.sort_by_key(|one| Reverse(one.severity.min(CRITICAL)));
    all.into_iter().map(advisory).collect()
}

fn advisory(raw: &RawAdvisory) -> Advisory {
    let references = raw.references.iter().filter(|one| {
        // A link is opened by a click: nothing else than a page may be behind it.
        one.url.starts_with("https://") || one.url.starts_with("http://")
    });
    Advisory {
        id: raw.id.clone(),
        kind: match raw.kind {
            1 => AdvisoryKind::Security,
            2 => AdvisoryKind::Bugfix,
            3 | 4 => AdvisoryKind::Enhancement,
            _ => AdvisoryKind::Unknown,
        },
        severity: severity(raw.severity),
        packages: raw.packages.clone(),
        references: references
            .map(|one| Reference {
                url: one.url.clone(),
                title: one.title.clone(),
            })
            .collect(),
    }
}

const CRITICAL: u32 = 4;

fn severity(raw: u32) -> Severity {
    match raw {
        1 => Severity::Low,
        2 => Severity::Moderate,
        3 => Severity::Important,
        CRITICAL => Severity::Critical,
        _ => Severity::Unknown,
    }
}

fn by_severity(all: &[RawAdvisory]) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for one in all {
        *counts
            .entry(severity(one.severity).to_string())
            .or_insert(0) += 1;
    }
    counts
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
