//! What a remote offers to follow, and following something else.

use anyhow::Result;
use waymark_model::{ErrorKind, Ref};

use crate::system::{BRANCH, REMOTE, System, Tree, control, on_a_system, ostree};

const NEWER: &str = "sample/45/stable";
const FOLLOWED: &str = "sample/44/stable";

/// Publishes a version of another branch and tells the summary of it.
fn publish_as(system: &System, branch: &str, number: u64) -> Result<String> {
    system.publish(&number.to_string(), &Tree::version(number))?;
    let commit = [
        "commit",
        &format!("--branch={branch}"),
        &format!("--tree=ref={BRANCH}"),
        &format!("--add-metadata-string=version={number}"),
        "--add-metadata-string=ostree.endoflife=It is over.",
        &format!("--timestamp=@{}", Tree::version(number).timestamp),
        &format!("--bind-ref={branch}"),
        "--bootable",
    ];
    let checksum = ostree(&commit, &system.remote_repo())?;
    ostree(&["summary", "--update"], &system.remote_repo())?;
    Ok(checksum)
}

#[test]
fn another_stream_is_listed_looked_at_and_followed() {
    on_a_system(|system| async move {
        let first = system.publish("1", &Tree::version(1))?;
        system.install()?;
        system.restart()?;
        publish_as(&system, FOLLOWED, 44)?;
        let newer = publish_as(&system, NEWER, 45)?;
        let waymark = &system.waymark;

        let done = waymark.rebase(FOLLOWED, &control()).await?;
        system.restart()?;
        let running = system.deployments().await?.remove(0);
        assert_eq!(done.deployment.as_ref(), Some(&running.id));
        assert_eq!(running.origin, Some(format!("{REMOTE}:{FOLLOWED}")));
        assert_eq!(running.end_of_life.as_deref(), Some("It is over."));
        assert_eq!(system.read().await?.stream.as_deref(), Some(FOLLOWED));
        let whole = format!("{REMOTE}:{FOLLOWED}");
        assert!(waymark.rebase(&whole, &control()).await?.unchanged);

        let streams = waymark.streams(None, &control()).await?;
        let told: Vec<_> = streams
            .iter()
            .map(|one| (one.name.as_str(), one.followed, one.newer))
            .collect();
        let name = |branch: &str| format!("{REMOTE}:{branch}");
        let (followed, newest, old) = (name(FOLLOWED), name(NEWER), name(BRANCH));
        assert_eq!(
            told,
            [
                (followed.as_str(), true, false),
                (newest.as_str(), false, true),
                (old.as_str(), false, false),
            ]
        );
        assert_eq!(streams[1].timestamp, Some(Tree::version(45).timestamp));

        // With another one staged its own streams and history count.
        let staged = name(NEWER);
        let streams = waymark.streams(Some(&staged), &control()).await?;
        let told: Vec<_> = streams
            .iter()
            .map(|one| (one.followed, one.newer))
            .collect();
        assert_eq!(told, [(false, false), (true, false), (false, false)]);
        let page = waymark.history(Some(&staged), "", 5, &control()).await?;
        assert_eq!(page.versions[0].checksum, newer);

        let seen = waymark.look_at(NEWER, &control()).await?;
        assert_eq!(seen, Ref::Version(newer.clone()));
        let compared = waymark
            .compare(&Ref::Deployment(running.id), &seen, false)
            .await?;
        assert!(!compared.packages.unwrap().is_empty());
        assert_eq!(system.deployments().await?.len(), 2, "only looked at");

        waymark.rebase(NEWER, &control()).await?;
        system.restart()?;
        let now = system.deployments().await?;
        assert_eq!(now[0].checksum, newer);
        assert!(now.iter().all(|one| one.checksum != first));
        Ok(())
    });
}

#[test]
fn a_stream_that_is_not_there_is_not_followed() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let before = system.read().await?;
        assert!(system.waymark.streams(None, &control()).await?.is_empty());
        for stream in ["sample/none", "nobody:sample/x86_64/stable"] {
            let error = system.waymark.rebase(stream, &control()).await.unwrap_err();
            assert_eq!(
                error.kind,
                ErrorKind::NotFound,
                "{stream}: {error} {}",
                error.raw
            );
        }
        assert_eq!(system.read().await?, before);
        Ok(())
    });
}
