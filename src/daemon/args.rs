//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Waymark's system service. The bus starts it when it is called.
#[derive(Debug, Parser)]
#[command(
    name = "waymarkd",
    version,
    about,
    after_help = "WAYMARKD_LOG sets what is logged, such as “waymarkd=debug”."
)]
pub(crate) struct Arguments {
    /// The configuration file.
    #[arg(long, default_value = "/etc/waymark/waymarkd.toml")]
    pub(crate) config: PathBuf,

    /// Where the service keeps what it remembers over restarts.
    #[arg(long, env = "STATE_DIRECTORY", default_value = "/var/lib/waymark")]
    pub(crate) state: PathBuf,

    /// Measures the engine on a bus of its own; the empty sysroot to do it in.
    #[cfg(feature = "measure")]
    #[arg(long)]
    pub(crate) measure: Option<PathBuf>,
}
