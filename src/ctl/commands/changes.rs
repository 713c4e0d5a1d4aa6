//! Changes that are tried before they are made: packages and streams.

use serde_json::json;
use waymark_client::{Client, Snapshot};
use waymark_model::{Action, ErrorKind, JobResult};

use crate::{
    args::{Change, Changing, Override, Rebase},
    ask,
    failure::Failure,
    follow,
    output::Output,
    print,
    wishes::Wishes,
};

use super::actions::see_through;

/// `packages add`, `remove`, `override` and `reset`.
pub(super) async fn packages(
    change: Change,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let (mut wishes, how, skips) = wishes(change);
    let seen = client.snapshot().await?;
    let mut skipped = skips.then(Vec::new);
    loop {
        let question = format!("{} Go on?", wishes.sentence());
        let answer = reviewed(
            |dry_run| wishes.action(dry_run),
            how,
            &question,
            &seen,
            skipped.as_deref(),
            client,
            output,
        )
        .await;
        let Err(Failure::Job(error, result)) = answer else {
            return answer;
        };
        let Some(skipped) = &mut skipped else {
            return Err(Failure::Job(error, result));
        };
        let named = error.fields.packages.as_deref().unwrap_or_default();
        let out = wishes.leave_out(named);
        if error.kind != ErrorKind::Conflict || out.is_empty() || wishes.is_empty() {
            return Err(Failure::Job(error, result));
        }
        output.note(&format!("In the way, left out: {}", out.join(", ")));
        skipped.extend(out);
    }
}

/// What is wished, how to go about it, and whether to leave out what is in the way.
fn wishes(change: Change) -> (Wishes, Changing, bool) {
    let mut wishes = Wishes::default();
    let (how, skips) = match change {
        Change::Add {
            packages,
            skip_conflicting,
            how,
        } => {
            wishes.add(packages);
            (how, skip_conflicting)
        }
        Change::Override(Override::Replace {
            packages,
            skip_conflicting,
            how,
        }) => {
            wishes.replace(packages);
            (how, skip_conflicting)
        }
        Change::Remove { packages, how } => {
            wishes.changes.remove = packages;
            (how, false)
        }
        Change::Override(Override::Remove { packages, how }) => {
            wishes.changes.override_remove = packages;
            (how, false)
        }
        Change::Override(Override::Reset { packages, how }) => {
            wishes.changes.override_reset = packages;
            (how, false)
        }
        Change::Reset { how } => {
            wishes.changes.reset_all = true;
            (how, false)
        }
    };
    (wishes, how, skips)
}

/// `rebase`.
pub(super) async fn rebase(
    asked: &Rebase,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let seen = client.snapshot().await?;
    let now = seen.system.stream.as_ref();
    let now = now.map_or(String::new(), |now| format!(" instead of {now}"));
    let back = seen.booted().map(print::deployment_name);
    let back = back.map_or(String::new(), |name| {
        format!(" {name} stays on this disk as the way back.")
    });
    let question = format!("Follow {}{now}?{back} Go on?", asked.stream);
    reviewed(
        |dry_run| {
            Ok(Action::Rebase {
                stream: asked.stream.clone(),
                dry_run,
            })
        },
        asked.how,
        &question,
        &seen,
        None,
        client,
        output,
    )
    .await
}

/// Only tries it, or makes it. Who is there to be asked sees first what it changes.
async fn reviewed(
    action: impl Fn(bool) -> Result<Action, Failure>,
    how: Changing,
    question: &str,
    seen: &Snapshot,
    skipped: Option<&[String]>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    if how.dry_run {
        let result = tried(&action(true)?, client, output).await?;
        output.result(
            || json!({"result": result, "skipped": skipped}),
            || print::review::text(&result),
        );
        return Ok(());
    }
    if !how.yes.yes && output.is_interactive() {
        let result = tried(&action(true)?, client, output).await?;
        output.note(print::review::text(&result).trim_end());
        ask::confirm(output, false, question)?;
    }
    see_through(&action(false)?, how.wait, seen, skipped, client, output).await
}

/// How a dry run ended.
async fn tried(action: &Action, client: &Client, output: &Output) -> Result<JobResult, Failure> {
    follow::to_the_end(&client.act(action).await?, output).await
}
