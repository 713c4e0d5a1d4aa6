//! waymark-lab-machine: what runs inside the sample machine on the lab's part.
//! The lab starts it; it is of no use by hand.
//!
//! `frame`, `init` and `desk` make a boot (see `machine` in the library),
//! `hold` is a lab to be killed by a test, `logind` stands in for logind and
//! `sockets` for systemd, `agent`, `probe`, `crowd` and
//! `deaf` act in a user's session.

mod agent;
mod body;
mod cgroups;
mod crowd;
mod deaf;
mod descriptors;
mod desk;
mod frame;
mod hold;
mod init;
mod json;
mod logind;
mod mounts;
mod probe;
mod shutdown;
mod sockets;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Parser;
use waymark_lab::machine::Plan;

#[derive(Parser)]
enum Part {
    /// Holds a machine's control group and waits for its end.
    Frame { plan: PathBuf },
    /// Process 1: enters the deployment and starts its services.
    Init { plan: PathBuf },
    /// Holds the mount namespace in which the users' programs run.
    Desk { plan: PathBuf },
    /// Starts the sample system in a folder and waits to be killed.
    Hold { folder: PathBuf },
    /// Stands in for logind.
    Logind,
    /// Stands in for systemd where that listens.
    Sockets,
    /// Answers polkit in a session, as a desktop's agent does.
    Agent(agent::Arguments),
    /// Makes the bus calls that come in as lines of JSON.
    Probe,
    /// Watches the service from many connections, and tells when all have heard.
    Crowd { clients: usize, watches: usize },
    /// Asks the service for much and never reads an answer.
    Deaf { calls: usize },
}

fn main() -> ExitCode {
    let outcome = match Part::parse() {
        Part::Frame { plan } => Plan::read(&plan).and_then(|plan| frame::run(&plan)),
        Part::Init { plan } => Plan::read(&plan).and_then(|plan| init::run(&plan)),
        Part::Desk { plan } => Plan::read(&plan).and_then(|plan| desk::run(&plan)),
        Part::Hold { folder } => hold::run(&folder),
        Part::Logind => on_a_runtime(logind::run()),
        Part::Sockets => sockets::run(),
        Part::Agent(arguments) => on_a_runtime(agent::run(arguments)),
        Part::Probe => on_a_runtime(probe::run()),
        Part::Crowd { clients, watches } => on_a_runtime(crowd::run(clients, watches)),
        Part::Deaf { calls } => deaf::run(calls),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("waymark-lab-machine: {error:#}");
        ExitCode::FAILURE
    })
}

fn on_a_runtime(part: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(part)
}
