//! What is to be said of an update that is offered.

use waymark_client::Snapshot;
use waymark_model::Update;

use super::{
    advisories,
    dates::Dates,
    deployment_name, name,
    units::{bytes, count},
};

/// What an update is, in one line.
pub(crate) fn available(update: &Update, dates: Dates) -> String {
    let mut parts = vec![name(update.version.as_deref(), &update.checksum).to_owned()];
    parts.extend(
        update
            .timestamp
            .map(|t| format!("published {}", dates.day(t))),
    );
    parts.extend(update.download_size.map(|size| match size {
        0 => "nothing to download".to_owned(),
        size => format!("{} at most", bytes(size)),
    }));
    let packages = update.packages_changed;
    parts.extend(packages.map(|n| count(n, "package changes", "packages change")));
    parts.join(", ")
}

/// What taking the update will remove, by name; `None` if nothing.
pub(crate) fn dropped(update: &Update, snapshot: &Snapshot) -> Option<String> {
    let names = update.drops.iter();
    let names = names.map(|id| snapshot.deployment(id).map_or(id.as_str(), deployment_name));
    let names: Vec<_> = names.collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => (*last).to_owned(),
        _ => format!("{} and {last}", others.join(", ")),
    })
}

/// What else is to be said of an update, a line for each.
pub(super) fn beside(update: &Update, snapshot: &Snapshot) -> Vec<String> {
    let mut more = Vec::new();
    match &update.advisories {
        Some(numbers) => more.push(advisories::numbers(numbers)),
        // Images say nothing of what is in them.
        None if update.packages_changed.is_none() && update.checksum.starts_with("sha256:") => {
            more.push("packages and advisories are not known before it is downloaded".to_owned());
        }
        None => {}
    }
    more.extend(
        dropped(update, snapshot)
            .map(|names| format!("taking it removes {names} to make room, unless pinned")),
    );
    more
}

#[cfg(test)]
mod tests {
    use waymark_model::Deployment;

    use super::*;

    #[test]
    fn what_makes_room_is_named() {
        let deployment = |id: &str, version: &str| Deployment {
            id: format!("sample-{id}.0"),
            version: Some(version.into()),
            ..Deployment::default()
        };
        let sample = Snapshot {
            deployments: vec![deployment("2c3d", "44.1"), deployment("4e5f", "43.9")],
            ..Snapshot::default()
        };
        let mut update = Update::default();
        let mut told = |ids: &[&str]| {
            update.drops = ids.iter().map(|id| (*id).to_owned()).collect();
            dropped(&update, &sample)
        };
        assert_eq!(told(&[]), None);
        let three = told(&["sample-2c3d.0", "sample-4e5f.0", "gone"]);
        assert_eq!(three.as_deref(), Some("44.1, 43.9 and gone"));
    }
}
