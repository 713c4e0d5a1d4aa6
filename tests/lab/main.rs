//! waymark-lab: the sample system for people. `dev/run` and `dev/lab` call it,
//! in the development root.

mod bench;
mod commands;
mod power_cuts;
mod walk;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use rustix::process::{Signal, set_parent_process_death_signal};
use waymark_lab::gallery::album;
use waymark_lab::{Options, Sample, System};

#[derive(Parser)]
#[command(
    name = "waymark-lab",
    about = "The sample system that Waymark is tried on"
)]
struct Arguments {
    /// The sample system's folder; `lab` in the cache if not given.
    #[arg(long, global = true)]
    dir: Option<PathBuf>,
    /// What drives the sample system: libostree alone, or a double of rpm-ostreed on a
    /// ref or on a container image.
    #[arg(long, global = true, value_enum, default_value = "ostree")]
    system: Driver,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Driver {
    Ostree,
    RpmOstree,
    RpmOstreeImage,
}

impl From<Driver> for System {
    fn from(driver: Driver) -> Self {
        match driver {
            Driver::Ostree => Self::Ostree,
            Driver::RpmOstree => Self::RpmOstree,
            Driver::RpmOstreeImage => Self::RpmOstreeImage,
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// Open Waymark's window on it, on this display.
    Run,
    /// Walk the main road by clicking, on a virtual display.
    Walk {
        /// Where the pictures go.
        pictures: PathBuf,
    },
    /// Make a picture of the window.
    Picture {
        /// The PNG to write.
        file: PathBuf,
        /// The page to show.
        #[arg(long, value_parser = ["updates", "versions", "packages"])]
        page: Option<String>,
    },
    /// Make pictures of every page and state, on sample systems of their own.
    Gallery {
        /// Where the pictures go.
        folder: PathBuf,
        /// Only those whose name holds this.
        #[arg(default_value = "")]
        filter: String,
    },
    /// Measure the window beside an empty one, on a sample system of its own.
    BenchWindow {
        /// The folder of the programs.
        programs: PathBuf,
    },
    /// Measure the service beside libostree's own tool, on a sample system of its own.
    Bench {
        /// What of it.
        part: bench::Part,
    },
    /// Cut the power of an emulated machine at thirty points.
    FaultsMachine {
        /// Only at those whose name holds this.
        #[arg(default_value = "")]
        filter: String,
    },
    /// Open a root shell in it.
    Enter,
    /// Publish a new version to it.
    Publish {
        /// Its version; by chance if not given.
        #[arg(long)]
        version: Option<String>,
    },
    /// Restart it where it runs.
    Restart,
    /// Forget it: the next use makes a new one.
    Reset,
    /// Tell what it has and whether it runs.
    Status,
}

fn main() -> Result<()> {
    // The machine ends with this program, and this with the script that called it.
    set_parent_process_death_signal(Some(Signal::TERM))?;
    let arguments = Arguments::parse();
    let options = Options {
        system: arguments.system.into(),
        ..Options::default()
    };
    let kept = || Sample::kept_folder(options.system);
    let dir = arguments.dir.map_or_else(kept, Ok)?;
    if options.system != System::Ostree {
        println!("The sample system's rpm-ostreed is a double, made for trying Waymark.");
    }
    match arguments.command {
        Command::Run => commands::run(&dir, &options),
        Command::Walk { pictures } => {
            let (sample, server) = Sample::keep(&dir, &options)?;
            walk::walk(&sample, &server, &pictures)
        }
        Command::Picture { file, page } => {
            let (sample, _server) = Sample::keep(&dir, &options)?;
            walk::picture(&file, page.as_deref(), &sample)
        }
        Command::Gallery { folder, filter } => album::make(&folder, &filter),
        Command::BenchWindow { programs } => bench::window(&programs),
        Command::Bench { part } => bench::part(part),
        Command::FaultsMachine { filter } => power_cuts::all(&filter),
        Command::Enter => commands::enter(&dir, &options),
        Command::Publish { version } => commands::publish(&dir, version),
        Command::Restart => commands::restart(&dir),
        Command::Reset => commands::reset(&dir),
        Command::Status => commands::status(&dir),
    }
}
