//! Ways in for `tests/fuzz`: what the service or whoever has its name says, whatever it is.
//! Not part of any program.

use waymark_model::Dict;

use crate::{JobProgress, Snapshot};

/// Reads the properties of the service and those of a job.
pub fn properties(dict: &Dict) {
    if let Ok(snapshot) = Snapshot::from_properties(dict) {
        let _ = (snapshot.booted(), snapshot.next(), snapshot.staged());
        for deployment in &snapshot.deployments {
            assert!(snapshot.deployment(&deployment.id).is_some());
        }
    }
    let progress = JobProgress::from_properties(dict);
    assert!(progress.fraction.is_none_or(|it| (0.0..=1.0).contains(&it)));
}
