//! `rebase` and `kernel-arguments`.

use clap::{Args as Arguments, Subcommand};

use super::{Changing, Wait, Yes};

/// `rebase`.
#[derive(Debug, Arguments)]
pub(crate) struct Rebase {
    /// One of `waymarkctl streams`, or an image reference
    pub(crate) stream: String,
    #[command(flatten)]
    pub(crate) how: Changing,
}

/// `policy`.
#[derive(Debug, Arguments)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Policy {
    /// Say every reason why an update is or is not taken, and when it goes on
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(subcommand)]
    pub(crate) change: Option<PolicyChange>,
}

/// `policy set`.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyChange {
    /// Change settings; what is not named stays
    #[command(after_help = POLICY_KEYS)]
    Set {
        /// Settings
        #[arg(required = true, value_name = "KEY=VALUE")]
        settings: Vec<String>,
        #[command(flatten)]
        wait: Wait,
    },
}

const POLICY_KEYS: &str = "\
Keys:
  mode=manual|check|download|stage   how far it goes by itself
  on-metered=yes|no                  also on a metered network
  on-low-battery=yes|no              also while the battery is low
  window=\"DAYS HH:MM-HH:MM\"|always  when it may act, such as \"sat,sun 02:00-05:00\"
  wait-days=N                        take only what has been public for so many days
  wait-override=SEVERITY|never       but not where it mends faults of this severity or above:
                                     low, moderate, important, critical
  keep=N                             earlier versions to keep; 0: as the system does it
  hidden=CHECKSUM,…                  versions not to offer; empty: none
";

/// `kernel-arguments`. An argument is a key or KEY=VALUE.
#[derive(Debug, Subcommand)]
pub(crate) enum KernelArguments {
    /// Show those of what starts next
    Show,
    /// Append arguments
    Append {
        /// Arguments
        #[arg(required = true, value_name = "ARGUMENT")]
        arguments: Vec<String>,
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
    /// Replace an argument by another
    Replace {
        /// The argument as it stands
        old: String,
        /// What is to stand in its place
        new: String,
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
    /// Delete arguments
    Delete {
        /// Arguments as they stand
        #[arg(required = true, value_name = "ARGUMENT")]
        arguments: Vec<String>,
        #[command(flatten)]
        yes: Yes,
        #[command(flatten)]
        wait: Wait,
    },
}
