//! Packages from files: descriptors over the real bus, a password for the real polkit, and
//! the file's own content at rpm-ostree.

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::Result;
use serde_json::json;
use waymark_lab::{
    System,
    session::{Answer, Call},
};
use waymark_rpmostreed::system::{package::Package, rpm};
use waymark_tests::{PATIENCE, wait_for};

use super::{deeds, journal, methods, next, stage, texts, whole};

#[test]
fn a_package_file_is_added_with_a_password_and_not_without() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let folder = tempfile::tempdir()?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    let file = folder.path().join("localpkg.rpm");
    fs::write(
        &file,
        rpm::build(&Package::new("localpkg", "1.0-1", "x86_64")),
    )?;
    let files = json!({"local-packages": {"type": "ah", "data": [file]}});
    let add = Call::new("ChangePackages", "a{sv}a{sv}", &json!([files, {}]));
    let mut user = stage.caller("user")?;
    user.property("System")?;
    let before = deeds(&journal(&stage)?).len();

    let closed = user.session.agent(&Answer::Cancel)?;
    let reply = user.probe.call(&add.clone().interactive())?;
    assert_eq!(reply.error_kind(), "NotAuthorized", "{reply:?}");
    drop(closed);
    let reply = user.probe.call(&add)?;
    assert_eq!(
        reply.error_kind(),
        "NotAuthorized",
        "nobody was asked: {reply:?}"
    );
    assert_eq!(deeds(&journal(&stage)?).len(), before);

    let agent = user
        .session
        .agent(&Answer::As("admin".into(), "admin".into()))?;
    let reply = user.probe.call(&add.interactive().waiting())?;
    let result = reply.finished.clone().unwrap_or_default();
    assert_eq!(result["outcome"], "ok", "{reply:?}");
    assert_eq!(result["packages"][0]["name"], "localpkg", "{result}");
    assert_eq!(result["packages"][0]["signature"], "unsigned", "{result}");
    let asked = wait_for("the agent's account", PATIENCE, || {
        let asked = agent.asked();
        Ok((asked.len() == 2).then_some(asked))
    })?;
    assert!(asked.iter().all(|one| one.accepted), "{asked:?}");
    let file = asked
        .iter()
        .find(|one| one.action.ends_with(".local-packages"));
    let named = file.is_some_and(|one| one.message.contains("localpkg"));
    assert!(named, "the dialog names the package: {asked:?}");

    let staged = next(&mut user)?;
    assert_eq!(texts(&staged["layers"]), ["localpkg"]);
    let details = whole(&mut user, &staged)?;
    assert_eq!(details["layer-details"][0]["kind"], "local", "{details}");
    assert_eq!(details["layer-details"][0]["version"], "1.0-1", "{details}");
    let journal = journal(&stage)?;
    let calls = methods(&journal).into_iter();
    assert_eq!(
        calls.filter(|method| *method == "UpdateDeployment").count(),
        1
    );
    Ok(())
}
