//! What the journal tells of a shutdown and of a start.
//!
//! `journalctl` reads it, and each answer is bounded in lines, bytes and time. Only
//! what systemd or a unit itself wrote counts: anybody can write other messages. The
//! texts are looked at and never passed on, but for names of units.

mod entry;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{io::AsyncReadExt, process::Command, time::timeout};
use waymark_model::StartReason;

use self::entry::Entry;
use super::Finalization;

const PROGRAM: &str = "journalctl";
/// Most entries that are looked at, the last ones.
const LINES: u32 = 400;
/// Most bytes of them.
const BYTES: u64 = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(10);

/// The units that put what is staged into the boot list as the machine shuts down.
const FINALIZE: [&str; 2] = [
    "ostree-finalize-staged.service",
    "ostree-finalize-staged-hold.service",
];
/// The unit that tells after a start that they failed before it.
const COMPLETE: &str = "ostree-boot-complete.service";
/// The units that tell whether greenboot went back.
const GREENBOOT: [&str; 4] = [
    "greenboot-rpm-ostree-grub2-check-fallback.service",
    "greenboot-status.service",
    "greenboot-healthcheck.service",
    "greenboot-rollback.service",
];

/// The machine's journal, or the one in a folder.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    folder: Option<PathBuf>,
}

impl Journal {
    /// The journal in a folder.
    #[cfg(test)]
    pub fn in_folder(folder: &std::path::Path) -> Self {
        Self {
            folder: Some(folder.to_owned()),
        }
    }

    /// What became of a staged version when the machine shut down at the end of the
    /// boot `before`; `now` is the boot after it.
    pub async fn finalization(&self, before: &str, now: &str) -> Finalization {
        let units = |names: &[&str]| names.iter().map(|name| format!("--unit={name}")).collect();
        let said: Vec<String> = units(&FINALIZE);
        let told = match self.read(before, &said).await {
            Some(entries) => entry::finalization(&entries),
            None => return Finalization::Unknown,
        };
        if told == Finalization::Done
            || matches!(told, Finalization::Failed(why) if why != StartReason::Other)
        {
            return told;
        }
        // What the unit itself said may not have reached the disk; its failure is told again.
        let said: Vec<String> = units(&[COMPLETE]);
        let again = self.read(now, &said).await.unwrap_or_default();
        if let Some(why) = entry::failed_before(&again) {
            return Finalization::Failed(why);
        }
        if told != Finalization::Unknown {
            return told;
        }
        match self.read(before, &entry::ENDS.map(str::to_owned)).await {
            Some(ends) if ends.is_empty() && self.knows(before).await => Finalization::NotReached,
            _ => Finalization::Unknown,
        }
    }

    /// Whether the health check of this boot says that the machine went back by itself.
    pub async fn fell_back(&self, now: &str) -> bool {
        let units = GREENBOOT.map(|name| format!("--unit={name}"));
        let entries = self.read(now, &units).await.unwrap_or_default();
        entries.iter().any(Entry::tells_of_a_fallback)
    }

    /// The units that failed in this boot and did not start since; `None` if nothing is
    /// known of this boot.
    pub async fn failed_units(&self, now: &str) -> Option<Vec<String>> {
        let mut matches = vec!["_PID=1".to_owned()];
        matches.extend(entry::STATES.map(str::to_owned));
        let entries = self.read(now, &matches).await?;
        if entries.is_empty() && !self.knows(now).await {
            return None;
        }
        Some(entry::failed_units(&entries))
    }

    /// Whether there is anything of this boot.
    async fn knows(&self, boot: &str) -> bool {
        let any = ["--lines=1".to_owned()];
        self.read(boot, &any).await.is_some_and(|it| !it.is_empty())
    }

    /// The last entries of a boot that match, oldest first; `None` if they cannot be had.
    async fn read(&self, boot: &str, matches: &[String]) -> Option<Vec<Entry>> {
        let answer = timeout(PATIENCE, self.ask(boot, matches)).await;
        match answer {
            Ok(Ok(entries)) => Some(entries),
            Ok(Err(error)) => {
                tracing::info!(%error, "the journal cannot be read");
                None
            }
            Err(_) => {
                tracing::warn!("reading the journal takes too long");
                None
            }
        }
    }

    async fn ask(&self, boot: &str, matches: &[String]) -> std::io::Result<Vec<Entry>> {
        let mut command = Command::new(PROGRAM);
        command
            .args(["--quiet", "--no-pager", "--output=json"])
            .arg(format!("--output-fields={}", entry::FIELDS))
            .arg(format!("--lines={LINES}"))
            .arg(format!("--boot={boot}"))
            .args(matches);
        if let Some(folder) = &self.folder {
            command.arg("--directory").arg(folder);
        }
        let mut child = command
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut text = Vec::new();
        if let Some(output) = child.stdout.take() {
            output.take(BYTES).read_to_end(&mut text).await?;
        }
        if u64::try_from(text.len()).is_ok_and(|length| length >= BYTES) {
            // It still writes, and nobody reads on.
            child.kill().await?;
        } else {
            // A boot that it does not know is an error to it, and nothing to us.
            child.wait().await?;
        }
        Ok(entry::entries(&text))
    }
}

#[cfg(test)]
mod tests;
