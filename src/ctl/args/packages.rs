//! `packages` and what stands behind it.

use clap::{Args as Arguments, Subcommand};

use super::{Wait, Yes};

/// `packages`.
#[derive(Debug, Arguments)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Packages {
    /// The deployment to show; what starts next if left out
    #[arg(long, value_name = "TARGET", default_value = "next")]
    pub(crate) of: String,
    #[command(subcommand)]
    pub(crate) change: Option<Change>,
}

/// How to differ from the published image. What ends in `.rpm` is a file.
#[derive(Debug, Subcommand)]
pub(crate) enum Change {
    /// Add packages from the repositories, or package files
    Add {
        /// Names of packages, or of what they provide; files that end in .rpm
        #[arg(required = true, value_name = "NAME|FILE.rpm")]
        packages: Vec<String>,
        /// Leave out what stands in the way, and take the rest
        #[arg(long)]
        skip_conflicting: bool,
        #[command(flatten)]
        how: Changing,
    },
    /// Take added packages away again
    Remove {
        /// Names, as they were asked for
        #[arg(required = true, value_name = "NAME")]
        packages: Vec<String>,
        #[command(flatten)]
        how: Changing,
    },
    /// Take out or replace packages of the published image
    #[command(subcommand)]
    Override(Override),
    /// Take every change of packages back
    Reset {
        #[command(flatten)]
        how: Changing,
    },
}

/// How to differ in packages that the image has.
#[derive(Debug, Subcommand)]
pub(crate) enum Override {
    /// Take packages out of the image
    Remove {
        /// Names of packages
        #[arg(required = true, value_name = "NAME")]
        packages: Vec<String>,
        #[command(flatten)]
        how: Changing,
    },
    /// Replace packages of the image
    Replace {
        /// Names of packages of the repositories; files that end in .rpm
        #[arg(required = true, value_name = "NAME|FILE.rpm")]
        packages: Vec<String>,
        /// Leave out what stands in the way, and take the rest
        #[arg(long)]
        skip_conflicting: bool,
        #[command(flatten)]
        how: Changing,
    },
    /// Go back to the image's own packages
    Reset {
        /// Names of packages
        #[arg(required = true, value_name = "NAME")]
        packages: Vec<String>,
        #[command(flatten)]
        how: Changing,
    },
}

/// How a change is gone about that can be tried before.
#[derive(Clone, Copy, Debug, Arguments)]
pub(crate) struct Changing {
    /// Only say what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) yes: Yes,
    #[command(flatten)]
    pub(crate) wait: Wait,
}
