//! The order of the boot list, pins, deleting.

use waymark_model::ErrorKind;

use crate::system::{self, REMOTE, System, Tree, control, deployment, on_a_system, read};

#[test]
fn any_deployment_can_be_made_next() {
    on_a_system(|system| async move {
        system.with_versions(4)?;
        let ids = system.ids().await?;
        let third = deployment(&ids[2]);
        let done = system.waymark.restore(&third, &control()).await?;
        assert_eq!(done.deployment.as_ref(), Some(&ids[2]));
        assert!(!done.unchanged);
        let list = system.deployments().await?;
        assert!(list[0].next && list[0].id == ids[2]);
        assert_eq!(list.len(), 4, "nobody is lost");
        assert!(list.iter().any(|one| one.booted && one.id == ids[0]));
        assert!(system.waymark.restore(&third, &control()).await?.unchanged);

        system.restart()?;
        assert!(system.deployments().await?[0].booted);
        // And back again.
        system
            .waymark
            .restore(&deployment(&ids[0]), &control())
            .await?;
        system.restart()?;
        let list = system.deployments().await?;
        assert!(list[0].booted && list[0].id == ids[0]);
        assert_eq!(list.len(), 4);
        Ok(())
    });
}

#[test]
fn restoring_discards_what_is_staged() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let ids = system.ids().await?;
        system.publish("3", &Tree::version(3))?;
        let staged = system.waymark.update(None, None, &control()).await?;
        let staged = deployment(&staged.deployment.unwrap());
        assert!(system.waymark.restore(&staged, &control()).await?.unchanged);
        // The running one is next again: the same as discarding.
        system
            .waymark
            .restore(&deployment(&ids[0]), &control())
            .await?;
        assert_eq!(system.ids().await?, ids);
        assert!(!std::path::Path::new("/run/ostree/staged-deployment").exists());
        Ok(())
    });
}

#[test]
fn pins_are_libostrees_own() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let ids = system.ids().await?;
        let pin = |id: String, pinned| {
            let waymark = system.waymark.clone();
            async move { waymark.set_pinned(&id, pinned, &control()).await }
        };
        assert!(!pin(ids[1].clone(), true).await?.unchanged);
        assert!(pin(ids[1].clone(), true).await?.unchanged);
        assert!(system.deployments().await?[1].pinned);
        let refused = system.waymark.delete(&ids[1..], &control()).await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Conflict);
        // Taken off by another tool.
        system::run("ostree", &["admin", "pin", "--unpin", "1"])?;
        assert!(!system.deployments().await?[1].pinned);
        let unknown = pin("1".into(), true).await.unwrap_err();
        assert_eq!(unknown.kind, ErrorKind::NotFound);

        system.publish("3", &Tree::version(3))?;
        let staged = system.waymark.update(None, None, &control()).await?;
        let refused = pin(staged.deployment.unwrap(), true).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Conflict);
        Ok(())
    });
}

#[test]
fn only_what_is_named_is_deleted() {
    on_a_system(|system| async move {
        system.with_versions(3)?;
        let ids = system.ids().await?;
        let delete = |ids: Vec<String>| {
            let waymark = system.waymark.clone();
            async move { waymark.delete(&ids, &control()).await }
        };
        let running = delete(vec![ids[1].clone(), ids[0].clone()])
            .await
            .unwrap_err();
        assert_eq!(running.kind, ErrorKind::Conflict);
        let gone = delete(vec![ids[1].clone(), "sample-0.0".into()])
            .await
            .unwrap_err();
        assert_eq!(gone.kind, ErrorKind::NotFound);
        assert_eq!(system.ids().await?, ids, "all or none");

        let folder = format!(
            "/ostree/deploy/sample/deploy/{}",
            &ids[1]["sample-".len()..]
        );
        assert!(std::path::Path::new(&folder).exists());
        delete(vec![ids[1].clone()]).await?;
        assert_eq!(system.ids().await?, [ids[0].clone(), ids[2].clone()]);
        assert!(!std::path::Path::new(&folder).exists());

        // A staged one goes by the same call, and the others stay.
        system.publish("4", &Tree::version(4))?;
        let staged = system.waymark.update(None, None, &control()).await?;
        delete(vec![ids[2].clone()]).await?;
        let left = system.deployments().await?;
        assert_eq!(left.len(), 2);
        assert!(left[0].staged, "what is staged stays staged");
        delete(vec![staged.deployment.unwrap()]).await?;
        assert_eq!(system.ids().await?, [ids[0].clone()]);
        Ok(())
    });
}

#[test]
fn the_same_checksum_in_two_stateroots_is_two_deployments() {
    on_a_system(|system| async move {
        let (first, other) = two_stateroots(&system).await?;
        let ids = system.ids().await?;
        assert!(ids.contains(&first) && ids.contains(&other));
        system
            .waymark
            .restore(&deployment(&other), &control())
            .await?;
        assert_eq!(read()?[0].0, "other");
        system
            .waymark
            .restore(&deployment(&first), &control())
            .await?;
        assert_eq!(system.ids().await?[0], first);
        system
            .waymark
            .delete(std::slice::from_ref(&other), &control())
            .await?;
        let left = system.ids().await?;
        assert!(left.contains(&first) && !left.contains(&other), "{left:?}");
        Ok(())
    });
}

/// Ids of a deployment and of another one with its checksum, neither of which runs.
async fn two_stateroots(system: &System) -> anyhow::Result<(String, String)> {
    let version = system.with_versions(1)?.remove(0);
    system::run("ostree", &["admin", "os-init", "other"])?;
    system.install_into("other")?;
    system.publish("2", &Tree::version(2))?;
    system.install()?;
    system.restart()?;
    assert_eq!(REMOTE, "sample");
    Ok((format!("sample-{version}.0"), format!("other-{version}.0")))
}
