//! What may not be done: by whom polkit refuses, and by what the system's own files say.

use anyhow::Result;
use serde_json::json;
use waymark_lab::{
    BootOptions, System,
    session::{Answer, Call},
};
use waymark_rpmostreed::system::driver;
use waymark_tests::{Caller, PATIENCE, Stage};

use super::{deeds, journal, stage, stage_with, words};

/// Everything that reaches rpm-ostree, with the id of a deployment and of a version.
fn calls(stage: &Stage, root: &mut Caller) -> Result<Vec<Call>> {
    let all = root.deployments()?;
    let target = super::reference(&all[all.len() - 1])?;
    let version = format!("version:{}", stage.sample.versions()?[0].checksum);
    let generation = root.generation()?;
    let change = |key: &str, name: &str| json!([{key: words(&[name])}, {}]);
    let dry = json!([{"add": words(&["htop"])}, {"dry-run": true}]);
    let line = json!([{"append": words(&["quiet"])}, {}]);
    let packages = "a{sv}a{sv}";
    let rows = [
        ("Check", "a{sv}", json!([{}])),
        ("Check", "a{sv}", json!([{"ref": version}])),
        ("Update", "sa{sv}", json!(["", {}])),
        ("Update", "sa{sv}", json!([version, {}])),
        ("Discard", "a{sv}", json!([{}])),
        ("Restore", "sta{sv}", json!([target, generation, {}])),
        ("Restore", "sta{sv}", json!([version, generation, {}])),
        ("Delete", "asta{sv}", json!([[target], generation, {}])),
        ("CleanUp", "a{sv}", json!([{}])),
        ("Search", "sa{sv}", json!(["htop", {}])),
        ("Rebase", "sa{sv}", json!(["sample:other", {}])),
        (
            "Rebase",
            "sa{sv}",
            json!(["sample:other", {"dry-run": true}]),
        ),
        ("ChangePackages", packages, change("add", "htop")),
        ("ChangePackages", packages, dry),
        ("ChangePackages", packages, change("remove", "htop")),
        ("ChangePackages", packages, change("override-remove", "tar")),
        (
            "ChangePackages",
            packages,
            change("override-replace", "tar"),
        ),
        ("ChangePackages", packages, change("override-reset", "tar")),
        ("ChangePackages", packages, json!([{"reset-all": true}, {}])),
        ("SetKernelArguments", packages, line),
    ];
    let calls = rows.iter();
    Ok(calls
        .map(|(member, signature, arguments)| Call::new(member, signature, arguments))
        .collect())
}

/// Makes a call that must be refused and must not reach rpm-ostree.
fn refuse(stage: &Stage, caller: &mut Caller, call: &Call) -> Result<()> {
    let before = deeds(&journal(stage)?).len();
    let reply = caller.probe.call(&call.clone().waiting())?;
    let told = format!("{} {:?}", call.member, call.arguments);
    assert_eq!(reply.error_kind(), "NotAuthorized", "{told}: {reply:?}");
    let after = journal(stage)?;
    assert_eq!(deeds(&after).len(), before, "{told}: {after:?}");
    Ok(())
}

#[test]
fn a_refused_user_causes_no_call() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let mut refused = stage.caller("refused")?;
    for call in calls(&stage, &mut root)? {
        refuse(&stage, &mut refused, &call)?;
    }
    for (member, signature, arguments) in [
        ("History", "sua{sv}", json!(["", 10, {}])),
        ("ListStreams", "a{sv}", json!([{}])),
        ("Restart", "a{sv}", json!([{}])),
    ] {
        refuse(
            &stage,
            &mut refused,
            &Call::new(member, signature, &arguments),
        )?;
    }
    Ok(())
}

/// Polkit's own administrators may not do there what they may here: nothing of it is done,
/// and nobody types a password for it.
#[test]
fn a_no_to_the_same_in_rpm_ostrees_own_name_stands() -> Result<()> {
    let rule = "polkit.addRule(function(action, subject) {\n    \
        if (action.id.indexOf('org.projectatomic.rpmostree1.') == 0 && subject.user == 'admin')\n        \
        return polkit.Result.NO;\n});\n";
    let path = "/etc/polkit-1/rules.d/10-rpm-ostree.rules";
    let stage = stage_with(System::RpmOstree, &BootOptions::default().file(path, rule))?;
    let mut root = stage.caller("root")?;
    let mut admin = stage.caller("admin")?;
    let agent = admin.session.agent(&Answer::Password("admin".into()))?;
    for call in calls(&stage, &mut root)? {
        refuse(&stage, &mut admin, &call.interactive())?;
    }
    assert_eq!(agent.asked(), []);
    // What the rule does not name goes on.
    admin.succeed("History", "sua{sv}", &json!(["", 3, {}]))?;
    Ok(())
}

#[test]
fn updates_are_left_to_a_program_that_is_registered_for_them() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let version = stage.sample.versions()?[0].checksum.clone();
    driver::register(&stage.machine().run_folder(), "Uupd", "uupd.service")?;
    let mut root = stage.caller("root")?;
    assert_eq!(root.property("System")?["update-driver"], "Uupd");
    let generation = root.generation()?;
    let before = deeds(&journal(&stage)?).len();
    for (member, signature, arguments) in [
        ("Update", "sa{sv}", json!(["", {}])),
        (
            "Restore",
            "sta{sv}",
            json!([format!("version:{version}"), generation, {}]),
        ),
        ("Rebase", "sa{sv}", json!(["sample:other", {}])),
    ] {
        let result = root.act(member, signature, &arguments)?;
        assert_eq!(result["error"], "Conflict", "{member}: {result}");
        assert_eq!(result["fields"]["holder"], "Uupd", "{member}: {result}");
    }
    assert_eq!(deeds(&journal(&stage)?).len(), before);
    let update = root
        .session
        .spawn(["waymarkctl", "update"])?
        .wait(PATIENCE)?;
    assert_eq!(update.status.code(), Some(6), "{update:?}");
    assert!(update.stderr.contains("Updated by Uupd"), "{update:?}");
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
