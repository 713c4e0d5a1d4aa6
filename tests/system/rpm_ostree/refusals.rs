//! What may not be done: by whom polkit refuses, and by what the system's own files say.

use anyhow::Result;
use serde_json::json;
use waymark_lab::{BootOptions, System};

use super::{deeds, journal, stage, stage_with, words};

#[test]
fn a_refused_user_causes_no_call() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let all = root.deployments()?;
    let target = super::reference(&all[all.len() - 1])?;
    let generation = root.generation()?;
    let before = deeds(&journal(&stage)?).len();
    let mut refused = stage.caller("refused")?;
    let add = json!({"add": words(&["htop"])});
    for (member, signature, arguments) in [
        ("Check", "a{sv}", json!([{}])),
        ("Update", "sa{sv}", json!(["", {}])),
        ("Discard", "a{sv}", json!([{}])),
        ("Restore", "sta{sv}", json!([target, generation, {}])),
        ("Delete", "asta{sv}", json!([[target], generation, {}])),
        ("CleanUp", "a{sv}", json!([{}])),
        ("History", "sua{sv}", json!(["", 10, {}])),
        ("Search", "sa{sv}", json!(["htop", {}])),
        ("ListStreams", "a{sv}", json!([{}])),
        ("Rebase", "sa{sv}", json!(["sample:other", {}])),
        ("ChangePackages", "a{sv}a{sv}", json!([add, {}])),
        (
            "ChangePackages",
            "a{sv}a{sv}",
            json!([add, {"dry-run": true}]),
        ),
        (
            "SetKernelArguments",
            "a{sv}a{sv}",
            json!([{"append": words(&["quiet"])}, {}]),
        ),
    ] {
        let kind = refused.fail(member, signature, &arguments)?;
        assert_eq!(kind, "NotAuthorized", "{member}");
    }
    let after = journal(&stage)?;
    assert_eq!(deeds(&after).len(), before, "{after:?}");
    Ok(())
}

#[test]
fn a_no_to_the_same_in_rpm_ostrees_own_name_stands() -> Result<()> {
    let rule = "polkit.addRule(function(action, subject) {\n    \
        if (action.id == 'org.projectatomic.rpmostree1.upgrade' && subject.user == 'admin')\n        \
        return polkit.Result.NO;\n});\n";
    let path = "/etc/polkit-1/rules.d/10-upgrade.rules";
    let stage = stage_with(System::RpmOstree, &BootOptions::default().file(path, rule))?;
    let mut admin = stage.caller("admin")?;
    let reply = admin.call("Update", "sa{sv}", &json!(["", {}]))?;
    assert_eq!(reply.error_kind(), "NotAuthorized");
    let journal = journal(&stage)?;
    assert!(
        !super::methods(&journal).contains(&"Upgrade"),
        "{journal:?}"
    );
    // What the rule does not name goes on.
    admin.succeed("History", "sua{sv}", &json!(["", 3, {}]))?;
    Ok(())
}

#[test]
fn layering_that_is_locked_is_told_and_refused() -> Result<()> {
    let config = "[Daemon]\nLockLayering=true\n";
    let boot = BootOptions::default().file("/etc/rpm-ostreed.conf", config);
    let stage = stage_with(System::RpmOstree, &boot)?;
    let mut root = stage.caller("root")?;
    let system = root.property("System")?;
    assert_eq!(system["unsupported"]["packages"], "locked", "{system}");
    let add = json!([{"add": words(&["htop"])}, {}]);
    let reply = root.call("ChangePackages", "a{sv}a{sv}", &add)?;
    assert_eq!(reply.error_kind(), "NotSupported");
    Ok(())
}
