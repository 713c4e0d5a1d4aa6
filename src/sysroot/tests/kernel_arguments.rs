//! Changing the kernel arguments.

use std::{fs, path::Path};

use anyhow::Result;
use waymark_model::{ErrorKind, KernelArgumentChanges};

use crate::system::{System, Tree, control, deployment, on_a_system};

fn appending(argument: &str) -> KernelArgumentChanges {
    KernelArgumentChanges {
        append: vec![argument.to_owned()],
        ..KernelArgumentChanges::default()
    }
}

async fn line(system: &System, id: &str) -> Result<String> {
    let whole = system.waymark.deployment(id).await?;
    Ok(whole.kernel_arguments.unwrap().join(" "))
}

#[test]
fn other_arguments_are_staged_beside_the_running_ones() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let running = system.deployments().await?.remove(0);
        let waymark = &system.waymark;
        let done = waymark
            .change_kernel_arguments(&appending("debug=1"), &control())
            .await?;
        let staged = system.deployments().await?.remove(0);
        assert_eq!(done.deployment.as_ref(), Some(&staged.id));
        assert!(staged.staged && staged.checksum == running.checksum);
        assert_eq!(staged.origin, running.origin);
        assert_eq!(line(&system, &staged.id).await?, "quiet debug=1");
        assert_eq!(line(&system, &running.id).await?, "quiet");

        // A second change starts from what the first one made.
        let changes = KernelArgumentChanges {
            replace: [("debug=1".to_owned(), "debug=2".to_owned())].into(),
            delete: vec!["quiet".into()],
            ..KernelArgumentChanges::default()
        };
        waymark
            .change_kernel_arguments(&changes, &control())
            .await?;
        system.restart()?;
        let now = system.deployments().await?;
        assert!(now[0].booted);
        assert_eq!(line(&system, &now[0].id).await?, "debug=2");
        assert_eq!(now.len(), 2, "the way back stays: {now:?}");
        Ok(())
    });
}

#[test]
fn arguments_that_changed_meanwhile_or_are_not_there_change_nothing() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let before = system.read().await?;
        let seen_otherwise = KernelArgumentChanges {
            seen: Some(vec!["rhgb".into()]),
            ..appending("debug")
        };
        let not_there = KernelArgumentChanges {
            delete: vec!["rhgb".into()],
            ..KernelArgumentChanges::default()
        };
        for (changes, kind) in [
            (seen_otherwise, ErrorKind::Conflict),
            (not_there, ErrorKind::InvalidArgument),
        ] {
            let refused = system
                .waymark
                .change_kernel_arguments(&changes, &control())
                .await;
            assert_eq!(refused.unwrap_err().kind, kind);
        }
        let same = KernelArgumentChanges {
            seen: Some(vec!["quiet".into()]),
            ..KernelArgumentChanges::default()
        };
        assert!(
            system
                .waymark
                .change_kernel_arguments(&same, &control())
                .await?
                .unchanged
        );
        assert_eq!(system.read().await?, before);
        Ok(())
    });
}

/// libostree ends the whole program when it writes such a line.
#[test]
fn a_quote_that_does_not_end_is_told_and_no_boot_list_is_written_with_it() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        for entry in fs::read_dir("/boot/loader/entries")? {
            add_open_quote(&entry?.path())?;
        }
        let ids = system.ids().await?;
        let told = line(&system, &ids[0]).await?;
        assert!(told.ends_with(" opt=\"a b"), "{told}");
        let whole = system.waymark.deployment(&ids[0]).await?;
        let arguments = whole.kernel_arguments.unwrap();
        assert_eq!(arguments.last().map(String::as_str), Some("opt=\"a b"));

        system.publish("3", &Tree::version(3))?;
        let waymark = &system.waymark;
        let update = waymark.update(None, None, &control()).await.map(drop);
        let restore = waymark.restore(&deployment(&ids[1]), &control()).await;
        let change = waymark
            .change_kernel_arguments(&appending("debug"), &control())
            .await;
        for refused in [update, restore.map(drop), change.map(drop)] {
            let error = refused.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Corrupt, "{error}");
            assert!(error.message.contains("quote"), "{error}");
        }
        assert_eq!(system.ids().await?, ids, "nothing changed");
        Ok(())
    });
}

fn add_open_quote(entry: &Path) -> Result<()> {
    let text = fs::read_to_string(entry)?;
    let lines = text.lines().map(|line| match line.split_once(' ') {
        Some(("options", _)) => format!("{line} opt=\"a b\n"),
        _ => format!("{line}\n"),
    });
    Ok(fs::write(entry, lines.collect::<String>())?)
}
