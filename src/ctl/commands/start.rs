//! How the machine started, and which versions are not offered.

use serde_json::json;
use waymark_client::Client;
use waymark_model::{Error, ErrorKind, Ref};

use crate::{
    failure::Failure,
    output::Output,
    print::{self, dates::Dates},
    remote,
};

/// `last-start`.
pub(super) async fn last(client: &Client, output: &Output) -> Result<(), Failure> {
    let snapshot = client.snapshot().await?;
    let last = snapshot.last_start.as_ref();
    let hidden = &snapshot.policy.settings.hidden;
    output.result(
        || json!({"last-start": last, "hidden": hidden}),
        || print::last_start::text(last, hidden, Dates::system()),
    );
    Ok(())
}

/// `hide` and `unhide`. Without a version: the one that was meant to run and does not,
/// or all that are hidden.
pub(super) async fn hide(
    version: Option<&str>,
    hidden: bool,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let snapshot = client.snapshot().await?;
    let last = snapshot.last_start.as_ref();
    let versions = match version {
        Some(text) => vec![remote::version(text, &snapshot, client, output).await?],
        None if hidden => last
            .filter(|last| last.went_wrong())
            .and_then(|last| last.meant.as_ref())
            .map(|meant| Ref::Version(meant.offered.clone()))
            .into_iter()
            .collect(),
        None => {
            let all = snapshot.policy.settings.hidden.iter().cloned();
            all.map(Ref::Version).collect()
        }
    };
    if versions.is_empty() {
        let message = if hidden {
            "this start is as it was meant; name the version to hide"
        } else {
            "no version is hidden"
        };
        return Err(Error::new(ErrorKind::NotFound, message).into());
    }
    for version in &versions {
        client.set_hidden(version, hidden).await?;
    }
    let now = client.snapshot().await?;
    output.result(
        || json!({"hidden": now.policy.settings.hidden, "update": now.update}),
        || {
            let text = if hidden {
                "It is not offered until a newer one comes."
            } else {
                "It is offered again."
            };
            format!("{text}\n")
        },
    );
    Ok(())
}
