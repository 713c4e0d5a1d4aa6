//! The remote's history.

use std::fs;

use waymark_model::ErrorKind;

use crate::system::{Tree, control, followed, on_a_system};

#[test]
fn the_history_comes_page_by_page_and_moves_nothing() {
    on_a_system(|system| async move {
        let mut versions = Vec::new();
        for number in 1..=7 {
            versions.push(system.publish(&number.to_string(), &Tree::version(number))?);
            if number == 6 {
                system.install()?;
                system.restart()?;
            }
        }
        versions.reverse();
        let before = (followed()?, system.read().await?);
        let mut cursor = String::new();
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        loop {
            let page = system.waymark.history(None, &cursor, 3, &control()).await?;
            pages.push(page.versions.len());
            seen.extend(page.versions);
            match page.cursor {
                Some(next) => cursor = next,
                None => break,
            }
        }
        assert_eq!(pages, [3, 3, 1]);
        let checksums: Vec<_> = seen.iter().map(|one| one.checksum.clone()).collect();
        assert_eq!(checksums, versions);
        assert_eq!(seen[0].version.as_deref(), Some("7"));
        assert_eq!(seen[0].timestamp, Some(Tree::version(7).timestamp));
        assert_eq!(seen[1].deployments, system.ids().await?);
        assert!(seen[2].deployments.is_empty());
        assert_eq!((followed()?, system.read().await?), before);
        Ok(())
    });
}

#[test]
fn the_history_ends_where_the_remote_has_no_more() {
    on_a_system(|system| async move {
        let mut versions = Vec::new();
        for number in 1..=4 {
            versions.push(system.publish(&number.to_string(), &Tree::version(number))?);
        }
        system.install()?;
        system.restart()?;
        let (folder, rest) = versions[1].split_at(2);
        let lost = system.remote_repo().join("objects").join(folder);
        fs::remove_file(lost.join(format!("{rest}.commit")))?;
        let page = system.waymark.history(None, "", 10, &control()).await?;
        assert_eq!(page.versions.len(), 2);
        assert_eq!(page.cursor, None);
        let page = system.waymark.history(None, "", 2, &control()).await?;
        assert_eq!((page.versions.len(), page.cursor), (2, None));

        let lost = system
            .waymark
            .history(None, &versions[1], 2, &control())
            .await;
        assert_eq!(lost.unwrap_err().kind, ErrorKind::NotFound);
        let none = system
            .waymark
            .history(None, "newest", 2, &control())
            .await
            .unwrap_err();
        assert_eq!(none.kind, ErrorKind::InvalidArgument);
        assert_eq!(none.fields.argument.as_deref(), Some("cursor"));
        Ok(())
    });
}
