//! A system that follows a container image, from a real registry.

use anyhow::{Context as _, Result};
use serde_json::json;
use waymark_lab::System;

use super::{next, restart, stage, texts};

#[test]
fn an_image_is_checked_at_the_registry_updated_and_held_at_a_digest() -> Result<()> {
    let mut stage = stage(System::RpmOstreeImage)?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let mut root = stage.caller("root")?;
    let system = root.property("System")?;
    assert_eq!(system["engine"], "rpm-ostree");
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let update = root.property("Update")?;
    assert_eq!(update["version"], newest.version, "{update}");
    let digest = update["checksum"].as_str().context("no digest")?.to_owned();
    assert!(digest.starts_with("sha256:"), "{update}");
    assert!(
        update["download-size"]
            .as_u64()
            .is_some_and(|size| size > 0)
    );
    // Not known before it is here, and so not told as none.
    assert!(update["packages-changed"].is_null(), "{update}");
    assert!(update["advisories"].is_null(), "{update}");

    let take = json!([format!("version:{digest}"), {}]);
    let result = root.succeed("Update", "sa{sv}", &take)?;
    assert_eq!(result["outcome"], "ok");
    let staged = next(&mut root)?;
    assert_eq!(staged["digest"], digest, "{staged}");
    assert_eq!(staged["verification"], "unverified", "{staged}");
    restart(&mut stage, root)?;

    // rpm-ostreed's own check is wrong after a rollback; the registry is right.
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(root.property("Update")?, json!({}));
    let all = root.deployments()?;
    let older = all.last().context("no deployment")?;
    let generation = root.generation()?;
    let back = json!([super::reference(older)?, generation, {}]);
    root.succeed("Restore", "sta{sv}", &back)?;
    restart(&mut stage, root)?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    assert_eq!(root.property("Update")?, json!({}), "it was gone back from");
    let shown = json!([format!("version:{digest}"), false, {}]);
    root.call("SetHidden", "sba{sv}", &shown)?.ok()?;
    let update = root.property("Update")?;
    assert_eq!(update["checksum"], digest, "{update}");

    let history = root.succeed("History", "sua{sv}", &json!(["", 50, {}]))?;
    assert_eq!(history["incomplete"], false, "{history}");
    assert_eq!(history["followed-tag"], "current", "{history}");
    let versions = history["versions"].as_array().context("no versions")?;
    let remote = versions
        .iter()
        .find(|each| texts(&each["deployments"]).is_empty())
        .context("all are here")?;
    assert!(remote["tag"].is_string(), "{remote}");
    let target = remote["checksum"].as_str().context("no digest")?;
    let generation = root.generation()?;
    let hold = json!([format!("version:{target}"), generation, {}]);
    root.succeed("Restore", "sta{sv}", &hold)?;
    let staged = next(&mut root)?;
    assert_eq!(staged["digest"], target, "{staged}");
    assert_eq!(staged["held"], target, "{staged}");
    Ok(())
}
