//! Reading, and looking at the remote without downloading.

use std::time::{Duration, Instant};

use anyhow::Result;
use waymark_model::{ErrorKind, Files, SignatureState, StreamState};

use crate::system::{
    self, BRANCH, REMOTE, STATEROOT, Tree, control, followed, on_a_system, version,
};

#[test]
fn what_is_read_is_what_is_deployed() {
    on_a_system(|mut system| async move {
        let key = system.require_signatures()?;
        let versions = system.with_versions(2)?;
        let now = system.read().await?;
        assert!(now.booted);
        assert_eq!(now.name.as_deref(), Some("Sample OS"));
        assert_eq!(now.stream.as_deref(), Some(BRANCH));
        assert_eq!(now.remote.as_deref(), Some(REMOTE));
        assert_eq!(now.update, None);
        assert_eq!(now.incarnations.len(), 2);
        let [new, old] = &now.deployments[..] else {
            panic!("{:?}", now.deployments);
        };
        assert_eq!(new.id, format!("{STATEROOT}-{}.0", versions[1]));
        assert_eq!(new.version.as_deref(), Some("2"));
        assert_eq!(new.timestamp, Some(Tree::version(2).timestamp));
        assert_eq!(new.origin, Some(format!("{REMOTE}:{BRANCH}")));
        assert!(new.booted && new.next && !new.staged && !new.pinned);
        assert!(!old.booted && !old.next);

        let whole = system.waymark.deployment(&new.id).await?;
        assert_eq!(whole.kernel.as_deref(), Some("6.1"));
        assert_eq!(whole.kernel_arguments, Some(vec!["quiet".to_owned()]));
        assert_eq!(whole.packages, Some(3));
        let [signature] = &whole.signatures.unwrap()[..] else {
            panic!("one signature");
        };
        assert_eq!(signature.key, key);
        assert_eq!(signature.state, SignatureState::Good);
        Ok(())
    });
}

#[test]
fn a_check_tells_what_changes_and_downloads_none_of_it() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let before = followed()?;
        let new = system.publish("3", &Tree::version(3).bulk(3, 20, 10_000))?;
        assert_eq!(system.read().await?.update, None, "nobody looked yet");

        system.waymark.check(None, None, &control()).await?;
        let update = system.read().await?.update.unwrap();
        assert_eq!(update.checksum, new);
        assert_eq!(update.version.as_deref(), Some("3"));
        assert_eq!(update.packages_changed, Some(3));
        assert!(update.download_size.unwrap() > 200_000);
        assert_eq!(followed()?, before, "the followed ref stays");
        assert!(system.server.bytes() < 150_000, "{}", system.server.bytes());

        // Another tool's upgrade is not confused by what was fetched.
        system::run("ostree", &["admin", "upgrade", "--stage"])?;
        let after = system.read().await?;
        assert_eq!(after.deployments[0].checksum, new);
        assert!(after.deployments[0].staged);
        assert_eq!(after.update, None);
        Ok(())
    });
}

#[test]
fn nothing_older_is_offered() {
    on_a_system(|system| async move {
        let versions = system.with_versions(2)?;
        system.waymark.check(None, None, &control()).await?;
        assert_eq!(system.read().await?.update, None);
        // The publisher takes version 2 back.
        system::ostree(&["reset", BRANCH, &versions[0]], &system.remote_repo())?;
        system.waymark.check(None, None, &control()).await?;
        let found = system.read().await?;
        assert_eq!(
            (found.update, found.stream_state),
            (None, StreamState::Older)
        );
        let before = (system::read()?, followed()?);
        for named in [None, Some(versions[0].as_str())] {
            let refused = system.waymark.update(named, None, &control()).await;
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind, ErrorKind::Conflict);
            let told = Some(format!("version:{}", versions[0]));
            assert_eq!(refused.fields.reference, told);
        }
        assert_eq!((system::read()?, followed()?), before);

        // Made at the same time it is another version, and no older one.
        let mut same = Tree::version(3);
        same.timestamp = Tree::version(2).timestamp;
        let same = system.publish("3", &same)?;
        system.waymark.update(Some(&same), None, &control()).await?;
        assert_eq!(system::read()?[0].1, same);
        Ok(())
    });
}

#[test]
fn an_older_version_is_fetched_for_comparison_alone() {
    on_a_system(|system| async move {
        let old = system.publish("1", &Tree::version(1).bulk(1, 20, 10_000))?;
        system.publish("2", &Tree::version(2))?;
        let running = system.install()?;
        system.restart()?;
        let before = followed()?;
        let (from, to) = (version(&running), version(&old));
        let unknown = system.waymark.compare(&from, &to, true).await.unwrap_err();
        assert_eq!(unknown.kind, ErrorKind::NotFound);

        let sent = system.server.bytes();
        system.waymark.check(Some(&to), None, &control()).await?;
        assert!(system.server.bytes() - sent < 150_000);
        let comparison = system.waymark.compare(&from, &to, true).await?;
        assert_eq!(comparison.packages.unwrap().len(), 3);
        assert_eq!(comparison.files, Files::Unknown, "its files are not here");
        assert_eq!(followed()?, before);
        assert_eq!(system.read().await?.update, None);
        Ok(())
    });
}

#[test]
fn reading_does_not_wait_for_a_download() {
    on_a_system(|system| async move {
        let id = first_of(&system).await?;
        system.publish("2", &Tree::version(2))?;
        system.server.clear();
        system.server.hang_at(Some(".filez"));
        let control = control();
        let checking = tokio::spawn({
            let (waymark, control) = (system.waymark.clone(), control.clone());
            async move { waymark.check(None, None, &control).await }
        });
        assert!(system.server.wait_for(1, ".filez"));
        assert_eq!(system.waymark.deployment(&id).await?.id, id);
        control.stop();
        let asked = Instant::now();
        let stopped = checking.await?.unwrap_err();
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "a hanging server holds nobody"
        );
        assert_eq!(stopped.kind, ErrorKind::Cancelled);
        Ok(())
    });
}

async fn first_of(system: &system::System) -> Result<String> {
    system.with_versions(1)?;
    Ok(system.ids().await?.remove(0))
}
