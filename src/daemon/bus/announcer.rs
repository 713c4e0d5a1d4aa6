//! What the service's properties say, and the signals when that changes.

use std::{borrow::Cow, collections::HashMap};

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::{Dict, Dictionary, names};
use zbus::{
    Connection, OwnedObjectPath, Variant, fdo, names::InterfaceName, object_server::SignalEmitter,
};

use crate::world::{Announce, Snapshot};

/// Tells the bus what changed.
pub struct Announcer {
    emitter: SignalEmitter<'static>,
}

impl Announcer {
    /// For the service's object on this connection.
    ///
    /// # Errors
    /// None in practice; the path is a constant.
    pub fn new(connection: &Connection) -> zbus::Result<Self> {
        SignalEmitter::new(connection, names::PATH).map(|emitter| Self { emitter })
    }
}

impl Announce for Announcer {
    fn announce<'a>(&'a self, before: &'a Snapshot, after: &'a Snapshot) -> BoxFuture<'a, ()> {
        async move {
            let changed = changed(before, after);
            properties_changed(&self.emitter, names::SERVICE, changed).await;
        }
        .boxed()
    }
}

/// Announces properties of an object, if any changed. The bus being gone is told in the log.
pub async fn properties_changed(
    emitter: &SignalEmitter<'_>,
    interface: &'static str,
    changed: HashMap<&str, Variant<'_>>,
) {
    if changed.is_empty() {
        return;
    }
    let told = fdo::Properties::properties_changed(
        emitter,
        InterfaceName::from_static_str_unchecked(interface),
        changed,
        Cow::Borrowed(&[]),
    )
    .await;
    if let Err(error) = told {
        tracing::warn!(%error, "cannot announce a change");
    }
}

/// The offered update, or an empty dictionary.
pub fn update(snapshot: &Snapshot) -> Dict {
    let update = snapshot.state.update.as_ref();
    update.map(Dictionary::to_dict).unwrap_or_default()
}

/// How this start came out, or an empty dictionary.
pub fn last_start(snapshot: &Snapshot) -> Dict {
    let last = snapshot.last_start.as_ref();
    last.map(Dictionary::to_dict).unwrap_or_default()
}

/// A list of dictionaries.
pub fn dicts<T: Dictionary>(list: &[T]) -> Vec<Dict> {
    list.iter().map(Dictionary::to_dict).collect()
}

/// Paths of objects. What is no path is left out; the runner makes none.
pub fn paths(list: &[String]) -> Vec<OwnedObjectPath> {
    list.iter()
        .filter_map(|path| OwnedObjectPath::try_from(path.as_str()).ok())
        .collect()
}

fn changed(before: &Snapshot, after: &Snapshot) -> HashMap<&'static str, Variant<'static>> {
    let (old, new) = (&before.state, &after.state);
    let mut changed = HashMap::new();
    let mut note = |differs: bool, name, value: &dyn Fn() -> Variant<'static>| {
        if differs {
            changed.insert(name, value());
        }
    };
    note(before.generation != after.generation, "Generation", &|| {
        after.generation.into()
    });
    note(old.system != new.system, "System", &|| {
        new.system.to_dict().into()
    });
    note(old.deployments != new.deployments, "Deployments", &|| {
        dicts(&new.deployments).into()
    });
    note(old.update != new.update, "Update", &|| update(after).into());
    note(before.last_check != after.last_check, "LastCheck", &|| {
        after.last_check.to_dict().into()
    });
    note(before.jobs != after.jobs, "Jobs", &|| {
        paths(&after.jobs).into()
    });
    note(before.policy != after.policy, "Policy", &|| {
        after.policy.to_dict().into()
    });
    note(before.last_start != after.last_start, "LastStart", &|| {
        last_start(after).into()
    });
    note(before.results != after.results, "Results", &|| {
        dicts(&after.results).into()
    });
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn only_what_differs_is_told() {
        let before = Snapshot {
            generation: 1,
            state: fake::state(),
            ..Snapshot::default()
        };
        assert!(changed(&before, &before).is_empty());
        let mut after = before.clone();
        after.generation = 2;
        after.state.deployments[0].pinned = true;
        after.jobs.push("/job/1".into());
        let mut names: Vec<_> = changed(&before, &after).into_keys().collect();
        names.sort_unstable();
        assert_eq!(names, ["Deployments", "Generation", "Jobs"]);
        after.state.update = None;
        let told = changed(&before, &after);
        assert_eq!(told["Update"], Variant::from(Dict::new()));
    }
}
