//! What each subcommand does.

mod actions;
mod jobs;
mod reads;

use waymark_client::Client;

use crate::{args::Command, failure::Failure, output::Output};

/// Runs a subcommand.
pub(crate) async fn run(command: Command, output: &Output) -> Result<(), Failure> {
    let client = Client::system().await?;
    match command {
        Command::Status => reads::status(&client, output).await,
        Command::Compare {
            from,
            to,
            files,
            search,
        } => {
            let what = reads::Compared {
                from,
                to,
                files,
                search: search.unwrap_or_default(),
            };
            reads::compare(&what, &client, output).await
        }
        Command::History { limit, all } => {
            let limit = if all { None } else { Some(limit) };
            reads::history(limit, &client, output).await
        }
        Command::Jobs => jobs::list(&client, output).await,
        Command::Cancel { job } => jobs::cancel(job.as_deref(), &client, output).await,
        Command::Act(act) => actions::run(act, &client, output).await,
    }
}
