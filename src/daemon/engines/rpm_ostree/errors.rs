//! What rpm-ostreed says when something fails, in Waymark's words.
//!
//! A method has an error name, a transaction only a text: its own words, with
//! those of libostree, librepo, the container tools and scripts strung behind. Rules
//! tell its kind. The text itself is always kept.

use waymark_model::{Error, ErrorKind};

use super::{
    depsolve::{in_the_way, problems},
    error_rules::rule,
    names::name_of,
    sizes::size,
};

/// Where the store of a system lies.
const STORE: &str = "/sysroot";

/// What is known beside the text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context<'a> {
    /// What was asked to be on top of the base: names of packages.
    pub(crate) requests: &'a [String],
    /// What the transaction said before.
    pub(crate) messages: &'a [String],
}

/// The end of a transaction that failed.
pub(crate) fn of_transaction(text: &str, context: Context<'_>) -> Error {
    if let Some(problems) = problems(text, context.requests) {
        return about(
            ErrorKind::Conflict,
            "the packages cannot be put together as asked",
            in_the_way(&problems),
        )
        .with(|fields| {
            let reasons = problems.iter().map(|problem| problem.reasons.join("\n"));
            fields.problems = Some(reasons.collect());
        })
        .raw(text);
    }
    let (kind, sentence) = rule(text);
    let packages = match kind {
        ErrorKind::NoSpace => Vec::new(),
        _ => packages(text, context),
    };
    let error = about(kind, sentence, packages).raw(text);
    match kind {
        ErrorKind::NoSpace => error.with(|fields| {
            let boot = text.contains("/boot");
            fields.filesystem = Some(if boot { "/boot" } else { STORE }.to_owned());
            fields.required = text
                .split_once("at least ")
                .and_then(|(_, tail)| size(tail));
        }),
        ErrorKind::Busy => error.with(|fields| {
            let held = text
                .lines()
                .filter_map(|line| line.strip_prefix("Held by: "));
            fields.inhibitors =
                Some(held.map(str::to_owned).collect::<Vec<_>>()).filter(|who| !who.is_empty());
        }),
        _ => error,
    }
}

/// A method that failed, or a connection. Who holds the system when it is busy is
/// for the caller to find out.
pub(crate) fn of_method(error: &zbus::Error) -> Error {
    let (name, text) = match error {
        zbus::Error::MethodError(name, text, _) => (name, text),
        zbus::Error::IncorrectType | zbus::Error::InvalidReply => {
            let message = "rpm-ostree answered in a way that is not known here";
            return Error::new(ErrorKind::Failed, message).raw(error.to_string());
        }
        _ => return gone(&error.to_string()),
    };
    let text = text.as_deref().unwrap_or_default();
    let refused = (ErrorKind::NotAuthorized, "rpm-ostree refused it");
    let (kind, sentence) = match name.as_str() {
        "org.freedesktop.DBus.Error.AccessDenied"
        | "org.projectatomic.rpmostreed.Error.NotAuthorized" => refused,
        "org.freedesktop.DBus.Error.Failed" if text.starts_with("Authorization error") => refused,
        "org.freedesktop.DBus.Error.UnknownMethod"
        | "org.freedesktop.DBus.Error.UnknownInterface"
        | "org.freedesktop.DBus.Error.UnknownObject" => (
            ErrorKind::NotSupported,
            "this rpm-ostree has no such operation",
        ),
        "org.projectatomic.rpmostreed.Error.InvalidRefspec" => (
            ErrorKind::InvalidArgument,
            "what was named is not a stream of this system",
        ),
        name if is_gone(name) => return gone(text),
        name if name.ends_with(".Code26") || name.ends_with(".UpdateInProgress") => {
            (ErrorKind::Busy, "rpm-ostree is at work already")
        }
        _ => return of_transaction(text, Context::default()),
    };
    Error::new(kind, sentence).raw(text)
}

/// rpm-ostreed went away.
pub(crate) fn gone(text: &str) -> Error {
    Error::new(
        ErrorKind::EngineGone,
        "rpm-ostree went away; the next try starts it again",
    )
    .raw(text)
}

fn is_gone(name: &str) -> bool {
    [
        "org.freedesktop.DBus.Error.NoReply",
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Disconnected",
        "org.freedesktop.DBus.Error.TimedOut",
        "org.freedesktop.DBus.Error.Timeout",
    ]
    .contains(&name)
        || name.starts_with("org.freedesktop.DBus.Error.Spawn.")
        || name.starts_with("org.freedesktop.systemd1.")
}

fn about(kind: ErrorKind, sentence: &str, packages: Vec<String>) -> Error {
    let listed = packages.join(", ");
    let message = if listed.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence}: {listed}")
    };
    Error::new(kind, message).with(|fields| {
        fields.packages = Some(packages).filter(|packages| !packages.is_empty());
    })
}

/// Names of the packages that a text speaks of.
fn packages(text: &str, context: Context<'_>) -> Vec<String> {
    let lists = [
        "Packages not found: ",
        "Base packages would be removed: ",
        "Base packages not marked to be removed: ",
        "Request to reinstall exact base package versions: ",
    ];
    if let Some((_, list)) = lists.iter().find_map(|start| text.split_once(start)) {
        let names = list.lines().next().unwrap_or_default().split([',', ' ']);
        let names = names.filter(|name| !name.is_empty());
        return names
            .map(|name| name_of(name).unwrap_or(name).to_owned())
            .collect();
    }
    if text.contains("Some base packages would be replaced") {
        return replaced(context.messages);
    }
    let quoted = [
        ("\"", "\" is already provided by:"),
        ("Package '", "' is already in the base"),
        ("Package/capability '", "' is "),
        ("No overrides for package '", "'"),
        ("Package \"", "\" not found"),
        ("Package not found: ", ""),
        ("No matches for '", "' in repo"),
        ("Multiple packages match \"", "\""),
        ("Cannot request '", "' provided by"),
        ("Importing package '", "'"),
    ];
    let one = quoted.iter().find_map(|(start, end)| {
        let (_, tail) = text.split_once(start)?;
        let name = if end.is_empty() {
            tail
        } else {
            tail.split_once(end)?.0
        };
        Some(name_of(name).unwrap_or(name)).filter(|name| !name.is_empty())
    });
    let script = || {
        text.strip_prefix("Running %")?
            .split_once(" for ")?
            .1
            .split(':')
            .next()
    };
    one.or_else(script).map(str::to_owned).into_iter().collect()
}

/// The messages “Forbidden base package replacements:” and one line a package:
/// “  name old -> new (repository)” or “  old -> new (repository)” in full.
fn replaced(messages: &[String]) -> Vec<String> {
    let lines = messages
        .iter()
        .skip_while(|line| !line.starts_with("Forbidden base package replacements"));
    lines
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .map(|word| name_of(word).unwrap_or(word).to_owned())
        .collect()
}
