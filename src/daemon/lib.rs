//! waymarkd: the system service. All of the program is here; `main.rs` only calls it.
//!
//! ```text
//! caller ─ bus ─ service ─ authority ─ runner ─ engine ─ the system
//!                   └──────── world ◀─ read again ┘
//! ```
//!
//! `bus` serves and announces, `authority` asks polkit, `jobs` runs actions and
//! verifies them, `engines` drive the system, and `world` knows what was read of it
//! last. All of it lives on one tokio runtime; what blocks has threads of its own.

#![allow(
    unreachable_pub,
    reason = "in a program, `pub` says what a module gives to the others"
)]

mod args;
mod authority;
mod bus;
mod clock;
mod config;
mod engine;
mod engines;
#[cfg(test)]
mod fake;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod idle;
mod jobs;
mod last_start;
mod lineage;
mod logind;
mod package_files;
mod policy;
mod reads;
mod remembered;
mod service;
mod store;
mod world;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::args::Arguments;

/// Serves until nobody needs it, as the arguments of the program say.
#[tokio::main]
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    log();
    #[cfg(feature = "measure")]
    if let Some(sysroot) = &arguments.measure {
        return match engines::measure::run(sysroot).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        };
    }
    let config = config::Config::load(&arguments.config);
    match service::run(&config, &arguments.state).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Logs to the journal where there is one, else to standard error.
fn log() {
    let filter = EnvFilter::try_from_env("WAYMARKD_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,waymarkd=info"));
    let registry = tracing_subscriber::registry().with(filter);
    match tracing_journald::layer() {
        Ok(journal) => registry.with(journal).init(),
        Err(_) => registry
            .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
            .init(),
    }
}
