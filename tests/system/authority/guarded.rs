//! Every method of the contract: open to all, or with what gates it.

use serde_json::{Value, json};
use waymark_lab::session::Call;

/// Reads that anyone may make.
pub(super) const OPEN: [&str; 7] = [
    "GetDeployment",
    "GetChanges",
    "SearchBase",
    "GetRepositories",
    "GetAdvisories",
    "ExplainPolicy",
    "Watch",
];

/// What root alone may do; polkit is not asked.
pub(super) const ROOT: [&str; 1] = ["ApplyPolicy"];

/// Calls that reach polkit, each with the action that gates it.
pub(super) fn guarded() -> Vec<(&'static str, Call)> {
    let option = json!({"no-such-option": true});
    let rows = [
        ("check", "Check", "a{sv}", json!([option])),
        ("check", "History", "sua{sv}", json!(["", 5, option])),
        ("check", "Search", "sa{sv}", json!(["htop", option])),
        ("check", "ListStreams", "a{sv}", json!([option])),
        ("update", "Update", "sa{sv}", json!(["", option])),
        ("discard", "Discard", "a{sv}", json!([option])),
        (
            "hide",
            "SetHidden",
            "sba{sv}",
            json!([format!("version:{}", "a".repeat(64)), true, option]),
        ),
        (
            "restore",
            "Restore",
            "sta{sv}",
            json!(["deployment:a-0.0", 1, option]),
        ),
        (
            "set-pinned",
            "SetPinned",
            "stba{sv}",
            json!(["deployment:a-0.0", 1, true, option]),
        ),
        (
            "delete",
            "Delete",
            "asta{sv}",
            json!([["deployment:a-0.0"], 1, option]),
        ),
        ("clean-up", "CleanUp", "a{sv}", json!([option])),
        (
            "packages",
            "ChangePackages",
            "a{sv}a{sv}",
            json!([{"add": words(&["htop"])}, option]),
        ),
        (
            "override",
            "ChangePackages",
            "a{sv}a{sv}",
            json!([{"override-remove": words(&["nano"])}, option]),
        ),
        (
            "override",
            "ChangePackages",
            "a{sv}a{sv}",
            json!([{"reset-all": true}, option]),
        ),
        ("restart", "Restart", "a{sv}", json!([option])),
        (
            "rebase",
            "Rebase",
            "sa{sv}",
            json!(["other/stream", option]),
        ),
        (
            "kernel-arguments",
            "SetKernelArguments",
            "a{sv}a{sv}",
            json!([{"append": words(&["quiet"])}, option]),
        ),
        ("policy", "SetPolicy", "a{sv}a{sv}", json!([{}, option])),
        (
            "read-local-changes",
            "LocalChanges",
            "uua{sv}",
            json!([0, 10, option]),
        ),
        (
            "read-local-changes",
            "FileDiff",
            "sa{sv}",
            json!(["/etc/passwd", option]),
        ),
    ];
    rows.into_iter()
        .map(|(gate, member, signature, arguments): (_, _, _, Value)| {
            (gate, Call::new(member, signature, &arguments))
        })
        .collect()
}

/// A list of strings, as a dictionary holds it.
pub(super) fn words(words: &[&str]) -> Value {
    json!({"type": "as", "data": words})
}

/// All that is asked for a call: what touches the base is a change of packages too.
pub(super) fn all_gates(gate: &'static str) -> Vec<&'static str> {
    match gate {
        "override" => vec!["packages", "override"],
        gate => vec![gate],
    }
}
