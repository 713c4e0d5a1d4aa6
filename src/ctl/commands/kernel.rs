//! `kernel-arguments`.

use serde_json::json;
use waymark_client::{Client, Snapshot};
use waymark_model::{Action, Error, ErrorKind, KernelArgumentChanges};

use crate::{
    args::{KernelArguments, Wait, Yes},
    ask,
    failure::Failure,
    output::Output,
};

use super::actions::see_through;

/// Shows the arguments of what starts next, or changes them.
pub(super) async fn run(
    what: Option<KernelArguments>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let seen = client.snapshot().await?;
    let line = line(&seen, client).await?;
    let Some((mut changes, sentence, yes, wait)) = what.and_then(changes) else {
        output.result(
            || json!({"kernel-arguments": line}),
            || line.join("\n") + "\n",
        );
        return Ok(());
    };
    let question = format!("{sentence} They work from the next start on. Go on?");
    ask::confirm(output, yes.yes, &question)?;
    changes.seen = Some(line);
    let action = Action::SetKernelArguments { changes };
    see_through(&action, wait, &seen, None, client, output).await
}

/// The line of what starts next.
async fn line(seen: &Snapshot, client: &Client) -> Result<Vec<String>, Failure> {
    let none = || Error::new(ErrorKind::NotFound, "no kernel arguments are known here");
    let next = seen.next().ok_or_else(none)?;
    let known = client.deployment(&next.id).await?.kernel_arguments;
    Ok(known.ok_or_else(none)?)
}

/// What is asked for, in both forms; `None` if nothing is to change.
fn changes(what: KernelArguments) -> Option<(KernelArgumentChanges, String, Yes, Wait)> {
    let none = KernelArgumentChanges::default();
    Some(match what {
        KernelArguments::Show => return None,
        KernelArguments::Append {
            arguments,
            yes,
            wait,
        } => {
            let sentence = format!("Append: {}.", arguments.join(" "));
            let append = arguments;
            (
                KernelArgumentChanges { append, ..none },
                sentence,
                yes,
                wait,
            )
        }
        KernelArguments::Replace {
            old,
            new,
            yes,
            wait,
        } => {
            let sentence = format!("Replace: {old} by {new}.");
            let replace = [(old, new)].into();
            (
                KernelArgumentChanges { replace, ..none },
                sentence,
                yes,
                wait,
            )
        }
        KernelArguments::Delete {
            arguments,
            yes,
            wait,
        } => {
            let sentence = format!("Delete: {}.", arguments.join(" "));
            let delete = arguments;
            (
                KernelArgumentChanges { delete, ..none },
                sentence,
                yes,
                wait,
            )
        }
    })
}
