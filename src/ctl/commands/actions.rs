//! The subcommands that start a job.

use serde_json::json;
use waymark_client::{Client, Snapshot};
use waymark_model::{Action, Ref};

use crate::{
    args::{Act, Wait, Yes},
    ask,
    failure::Failure,
    follow,
    output::Output,
    print::{self, dates::Dates},
    remote,
};

/// Works out the action, asks where it cannot be taken back, and sees it through.
pub(super) async fn run(act: Act, client: &Client, output: &Output) -> Result<(), Failure> {
    let before = client.snapshot().await?;
    let (action, wait) = action(act, &before, client, output).await?;
    see_through(&action, wait, &before, None, client, output).await
}

/// Starts an action and waits for its end, unless it is not to be waited for.
/// `skipped` is what was left out of it.
pub(super) async fn see_through(
    action: &Action,
    wait: Wait,
    before: &Snapshot,
    skipped: Option<&[String]>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let job = client.act(action).await?;
    if wait.no_wait {
        output.result(
            || json!({"job": job.path()}),
            || format!("Started: {}\n", job.path()),
        );
        return Ok(());
    }
    let result = follow::to_the_end(&job, output).await?;
    // A machine that restarts may not answer any more.
    let after = match action {
        Action::Restart { .. } => before.clone(),
        _ => client.snapshot().await?,
    };
    output.result(
        || match action {
            Action::Check { .. } => json!({"result": result, "update": after.update}),
            _ => json!({"result": result, "skipped": skipped}),
        },
        || print::result::text(action, &result, before, &after, Dates::system()),
    );
    Ok(())
}

async fn action(
    act: Act,
    seen: &Snapshot,
    client: &Client,
    output: &Output,
) -> Result<(Action, Wait), Failure> {
    let generation = seen.generation;
    Ok(match act {
        Act::Check { of, wait } => {
            let target = match of {
                Some(text) => Some(remote::version(&text, seen, client, output).await?),
                None => None,
            };
            (Action::Check { target }, wait)
        }
        Act::Update {
            version,
            download_only,
            yes,
            wait,
        } => {
            let version = match version {
                Some(text) => Some(remote::version(&text, seen, client, output).await?),
                None => None,
            };
            if !download_only {
                make_room(version.as_ref(), yes, seen, output)?;
            }
            (
                Action::Update {
                    version,
                    download_only,
                },
                wait,
            )
        }
        Act::Follow { yes, wait } => {
            make_room(None, yes, seen, output)?;
            (
                Action::Update {
                    version: None,
                    download_only: false,
                },
                wait,
            )
        }
        Act::Discard { wait } => (Action::Discard, wait),
        Act::Restore { target, wait } => {
            let target = remote::deployment_or_version(&target, seen, client, output).await?;
            (Action::Restore { target, generation }, wait)
        }
        Act::Pin { target, wait } => (set_pinned(&target, true, seen)?, wait),
        Act::Unpin { target, wait } => (set_pinned(&target, false, seen)?, wait),
        Act::Delete { targets, yes, wait } => (delete(&targets, yes, seen, output)?, wait),
        Act::Cleanup { keep, wait } => (Action::CleanUp { keep }, wait),
        Act::Restart { power_off, yes } => {
            restart(power_off, yes, seen, output)?;
            (Action::Restart { power_off }, Wait { no_wait: false })
        }
    })
}

/// Says what an update will remove, and asks whether that is meant. An update that
/// is not the one that was found removes the same: it takes the same place.
fn make_room(
    version: Option<&Ref>,
    yes: Yes,
    seen: &Snapshot,
    output: &Output,
) -> Result<(), Failure> {
    let Some(update) = &seen.update else {
        return Ok(());
    };
    let Some(dropped) = print::update::dropped(update, seen) else {
        return Ok(());
    };
    let name = match version {
        Some(version) if version.id() != update.checksum => "that version",
        _ => print::name(update.version.as_deref(), &update.checksum),
    };
    if !output.is_interactive() {
        output.note(&format!("Taking {name} removes {dropped} to make room."));
    }
    let question = format!("Taking {name} removes {dropped} to make room. Go on?");
    ask::confirm(output, yes.yes, &question)
}

fn set_pinned(target: &str, pinned: bool, seen: &Snapshot) -> Result<Action, Failure> {
    Ok(Action::SetPinned {
        target: Ref::Deployment(remote::deployment(target, seen)?.id.clone()),
        generation: seen.generation,
        pinned,
    })
}

fn delete(
    targets: &[String],
    yes: Yes,
    seen: &Snapshot,
    output: &Output,
) -> Result<Action, Failure> {
    let dates = Dates::system();
    let mut names = Vec::new();
    let mut references = Vec::new();
    for target in targets {
        let deployment = remote::deployment(target, seen)?;
        let reference = Ref::Deployment(deployment.id.clone());
        if references.contains(&reference) {
            continue;
        }
        let published = deployment.timestamp.map(|seconds| dates.day(seconds));
        let published = published.map_or(String::new(), |day| format!(" of {day}"));
        names.push(format!("{}{published}", print::deployment_name(deployment)));
        references.push(reference);
    }
    let question = format!("Delete {}? This cannot be undone.", names.join(" and "));
    ask::confirm(output, yes.yes, &question)?;
    Ok(Action::Delete {
        targets: references,
        generation: seen.generation,
    })
}

fn restart(power_off: bool, yes: Yes, seen: &Snapshot, output: &Output) -> Result<(), Failure> {
    let verb = if power_off {
        "Turn the machine off"
    } else {
        "Restart the machine"
    };
    let next = seen.next().map(print::deployment_name);
    let next = next.map_or(String::new(), |name| format!(" {name} starts next."));
    ask::confirm(output, yes.yes, &format!("{verb} now?{next}"))
}
