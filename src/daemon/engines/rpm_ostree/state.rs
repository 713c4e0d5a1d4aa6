//! From a reading to what the service tells everyone.

use std::collections::HashMap;

use waymark_model::{ActionName, System};

use super::{
    deployments::RawDeployment,
    describe::{follows, summary},
    findings::Found,
    layers::layers,
    offer,
    reading::Reading,
};
use crate::engine::{Limits, State};

const NAME: &str = "rpm-ostree";

/// All of it.
pub(super) fn state(reading: &Reading, found: Option<&Found>) -> State {
    let deployments = reading
        .deployments
        .iter()
        .enumerate()
        .map(|(place, raw)| summary(raw, place == 0, held(reading, raw, found)))
        .collect();
    let incarnations = reading.outline.incarnations.clone();
    let mut state = State {
        system: system(reading, found),
        deployments,
        update: offer::offered(reading, found),
        incarnations,
        limits: Limits {
            newest_only: true,
            // What of an image is here cannot be told.
            no_download: reading.latest().is_some_and(|it| it.image.is_some()),
        },
        ..State::default()
    };
    let latest = reading.latest().map(|latest| &latest.id);
    let latest = latest.and_then(|id| state.deployment(id));
    state.system.held = latest.and_then(|latest| latest.held.clone());
    state
}

/// The version that a deployment is held at, unless its stream offers just that.
pub(super) fn held<'a>(
    reading: &'a Reading,
    raw: &RawDeployment,
    found: Option<&Found>,
) -> Option<&'a String> {
    let tip = found
        .filter(|found| follows(raw) == Some(found.stream.as_str()))
        .and_then(|found| found.tip.as_ref());
    let held = reading.outline.held.get(&raw.id);
    held.filter(|held| Some(*held) != tip)
}

fn system(reading: &Reading, found: Option<&Found>) -> System {
    // Where layering is off, what is on top can still be taken back.
    let layered = reading
        .latest()
        .is_some_and(|latest| !layers(latest).is_empty());
    let (actions, unsupported) = offered(reading.locked, layered);
    let booted = reading.booted();
    let stream = booted.and_then(follows);
    let (remote, stream) = match booted.and_then(|booted| booted.image.as_ref()) {
        Some(_) => (None, stream),
        None => stream
            .and_then(|stream| stream.split_once(':'))
            .map_or((None, stream), |(remote, name)| (Some(remote), Some(name))),
    };
    let latest = reading.latest();
    let successor = latest.and_then(|latest| {
        let name = latest.end_of_life_rebase.as_deref()?;
        let (remote, _) = latest.origin.as_deref()?.split_once(':')?;
        Some(format!("{remote}:{name}"))
    });
    System {
        name: reading.outline.name.clone().unwrap_or_default(),
        engine: NAME.to_owned(),
        engine_reason: "rpm-ostreed drives this system".to_owned(),
        stream: stream.map(str::to_owned),
        remote: remote.map(str::to_owned),
        actions,
        unsupported,
        stream_state: Some(offer::stream_state(reading, found)),
        end_of_life: latest.and_then(|latest| latest.end_of_life.clone()),
        newer_stream: found.and_then(|found| found.newer.clone()).or(successor),
        update_driver: reading.driver.clone(),
        ..System::default()
    }
}

/// The names of the actions that work, and for each other one a word for why not.
fn offered(locked: bool, layered: bool) -> (Vec<String>, HashMap<String, String>) {
    let mut actions = Vec::new();
    let mut unsupported = HashMap::new();
    let known = ActionName::ALL
        .iter()
        .filter(|action| **action != ActionName::Unknown);
    for action in known {
        match why_not(*action, locked, layered) {
            None => actions.push(action.to_string()),
            Some(reason) => drop(unsupported.insert(action.to_string(), reason.to_owned())),
        }
    }
    (actions, unsupported)
}

fn why_not(action: ActionName, locked: bool, layered: bool) -> Option<&'static str> {
    match action {
        ActionName::ChangePackages | ActionName::Override if layered => None,
        ActionName::ChangePackages | ActionName::LocalPackages | ActionName::Override => {
            locked.then_some("locked")
        }
        _ => None,
    }
}
