//! Small worlds for the tests of view state.

use std::sync::Arc;

use waymark_client::{JobProgress, Snapshot};
use waymark_model::{
    ActionName, Deployment, ErrorKind, Holder, JobResult, JobState, LastCheck, Outcome, Step,
    System, Update,
};

use super::{World, world::Link};

/// 22 November 2025, 12:00 UTC.
pub(crate) const NOW: u64 = 1_763_812_800;
const DAY: u64 = 86_400;

/// Two versions on disk, the newer one running; checked five minutes ago.
pub(crate) fn world() -> World {
    let running = Deployment {
        booted: true,
        next: true,
        ..deployment("44.20251115", NOW - 7 * DAY)
    };
    let snapshot = Snapshot {
        generation: 7,
        system: System {
            name: "Sample OS".into(),
            engine: "ostree".into(),
            stream: Some("sample/stable".into()),
            actions: ActionName::ALL.iter().map(ToString::to_string).collect(),
            ..System::default()
        },
        deployments: vec![running, deployment("44.20251108", NOW - 14 * DAY)],
        last_check: LastCheck {
            when: Some(NOW - 300),
            outcome: Some(Outcome::Ok),
            last_success: Some(NOW - 300),
            ..LastCheck::default()
        },
        ..Snapshot::default()
    };
    World {
        link: Link::Connected,
        snapshot: Arc::new(snapshot),
        now: NOW,
        keep: 1,
        uid: 1000,
        ..World::default()
    }
}

/// The world's snapshot, to be changed.
pub(crate) fn snapshot(world: &mut World) -> &mut Snapshot {
    Arc::make_mut(&mut world.snapshot)
}

/// A deployment of a version; its id is `os-VERSION.0`.
pub(crate) fn deployment(version: &str, timestamp: u64) -> Deployment {
    Deployment {
        id: format!("os-{version}.0"),
        checksum: format!("c{version}"),
        version: Some(version.into()),
        timestamp: Some(timestamp),
        ..Deployment::default()
    }
}

/// An update of yesterday.
pub(crate) fn update() -> Update {
    Update {
        checksum: "c44.20251121".into(),
        version: Some("44.20251121".into()),
        timestamp: Some(NOW - DAY),
        stream: Some("sample/stable".into()),
        download_size: Some(212_000_000),
        packages_changed: Some(41),
        ..Update::default()
    }
}

/// A job of this user in the middle of its download.
pub(crate) fn job(action: ActionName) -> JobProgress {
    JobProgress {
        action,
        state: JobState::Running,
        step: Step::Downloading,
        fraction: Some(0.5),
        bytes_done: 0,
        bytes_total: None,
        rate: 0,
        cancellable: true,
        holder: Holder {
            uid: Some(1000),
            program: None,
        },
    }
}

/// A job's end: well, or with an error.
pub(crate) fn result(action: ActionName, finished: u64, error: Option<ErrorKind>) -> JobResult {
    JobResult {
        job: format!("/job/{finished}"),
        action: action.as_str().into(),
        finished,
        outcome: if error.is_some() {
            Outcome::Failed
        } else {
            Outcome::Ok
        },
        error,
        ..JobResult::default()
    }
}
