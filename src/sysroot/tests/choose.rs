//! Finding an earlier version where the newest is not wanted yet.

use std::fs;

use waymark_model::ErrorKind;
use waymark_sysroot::Choice;

use crate::system::{System, Tree, control, followed, on_a_system};

/// Version 2 runs, 3 to 6 are newer.
async fn published(system: &System) -> anyhow::Result<Vec<String>> {
    let mut versions = system.with_versions(2)?;
    for number in 3..=6 {
        versions.push(system.publish(&number.to_string(), &Tree::version(number))?);
    }
    Ok(versions)
}

fn by(number: u64) -> Choice {
    Choice {
        published_by: Tree::version(number).timestamp,
        hidden: Vec::new(),
    }
}

#[test]
fn the_newest_that_fits_is_found_described_and_taken() {
    on_a_system(|system| async move {
        let versions = published(&system).await?;
        let waymark = &system.waymark;
        let before = followed()?;
        for (number, older) in [(6, None), (5, Some(4)), (3, Some(2)), (2, None)] {
            waymark.check(None, Some(&by(number)), &control()).await?;
            let now = system.read().await?;
            let newest = now.update.map(|update| update.checksum);
            assert_eq!(newest.as_ref(), Some(&versions[5]));
            let told = now
                .older
                .map(|update| (update.checksum, update.packages_changed));
            let found = told.as_ref().map(|(checksum, _)| checksum);
            assert_eq!(found, older.map(|at: usize| &versions[at]), "by {number}");
            assert!(told.is_none_or(|(_, changed)| changed.is_some()));
        }
        assert_eq!(followed()?, before, "looking moves nothing");

        let wanted = Some(versions[3].as_str());
        waymark.update(wanted, Some(&by(4)), &control()).await?;
        let now = system.read().await?;
        assert!(now.deployments[0].staged && now.deployments[0].checksum == versions[3]);
        assert_eq!(followed()?, versions[3]);
        let newest = now.update.map(|update| update.checksum);
        assert_eq!(
            newest.as_ref(),
            Some(&versions[5]),
            "what is newest is known still"
        );
        Ok(())
    });
}

#[test]
fn what_does_not_fit_is_refused_and_the_newest_may_be_named() {
    on_a_system(|system| async move {
        let versions = published(&system).await?;
        let waymark = &system.waymark;
        for wanted in [&versions[2], &versions[4], &versions[0]] {
            let update = waymark.update(Some(wanted), Some(&by(4)), &control()).await;
            assert_eq!(update.unwrap_err().kind, ErrorKind::Conflict);
        }
        let newest = Some(versions[5].as_str());
        waymark.download(newest, Some(&by(4)), &control()).await?;
        let now = system.read().await?;
        assert!(now.deployments.iter().all(|one| !one.staged));
        assert_eq!(now.update.and_then(|update| update.downloaded), Some(true));
        assert!(waymark.is_here(&versions[5]).await?);
        assert!(!waymark.is_here(&versions[4]).await?);
        Ok(())
    });
}

#[test]
fn what_is_hidden_and_all_before_it_is_passed_over() {
    on_a_system(|system| async move {
        let versions = published(&system).await?;
        for (hidden, older) in [(5, None), (4, None), (3, Some(4)), (2, Some(4))] {
            let choice = Choice {
                hidden: vec![versions[hidden].clone()],
                ..by(5)
            };
            let waymark = &system.waymark;
            waymark.check(None, Some(&choice), &control()).await?;
            let found = system.read().await?.older.map(|update| update.checksum);
            let older = older.map(|at: usize| versions[at].clone());
            assert_eq!(found, older, "{hidden} is hidden");
        }
        Ok(())
    });
}

#[test]
fn a_gap_in_the_history_ends_the_search() {
    on_a_system(|system| async move {
        let versions = published(&system).await?;
        let (folder, rest) = versions[3].split_at(2);
        let lost = system.remote_repo().join("objects").join(folder);
        fs::remove_file(lost.join(format!("{rest}.commit")))?;
        let waymark = &system.waymark;
        waymark.check(None, Some(&by(5)), &control()).await?;
        assert!(
            system.read().await?.older.is_some(),
            "it came after the gap"
        );
        waymark.check(None, Some(&by(3)), &control()).await?;
        assert_eq!(system.read().await?.older, None);
        Ok(())
    });
}

#[test]
fn a_check_without_a_choice_forgets_what_was_found() {
    on_a_system(|system| async move {
        published(&system).await?;
        let waymark = &system.waymark;
        waymark.check(None, Some(&by(5)), &control()).await?;
        assert!(system.read().await?.older.is_some());
        waymark.check(None, None, &control()).await?;
        assert_eq!(system.read().await?.older, None);
        Ok(())
    });
}
