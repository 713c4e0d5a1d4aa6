//! What the service remembers over restarts: one small file that is always whole.
//!
//! A change is written to a new file beside it, which takes its place once it is on
//! the disk. What cannot be written is still remembered until the service ends.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use waymark_model::{ActionName, JobResult, LastCheck, LastStart, names};

use crate::{engine::State, jobs::Promise, last_start::Meant, policy::PolicyMemory};

const FILE: &str = "state.json";
/// How many finished jobs are remembered.
const RESULTS: usize = 20;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Memory {
    /// The highest generation that was told to anyone.
    pub generation: u64,
    /// The number of the last job.
    pub last_job: u64,
    /// When updates were last looked for.
    pub last_check: LastCheck,
    /// The last finished jobs, oldest first, as everyone may read them.
    pub results: Vec<JobResult>,
    /// The jobs that run.
    pub running: Vec<Record>,
    /// What is meant to run next.
    pub meant: Option<Meant>,
    /// What was meant to run at this start, until that is judged.
    pub unjudged: Option<Meant>,
    /// How the last start came out that was judged.
    pub last_start: Option<LastStart>,
    /// What the service does by itself.
    pub policy: PolicyMemory,
}

/// A running job, as it must be known if the service dies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// The job's path.
    pub job: String,
    /// What it does.
    pub action: ActionName,
    /// Who asked.
    pub uid: u32,
    /// When it began, in seconds since 1970.
    pub started: u64,
    /// What must be so for it to have worked.
    pub promise: Promise,
    /// Whether it was so before: then it shows nothing.
    #[serde(default)]
    pub was_so: bool,
}

impl Memory {
    /// The path of a new job.
    pub fn next_job(&mut self) -> String {
        // Jobs that are remembered are fewer by far than there are numbers.
        self.last_job = self.last_job.wrapping_add(1);
        format!("{}{}", names::JOB_PATH_PREFIX, self.last_job)
    }

    /// Begins to serve in this boot: what an earlier boot meant to run is to be judged.
    pub fn begin(&mut self, state: &State, boot: &str) {
        if self.meant.as_ref().is_some_and(|meant| meant.boot != boot) {
            self.unjudged = self.meant.take();
        }
        self.mean(state, boot);
    }

    /// Notes what a system in this state is meant to run next.
    pub fn mean(&mut self, state: &State, boot: &str) {
        let Some(mut meant) = Meant::of(state, boot) else {
            return;
        };
        if let Some(known) = self.meant.as_ref().filter(|it| it.next.id == meant.next.id) {
            meant.chosen = known.chosen;
        }
        self.meant = Some(meant);
    }

    /// Adds a finished job and forgets the oldest beyond the limit.
    pub fn add_result(&mut self, result: &JobResult) {
        if let Some(meant) = &mut self.meant {
            meant.heard(result);
        }
        self.results.retain(|old| old.job != result.job);
        self.results.push(result.for_everyone());
        let excess = self.results.len().saturating_sub(RESULTS);
        self.results.drain(..excess);
    }
}

/// The memory and its file.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    memory: Arc<Mutex<Memory>>,
}

impl Store {
    /// Opens the memory in a folder, which is made if it is missing. A file that
    /// cannot be understood is set aside.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        if let Err(error) = make_folder(folder) {
            tracing::warn!(folder = %folder.display(), %error, "cannot make the state folder");
        }
        let memory = read(&folder.join(FILE)).unwrap_or_default();
        Self {
            folder: folder.to_owned(),
            memory: Arc::new(Mutex::new(memory)),
        }
    }

    /// A copy of what is remembered now.
    pub async fn recall(&self) -> Memory {
        self.memory.lock().await.clone()
    }

    /// Changes what is remembered; it is on the disk when this returns, unless the
    /// disk refuses, which is told in the log.
    pub async fn change<T>(&self, change: impl FnOnce(&mut Memory) -> T) -> T {
        let mut memory = self.memory.lock().await;
        let given = change(&mut memory);
        let (folder, copy) = (self.folder.clone(), memory.clone());
        let written = tokio::task::spawn_blocking(move || write(&folder, &copy)).await;
        match written {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "cannot write the state file"),
            Err(error) => tracing::error!(%error, "writing the state file ended early"),
        }
        given
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

fn read(path: &Path) -> Option<Memory> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::error!(path = %path.display(), %error, "cannot read the state file");
            return None;
        }
    };
    match serde_json::from_slice(&bytes) {
        Ok(memory) => Some(memory),
        Err(error) => {
            let aside = path.with_extension("json.damaged");
            tracing::error!(path = %path.display(), %error, "the state file is damaged; it is set aside");
            if let Err(error) = fs::rename(path, &aside) {
                tracing::error!(%error, "cannot set the damaged state file aside");
            }
            None
        }
    }
}

fn write(folder: &Path, memory: &Memory) -> io::Result<()> {
    let new = folder.join(format!("{FILE}.new"));
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec_pretty(memory)?)?;
    file.sync_all()?;
    fs::rename(&new, folder.join(FILE))?;
    File::open(folder)?.sync_all()
}

/// The file, whatever is in it.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    use super::Memory;

    /// Reads it, goes on with it, and writes it again.
    pub fn memory(json: &[u8]) {
        let Ok(mut memory) = serde_json::from_slice::<Memory>(json) else {
            return;
        };
        if let Some(result) = memory.results.first().cloned() {
            memory.add_result(&result);
        }
        memory.next_job();
        let written = serde_json::to_vec(&memory).expect("a memory can be written");
        let again: Memory = serde_json::from_slice(&written).expect("what was written is read");
        assert_eq!(again, memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waymark_model::Outcome;

    fn result(job: usize) -> JobResult {
        JobResult {
            job: format!("/job/{job}"),
            action: "check".into(),
            outcome: Outcome::Ok,
            raw: Some("not for everyone".into()),
            ..JobResult::default()
        }
    }

    #[tokio::test]
    async fn remembers_the_last_results_over_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/state");
        let store = Store::open(&folder);
        store
            .change(|memory| {
                memory.generation = 7;
                memory.running.push(Record {
                    job: "/job/25".into(),
                    action: ActionName::Discard,
                    uid: 1001,
                    started: 1,
                    promise: Promise::Nothing,
                    was_so: false,
                });
                (0..25).for_each(|job| memory.add_result(&result(job)));
            })
            .await;
        let again = Store::open(&folder).recall().await;
        assert_eq!(again, store.recall().await);
        assert_eq!((again.generation, again.running.len()), (7, 1));
        let jobs: Vec<_> = again.results.iter().map(|one| one.job.as_str()).collect();
        assert_eq!((jobs.len(), jobs[0], jobs[19]), (20, "/job/5", "/job/24"));
        assert!(again.results.iter().all(|one| one.raw.is_none()));
    }

    #[test]
    fn behind_the_last_number_jobs_are_counted_anew() {
        let mut memory = Memory {
            last_job: u64::MAX,
            ..Memory::default()
        };
        assert!(memory.next_job().ends_with("/0"));
        assert!(memory.next_job().ends_with("/1"));
    }

    #[tokio::test]
    async fn a_damaged_file_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["{", "[]", "{\"generation\": \"x\"}"] {
            fs::write(dir.path().join(FILE), text).unwrap();
            let store = Store::open(dir.path());
            assert_eq!(store.recall().await, Memory::default());
            assert!(dir.path().join("state.json.damaged").exists(), "{text}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_remembered_until_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let store = Store::open(&file.join("below"));
        store.change(|memory| memory.generation = 3).await;
        assert_eq!(store.recall().await.generation, 3);
    }
}
