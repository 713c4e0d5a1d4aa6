//! What each subcommand does.

mod actions;
mod changes;
mod etc;
mod jobs;
mod kernel;
mod lists;
mod policy;
mod reads;
mod start;

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
        Command::Show { target } => lists::show(&target, &client, output).await,
        Command::Packages(packages) => match packages.change {
            None => lists::packages(&packages.of, &client, output).await,
            Some(change) => changes::packages(change, &client, output).await,
        },
        Command::Search { text } => lists::search(text, &client, output).await,
        Command::Repositories => lists::repositories(&client, output).await,
        Command::Advisories => lists::advisories(&client, output).await,
        Command::Streams => lists::streams(&client, output).await,
        Command::Rebase(asked) => changes::rebase(&asked, &client, output).await,
        Command::Policy(asked) => policy::run(asked, &client, output).await,
        Command::KernelArguments { what } => kernel::run(what, &client, output).await,
        Command::Etc {
            file: Some(file),
            secret,
            ..
        } => etc::file(&file, secret, &client, output).await,
        Command::Etc { search, .. } => {
            etc::list(&search.unwrap_or_default(), &client, output).await
        }
        Command::LastStart => start::last(&client, output).await,
        Command::Hide { version } => start::hide(version.as_deref(), true, &client, output).await,
        Command::Unhide { version } => {
            start::hide(version.as_deref(), false, &client, output).await
        }
        Command::Log { job } => jobs::log(job.as_deref(), &client, output).await,
        Command::Jobs => jobs::list(&client, output).await,
        Command::Cancel { job } => jobs::cancel(job.as_deref(), &client, output).await,
        Command::Act(act) => actions::run(act, &client, output).await,
    }
}
