//! The server's faults, as the real `ostree pull` meets them.

mod common;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use common::{ostree, text};
use waymark_lab::sample::{BRANCH, REMOTE, temporary_folder};
use waymark_lab::{Options, Sample};

fn pull(sample: &Sample, what: &str) -> Result<String> {
    let repo = format!("--repo={}", text(&sample.sysroot().join("ostree/repo")));
    ostree(&[&repo, "pull", "--network-retries=0", REMOTE, what])
}

#[test]
fn the_server_fails_as_it_is_told() -> Result<()> {
    let folder = temporary_folder()?;
    let options = Options {
        older: 1,
        deployed: 1,
        newer: 1,
        ..Options::default()
    };
    let sample = Sample::create(&folder.path().join("lab"), &options)?;
    let versions = sample.versions()?;
    let server = sample.serve()?;
    assert!(sample.serve().is_err(), "two servers for one sample");

    // Cut in the middle: what came is kept, and nothing comes after it.
    server.cut_after(600_000);
    assert!(pull(&sample, BRANCH).is_err());
    assert_eq!(server.bytes_sent(), 600_000);
    assert!(pull(&sample, BRANCH).is_err());
    assert_eq!(server.bytes_sent(), 600_000);
    server.mend();

    server.corrupt(".filez");
    let error = pull(&sample, BRANCH)
        .err()
        .context("a corrupt object was taken")?;
    assert!(
        format!("{error}").contains("Corrupted file object"),
        "{error}"
    );
    server.mend();

    server.refuse("/objects/", 503);
    let error = pull(&sample, BRANCH).err().context("a refusal was taken")?;
    assert!(format!("{error}").contains("503"), "{error}");
    server.mend();

    // Slow, and counted.
    server.clear();
    server.set_rate(Some(1_000_000));
    let start = Instant::now();
    pull(&sample, BRANCH)?;
    let seconds = start.elapsed().as_secs_f64();
    let rate = server.bytes_sent() as f64 / seconds;
    assert!(
        (500_000.0..1_100_000.0).contains(&rate),
        "{rate} bytes a second"
    );
    assert!(server.requests().len() > 100);
    server.mend();

    // A commit that is gone, though the branch's history names it.
    sample.remove_commit(&versions[0].checksum)?;
    let error = pull(&sample, &format!("{BRANCH}@{}", versions[0].checksum));
    assert!(format!("{:?}", error.err()).contains("404"));

    sample.publish_unsigned(&sample.random_version()?)?;
    let error = pull(&sample, BRANCH)
        .err()
        .context("an unsigned commit was taken")?;
    assert!(
        format!("{error}").contains("no signatures found"),
        "{error}"
    );
    sample.publish_signed_by_stranger(&sample.random_version()?)?;
    let error = pull(&sample, BRANCH)
        .err()
        .context("a stranger's commit was taken")?;
    assert!(
        format!("{error}").contains("public key not found"),
        "{error}"
    );
    let good = sample.publish(&sample.random_version()?)?;
    assert_eq!(good.parent.as_ref(), Some(&versions[2].checksum));
    pull(&sample, BRANCH)?;

    // Stalled: asked, and no answer's content comes.
    let next = sample.publish(&sample.random_version()?)?;
    server.clear();
    server.stall_after(0);
    std::thread::scope(|scope| -> Result<()> {
        let pulling = scope.spawn(|| pull(&sample, BRANCH));
        assert!(server.wait_until(Duration::from_secs(20), |requests| !requests.is_empty()));
        assert!(!server.wait_until(Duration::from_millis(300), |requests| {
            requests.iter().any(|request| request.bytes > 0)
        }));
        server.mend();
        pulling
            .join()
            .map_err(|_| anyhow::anyhow!("the pull panicked"))??;
        Ok(())
    })?;
    let repo = format!("--repo={}", text(&sample.sysroot().join("ostree/repo")));
    let branch = ostree(&[&repo, "rev-parse", &format!("{REMOTE}:{BRANCH}")])?;
    assert_eq!(branch, next.checksum);

    // The port is the same after a pause.
    let url = server.url();
    drop(server);
    assert!(pull(&sample, BRANCH).is_err());
    assert_eq!(sample.serve()?.url(), url);
    Ok(())
}
