//! The subcommands that list what the system and its remote tell.

use serde_json::json;
use waymark_client::Client;
use waymark_model::{Action, Advisory, JobResult};

use crate::{
    failure::Failure,
    follow,
    output::Output,
    print::{self, dates::Dates},
    remote,
};

/// How many advisories come at once.
const PAGE: u32 = 500;

/// `show`: a deployment with all that is known of it.
pub(super) async fn show(target: &str, client: &Client, output: &Output) -> Result<(), Failure> {
    let seen = client.snapshot().await?;
    let id = &remote::deployment(target, &seen)?.id;
    let deployment = client.deployment(id).await?;
    output.result(
        || json!({"deployment": deployment}),
        || print::deployment::text(&deployment, Dates::system()),
    );
    Ok(())
}

/// `packages`: how a deployment differs from the published image.
pub(super) async fn packages(of: &str, client: &Client, output: &Output) -> Result<(), Failure> {
    let seen = client.snapshot().await?;
    let id = &remote::deployment(of, &seen)?.id;
    let deployment = client.deployment(id).await?;
    output.result(
        || json!({"deployment": deployment}),
        || print::packages::layers(&deployment, &seen.system),
    );
    Ok(())
}

/// `search`.
pub(super) async fn search(text: String, client: &Client, output: &Output) -> Result<(), Failure> {
    let result = done(&Action::Search { text }, client, output).await?;
    let packages = result.packages.unwrap_or_default();
    output.result(
        || json!({"packages": packages}),
        || print::packages::found(&packages),
    );
    Ok(())
}

/// `streams`.
pub(super) async fn streams(client: &Client, output: &Output) -> Result<(), Failure> {
    let result = done(&Action::ListStreams, client, output).await?;
    let streams = result.streams.unwrap_or_default();
    output.result(
        || json!({"streams": streams}),
        || print::streams::text(&streams, Dates::system()),
    );
    Ok(())
}

async fn done(action: &Action, client: &Client, output: &Output) -> Result<JobResult, Failure> {
    follow::to_the_end(&client.act(action).await?, output).await
}

/// `repositories`.
pub(super) async fn repositories(client: &Client, output: &Output) -> Result<(), Failure> {
    let repositories = client.repositories().await?;
    output.result(
        || json!({"repositories": repositories}),
        || print::packages::repositories(&repositories),
    );
    Ok(())
}

/// `advisories`: all of them, page by page.
pub(super) async fn advisories(client: &Client, output: &Output) -> Result<(), Failure> {
    let update = client.snapshot().await?.update;
    // Nobody can know those of a version that was not looked into.
    let is_known = update.is_some_and(|update| update.advisories.is_some());
    let all = if is_known {
        Some(all_advisories(client).await?)
    } else {
        None
    };
    output.result(
        || json!({"advisories": all}),
        || print::advisories::text(all.as_ref()),
    );
    Ok(())
}

async fn all_advisories(client: &Client) -> Result<Vec<Advisory>, Failure> {
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let (total, page) = client.advisories(offset, PAGE).await?;
        let is_last = page.is_empty();
        all.extend(page);
        if is_last || all.len() >= total as usize {
            return Ok(all);
        }
    }
}
