//! Noticing what other tools do.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use tokio::time::timeout;
use waymark_sysroot::Changes;

use crate::system::{Tree, on_a_system, run};

const SOON: Duration = Duration::from_secs(2);

async fn noticed(changes: &mut Changes, what: &str) -> Result<()> {
    let next = timeout(SOON, changes.next()).await;
    next.with_context(|| format!("{what} went unnoticed"))?
        .context("the watch ended")?;
    // What came in pieces is let through until it is quiet.
    while timeout(Duration::from_millis(200), changes.next())
        .await
        .is_ok()
    {}
    Ok(())
}

#[test]
fn what_other_tools_do_is_noticed_and_reading_is_not() {
    on_a_system(|system| async move {
        system.with_versions(2)?;
        let mut changes = system.waymark.changes()?;
        run("ostree", &["admin", "pin", "1"])?;
        noticed(&mut changes, "a pin").await?;
        system.publish("3", &Tree::version(3))?;
        run("ostree", &["admin", "upgrade", "--stage"])?;
        noticed(&mut changes, "a staged version").await?;
        run("ostree", &["admin", "undeploy", "0"])?;
        noticed(&mut changes, "a discarded version").await?;
        run("ostree", &["admin", "upgrade", "--stage"])?;
        noticed(&mut changes, "a version staged again").await?;
        run("ostree", &["admin", "set-default", "1"])?;
        noticed(&mut changes, "another order").await?;

        let id = system.ids().await?.remove(0);
        system.waymark.deployment(&id).await?;
        let own = timeout(Duration::from_millis(500), changes.next()).await;
        assert!(own.is_err(), "reading is no change");
        Ok(())
    });
}
