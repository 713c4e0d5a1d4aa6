//! Comparing versions: what `dpkg-query` and `ostree diff` say is right.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use waymark_model::{ChangeType, ErrorKind, Files};

use crate::system::{Tree, control, deployment, on_a_system, ostree, run, version};

#[test]
fn packages_and_files_agree_with_the_tools() {
    on_a_system(|system| async move {
        let mut old = Tree::version(1);
        old.package("down", "3-1").package("rebuilt", "1.0");
        old.file("usr/share/gone/deep/a", b"a")
            .file("usr/share/gone/b", b"b");
        let mut new = Tree::version(2);
        new.package("down", "3~beta-1").package("rebuilt", "1.0+b1");
        new.file("usr/share/new/deep/a", b"a");
        let from = system.publish("1", &old)?;
        system.install()?;
        let to = system.publish("2", &new)?;
        system.install()?;
        system.restart()?;
        let ids = system.ids().await?;
        let comparison = system
            .waymark
            .compare(&deployment(&ids[1]), &version(&to), true)
            .await?;

        let (before, after) = (packages_of(&ids[1])?, packages_of(&ids[0])?);
        let mut seen = before.clone();
        for change in comparison.packages.as_ref().unwrap() {
            match (change.change, &change.new) {
                (ChangeType::Removed, None) => drop(seen.remove(&change.name)),
                (_, Some(new)) => drop(seen.insert(change.name.clone(), new.clone())),
                other => panic!("{other:?}"),
            }
            assert_eq!(change.old.as_ref(), before.get(&change.name));
            if let (Some(old), Some(new)) = (&change.old, &change.new) {
                let rises = change.change == ChangeType::Upgraded;
                run(
                    "dpkg",
                    &[
                        "--compare-versions",
                        new,
                        if rises { "gt" } else { "lt" },
                        old,
                    ],
                )?;
            }
        }
        assert_eq!(seen, after, "the changes lead from one to the other");
        let summary = comparison.summary();
        assert_eq!(
            (summary.packages_upgraded, summary.packages_downgraded),
            (2, 1)
        );

        let mut files: Vec<_> = comparison
            .files
            .rows()
            .iter()
            .map(|change| {
                let letter = match change.change {
                    ChangeType::Added => 'A',
                    ChangeType::Removed => 'D',
                    _ => 'M',
                };
                format!("{letter}    {}", change.name)
            })
            .collect();
        files.sort();
        assert_eq!(files, diff(&from, &to)?);
        Ok(())
    });
}

#[test]
fn what_cannot_be_compared_is_named() {
    on_a_system(|system| async move {
        let checksum = system.with_versions(1)?.remove(0);
        let known = version(&checksum);
        let compare = |from, to| {
            let waymark = system.waymark.clone();
            async move { waymark.compare(&from, &to, true).await.unwrap_err() }
        };
        let none = compare(known.clone(), version("latest")).await;
        assert_eq!(none.kind, ErrorKind::InvalidArgument);
        assert_eq!(none.fields.argument.as_deref(), Some("to"));
        let unknown = compare(version(&"0".repeat(64)), known.clone()).await;
        assert_eq!(unknown.kind, ErrorKind::NotFound);
        let unknown = compare(known, deployment("0")).await;
        assert_eq!(unknown.kind, ErrorKind::NotFound);
        Ok(())
    });
}

#[test]
fn the_base_is_searched() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let found = system.waymark.search("ONLY", 10).await?;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "only-2");
        assert_eq!(found[0].summary.as_deref(), Some("does only-2"));
        assert_eq!(system.waymark.search("does", 2).await?.len(), 2);
        Ok(())
    });
}

fn packages_of(id: &str) -> Result<BTreeMap<String, String>> {
    let folder = id.strip_prefix("sample-").unwrap();
    let database = format!("/ostree/deploy/sample/deploy/{folder}/usr/share/dpkg/database");
    let listed = run(
        "dpkg-query",
        &[
            "--admindir",
            &database,
            "-W",
            "-f",
            "${Package} ${Version}\n",
        ],
    )?;
    Ok(listed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect())
}

/// `ostree diff` in files: it lists folders too, and of removed ones nothing else.
fn diff(from: &str, to: &str) -> Result<Vec<String>> {
    let repo = Path::new("/ostree/repo");
    let mut files = Vec::new();
    for line in ostree(&["diff", from, to], repo)?.lines() {
        let (kind, path) = line.split_at(5);
        let removed = kind.starts_with('D');
        let commit = if removed { from } else { to };
        let depth: &[&str] = if removed { &["-R"] } else { &["-d"] };
        let listed = ostree(&[&["ls"], depth, &[commit, path]].concat(), repo)?;
        for entry in listed.lines().filter(|entry| !entry.starts_with('d')) {
            let path = entry.split_once(" /").map_or("", |(_, path)| path);
            files.push(format!("{kind}/{path}"));
        }
    }
    files.sort();
    Ok(files)
}

#[test]
fn nothing_differs_from_itself() {
    on_a_system(|system| async move {
        let checksum = version(&system.with_versions(1)?.remove(0));
        system
            .waymark
            .check(Some(&checksum), None, &control())
            .await?;
        let same = system.waymark.compare(&checksum, &checksum, true).await?;
        assert_eq!(same.packages, Some(vec![]));
        assert_eq!(same.files, Files::Compared(vec![]));
        let packages = system.waymark.compare(&checksum, &checksum, false).await?;
        assert_eq!(packages.files, Files::Known);
        Ok(())
    });
}
