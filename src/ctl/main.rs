//! waymarkctl: Waymark for a terminal and for scripts.
//!
//! ```text
//! args      what can be typed
//! commands  what each subcommand does, over waymark-client
//! resolve   from a typed target to a reference (pure)
//! wishes    from typed packages and files to an action
//! settings  from typed settings to a change of the policy (pure)
//! follow    a job from its start to its end; progress draws it
//! print     results for people (pure: text from types)
//! output    the one place that writes, text or JSON
//! failure   what went wrong, exit how it ends
//! ```
//!
//! Everything runs on one thread.

mod args;
mod ask;
mod commands;
mod exit;
mod failure;
mod follow;
mod output;
mod print;
mod progress;
mod remote;
mod resolve;
mod settings;
mod wishes;

use std::process::ExitCode;

use clap::Parser;

use crate::{args::Args, output::Output};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output::new(args.json);
    match commands::run(args.command, &output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            failure.exit().into()
        }
    }
}
