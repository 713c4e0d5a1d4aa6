//! Descriptors that a caller hands over: a file by its path, or one of a kind that
//! nobody expects.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    os::{fd::OwnedFd, unix::net::UnixStream},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, bail};
use rustix::fs::{MemfdFlags, Mode, OFlags, ftruncate, memfd_create, open};
use serde_json::Value;

/// How a package file begins.
const LEAD: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];
/// How often a file that grows does so.
const STEPS: usize = 512;

/// Other ends, which stay open: of a pipe that never says anything.
static KEPT: Mutex<Vec<OwnedFd>> = Mutex::new(Vec::new());

/// The descriptor that `json` describes: a path, or `{"kind": …}`.
pub(crate) fn open_one(json: &Value) -> Result<OwnedFd> {
    match json {
        Value::String(path) => Ok(File::open(path).with_context(|| path.clone())?.into()),
        Value::Object(told) => of_kind(told.get("kind").and_then(Value::as_str).unwrap_or("")),
        _ => bail!("{json} is no descriptor"),
    }
}

fn of_kind(kind: &str) -> Result<OwnedFd> {
    Ok(match kind {
        "silent-pipe" => {
            let (reading, writing) = std::io::pipe()?;
            let mut kept = KEPT.lock().expect("nobody panics with it");
            // Those of long ago have been refused.
            if kept.len() >= 64 {
                kept.clear();
            }
            kept.push(writing.into());
            reading.into()
        }
        "closed-pipe" => std::io::pipe()?.0.into(),
        "writing-pipe" => std::io::pipe()?.1.into(),
        "socket" => UnixStream::pair()?.0.into(),
        "only-a-place" => open("/etc/passwd", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?,
        "only-writing" => OpenOptions::new().write(true).open("/dev/null")?.into(),
        "memory" => memory(&[&LEAD[..], &[0xff; 8192]].concat())?.into(),
        "huge" => {
            let file = memory(&LEAD)?;
            ftruncate(&file, 1 << 50)?;
            file.into()
        }
        "growing" => growing()?,
        other => bail!("“{other}” is no kind of descriptor"),
    })
}

fn memory(bytes: &[u8]) -> Result<File> {
    let mut file = File::from(memfd_create("waymark-lab", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file)
}

/// A file that is written to while it is read.
fn growing() -> Result<OwnedFd> {
    let file = memory(&LEAD)?;
    let mut writer = file.try_clone()?;
    thread::spawn(move || {
        for _ in 0..STEPS {
            if writer.write_all(&[0; 4096]).is_err() {
                break;
            }
            thread::yield_now();
        }
    });
    Ok(file.into())
}
