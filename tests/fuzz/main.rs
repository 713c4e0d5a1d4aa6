//! Gives inputs to a target: `waymark-fuzz replay TARGET FILE…` those in files, which
//! shows what one of them breaks; `waymark-fuzz check TARGET COUNT FILE` the corpus and so
//! many mutations of it, with bounds on time and memory. FILE then holds the last input.
//!
//! It fails by a panic, an abort, or the status 3 for an input without end.

use std::{
    fs::{self, File},
    io::{Seek, Write},
    path::Path,
    process::ExitCode,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use waymark_fuzz::{Mutations, corpus, target};

/// How long one input may take. It is short, and this machine may be slow.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much memory all inputs of a target may take up together, in bytes.
const ROOM: u64 = 256 << 20;
const TOO_SLOW: i32 = 3;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["replay", name, ref files @ ..] => {
            let run = target(name).context("there is no such target")?;
            for file in files {
                run(&fs::read(file).with_context(|| (*file).to_owned())?);
            }
        }
        ["check", name, count, last] => check(name, count.parse()?, Path::new(last))?,
        _ => bail!("waymark-fuzz replay TARGET FILE… or check TARGET COUNT FILE"),
    }
    Ok(ExitCode::SUCCESS)
}

fn check(name: &str, count: usize, last: &Path) -> Result<()> {
    let run = target(name).context("there is no such target")?;
    let seeds = inputs(&corpus().join(name))?;
    let mutations = Mutations::new(seeds.clone(), 1).take(count);
    let mut last = File::create(last)?;
    let clock = watch_the_time();
    bound_memory()?;
    for input in seeds.into_iter().chain(mutations) {
        last.rewind()?;
        last.set_len(0)?;
        last.write_all(&input)?;
        clock.send(())?;
        run(&input);
    }
    Ok(())
}

/// All inputs in a folder, in the order of their names.
fn inputs(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut paths = paths.collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.into_iter().map(|path| Ok(fs::read(path)?)).collect()
}

/// Ends the program if more than [`PATIENCE`] passes between two words.
fn watch_the_time() -> Sender<()> {
    let (clock, words) = mpsc::channel();
    thread::spawn(move || {
        loop {
            match words.recv_timeout(PATIENCE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("an input takes longer than {PATIENCE:?}");
                    std::process::exit(TOO_SLOW);
                }
            }
        }
    });
    clock
}

/// From now on no more than [`ROOM`] is added to what is in use; what takes more aborts.
fn bound_memory() -> Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let used = status.lines().find_map(|line| line.strip_prefix("VmData:"));
    let used = used.and_then(|text| text.trim().strip_suffix(" kB"));
    let used: u64 = used
        .context("the kernel says how much is in use")?
        .parse()?;
    let limit = Rlimit {
        current: Some(used * 1024 + ROOM),
        maximum: getrlimit(Resource::Data).maximum,
    };
    Ok(setrlimit(Resource::Data, limit)?)
}
