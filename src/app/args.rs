//! The command line.

use clap::{Parser, ValueEnum};

/// Update your system and go back.
#[derive(Debug, Parser)]
#[command(name = "waymark", version)]
pub(crate) struct Args {
    /// The page to open; the one shown last if not given
    #[arg(long, value_enum)]
    pub(crate) page: Option<Page>,
    /// Open no window; notify of what needs a person
    #[arg(long, conflicts_with = "page")]
    pub(crate) background: bool,
}

/// A page of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// The state of updates.
    #[default]
    Updates,
    /// The versions to go back to.
    Versions,
    /// What the base holds.
    Packages,
}

impl Page {
    /// Every page, in order.
    pub(crate) const ALL: [Self; 3] = [Self::Updates, Self::Versions, Self::Packages];

    /// The page of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    /// Its name in the window and on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Updates => "updates",
            Self::Versions => "versions",
            Self::Packages => "packages",
        }
    }
}
