//! Calls without meaning, by someone who may do everything: each is refused by
//! name, the service lives on and nothing changes.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::session::Call;
use waymark_tests::Stage;

const NAME: &str = "io.github.waymarkos.Waymark1";

/// A call, the error that it must end with, and the argument that must be named.
/// `GENERATION`, `RUNNING`, `NOBODY` and `LONG` (a megabyte) stand for JSON.
const CALLS: &str = r#"
Restore | sta{sv} | ["0", GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | ["", GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | ["deployment:", GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | [LONG, GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | ["deployment:--help", GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | ["version:../../etc/passwd", GENERATION, {}] | InvalidArgument | target
Restore | sta{sv} | [NOBODY, GENERATION, {}] | NotFound | target
Restore | sta{sv} | [RUNNING, GENERATION, {"force": true}] | NotSupported | force
SetPinned | stba{sv} | ["1", GENERATION, true, {}] | InvalidArgument | target
SetPinned | stba{sv} | [NOBODY, GENERATION, true, {}] | NotFound | target
Delete | asta{sv} | [[], GENERATION, {}] | InvalidArgument | targets
Delete | asta{sv} | [["2"], GENERATION, {}] | InvalidArgument | targets
Delete | asta{sv} | [[NOBODY], GENERATION, {}] | NotFound | targets
Update | sa{sv} | ["13.7", {}] | InvalidArgument | version
Update | sa{sv} | [RUNNING, {}] | InvalidArgument | version
Update | sa{sv} | ["", {"reboot": true}] | NotSupported | reboot
Check | a{sv} | [{"ref": {"type": "u", "data": 7}}] | InvalidArgument | ref
Check | a{sv} | [{"ref": "0"}] | InvalidArgument | ref
CleanUp | a{sv} | [{"keep": "one"}] | InvalidArgument | keep
CleanUp | a{sv} | [{"all": true}] | NotSupported | all
History | sua{sv} | [LONG, 5, {}] | InvalidArgument | cursor
History | sua{sv} | ["no checksum", 5, {}] | InvalidArgument | cursor
Restart | a{sv} | [{"power-off": {"type": "u", "data": 7}}] | InvalidArgument | power-off
Rebase | sa{sv} | ["", {}] | InvalidArgument | stream
Rebase | sa{sv} | ["-x", {}] | InvalidArgument | stream
Rebase | sa{sv} | ["a/../b", {}] | InvalidArgument | stream
Rebase | sa{sv} | ["docker://host/a b", {}] | InvalidArgument | stream
Rebase | sa{sv} | [LONG, {}] | InvalidArgument | stream
Rebase | sa{sv} | ["other", {"dry-run": "yes"}] | InvalidArgument | dry-run
Search | sa{sv} | [LONG, {}] | InvalidArgument | text
Search | sa{sv} | [" ", {}] | InvalidArgument | text
ListStreams | a{sv} | [{"all": true}] | NotSupported | all
ChangePackages | a{sv}a{sv} | [{}, {}] | InvalidArgument | changes
ChangePackages | a{sv}a{sv} | [{"add": {"type": "as", "data": []}}, {}] | InvalidArgument | changes
ChangePackages | a{sv}a{sv} | [{"add": {"type": "as", "data": ["-y"]}}, {}] | InvalidArgument | add
ChangePackages | a{sv}a{sv} | [{"remove": {"type": "as", "data": ["../x"]}}, {}] | InvalidArgument | remove
ChangePackages | a{sv}a{sv} | [{"override-remove": {"type": "as", "data": [LONG]}}, {}] | InvalidArgument | override-remove
ChangePackages | a{sv}a{sv} | [{"add": "htop"}, {}] | InvalidArgument | add
ChangePackages | a{sv}a{sv} | [{"local-packages": "x.rpm"}, {}] | InvalidArgument | local-packages
ChangePackages | a{sv}a{sv} | [{"reset-all": true, "add": {"type": "as", "data": ["a"]}}, {}] | InvalidArgument | reset-all
ChangePackages | a{sv}a{sv} | [{"reset-all": true, "wipe": true}, {}] | NotSupported | wipe
SetKernelArguments | a{sv}a{sv} | [{}, {}] | InvalidArgument | changes
SetKernelArguments | a{sv}a{sv} | [{"append": {"type": "as", "data": ["a b"]}}, {}] | InvalidArgument | append
SetKernelArguments | a{sv}a{sv} | [{"append": {"type": "as", "data": ["a\nb"]}}, {}] | InvalidArgument | append
SetKernelArguments | a{sv}a{sv} | [{"append": {"type": "as", "data": [LONG]}}, {}] | InvalidArgument | append
SetKernelArguments | a{sv}a{sv} | [{"delete": {"type": "as", "data": ["ostree=/ostree/boot.1"]}}, {}] | InvalidArgument | delete
SetKernelArguments | a{sv}a{sv} | [{"replace": {"type": "a{ss}", "data": {"quiet": "--"}}}, {}] | InvalidArgument | replace
GetRepositories | a{sv} | [{"all": true}] | NotSupported | all
GetAdvisories | uua{sv} | [0, 5, {"all": true}] | NotSupported | all
GetDeployment | s | ["0"] | InvalidArgument | deployment
GetDeployment | s | [LONG] | InvalidArgument | deployment
GetDeployment | s | [NOBODY] | NotFound | deployment
GetChanges | ssuua{sv} | ["", RUNNING, 0, 5, {}] | InvalidArgument | from
GetChanges | ssuua{sv} | [RUNNING, LONG, 0, 5, {}] | InvalidArgument | to
GetChanges | ssuua{sv} | [RUNNING, NOBODY, 0, 5, {}] | NotFound | to
GetChanges | ssuua{sv} | [RUNNING, RUNNING, 0, 5, {"kind": "colours"}] | InvalidArgument | kind
GetChanges | ssuua{sv} | [RUNNING, RUNNING, 0, 5, {"search": LONG}] | InvalidArgument | search
GetChanges | ssuua{sv} | [RUNNING, RUNNING, 0, 5, {"sort": "name"}] | NotSupported | sort
SearchBase | su | [LONG, 5] | InvalidArgument | text
"#;

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

    let nobody = format!("deployment:sample-{}.0", "0".repeat(64));
    for row in CALLS.trim().lines() {
        let parts: Vec<_> = row.split(" | ").collect();
        let [member, signature, arguments, kind, named] = parts[..] else {
            anyhow::bail!("not a row: {row}");
        };
        let arguments = arguments
            .replace("GENERATION", &generation.to_string())
            .replace("RUNNING", &json!(running).to_string())
            .replace("NOBODY", &json!(nobody).to_string())
            .replace("LONG", &json!("a".repeat(1 << 20)).to_string());
        let call = Call::new(member, signature, &serde_json::from_str(&arguments)?);
        let reply = root.probe.call(&call.waiting())?;
        let error = reply
            .error
            .as_ref()
            .with_context(|| format!("{row}: it was taken: {reply:?}"))?;
        assert_eq!(reply.error_kind(), kind, "{row}: {error:?}");
        let fields = error.body.get(1).cloned().unwrap_or_default();
        assert_eq!(fields["argument"], named, "{row}: {error:?}");
        assert!(
            !error.message.is_empty() && error.message.len() < 1000,
            "{row}"
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
