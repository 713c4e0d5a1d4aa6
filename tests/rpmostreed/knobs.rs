//! What a test can turn while the double runs: a JSON file that is read anew at every
//! point of a transaction. A missing file is an empty one; keys that are not known are
//! an error, so that a typing mistake is not a test that cannot fail.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, process};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

/// Where the double looks.
pub const FILE: &str = "/run/rpm-ostreed-double.json";
/// How often a held transaction looks whether it is let go.
const LOOK: Duration = Duration::from_millis(20);

/// A place in a transaction at which something can be done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// Begun, the title announced, nothing done.
    Start,
    /// Before anything is downloaded.
    Pull,
    /// Before packages are put on the base.
    Assemble,
    /// Before the new deployment is written.
    Stage,
    /// All is done, `Finished` is not said yet.
    End,
}

/// Something that happens once, at a point of the next transaction that gets there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fail {
    /// Where.
    pub at: Point,
    /// The text that the transaction ends with.
    pub text: String,
}

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Knobs {
    /// Fail once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail: Option<Fail>,
    /// Wait there for as long as the file says so, or until a cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Point>,
    /// Kill the daemon there, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub die: Option<Point>,
    /// Let each step of an assembly and each layer of an image take this long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_milliseconds: Option<u64>,
    /// Let each question to polkit take this much longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polkit_milliseconds: Option<u64>,
}

impl Knobs {
    /// What the file says now.
    ///
    /// # Errors
    /// If it is there and not understood.
    pub fn read(file: &Path) -> Result<Self> {
        match fs::read(file) {
            Ok(text) => serde_json::from_slice(&text)
                .with_context(|| format!("{} is not understood", file.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| file.display().to_string()),
        }
    }

    /// Replaces the file whole.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let new = file.with_extension("new");
        fs::write(&new, serde_json::to_vec(self)?)?;
        Ok(fs::rename(new, file)?)
    }
}

/// The file, as a transaction follows it.
#[derive(Clone, Debug)]
pub struct Board(pub PathBuf);

impl Board {
    /// Does what the file says is to be done at a point.
    ///
    /// # Errors
    /// With the text of a failure that is due.
    pub fn pass(&self, point: Point, cancelled: impl Fn() -> bool) -> Result<()> {
        let mut knobs = Knobs::read(&self.0)?;
        if knobs.die == Some(point) {
            knobs.die = None;
            knobs.write(&self.0)?;
            // As a crash ends it: nothing is tidied up.
            let _ = rustix::process::kill_process(
                rustix::process::getpid(),
                rustix::process::Signal::KILL,
            );
            process::abort();
        }
        while knobs.hold == Some(point) && !cancelled() {
            std::thread::sleep(LOOK);
            knobs = Knobs::read(&self.0)?;
        }
        if let Some(fail) = knobs.fail.take_if(|fail| fail.at == point) {
            knobs.write(&self.0)?;
            bail!("{}", fail.text);
        }
        Ok(())
    }

    /// Waits as long as a step is to take.
    ///
    /// # Errors
    /// If the file is not understood.
    pub fn step(&self) -> Result<()> {
        let knobs = Knobs::read(&self.0)?;
        std::thread::sleep(Duration::from_millis(knobs.step_milliseconds.unwrap_or(0)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_comes_once_and_where_it_was_asked() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let board = Board(folder.path().join("knobs.json"));
        board.pass(Point::Start, || false)?;
        let fail = Fail {
            at: Point::Stage,
            text: "no room".to_owned(),
        };
        Knobs {
            fail: Some(fail),
            ..Knobs::default()
        }
        .write(&board.0)?;
        board.pass(Point::Start, || false)?;
        let error = board
            .pass(Point::Stage, || false)
            .expect_err("it was asked");
        assert_eq!(error.to_string(), "no room");
        board.pass(Point::Stage, || false)?;
        fs::write(&board.0, "{\"fial\": 1}")?;
        assert!(board.pass(Point::Start, || false).is_err());
        Ok(())
    }
}
