//! Holds a machine with a session in it until it is killed: a test sees that
//! nothing is left then.

use std::{path::Path, thread};

use anyhow::Result;
use waymark_lab::{BootOptions, Machine, Presence, Sample};

/// Starts the sample system in `folder`.
pub(crate) fn run(folder: &Path) -> Result<std::process::ExitCode> {
    let sample = Sample::open(folder)?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    let session = machine.session("user", Presence::Active)?;
    let program = session.spawn(["sleep", "1000"])?;
    eprintln!("sleeping as {}.", program.pid()?);
    loop {
        thread::park();
    }
}
