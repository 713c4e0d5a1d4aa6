//! waymark-manual: writes the manual pages and what shells complete, from what the
//! programs take. The build runs it; it is not installed.
//!
//! A program is no library, so the modules that say what can be typed are shared with
//! the programs by path. They need nothing but clap and the exit codes.

#[path = "../app/args.rs"]
#[allow(dead_code, reason = "only what can be typed is read here")]
mod app;
#[path = "../ctl/args/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "only what can be typed is read here"
)]
mod ctl;
#[path = "../daemon/args.rs"]
#[allow(
    dead_code,
    unexpected_cfgs,
    reason = "only what can be typed is read here, and nothing is measured"
)]
mod daemon;
#[path = "../ctl/exit.rs"]
#[allow(dead_code, reason = "only what the codes mean is read here")]
mod exit;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

/// Its newest release has the date of the pages.
const METAINFO: &str = include_str!("../../data/io.github.waymarkos.Waymark.metainfo.xml");

/// What people type at a prompt completes in these.
const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

/// `waymark-manual FOLDER PROGRAM…`
fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().context("a folder is missing")?);
    for program in arguments {
        match program.to_str() {
            Some("waymark") => for_people(&folder, app::Args::command())?,
            Some("waymarkctl") => for_people(&folder, ctl::Args::command())?,
            Some("waymarkd") => pages(&folder, "8", daemon::Arguments::command())?,
            _ => bail!("{program:?} is not one of Waymark's programs"),
        }
    }
    Ok(())
}

fn for_people(folder: &Path, command: Command) -> Result<()> {
    let name = command.get_name().to_owned();
    for shell in SHELLS {
        clap_complete::generate_to(shell, &mut command.clone(), &name, folder)?;
    }
    pages(folder, "1", command)
}

/// A page for the program and one for each subcommand, such as git has.
fn pages(folder: &Path, section: &str, command: Command) -> Result<()> {
    let folder = folder.join(format!("man{section}"));
    fs::create_dir_all(&folder)?;
    let mut command = command.disable_help_subcommand(true);
    command.build();
    page_and_below(&folder, section, &command)
}

fn page_and_below(folder: &Path, section: &str, command: &Command) -> Result<()> {
    for subcommand in command.get_subcommands() {
        page_and_below(folder, section, subcommand)?;
    }
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = folder.join(format!("{name}.{section}"));
    let mut page = Vec::new();
    Man::new(command.clone())
        .title(name.to_uppercase())
        .section(section)
        .date(date()?)
        .source(format!("Waymark {}", env!("CARGO_PKG_VERSION")))
        .manual("Waymark")
        .render(&mut page)?;
    // Breaks around an empty line, which is one itself, mean nothing.
    let page = String::from_utf8(page)?.replace("\n.br\n\n.br\n", "\n.br\n");
    fs::write(&path, page).with_context(|| path.display().to_string())
}

fn date() -> Result<&'static str> {
    let release = METAINFO.split("<release ").nth(1);
    release
        .and_then(|release| release.split("date=\"").nth(1)?.split('"').next())
        .context("the metainfo has no release")
}
