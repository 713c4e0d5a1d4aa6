//! The start of the service, its memory, and a minute in which nobody asks anything.

use std::fs;

use anyhow::{Context as _, Result};
use waymark_lab::{BootOptions, Machine, Options, Sample, sample};

use super::caller::Caller;
use super::{Figure, daemon, idle, median, report, time};

/// Measured starts.
const ROUNDS: usize = 15;
/// Megabytes after the first read, and after an update.
const MEMORY: [f64; 2] = [25.0, 32.0];

pub(super) fn measure() -> Result<()> {
    let folder = sample::temporary_folder()?;
    let sample = Sample::create(folder.path(), &Options::default())?;
    let _server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let caller = Caller::connect(&machine)?;

    let (mut starts, mut tools, mut entering) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        daemon::stop(&machine)?;
        starts.push(time(|| caller.read())?);
        tools.push(time(|| said(&machine, &["ostree", "admin", "status"]))?);
        entering.push(time(|| said(&machine, &["true"]))?);
    }
    // What it takes to enter the machine is not the tool's fault.
    let tool = median(tools) - median(entering);
    let start = median(starts);
    println!(
        "start and first read: {:.1} ms, ostree admin status {:.1} ms",
        start * 1e3,
        tool * 1e3
    );

    let pid = daemon::pid(&machine)?;
    let fresh = memory(pid, "after the first read")?;
    let watch = caller.watch()?;
    let idle = idle::ticks_of(pid)?;
    said(&machine, &["waymarkctl", "update", "--yes"])?;
    let updated = memory(pid, "after an update")?;
    drop(watch);
    report(&[
        Figure {
            what: "the service's start and first read, to ostree admin status".to_owned(),
            found: start / tool,
            most: 1.0,
        },
        Figure {
            what: "its memory (PSS) then, in MB".to_owned(),
            found: fresh,
            most: MEMORY[0],
        },
        Figure {
            what: "its memory after an update, in MB".to_owned(),
            found: updated,
            most: MEMORY[1],
        },
        Figure {
            what: "its ticks of CPU time in an idle minute".to_owned(),
            found: f64::from(idle),
            most: 0.0,
        },
    ])
}

fn said(machine: &Machine, command: &[&str]) -> Result<()> {
    machine.system(command)?.ok().map(drop)
}

/// Its share of memory, and the same without what others share, told; in MB.
fn memory(pid: i32, when: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let value = |key: &str| -> Result<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        let number = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        Ok(number.with_context(|| format!("no {key}"))? / 1e3)
    };
    let (pss, rss) = (value("Pss:")?, value("Rss:")?);
    println!("memory {when}: PSS {pss:.1} MB, RSS {rss:.1} MB");
    Ok(pss)
}
