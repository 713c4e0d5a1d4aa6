//! What goes wrong, and by which name.

use std::fs;

use waymark_model::ErrorKind;

use crate::system::{System, Tree, control, followed, on_a_system, read, version};

async fn both(system: &System) -> [ErrorKind; 2] {
    let check = system
        .waymark
        .check(None, None, &control())
        .await
        .unwrap_err();
    let update = system
        .waymark
        .update(None, None, &control())
        .await
        .unwrap_err();
    assert!(!check.raw.is_empty() && !update.raw.is_empty());
    [check.kind, update.kind]
}

#[test]
fn an_unsigned_or_wrongly_signed_version_is_refused() {
    on_a_system(|mut system| async move {
        system.require_signatures()?;
        system.with_versions(1)?;
        let before = (read()?, followed()?);
        system.publish_signed_by("2", &Tree::version(2), None)?;
        assert_eq!(both(&system).await, [ErrorKind::Signature; 2]);
        let stranger = system.make_key("stranger@example.invalid")?;
        system.publish_signed_by("3", &Tree::version(3), Some(&stranger))?;
        assert_eq!(both(&system).await, [ErrorKind::Signature; 2]);
        assert_eq!((read()?, followed()?), before);
        assert_eq!(system.read().await?.update, None);
        system.publish("4", &Tree::version(4))?;
        system.waymark.update(None, None, &control()).await?;
        Ok(())
    });
}

#[test]
fn a_server_that_is_gone_is_offline() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        system.publish("2", &Tree::version(2).bulk(2, 40, 50_000))?;
        system.server.set_gone(true);
        assert_eq!(both(&system).await, [ErrorKind::Offline; 2]);
        assert_eq!(system.read().await?.update, None);

        // And one that goes in the middle of a download.
        system.server.set_gone(false);
        system.server.set_rate(100_000);
        let sent = system.server.bytes();
        let updating = tokio::spawn({
            let waymark = system.waymark.clone();
            async move { waymark.update(None, None, &control()).await }
        });
        while system.server.bytes() < sent + 300_000 && !updating.is_finished() {
            tokio::task::yield_now().await;
        }
        system.server.set_gone(true);
        let cut = updating.await?.unwrap_err();
        assert_eq!(cut.kind, ErrorKind::Offline, "{cut:?}");
        assert_eq!(system.ids().await?.len(), 1);
        Ok(())
    });
}

#[test]
fn what_the_remote_lost_is_not_found() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let new = system.publish("2", &Tree::version(2))?;
        let (folder, rest) = new.split_at(2);
        let object = system.remote_repo().join("objects").join(folder);
        fs::remove_file(object.join(format!("{rest}.commit")))?;
        assert_eq!(both(&system).await, [ErrorKind::NotFound; 2]);
        let never = version(&"5".repeat(64));
        let unknown = system.waymark.restore(&never, &control()).await;
        assert_eq!(unknown.unwrap_err().kind, ErrorKind::NotFound);
        let unknown = system.waymark.check(Some(&never), None, &control()).await;
        assert_eq!(unknown.unwrap_err().kind, ErrorKind::NotFound);
        let none = system.waymark.restore(&version("2"), &control()).await;
        assert_eq!(none.unwrap_err().kind, ErrorKind::InvalidArgument);
        Ok(())
    });
}

#[test]
fn damaged_content_is_corrupt() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let tree = Tree::version(2).bulk(2, 1, 30_000);
        system.publish("2", &tree)?;
        for folder in fs::read_dir(system.remote_repo().join("objects"))? {
            for file in fs::read_dir(folder?.path())? {
                let file = file?;
                if file.metadata()?.len() > 30_000 {
                    let mut content = fs::read(file.path())?;
                    content[20_000] ^= 0xff;
                    fs::write(file.path(), content)?;
                }
            }
        }
        let damaged = system
            .waymark
            .update(None, None, &control())
            .await
            .unwrap_err();
        assert_eq!(damaged.kind, ErrorKind::Corrupt, "{damaged:?}");
        assert_eq!(system.ids().await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_system_that_another_program_holds_is_busy() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let holder = ostree::Sysroot::new_default();
        holder.initialize()?;
        holder.lock()?;
        let busy = system.waymark.discard(&control()).await.unwrap_err();
        assert_eq!(busy.kind, ErrorKind::Busy);
        let busy = system
            .waymark
            .update(None, None, &control())
            .await
            .unwrap_err();
        assert_eq!(busy.kind, ErrorKind::Busy);
        holder.unlock();
        assert!(system.waymark.discard(&control()).await?.unchanged);
        Ok(())
    });
}
