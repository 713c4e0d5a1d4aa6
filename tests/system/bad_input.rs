//! Calls without meaning, by someone who may do everything: each is refused by
//! name, the service lives on and nothing changes.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::session::Call;
use waymark_tests::Stage;

const NAME: &str = "io.github.waymarkos.Waymark1";

/// A call, the kinds of error that fit, and the argument that must be named.
type Row = (
    &'static str,
    &'static str,
    Value,
    &'static [&'static str],
    &'static str,
);

fn rows(running: &str, generation: &Value) -> Vec<Row> {
    const INVALID: &[&str] = &["InvalidArgument"];
    const UNKNOWN: &[&str] = &["NotFound"];
    const UNSUPPORTED: &[&str] = &["NotSupported"];
    let long = "a".repeat(1 << 20);
    let long_target = format!("deployment:{long}");
    let nobody = format!("deployment:sample-{}.0", "0".repeat(64));
    let typed = |key: &str, value: Value| json!({ key: value });
    let number = || json!({"type": "u", "data": 7});
    vec![
        (
            "Restore",
            "sta{sv}",
            json!(["0", generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!(["", generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!(["deployment:", generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!([long_target, generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!(["deployment:--help", generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!(["version:../../etc/passwd", generation, {}]),
            INVALID,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!([nobody, generation, {}]),
            UNKNOWN,
            "target",
        ),
        (
            "Restore",
            "sta{sv}",
            json!([running, generation, {"force": true}]),
            UNSUPPORTED,
            "force",
        ),
        (
            "SetPinned",
            "stba{sv}",
            json!(["1", generation, true, {}]),
            INVALID,
            "target",
        ),
        (
            "SetPinned",
            "stba{sv}",
            json!([nobody, generation, true, {}]),
            UNKNOWN,
            "target",
        ),
        (
            "Delete",
            "asta{sv}",
            json!([[], generation, {}]),
            INVALID,
            "targets",
        ),
        (
            "Delete",
            "asta{sv}",
            json!([["2"], generation, {}]),
            INVALID,
            "targets",
        ),
        (
            "Delete",
            "asta{sv}",
            json!([[nobody], generation, {}]),
            UNKNOWN,
            "targets",
        ),
        ("Update", "sa{sv}", json!(["13.7", {}]), INVALID, "version"),
        ("Update", "sa{sv}", json!([running, {}]), INVALID, "version"),
        (
            "Update",
            "sa{sv}",
            json!(["", {"reboot": true}]),
            UNSUPPORTED,
            "reboot",
        ),
        (
            "Check",
            "a{sv}",
            json!([typed("ref", number())]),
            INVALID,
            "ref",
        ),
        (
            "Check",
            "a{sv}",
            json!([typed("ref", json!("0"))]),
            INVALID,
            "ref",
        ),
        (
            "CleanUp",
            "a{sv}",
            json!([typed("keep", json!("one"))]),
            INVALID,
            "keep",
        ),
        (
            "CleanUp",
            "a{sv}",
            json!([typed("all", json!(true))]),
            UNSUPPORTED,
            "all",
        ),
        (
            "History",
            "sua{sv}",
            json!([long, 5, {}]),
            INVALID,
            "cursor",
        ),
        (
            "History",
            "sua{sv}",
            json!(["no checksum", 5, {}]),
            INVALID,
            "cursor",
        ),
        (
            "Restart",
            "a{sv}",
            json!([typed("power-off", number())]),
            INVALID,
            "power-off",
        ),
        ("Rebase", "sa{sv}", json!(["", {}]), INVALID, "stream"),
        ("Search", "sa{sv}", json!([long, {}]), INVALID, "text"),
        ("GetDeployment", "s", json!(["0"]), INVALID, "deployment"),
        ("GetDeployment", "s", json!([long]), INVALID, "deployment"),
        ("GetDeployment", "s", json!([nobody]), UNKNOWN, "deployment"),
        (
            "GetChanges",
            "ssuua{sv}",
            json!(["", running, 0, 5, {}]),
            INVALID,
            "from",
        ),
        (
            "GetChanges",
            "ssuua{sv}",
            json!([running, long, 0, 5, {}]),
            INVALID,
            "to",
        ),
        (
            "GetChanges",
            "ssuua{sv}",
            json!([running, nobody, 0, 5, {}]),
            UNKNOWN,
            "to",
        ),
        (
            "GetChanges",
            "ssuua{sv}",
            json!([running, running, 0, 5, {"kind": "colours"}]),
            INVALID,
            "kind",
        ),
        (
            "GetChanges",
            "ssuua{sv}",
            json!([running, running, 0, 5, {"search": long}]),
            INVALID,
            "search",
        ),
        (
            "GetChanges",
            "ssuua{sv}",
            json!([running, running, 0, 5, {"sort": "name"}]),
            UNSUPPORTED,
            "sort",
        ),
        ("SearchBase", "su", json!([long, 5]), INVALID, "text"),
    ]
}

#[test]
fn what_has_no_meaning_is_refused_by_name() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let running = root.deployments()?[0]["id"]
        .as_str()
        .map(|id| format!("deployment:{id}"))
        .context("nothing runs")?;
    let generation = root.generation()?;
    let pid = stage.machine().owner_of(NAME)?;
    let before = stage.imprint()?;

    for (member, signature, arguments, kinds, named) in rows(&running, &generation) {
        let shown: String = arguments.to_string().chars().take(120).collect();
        let reply = root
            .probe
            .call(&Call::new(member, signature, &arguments).waiting())?;
        let error = reply
            .error
            .as_ref()
            .with_context(|| format!("{member}{shown} was taken: {reply:?}"))?;
        assert!(
            kinds.contains(&reply.error_kind()),
            "{member}{shown}: {error:?}"
        );
        let fields = error.body.get(1).cloned().unwrap_or_default();
        assert_eq!(fields["argument"], named, "{member}{shown}: {error:?}");
        assert!(
            !error.message.is_empty() && error.message.len() < 1000,
            "{member}{shown}"
        );
    }

    // Types that are not the contract's never reach a method.
    let reply = root.call("Restore", "su", &json!(["x", 1]))?;
    assert!(reply.error.is_some(), "{reply:?}");

    assert_eq!(
        stage.machine().owner_of(NAME)?,
        pid,
        "the service was restarted"
    );
    assert_eq!(stage.imprint()?, before);
    assert_eq!(root.generation()?, generation);
    Ok(())
}

#[test]
fn a_future_generation_is_a_conflict() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let id = root.deployments()?[1]["id"]
        .as_str()
        .map(str::to_owned)
        .context("no id")?;
    let target = format!("deployment:{id}");
    let kind = root.fail("Restore", "sta{sv}", &json!([target, u64::MAX, {}]))?;
    assert_eq!(kind, "Conflict");
    Ok(())
}
