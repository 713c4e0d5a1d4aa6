//! What a report of a fault needs to know. In English whoever reads the window: it is
//! for those who mend it. No names of users, no raw text, no secrets of an address.

use std::fmt::Write as _;

use waymark_model::{Deployment, JobResult};

use super::{World, text, world::Link};

/// How many of the last results are told.
const RESULTS: usize = 10;

/// What the window runs on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Platform {
    /// Its parts and their versions.
    pub(crate) versions: Vec<(&'static str, String)>,
    /// The desktop, the kind of its session, the language: as the environment says.
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// All of it, to be copied.
pub(crate) fn debug_info(world: &World, platform: &Platform) -> String {
    let snapshot = &world.snapshot;
    let mut out = String::new();
    let mut line = |key: &str, value: &str| {
        let value = if value.is_empty() { "unknown" } else { value };
        // Writing to a string does not fail.
        let _ = writeln!(out, "{key}: {value}");
    };
    for (name, version) in &platform.versions {
        line(name, version);
    }
    line("Service", &service(world));
    if snapshot.api_version > 0 {
        let system = &snapshot.system;
        let engine = format!("{} ({})", system.engine, text::plain(&system.engine_reason));
        line("Engine", &engine);
        line("System", &text::plain(&system.name));
        let stream = system.stream.as_deref().unwrap_or("none");
        line("Stream", &without_credentials(&text::plain(stream)));
        if let Some(held) = &system.held {
            line("Held at", &text::plain(held));
        }
        if let Some(driver) = &system.update_driver {
            line("Updated by", &text::plain(driver));
        }
        line("Policy", &snapshot.policy.settings.mode.to_string());
    }
    for (name, value) in platform
        .environment
        .iter()
        .filter(|(_, value)| !value.is_empty())
    {
        line(name, &text::plain(value));
    }
    list(
        &mut out,
        "Versions",
        snapshot.deployments.iter().map(deployment),
    );
    let mut results: Vec<&JobResult> = snapshot.results.iter().collect();
    results.sort_by_key(|result| std::cmp::Reverse(result.finished));
    let ago = |result: &&JobResult| done(result, world.now);
    list(
        &mut out,
        "Last results",
        results.iter().take(RESULTS).map(ago),
    );
    out.trim_end().to_owned()
}

fn list(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let _ = write!(out, "\n{heading}:\n- {}\n", lines.join("\n- "));
    }
}

fn service(world: &World) -> String {
    let api = world.snapshot.api_version;
    match &world.link {
        Link::Connecting => "not heard of yet".into(),
        Link::Connected => format!("connected, contract {api}"),
        Link::Reconnecting => format!("went away, contract {api}"),
        Link::Missing => "not installed".into(),
        Link::Unreachable(error) => format!("unreachable, {}", error.kind()),
    }
}

fn deployment(deployment: &Deployment) -> String {
    let version = deployment.version.as_deref().unwrap_or("unnamed");
    let checksum: String = deployment.checksum.chars().take(12).collect();
    let flags = [
        (deployment.booted, "running"),
        (deployment.next, "next"),
        (deployment.staged, "staged"),
        (deployment.pinned, "pinned"),
        (deployment.unlocked.is_some(), "unlocked"),
    ];
    let mut said: Vec<String> = flags
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| (*word).to_owned())
        .collect();
    if !deployment.layers.is_empty() {
        said.push(format!("{} layers", deployment.layers.len()));
    }
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(": {}", said.join(", "))
    };
    format!("{} {}{said}", text::plain(version), text::plain(&checksum))
}

/// Without its message and raw text, which can hold paths and names.
fn done(result: &JobResult, now: u64) -> String {
    let error = result
        .error
        .map(|error| format!(" ({error})"))
        .unwrap_or_default();
    let minutes = now.saturating_sub(result.finished) / 60;
    format!(
        "{}: {}{error}, {minutes} min ago",
        text::plain(&result.action),
        result.outcome
    )
}

/// An address without the name and password that may stand in it.
fn without_credentials(stream: &str) -> String {
    match stream.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}{path}")
        }
        None => stream.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing;
    use waymark_model::{ActionName, ErrorKind};

    #[test]
    fn a_report_says_what_is_there_and_nobodys_name() {
        let mut world = testing::world();
        world.now = testing::NOW;
        let snapshot = testing::snapshot(&mut world);
        snapshot.api_version = 1;
        snapshot.system.engine_reason = "booted through OSTree".into();
        snapshot.system.stream = Some("docker://me:secret@example.org/os:44".into());
        snapshot.deployments[1].pinned = true;
        let mut failed = testing::result(
            ActionName::Update,
            testing::NOW - 600,
            Some(ErrorKind::NoSpace),
        );
        failed.message = Some("no room in /home/maria".into());
        failed.raw = Some("maria".into());
        snapshot.results = vec![failed];
        let platform = Platform {
            versions: vec![("Waymark", "1.2.3".into())],
            environment: vec![("Desktop", "GNOME".into()), ("Flatpak", String::new())],
        };
        assert_eq!(
            debug_info(&world, &platform),
            "Waymark: 1.2.3\n\
             Service: connected, contract 1\n\
             Engine: ostree (booted through OSTree)\n\
             System: Sample OS\n\
             Stream: docker://example.org/os:44\n\
             Policy: manual\n\
             Desktop: GNOME\n\
             \n\
             Versions:\n\
             - 44.20251115 c44.20251115: running, next\n\
             - 44.20251108 c44.20251108: pinned\n\
             \n\
             Last results:\n\
             - update: failed (NoSpace), 10 min ago"
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let world = World {
            link: Link::Missing,
            ..World::default()
        };
        let said = debug_info(&world, &Platform::default());
        assert_eq!(said, "Service: not installed");
    }
}
