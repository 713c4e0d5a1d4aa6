//! Package files that callers hand over as descriptors.
//!
//! What is behind a descriptor can change at any moment, so it is copied into sealed
//! memory first. What polkit's dialog shows is read from that copy, and the engine
//! gets that copy. Copies fill at most [`TOTAL`] bytes over all callers, one is made
//! at a time, and dropping the [`Luggage`] frees it.

mod copy;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod header;
mod limits;
mod room;
mod signature;
#[cfg(test)]
pub(crate) mod tests;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};
use waymark_model::{Action, Error, ErrorKind, Package, PackageFile, Result};

use self::{
    copy::Source,
    room::{Room, Space},
};

/// How many bytes all copies may fill together.
const TOTAL: u64 = 1 << 30;
/// How long the files of one call may take to be read.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most packages that a dialog names.
const NAMED: usize = 20;
/// Longest name or version in a dialog, in characters.
const SHOWN_MAX: usize = 64;

/// Takes package files in.
#[derive(Debug)]
pub struct Counter {
    space: Arc<Space>,
    one_at_a_time: Mutex<()>,
    patience: Duration,
}

/// What was copied for an action. It goes with the job and is freed after it.
#[derive(Debug)]
pub struct Luggage {
    /// What the files hold, in the order in which they were handed over.
    pub packages: Vec<Package>,
    #[allow(dead_code, reason = "held until the job has ended")]
    room: Arc<Room>,
}

impl Counter {
    /// Nothing is taken in yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limits(TOTAL, PATIENCE)
    }

    fn with_limits(total: u64, patience: Duration) -> Self {
        Self {
            space: Arc::new(Space::new(total)),
            one_at_a_time: Mutex::default(),
            patience,
        }
    }

    /// Puts copies in the place of an action's files. `None` if it has none.
    ///
    /// # Errors
    /// `InvalidArgument` that says which file is no package or cannot be read; `Busy`
    /// if other files are being read or fill the room.
    pub async fn take_in(&self, action: &mut Action, uid: u32) -> Result<Option<Luggage>> {
        let Action::ChangePackages {
            local_packages,
            local_replacements,
            ..
        } = action
        else {
            return Ok(None);
        };
        if local_packages.is_empty() && local_replacements.is_empty() {
            return Ok(None);
        }
        let deadline = Instant::now() + self.patience;
        let turn = timeout_at(deadline, self.one_at_a_time.lock()).await;
        let _turn = turn.map_err(|_| busy("the package files of another caller are still read"))?;
        let room = Arc::new(self.space.enter(uid)?);
        let mut luggage = Luggage {
            packages: Vec::new(),
            room: Arc::clone(&room),
        };
        for (argument, files) in [
            ("local-packages", local_packages),
            ("local-replacements", local_replacements),
        ] {
            for (index, file) in files.iter_mut().enumerate() {
                let source = Source::new(argument, index, file);
                let copied = copy::take(source, &room, deadline).await?;
                luggage.packages.push(copied.package);
                *file = PackageFile::new(copied.memory);
            }
        }
        Ok(Some(luggage))
    }
}

impl Luggage {
    /// What polkit's dialog says: which packages, as the files themselves claim it.
    #[must_use]
    pub fn message(&self) -> String {
        let named: Vec<_> = self.packages.iter().take(NAMED).map(in_words).collect();
        let more = match self.packages.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        format!(
            "Authentication is required to install from package files: {}{more}",
            named.join(", ")
        )
    }
}

fn in_words(package: &Package) -> String {
    let architecture = package.architecture.as_deref().unwrap_or_default();
    let signature = match package.signature.as_deref() {
        None | Some(header::UNSIGNED) => "not signed".to_owned(),
        Some(key) => format!("key {}, not verified", shown(key)),
    };
    format!(
        "{} {} {} ({signature})",
        shown(&package.name),
        shown(&package.version),
        shown(architecture)
    )
}

/// Text of a stranger, so that no dialog takes it for markup, for a place to fill in,
/// or for text in another direction.
fn shown(text: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !"<>&$".contains(c);
    text.chars()
        .take(SHOWN_MAX)
        .map(|c| if plain(c) { c } else { '?' })
        .collect()
}

fn busy(message: &str) -> Error {
    Error::new(ErrorKind::Busy, message)
}

/// What an engine finds in a copy: the name under which the package would be listed.
#[cfg(test)]
pub fn name(file: &PackageFile) -> String {
    use std::os::fd::AsFd as _;
    let copy = file.as_fd().try_clone_to_owned().unwrap();
    let package = header::read(&copy.into()).unwrap();
    let architecture = package.architecture.unwrap();
    format!("{}-{}.{architecture}", package.name, package.version)
}
