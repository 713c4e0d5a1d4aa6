//! Clean-up.

use crate::system::{BRANCH, Tree, control, deployment, on_a_system, ostree, version};

#[test]
fn a_clean_up_leaves_what_is_needed_and_no_more() {
    on_a_system(|system| async move {
        for number in 1..=5 {
            let tree = Tree::version(number).bulk(number, 3, 200_000);
            system.publish(&number.to_string(), &tree)?;
            system.install()?;
        }
        system.restart()?;
        let ids = system.ids().await?;
        system.waymark.set_pinned(&ids[4], true, &control()).await?;

        let mut told = 0;
        for id in &ids[2..4] {
            let known = system.waymark.deployment(id).await?;
            told += known.frees.expect("it can be deleted");
        }
        let pinned = system.waymark.deployment(&ids[4]).await?;
        assert_eq!(pinned.frees, None, "it cannot be deleted");

        let done = system.waymark.clean_up(1, &control()).await?;
        assert!(!done.unchanged);
        assert!(
            told.abs_diff(done.freed) < 300_000,
            "{told} bytes were told, {} made",
            done.freed
        );
        let mut removed = done.removed.clone();
        removed.sort();
        let mut expected = vec![ids[2].clone(), ids[3].clone()];
        expected.sort();
        assert_eq!(removed, expected);
        assert!(
            (1_100_000..2_500_000).contains(&done.freed),
            "{}",
            done.freed
        );
        let left = [ids[0].clone(), ids[1].clone(), ids[4].clone()];
        assert_eq!(system.ids().await?, left);
        let again = system.waymark.clean_up(1, &control()).await?;
        assert!(again.unchanged && again.freed == 0, "{again:?}");

        // What runs, is next or is staged stays, with none to be kept besides.
        system
            .waymark
            .restore(&deployment(&ids[1]), &control())
            .await?;
        system.waymark.clean_up(0, &control()).await?;
        assert_eq!(system.ids().await?.len(), 3);
        system.publish("6", &Tree::version(6))?;
        system.waymark.update(None, None, &control()).await?;
        system.waymark.clean_up(0, &control()).await?;
        let left = system.deployments().await?;
        assert!(left[0].staged && left[0].version.as_deref() == Some("6"));
        assert!(left.iter().any(|one| one.booted));
        assert!(left.iter().any(|one| one.pinned));
        assert_eq!(left.len(), 3);
        let repo = std::path::Path::new("/ostree/repo");
        for one in &left {
            ostree(&["fsck", "--quiet", &one.checksum], repo)?;
        }
        Ok(())
    });
}

#[test]
fn what_was_only_looked_at_is_forgotten_but_an_offer_stays() {
    on_a_system(|system| async move {
        let old = system.publish("1", &Tree::version(1))?;
        system.publish("2", &Tree::version(2))?;
        system.install()?;
        system.restart()?;
        system.publish("3", &Tree::version(3))?;
        system.waymark.check(None, None, &control()).await?;
        system
            .waymark
            .check(Some(&version(&old)), None, &control())
            .await?;
        system.waymark.history(None, "", 10, &control()).await?;
        let other = [
            "commit",
            "--branch=other",
            &format!("--tree=ref={BRANCH}"),
            "--bootable",
        ];
        ostree(&other, &system.remote_repo())?;
        system.waymark.look_at("other", &control()).await?;
        let offer = system.read().await?.update;
        assert!(offer.is_some());
        system.waymark.clean_up(1, &control()).await?;
        assert_eq!(system.read().await?.update, offer);
        let repo = std::path::Path::new("/ostree/repo");
        let kept = ostree(&["refs", "--list", "waymark"], repo)?;
        assert_eq!(kept.lines().count(), 2, "of the followed stream: {kept}");
        let running = version(&system.deployments().await?[0].checksum);
        let gone = system.waymark.compare(&running, &version(&old), true).await;
        assert_eq!(gone.unwrap_err().kind, waymark_model::ErrorKind::NotFound);
        Ok(())
    });
}
