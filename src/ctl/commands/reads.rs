//! The subcommands that change nothing.

use serde_json::json;
use waymark_client::{ChangesQuery, Client, Snapshot};
use waymark_model::{Change, ChangeKind, ErrorKind};

use crate::{
    failure::Failure,
    output::Output,
    print::{self, dates::Dates},
    remote::{self, History},
};

/// How many rows of a comparison come at once.
const PAGE: u32 = 1000;
/// How many versions are asked for at once.
const HISTORY_PAGE: u32 = 100;

/// What is compared.
pub(super) struct Compared {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) files: bool,
    pub(super) search: String,
}

/// `status`: the service's properties.
pub(super) async fn status(client: &Client, output: &Output) -> Result<(), Failure> {
    let snapshot = client.snapshot().await?;
    let running = super::jobs::running(&snapshot, client).await?;
    output.result(
        || document(&snapshot),
        || print::status::text(&snapshot, &running, Dates::system()),
    );
    Ok(())
}

/// The properties under their names, written as the keys of the dictionaries are.
fn document(snapshot: &Snapshot) -> serde_json::Value {
    json!({
        "api-version": snapshot.api_version,
        "generation": snapshot.generation,
        "system": snapshot.system,
        "deployments": snapshot.deployments,
        "update": snapshot.update,
        "last-check": snapshot.last_check,
        "jobs": snapshot.jobs,
        "policy": snapshot.policy,
        "results": snapshot.results,
        "last-start": snapshot.last_start,
    })
}

/// `compare`: all rows, page by page.
pub(super) async fn compare(
    what: &Compared,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let snapshot = client.snapshot().await?;
    let from = remote::deployment_or_version(&what.from, &snapshot, client, output).await?;
    let to = remote::deployment_or_version(&what.to, &snapshot, client, output).await?;
    let kind = if what.files {
        ChangeKind::File
    } else {
        ChangeKind::Package
    };
    let mut changes: Vec<Change> = Vec::new();
    let summary = loop {
        let query = ChangesQuery {
            kind,
            change: None,
            search: what.search.clone(),
            offset: u32::try_from(changes.len()).unwrap_or(u32::MAX),
            limit: PAGE,
        };
        let answer = client.changes(&from, &to, &query).await;
        if let Err(error) = &answer
            && error.kind() == ErrorKind::NotFound
        {
            output.note("waymarkctl check --of VERSION fetches what comparing needs.");
        }
        let (summary, page) = answer?;
        let is_last = page.is_empty();
        changes.extend(page);
        if is_last || changes.len() >= summary.total as usize {
            break summary;
        }
    };
    output.result(
        || {
            json!({
                "from": from.to_string(),
                "to": to.to_string(),
                "summary": summary,
                "changes": changes,
            })
        },
        || print::changes::text(kind, &what.search, &summary, &changes),
    );
    Ok(())
}

/// `history`: the remote's versions; all of them without a limit.
pub(super) async fn history(
    limit: Option<u32>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let mut pages = History::new(client);
    let mut versions = Vec::new();
    let mut left = limit.unwrap_or(u32::MAX);
    while left > 0
        && let Some(page) = pages.next(left.min(HISTORY_PAGE)).await?
    {
        left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
        versions.extend(page);
    }
    let snapshot = client.snapshot().await?;
    let about = pages.about();
    output.result(
        || {
            json!({
                "versions": versions,
                "more": about.more,
                "incomplete": about.incomplete,
                "followed-tag": about.followed_tag,
            })
        },
        || print::history::text(&versions, about, &snapshot, Dates::system()),
    );
    Ok(())
}
