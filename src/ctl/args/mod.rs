//! What can be typed.

use clap::{Args as Arguments, Parser, Subcommand};

use crate::exit;

mod packages;
mod system;

pub(crate) use packages::{Change, Changing, Override, Packages};
pub(crate) use system::{KernelArguments, Policy, PolicyChange, Rebase};

/// See, update and take back the versions of this system.
#[derive(Debug, Parser)]
#[command(name = "waymarkctl", version, about, after_help = after_help(), max_term_width = 100)]
pub(crate) struct Args {
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What `--help` says at its end.
fn after_help() -> String {
    let mut text = String::from(TARGETS);
    text += "Exit codes:\n";
    for (code, meaning) in exit::TABLE {
        text += &format!("  {code:>3}  {meaning}\n");
    }
    text
}

const TARGETS: &str = "\
A TARGET is a deployment on this disk; with `restore` and `compare` also a version
that only the remote has, and with `update`, `hide` and `check --of` always a version:
  running, next, staged  the deployment that is so
  available              the version that the last check found
  44.1                   a version string, if it means one thing only
  0a1b2c3                a checksum, or the first 7 characters of it or more
  ID                     the id that `waymarkctl status --json` tells

";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what runs, what is on this disk and what is available
    Status,
    #[command(flatten)]
    Act(Act),
    /// Show what differs between two versions
    Compare {
        /// The old version
        from: String,
        /// The new version
        to: String,
        /// Compare files, not packages
        #[arg(long)]
        files: bool,
        /// Only what has this text in its name
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// List the versions that the remote has
    History {
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// All of them
        #[arg(long, conflicts_with = "limit")]
        all: bool,
    },
    /// Show the jobs that run and how the last ones ended
    Jobs,
    /// Show everything that is known of a deployment
    Show {
        /// A deployment on this disk
        #[arg(default_value = "running")]
        target: String,
    },
    /// Show how the system differs from the published image, or change that
    Packages(Packages),
    /// Search the repositories for packages
    Search {
        /// Part of a name or of a summary
        text: String,
    },
    /// List the package repositories
    Repositories,
    /// List what the available version mends, the gravest first
    Advisories,
    /// List what the system could follow
    Streams,
    /// Follow another stream
    Rebase(Rebase),
    /// Show what the service does by itself, or change that
    Policy(Policy),
    /// Show the kernel arguments of what starts next, or change them
    #[command(name = "kernel-arguments")]
    KernelArguments {
        #[command(subcommand)]
        what: Option<KernelArguments>,
    },
    /// Show what differs in /etc from the published image, for administrators
    Etc {
        /// Show how this file differs, line by line; its path, or the part of it below /etc
        file: Option<String>,
        /// Only files that have this text in their path
        #[arg(long, value_name = "TEXT", conflicts_with = "file")]
        search: Option<String>,
        /// Show what not everyone may read too
        #[arg(long, requires = "file")]
        secret: bool,
    },
    /// Show how the machine started, against what was meant to run
    #[command(name = "last-start")]
    LastStart,
    /// Offer a version no more, until a newer one comes
    Hide {
        /// The version; the one that was meant to run and does not if left out
        version: Option<String>,
    },
    /// Offer a version again that is hidden
    Unhide {
        /// The version; all that are hidden if left out
        version: Option<String>,
    },
    /// Show what the tool behind a job said
    Log {
        /// Number or path of the job; the one that runs if left out
        job: Option<String>,
    },
    /// Ask a job to stop
    Cancel {
        /// Number or path of the job, as `waymarkctl jobs` shows it; the one that runs if left out
        job: Option<String>,
    },
}

/// The subcommands that start a job.
#[derive(Debug, Subcommand)]
pub(crate) enum Act {
    /// Look for an update
    Check {
        /// Fetch what is needed to compare with this version of the remote instead
        #[arg(long, value_name = "VERSION")]
        of: Option<String>,
        #[command(flatten)]
        wait: Wait,
    },
    /// Download and prepare a version, for the next start
    Update {
        /// The version to take; what a check offers now if left out
        version: Option<String>,
        /// Fetch all of it and prepare nothing
        #[arg(long)]
        download_only: bool,
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
    /// Follow updates again, where the system is held at a version
    Follow {
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
    /// Drop the version that waits for the next start
    Discard {
        #[command(flatten)]
        wait: Wait,
    },
    /// Make an earlier version the next one to start
    Restore {
        /// A deployment on this disk, or a version of the remote
        target: String,
        #[command(flatten)]
        wait: Wait,
    },
    /// Keep a deployment from ever being removed to make room
    Pin {
        /// A deployment on this disk
        target: String,
        #[command(flatten)]
        wait: Wait,
    },
    /// Let a deployment be removed to make room again
    Unpin {
        /// A deployment on this disk
        target: String,
        #[command(flatten)]
        wait: Wait,
    },
    /// Delete deployments
    Delete {
        /// Deployments on this disk
        #[arg(required = true)]
        targets: Vec<String>,
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
    /// Remove earlier versions that nothing needs
    Cleanup {
        /// How many earlier versions to leave
        #[arg(long, value_name = "N", default_value_t = 1)]
        keep: u32,
        #[command(flatten)]
        wait: Wait,
    },
    /// Restart the machine
    Restart {
        /// Turn it off instead
        #[arg(long)]
        power_off: bool,
        #[command(flatten)]
        yes: Yes,
    },
}

/// Whether to wait for the job's end.
#[derive(Clone, Copy, Debug, Arguments)]
pub(crate) struct Wait {
    /// Start the job and leave it running
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// Whether to ask before.
#[derive(Clone, Copy, Debug, Arguments)]
pub(crate) struct Yes {
    /// Do not ask; without a terminal nothing is asked anyway
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn json_is_taken_before_and_behind_the_subcommand() {
        for line in [
            ["waymarkctl", "--json", "status"],
            ["waymarkctl", "status", "--json"],
        ] {
            assert!(Args::parse_from(line).json);
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        let refused: [&[&str]; 13] = [
            &["policy", "set"],
            &["policy", "--explain", "set", "mode=check"],
            &["packages", "add"],
            &["packages", "override"],
            &["kernel-arguments", "replace", "a"],
            &["rebase"],
            &["delete"],
            &["compare", "a"],
            &["history", "--limit", "0"],
            &["history", "--all", "--limit", "3"],
            &["cleanup", "--keep", "-1"],
            &["etc", "hosts", "--search", "a"],
            &["etc", "--secret"],
        ];
        for line in refused {
            let line = std::iter::once(&"waymarkctl").chain(line);
            assert_eq!(Args::try_parse_from(line).unwrap_err().exit_code(), 2);
        }
    }
}
