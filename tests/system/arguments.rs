//! Kernel arguments, streams and drift of a plain OSTree system, through the service.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::sample::BRANCH;
use waymark_tests::{Caller, Stage};

/// The kernel arguments of what starts next.
pub(crate) fn line(caller: &mut Caller) -> Result<Vec<String>> {
    let all = caller.deployments()?;
    let next = all.iter().find(|each| each["next"] == true);
    let id = &next.context("nothing is next")?["id"];
    let reference = json!([format!("deployment:{}", id.as_str().context("no id")?)]);
    let whole = caller.call("GetDeployment", "s", &reference)?.ok()?;
    serde_json::from_value(whole[0]["kernel-arguments"].clone()).context("no arguments")
}

/// A list of texts as a value that says its type.
fn words<T: AsRef<str>>(list: &[T]) -> Value {
    let list: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
    json!({"type": "as", "data": list})
}

#[test]
fn kernel_arguments_are_changed_beside_the_running_ones() -> Result<()> {
    let mut stage = Stage::new()?;
    let running = stage.machine().running_checksum()?;
    let mut root = stage.caller("root")?;
    let before = line(&mut root)?;

    let changes = json!([{"append": words(&["waymark.test=\"a b\"", "debug"])}, {}]);
    let result = root.succeed("SetKernelArguments", "a{sv}a{sv}", &changes)?;
    assert_eq!(result["outcome"], "ok");
    let expected: Vec<String> = before
        .iter()
        .map(String::as_str)
        .chain(["waymark.test=\"a b\"", "debug"])
        .map(str::to_owned)
        .collect();
    assert_eq!(line(&mut root)?, expected);

    // What the caller saw is no longer so; what is not there cannot be deleted.
    let outdated = json!([{"append": words(&["quiet"]), "seen": words(&before)}, {}]);
    let kind = root.fail("SetKernelArguments", "a{sv}a{sv}", &outdated)?;
    assert_eq!(kind, "Conflict");
    let missing = json!([{"delete": words(&["never-there"])}, {}]);
    let kind = root.fail("SetKernelArguments", "a{sv}a{sv}", &missing)?;
    assert_eq!(kind, "InvalidArgument");

    root.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    drop(root);
    stage.restarted()?;
    let mut root = stage.caller("root")?;
    assert_eq!(stage.machine().running_checksum()?, running);
    assert_eq!(line(&mut root)?, expected);
    let booted: Vec<Value> = root.deployments()?;
    assert_eq!(booted[0]["booted"], true);

    let back = json!([{"delete": words(&["debug", "waymark.test=\"a b\""])}, {}]);
    root.succeed("SetKernelArguments", "a{sv}a{sv}", &back)?;
    assert_eq!(line(&mut root)?, before);
    Ok(())
}

#[test]
fn what_differs_in_etc_is_told_to_administrators() -> Result<()> {
    let stage = Stage::new()?;
    let write = "echo changed > /etc/issue && echo secret > /etc/waymark-test && chmod 600 /etc/waymark-test";
    stage.machine().system(["sh", "-c", write])?.ok()?;
    let mut root = stage.caller("root")?;
    let search = json!({"search": "waymark-test"});
    let told = root
        .call("LocalChanges", "uua{sv}", &json!([0, 10, search]))?
        .ok()?;
    assert_eq!(told[0]["total"], 1);
    assert_eq!(told[1][0]["name"], "/etc/waymark-test");
    assert_eq!(told[1][0]["change"], "added");
    let of = |path: &str, options: Value| json!([path, options]);
    let hidden = root
        .call("FileDiff", "sa{sv}", &of("/etc/waymark-test", json!({})))?
        .ok()?;
    assert_eq!(hidden[0]["shown"], "secret");
    assert!(hidden[0]["difference"].is_null());
    let secret = json!({"secret": true});
    let shown = root
        .call("FileDiff", "sa{sv}", &of("/etc/waymark-test", secret))?
        .ok()?;
    let text = shown[0]["difference"].as_str().context("no text")?;
    assert!(text.contains("+secret"), "{text}");
    let mut user = stage.caller("user")?;
    let refused = user.call("FileDiff", "sa{sv}", &of("/etc/issue", json!({})))?;
    assert_eq!(refused.error_kind(), "NotAuthorized");
    Ok(())
}

#[test]
fn the_streams_of_the_remote_are_listed_and_only_they_are_followed() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let result = root.succeed("ListStreams", "a{sv}", &json!([{}]))?;
    let streams = result["streams"].as_array().context("no streams")?;
    let followed: Vec<_> = streams
        .iter()
        .filter(|each| each["followed"] == true)
        .filter_map(|each| each["name"].as_str())
        .collect();
    assert_eq!(followed, [format!("sample:{BRANCH}")]);

    let before = stage.imprint()?;
    let nowhere = json!(["sample/none", {}]);
    let kind = root.fail("Rebase", "sa{sv}", &nowhere)?;
    assert_eq!(kind, "NotFound");
    assert_eq!(stage.imprint()?, before);
    let there = json!([format!("sample:{BRANCH}"), {"dry-run": true}]);
    let result = root.succeed("Rebase", "sa{sv}", &there)?;
    assert_eq!(result["dry-run"], true);
    assert!(
        !result["changes"]
            .as_array()
            .context("no changes")?
            .is_empty()
    );
    Ok(())
}
