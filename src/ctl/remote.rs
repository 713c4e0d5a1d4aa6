//! Targets that may be on the remote alone.

use waymark_client::{Client, Snapshot};
use waymark_model::{Action, ActionName, Deployment, JobResult, Ref, RemoteVersion};

use crate::{
    failure::Failure,
    follow,
    output::Output,
    print::history::About,
    resolve::{self, Meaning},
};

/// Name of the action that looks further than this disk.
const HISTORY: ActionName = ActionName::History;
/// How many versions are asked for at once.
const PAGE: u32 = 50;
/// How many versions are looked through for one that was named.
const FARTHEST: usize = 1000;

/// A deployment on this disk.
pub(crate) fn deployment<'a>(
    text: &str,
    snapshot: &'a Snapshot,
) -> Result<&'a Deployment, Failure> {
    match resolve::deployment(text, snapshot) {
        Meaning::One(found) => Ok(found),
        Meaning::None => Err(Failure::not_found(text, "is no deployment on this disk")),
        Meaning::Many(candidates) => Err(Failure::Ambiguous {
            text: text.to_owned(),
            candidates,
        }),
    }
}

/// A deployment on this disk, or else a version.
pub(crate) async fn deployment_or_version(
    text: &str,
    snapshot: &Snapshot,
    client: &Client,
    output: &Output,
) -> Result<Ref, Failure> {
    match resolve::deployment(text, snapshot) {
        Meaning::One(found) => Ok(Ref::Deployment(found.id.clone())),
        Meaning::None => version(text, snapshot, client, output).await,
        Meaning::Many(candidates) => Err(Failure::Ambiguous {
            text: text.to_owned(),
            candidates,
        }),
    }
}

/// A version: what the last check found, what a whole checksum says, what is on this
/// disk, or what the remote's history has.
pub(crate) async fn version(
    text: &str,
    snapshot: &Snapshot,
    client: &Client,
    output: &Output,
) -> Result<Ref, Failure> {
    if let Some(found) = resolve::available(text, snapshot).or_else(|| resolve::checksum(text)) {
        return Ok(found);
    }
    if let Meaning::One(found) = resolve::deployment(text, snapshot) {
        return Ok(Ref::Version(found.checksum.clone()));
    }
    let is_elsewhere = resolve::is_word(text) || text.starts_with("deployment:");
    let has_history = !snapshot.system.unsupported.contains_key(HISTORY.as_str());
    if text.is_empty() || is_elsewhere || !has_history {
        return Err(Failure::not_found(text, "is nothing that is known here"));
    }
    output.note("Looking through the remote's versions…");
    let mut pages = History::new(client);
    let mut seen = 0;
    while seen < FARTHEST
        && let Some(versions) = pages.next(PAGE).await?
    {
        match resolve::version(text, &versions) {
            Meaning::One(found) => return Ok(Ref::Version(found.checksum.clone())),
            Meaning::None => seen += versions.len(),
            Meaning::Many(candidates) => {
                return Err(Failure::Ambiguous {
                    text: text.to_owned(),
                    candidates,
                });
            }
        }
    }
    Err(Failure::not_found(
        text,
        "is no version that the remote has",
    ))
}

/// The remote's versions, page by page.
pub(crate) struct History<'a> {
    client: &'a Client,
    cursor: Option<String>,
    about: About,
}

impl<'a> History<'a> {
    /// From the newest on.
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            cursor: Some(String::new()),
            about: About::default(),
        }
    }

    /// The next page; `None` behind the last one.
    pub(crate) async fn next(&mut self, limit: u32) -> Result<Option<Vec<RemoteVersion>>, Failure> {
        let Some(cursor) = self.cursor.take() else {
            return Ok(None);
        };
        let job = self.client.act(&Action::History { cursor, limit }).await?;
        let result: JobResult = follow::ended(job.finished().await)?;
        self.about = About {
            more: result.cursor.is_some(),
            incomplete: self.about.incomplete || result.incomplete == Some(true),
            followed_tag: self.about.followed_tag.or(result.followed_tag),
        };
        self.cursor = result.cursor;
        Ok(result.versions.filter(|versions| !versions.is_empty()))
    }

    /// What was told of the whole so far.
    pub(crate) fn about(&self) -> &About {
        &self.about
    }
}
