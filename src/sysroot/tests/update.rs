//! Downloading and staging.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};
use waymark_model::{ErrorKind, Step};
use waymark_sysroot::{Control, Event};

use crate::system::{
    self, System, Tree, control, deployment, followed, listening, on_a_small_system, on_a_system,
    read, version,
};

#[test]
fn an_update_is_downloaded_staged_and_runs_after_the_restart() {
    on_a_system(|system| async move {
        system.with_versions(3)?;
        let ids = system.ids().await?;
        let pinned = ids[2].clone();
        system.waymark.set_pinned(&pinned, true, &control()).await?;
        let new = system.publish("4", &Tree::version(4).bulk(4, 120, 20_000))?;
        system.server.set_rate(150_000);
        system.waymark.check(None, None, &control()).await?;
        let offer = system.read().await?.update.unwrap();
        assert_eq!(offer.drops, [ids[1].clone()], "the unpinned earlier one");

        let sent = system.server.bytes();
        let (control, said) = listening();
        let done = system.waymark.update(Some(&new), None, &control).await?;
        let sent = system.server.bytes() - sent;
        let staged = &system.deployments().await?[0];
        assert!(staged.staged && staged.next);
        assert_eq!(done.deployment.as_ref(), Some(&staged.id));
        assert_eq!(
            staged.origin.as_deref(),
            Some("sample:sample/x86_64/stable")
        );
        assert!(!staged.pinned);
        assert_eq!(followed()?, new);
        assert_eq!(system.read().await?.update, None);
        let whole = system.waymark.deployment(&staged.id).await?;
        assert_eq!(whole.kernel_arguments, Some(vec!["quiet".to_owned()]));

        check_progress(&said.lock().unwrap(), sent, offer.download_size.unwrap());

        let again = system.waymark.update(None, None, &control).await?;
        assert!(again.unchanged, "{again:?}");

        system.restart()?;
        let after = system.deployments().await?;
        assert!(after[0].booted && after[0].checksum == new);
        let left: Vec<_> = after[1..].iter().map(|one| one.id.clone()).collect();
        assert_eq!(
            left,
            [ids[0].clone(), pinned],
            "{} was to be dropped",
            ids[1]
        );
        Ok(())
    });
}

fn check_progress(said: &[Event], sent: u64, stated: u64) {
    let steps: Vec<_> = said
        .iter()
        .filter_map(|event| match event {
            Event::Step(step) => Some(*step),
            _ => None,
        })
        .collect();
    let expected = [
        Step::Preparing,
        Step::Checking,
        Step::Downloading,
        Step::Staging,
    ];
    assert_eq!(steps, expected);
    let begin = said
        .iter()
        .position(|event| *event == Event::Step(Step::Downloading))
        .unwrap();
    let mut parts: Vec<f64> = said[begin..]
        .iter()
        .filter_map(|event| match event {
            Event::Part(part) => Some(*part),
            _ => None,
        })
        .collect();
    assert!(parts.is_sorted(), "{parts:?}");
    parts.dedup();
    assert!(parts.len() >= 10, "{parts:?}");
    let (done, total) = said
        .iter()
        .rev()
        .find_map(|event| match event {
            Event::Bytes { done, total } => Some((*done, *total)),
            _ => None,
        })
        .unwrap();
    let near = |a: u64, b: u64| a.abs_diff(b) * 10 <= b;
    assert!(near(done, sent), "{done} said, {sent} sent");
    assert!(near(stated, sent), "{stated} stated, {sent} sent");
    assert!(total >= done);
}

#[test]
fn a_cancelled_download_stops_at_once_and_is_taken_up_again() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let new = system.publish("2", &Tree::version(2).bulk(2, 60, 100_000))?;
        // Each object takes seconds now; whoever waits for one is late.
        system.server.clear();
        system.server.set_rate(20_000);
        let (control, _) = listening();
        let updating = tokio::spawn({
            let (waymark, control) = (system.waymark.clone(), control.clone());
            async move { waymark.update(None, None, &control).await }
        });
        assert!(system.server.wait_for(8, ".filez"));
        control.stop();
        let asked = std::time::Instant::now();
        let stopped = updating.await?.unwrap_err();
        assert_eq!(stopped.kind, ErrorKind::Cancelled);
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "{:?}",
            asked.elapsed()
        );
        // What was on the wire when it stopped may still be read.
        let calms = (0..20).any(|_| system.server.is_quiet_for(Duration::from_millis(300)));
        assert!(calms, "it goes on");
        assert!(system.server.is_quiet_for(Duration::from_secs(5)));
        assert!(!system.deployments().await?[0].staged);

        system.server.set_rate(0);
        let sent = system.server.bytes();
        system
            .waymark
            .update(Some(&new), None, &crate::system::control())
            .await?;
        assert!(system.deployments().await?[0].staged);
        assert!(system.server.bytes() > sent);
        Ok(())
    });
}

#[test]
fn what_arrived_before_a_cancel_is_not_fetched_again() {
    on_a_system(|system| async move {
        let control = control();
        let ended = check_resumes(&system, &control, || control.stop()).await?;
        assert_eq!(ended, ErrorKind::Cancelled);
        Ok(())
    });
}

#[test]
fn what_arrived_before_the_connection_broke_is_not_fetched_again() {
    on_a_system(|system| async move {
        let break_off = || system.server.set_gone(true);
        let ended = check_resumes(&system, &control(), break_off).await?;
        assert_eq!(ended, ErrorKind::Offline);
        Ok(())
    });
}

/// What may be fetched twice: a file on each of libostree's eight connections, and
/// what describes the version.
const TWICE: u64 = 8 * 20_000 + 40_000;

/// Breaks an update off after more than half of it and checks that the next one
/// fetches what is left and no more. Returns how the first one ended.
async fn check_resumes(
    system: &System,
    control: &Control,
    break_off: impl FnOnce(),
) -> Result<ErrorKind> {
    system.with_versions(1)?;
    system.publish("2", &Tree::version(2).bulk(2, 60, 20_000))?;
    let whole = check_for_size(system).await?;
    system.server.set_rate(40_000);
    let before = system.server.bytes();
    let updating = tokio::spawn({
        let (waymark, control) = (system.waymark.clone(), control.clone());
        async move { waymark.update(None, None, &control).await }
    });
    while system.server.bytes() - before < 700_000 && !updating.is_finished() {
        tokio::task::yield_now().await;
    }
    break_off();
    let ended = updating.await?.unwrap_err();
    let came = system.server.bytes() - before;

    system.server.set_gone(false);
    system.server.set_rate(0);
    let left = check_for_size(system).await?;
    assert!(
        came + left < whole + TWICE,
        "{came} of {whole} came, {left} are left"
    );
    let before = system.server.bytes();
    system
        .waymark
        .update(None, None, &crate::system::control())
        .await?;
    let rest = system.server.bytes() - before;
    assert!(
        came + rest < whole + TWICE,
        "{came} of {whole} came first, then {rest}"
    );
    Ok(ended.kind)
}

/// What the update that is offered now still transfers.
async fn check_for_size(system: &System) -> Result<u64> {
    system
        .waymark
        .check(None, None, &crate::system::control())
        .await?;
    let offered = system.read().await?.update.context("nothing is offered")?;
    offered.download_size.context("no download size")
}

#[test]
fn a_remote_that_moved_is_a_conflict_and_stages_nothing() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let seen = system.publish("2", &Tree::version(2))?;
        system.waymark.check(None, None, &control()).await?;
        let newer = system.publish("3", &Tree::version(3))?;
        let before = (read()?, followed()?);
        let refused = system.waymark.update(Some(&seen), None, &control()).await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!((read()?, followed()?), before);
        // What the caller should see instead is known by now.
        assert_eq!(system.read().await?.update.unwrap().checksum, newer);
        Ok(())
    });
}

#[test]
fn a_version_of_the_remote_alone_is_restored() {
    on_a_system(|system| async move {
        let old = system.publish("1", &Tree::version(1))?;
        system.publish("2", &Tree::version(2))?;
        let running = system.install()?;
        system.restart()?;
        let before = followed()?;
        let done = system.waymark.restore(&version(&old), &control()).await?;
        let staged = system.deployments().await?.remove(0);
        assert!(staged.staged && staged.checksum == old);
        assert_eq!(done.deployment, Some(staged.id));
        assert_eq!(
            staged.origin.as_deref(),
            Some("sample:sample/x86_64/stable")
        );
        assert_eq!(followed()?, before, "it still follows the stream");
        system.restart()?;
        let after = system.read().await?;
        assert!(after.deployments[0].booted && after.deployments[0].checksum == old);
        let update = after.update.map(|update| update.checksum);
        assert_eq!(update, Some(running.clone()), "and can go forward again");
        // It is on the disk by now, so going back to it is a matter of the boot list.
        let done = system
            .waymark
            .restore(&version(&running), &control())
            .await?;
        assert_eq!(done.deployment, Some(system.ids().await?.remove(0)));
        assert!(!system.deployments().await?[0].staged);
        Ok(())
    });
}

#[test]
fn a_staged_version_is_discarded_or_replaced() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let running = system.ids().await?;
        let unchanged = system.waymark.discard(&control()).await?;
        assert!(unchanged.unchanged);
        system.publish("2", &Tree::version(2))?;
        let second = system.waymark.update(None, None, &control()).await?;
        system.publish("3", &Tree::version(3))?;
        let third = system.waymark.update(None, None, &control()).await?;
        assert_ne!(second.deployment, third.deployment);
        let ids = system.ids().await?;
        assert_eq!(ids.len(), 2, "{ids:?}");
        assert_eq!(Some(&ids[0]), third.deployment.as_ref());

        let done = system.waymark.discard(&control()).await?;
        assert_eq!(done.deployment, third.deployment);
        assert_eq!(system.ids().await?, running);
        let folder = done.deployment.context("it had an id")?;
        let folder = folder.replacen("sample-", "/ostree/deploy/sample/deploy/", 1);
        assert!(!Path::new(&folder).exists(), "its folder is gone");
        let offer = system.read().await?.update.unwrap();
        assert_eq!(offer.version.as_deref(), Some("3"), "it is offered again");
        assert_eq!(offer.download_size, Some(0), "and still on the disk");
        Ok(())
    });
}

#[test]
fn without_room_nothing_is_downloaded() {
    on_a_small_system(64, |system| async move {
        system.with_versions(1)?;
        system.publish("2", &Tree::version(2).bulk(2, 40, 1_000_000))?;
        check_room(&system, "/sysroot").await?;
        // So full that not even looking works.
        let reserve = |size| ["config", "set", "core.min-free-space-size", size];
        system::ostree(&reserve("100MB"), "/ostree/repo".as_ref())?;
        check_room(&system, "/sysroot").await?;
        system::ostree(&reserve("1MB"), "/ostree/repo".as_ref())?;
        Ok(())
    });
}

#[test]
fn a_kernel_that_boot_has_no_room_for_is_not_downloaded() {
    on_a_system(|system| async move {
        system::run("mkdir", &["/run/boot"])?;
        let small = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", "/run/boot"];
        system::run("mount", &small)?;
        system::run("cp", &["-a", "/boot/.", "/run/boot/"])?;
        system::run("mount", &["--bind", "/run/boot", "/boot"])?;
        system.with_versions(1)?;
        let mut tree = Tree::version(3);
        tree.file("usr/lib/modules/6.1/vmlinuz", &vec![7; 3_000_000]);
        system.publish("3", &tree)?;
        check_room(&system, "/boot").await?;
        // The same kernel takes no room.
        system.publish("4", &Tree::version(4))?;
        system.waymark.check(None, None, &control()).await?;
        let offer = system.read().await?.update.context("it is not offered")?;
        assert_eq!(offer.lacks_room, None);
        system.waymark.update(None, None, &control()).await?;
        Ok(())
    });
}

async fn check_room(system: &System, filesystem: &str) -> Result<()> {
    let refused = system
        .waymark
        .update(None, None, &control())
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NoSpace, "{refused:?}");
    assert_eq!(refused.fields.filesystem.as_deref(), Some(filesystem));
    assert!(refused.fields.required > refused.fields.available);
    let offer = system.read().await?.update.context("it is not offered")?;
    assert_eq!(offer.lacks_room_on.as_deref(), Some(filesystem));
    assert!(offer.lacks_room > Some(0), "it is said before");
    assert_eq!(system.ids().await?.len(), 1);
    let large = |path: &String| path.contains(".filez");
    let fetched = system.server.requests().iter().filter(|p| large(p)).count();
    assert!(fetched < 30, "{fetched} files were fetched");
    Ok(())
}

#[test]
fn a_restored_earlier_version_is_told_among_what_an_update_drops() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let ids = system.ids().await?;
        system
            .waymark
            .restore(&deployment(&ids[1]), &control())
            .await?;
        system.publish("3", &Tree::version(3))?;
        system.waymark.check(None, None, &control()).await?;
        let offer = system.read().await?.update.unwrap();
        assert_eq!(offer.drops, [ids[1].clone()]);
        system.waymark.update(None, None, &control()).await?;
        system.restart()?;
        let left = system.ids().await?;
        assert_eq!(left.len(), 2);
        assert!(!left.contains(&ids[1]));
        Ok(())
    });
}
