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
