//! What differs in /etc.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, path::PathBuf};

use anyhow::{Context, Result};
use waymark_model::{ChangeType, DifferenceShown, ErrorKind};

use crate::system::{System, Tree, on_a_system};

/// Installs a version with some files in its /etc, and returns the folder of the one in use.
async fn etc(system: &System) -> Result<PathBuf> {
    let mut tree = Tree::version(1);
    for (path, content) in [
        ("usr/etc/changed", "one\ntwo\nthree\n"),
        ("usr/etc/deep/removed", "gone\n"),
        ("usr/etc/mode", "same\n"),
        ("usr/etc/secret", "published\n"),
        ("usr/etc/binary", "a\0b"),
        ("usr/etc/same", "same\n"),
    ] {
        tree.file(path, content.as_bytes());
    }
    system.publish("1", &tree)?;
    system.install()?;
    system.restart()?;
    let id = system.ids().await?.remove(0);
    let (stateroot, rest) = id.split_once('-').context("no id")?;
    let etc = format!("/ostree/deploy/{stateroot}/deploy/{rest}/etc");
    let etc = PathBuf::from(etc);
    fs::write(etc.join("changed"), "one\n2\nthree\n")?;
    fs::remove_file(etc.join("deep/removed"))?;
    fs::set_permissions(etc.join("mode"), fs::Permissions::from_mode(0o600))?;
    fs::write(etc.join("secret"), "changed\n")?;
    fs::set_permissions(etc.join("secret"), fs::Permissions::from_mode(0o600))?;
    fs::write(etc.join("binary"), "a\0c")?;
    fs::create_dir(etc.join("new"))?;
    fs::write(etc.join("new/added"), "added\n")?;
    std::os::unix::fs::symlink("new/added", etc.join("link"))?;
    Ok(etc)
}

#[test]
fn every_file_that_differs_is_told_and_no_other() {
    on_a_system(|system| async move {
        etc(&system).await?;
        let changes = system.waymark.local_changes().await?;
        let told: Vec<_> = changes
            .iter()
            .map(|one| (one.name.as_str(), one.change))
            .collect();
        assert_eq!(
            told,
            [
                ("/etc/binary", ChangeType::Changed),
                ("/etc/changed", ChangeType::Changed),
                ("/etc/deep/removed", ChangeType::Removed),
                ("/etc/link", ChangeType::Added),
                ("/etc/mode", ChangeType::Changed),
                ("/etc/new/added", ChangeType::Added),
                ("/etc/secret", ChangeType::Changed),
            ]
        );
        Ok(())
    });
}

#[test]
fn a_file_is_shown_by_line_unless_it_is_secret() {
    on_a_system(|system| async move {
        etc(&system).await?;
        let difference =
            async |path: &str, secret| system.waymark.file_difference(path, secret).await;
        let changed = difference("/etc/changed", false).await?;
        assert_eq!(changed.shown, DifferenceShown::Text);
        assert_eq!(
            changed.difference.as_deref(),
            Some("--- /etc/changed\n+++ /etc/changed\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n")
        );
        let removed = difference("/etc/deep/removed", false).await?;
        assert_eq!(removed.change, ChangeType::Removed);
        assert!(removed.difference.unwrap().contains("\n-gone\n"));
        let link = difference("/etc/link", false).await?;
        assert!(link.difference.unwrap().contains("+→ new/added"));

        let mode = difference("/etc/mode", false).await?;
        assert_eq!(mode.shown, DifferenceShown::Access);
        assert_eq!(mode.mode.map(|mode| mode & 0o777), Some(0o600));
        let binary = difference("/etc/binary", false).await?;
        assert_eq!(binary.shown, DifferenceShown::Binary);
        let secret = difference("/etc/secret", false).await?;
        assert_eq!(
            (secret.shown, secret.difference),
            (DifferenceShown::Secret, None)
        );
        let shown = difference("/etc/secret", true).await?;
        assert!(shown.difference.unwrap().contains("+changed"));
        Ok(())
    });
}

#[test]
fn nothing_but_files_below_etc_is_shown() {
    on_a_system(|system| async move {
        let etc = etc(&system).await?;
        std::os::unix::fs::symlink("/", etc.join("way-out"))?;
        assert!(Path::new("/usr/bin/env").exists());
        for (path, kind) in [
            ("/etc/../usr/bin/env", ErrorKind::InvalidArgument),
            ("/etc/", ErrorKind::InvalidArgument),
            ("etc/changed", ErrorKind::InvalidArgument),
            ("/usr/bin/env", ErrorKind::InvalidArgument),
            ("/etc/way-out/usr/bin/env", ErrorKind::NotFound),
            ("/etc/new", ErrorKind::NotFound),
            ("/etc/same", ErrorKind::NotFound),
            ("/etc/none", ErrorKind::NotFound),
        ] {
            let error = system
                .waymark
                .file_difference(path, true)
                .await
                .unwrap_err();
            assert_eq!(error.kind, kind, "{path}");
        }
        Ok(())
    });
}
