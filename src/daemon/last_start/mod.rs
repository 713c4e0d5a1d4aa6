//! How the machine started: what was meant to run is kept on the disk, compared
//! after the next start with what runs, and judged once.
//!
//! [`meant`] is what is kept, [`classify`] judges and is pure, [`journal`] and
//! [`units`] gather what others tell. Whatever cannot be asked is unknown.

pub mod boot;
mod classify;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod journal;
mod meant;
mod units;

use std::{collections::BTreeSet, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::{LastStart, StartReason, StartVersion};
use zbus::Connection;

pub use self::{
    classify::{Evidence, Finalization, Start},
    journal::Journal,
    meant::Meant,
};
use crate::world::World;

/// Longest list of failed units that is told.
const UNITS_MAX: usize = 64;
/// Longest name of one, in bytes: systemd's own limit.
const UNIT_MAX: usize = 255;

/// Whoever saw the shutdown before and this start.
pub trait Witness: Send + Sync {
    /// What is known of the start `boot`, and of the shutdown of the boot in which
    /// something was `meant`.
    fn evidence<'a>(&'a self, meant: &'a Meant, boot: &'a str) -> BoxFuture<'a, Evidence>;
}

/// The journal, and systemd on the bus.
pub struct System {
    connection: Connection,
    journal: Journal,
}

impl System {
    /// This machine's.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
            journal: Journal::default(),
        }
    }
}

impl Witness for System {
    fn evidence<'a>(&'a self, meant: &'a Meant, boot: &'a str) -> BoxFuture<'a, Evidence> {
        async move {
            // Systemd knows what failed only once the start is through.
            let failed = match units::failed(&self.connection).await {
                Ok(failed) => Some(failed),
                Err(error) => {
                    tracing::info!(%error, "systemd does not tell what failed");
                    self.journal.failed_units(boot).await
                }
            };
            Evidence {
                finalization: if meant.staged {
                    self.journal.finalization(&meant.boot, boot).await
                } else {
                    Finalization::Unknown
                },
                fell_back: self.journal.fell_back(boot).await,
                failed_units: failed.map(presentable),
            }
        }
        .boxed()
    }
}

/// Names of units as they may be told: in order, few, and without surprises.
fn presentable(units: Vec<String>) -> Vec<String> {
    let is_name = |unit: &String| {
        (1..=UNIT_MAX).contains(&unit.len()) && unit.chars().all(|c| c.is_ascii_graphic())
    };
    let units: BTreeSet<String> = units.into_iter().filter(is_name).collect();
    units.into_iter().take(UNITS_MAX).collect()
}

/// Judges this start, unless that was done before or nothing was known of what was
/// meant to run.
pub async fn judge(world: Arc<World>, witness: &dyn Witness) {
    let memory = world.store().recall().await;
    let (Some(meant), Some(boot)) = (memory.unjudged, world.boot()) else {
        return;
    };
    let evidence = witness.evidence(&meant, boot).await;
    let now = world.now();
    let before = memory.last_start.and_then(|last| last.failed_units);
    let judged = classify::classify(&Start {
        boot,
        when: boot::started(),
        meant: &meant,
        deployments: &now.state.deployments,
        evidence: &evidence,
        failed_before: before.as_deref(),
    });
    let Some(judged) = judged else {
        tracing::warn!("it is not known what runs; the start is judged another time");
        return;
    };
    tell(&judged, &evidence);
    let left = judged.gone_back_from().map(|left| left.offered.clone());
    if let Some(left) = &left
        && let Err(error) = world.hide(left, true).await
    {
        tracing::warn!(%error, "what was gone back from is offered again");
    }
    world.judged(judged).await;
    if left.is_some()
        && let Err(error) = world.refresh().await
    {
        tracing::warn!(%error, raw = error.raw, "cannot read the system");
    }
}

fn tell(judged: &LastStart, evidence: &Evidence) {
    let version = |one: &Option<StartVersion>| {
        one.as_ref()
            .map(|one| one.checksum.clone())
            .unwrap_or_default()
    };
    let (meant, runs) = (version(&judged.meant), version(&judged.runs));
    let (class, why) = (judged.class, judged.why.map(StartReason::as_str));
    if judged.went_wrong() {
        tracing::warn!(%class, why, meant, runs, ?evidence, "this start is not as it was meant");
    } else {
        tracing::info!(%class, meant, runs, "this start was judged");
    }
}

#[cfg(test)]
mod tests;
