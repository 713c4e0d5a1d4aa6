//! A sample system: its folder, what is in it, and how it is made.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::base::Base;
use crate::dice::Dice;
use crate::disk::{Disk, Mounted};
use crate::emulator::image;
use crate::key::Key;
use crate::lock;
use crate::packages::Additions;
use crate::registry::Registry;
use crate::repo::Archive;
use crate::server::{self, Server};
use crate::streams;
use crate::sysroot::Sysroot;
use crate::version::{Published, Signature};

/// The branch that a sample system without rpm-ostree follows.
pub const BRANCH: &str = "sample/x86_64/stable";
/// The remote's name in the sysroot.
pub const REMOTE: &str = "sample";
/// The stateroot that is booted.
pub const STATEROOT: &str = "sample";
/// The second stateroot, if one was asked for.
pub const OTHER_STATEROOT: &str = "other";

/// What drives a sample system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// libostree alone.
    #[default]
    Ostree,
    /// The double of rpm-ostreed, following a ref of the remote.
    RpmOstree,
    /// The double of rpm-ostreed, following a container image.
    RpmOstreeImage,
}

/// What a new sample system has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    /// What drives it.
    #[serde(default)]
    pub system: System,
    /// Whether Waymark is installed, in `/usr`.
    #[serde(default = "installed")]
    pub installed: bool,
    /// Whether a machine of its own can boot it: it has a kernel and systemd, and its
    /// remote is a disk.
    #[serde(default)]
    pub whole: bool,
    /// Decides versions, dates and packages. None: `WAYMARK_LAB_SEED`, else chance.
    pub seed: Option<u64>,
    /// Versions before the deployed ones, which only the remote has.
    pub older: usize,
    /// Versions on disk. The newest of them runs first.
    pub deployed: usize,
    /// Versions after the deployed ones, which only the remote has.
    pub newer: usize,
    /// Whether a second stateroot has a deployment of the running version too.
    pub other_stateroot: bool,
    /// Files in the package that each version replaces.
    pub payload_files: usize,
    /// Mean size of such a file, in bytes.
    pub payload_file_size: usize,
    /// A file system of its own for the machine's disk.
    #[serde(default)]
    pub disk: Option<Disk>,
    /// And one for `/boot`.
    #[serde(default)]
    pub boot_disk: Option<Disk>,
}

fn default_branch() -> String {
    BRANCH.to_owned()
}

fn installed() -> bool {
    true
}

impl Default for Options {
    fn default() -> Self {
        Self {
            system: System::default(),
            installed: installed(),
            whole: false,
            seed: None,
            older: 2,
            deployed: 3,
            newer: 1,
            other_stateroot: false,
            payload_files: 240,
            payload_file_size: 15_000,
            disk: None,
            boot_disk: None,
        }
    }
}

/// `/tmp` in the development root is a file system in memory.
pub(crate) const MEMORY: &str = "/tmp";

/// A new folder in memory, removed when it is dropped. A sample system there is
/// made and removed in a fraction of the time that a disk takes.
///
/// # Errors
/// If the folder cannot be made.
pub fn temporary_folder() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("lab-").tempdir_in(MEMORY)?)
}

/// A sample system in a folder. Any process may open it; publishing and serving
/// are guarded by locks in that folder.
#[derive(Debug)]
pub struct Sample {
    dir: PathBuf,
    /// By the value that made it; gone with that.
    disk: Option<Mounted>,
    boot_disk: Option<Mounted>,
}

/// What `sample.json` holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) seed: u64,
    pub(crate) port: u16,
    pub(crate) base: String,
    /// The branch that is published and followed.
    #[serde(default = "default_branch")]
    pub(crate) branch: String,
    /// The registry's port, if the system follows an image.
    #[serde(default)]
    pub(crate) registry: Option<u16>,
    pub(crate) options: Options,
    pub(crate) versions: Vec<Published>,
    pub(crate) deployed: Vec<String>,
}

impl Sample {
    /// Makes a sample system in the new or empty folder `dir`.
    ///
    /// # Errors
    /// If `dir` is in use, or a tool fails; the message has what it said.
    pub fn create(dir: &Path, options: &Options) -> Result<Self> {
        ensure!(
            options.deployed > 0,
            "a sample system needs a version to run"
        );
        let seed = options.seed.map_or_else(Dice::seed, Ok)?;
        eprintln!("Sample system of WAYMARK_LAB_SEED={seed}");
        fs::create_dir_all(dir)?;
        let base = Base::ensure(options, dir)?;
        let mut sample = Self {
            dir: dir.canonicalize()?,
            disk: None,
            boot_disk: None,
        };
        ensure!(
            !sample.state_file().exists(),
            "{} has a sample system",
            dir.display()
        );
        fs::create_dir_all(sample.boots())?;

        let archive = Archive::create(&sample.repo())?;
        archive.import(&base.archive())?;
        let additions = Additions::create(&base.database(), &base.etc())?;
        let mut state = State {
            seed,
            port: server::free_port()?,
            base: base.commit().to_owned(),
            branch: default_branch(),
            registry: match options.system {
                System::RpmOstreeImage => Some(server::free_port()?),
                _ => None,
            },
            options: options.clone(),
            versions: Vec::new(),
            deployed: Vec::new(),
        };
        let key = sample.key()?;
        let count = options.older + options.deployed + options.newer;
        for date in Dice::new(seed, u64::MAX).dates(count) {
            let mut spec = crate::publish::random(&state);
            spec.date = date;
            if state.versions.is_empty() && options.system != System::Ostree {
                state.branch = streams::branch(&spec.version);
            }
            sample.write(
                &mut state,
                &additions,
                &spec,
                Signature::Trusted,
                Some(&key),
            )?;
        }
        additions.save(&sample.additions())?;
        sample.mount(options)?;
        sample.install(&mut state, &base, &key)?;
        sample.save(&state)?;
        Ok(sample)
    }

    /// Opens the sample system in `dir`.
    ///
    /// # Errors
    /// If there is none.
    pub fn open(dir: &Path) -> Result<Self> {
        let sample = Self {
            dir: dir
                .canonicalize()
                .with_context(|| dir.display().to_string())?,
            disk: None,
            boot_disk: None,
        };
        sample.state()?;
        Ok(sample)
    }

    /// Makes the file systems that were asked for.
    fn mount(&mut self, options: &Options) -> Result<()> {
        let sysroot = self.sysroot();
        if let Some(disk) = options.disk {
            self.disk = Some(Mounted::create(disk, self.dir.join("disk.img"), &sysroot)?);
        }
        if let Some(disk) = options.boot_disk {
            let image = self.dir.join("boot.img");
            self.boot_disk = Some(Mounted::create(disk, image, &sysroot.join("boot"))?);
        }
        Ok(())
    }

    /// The machine's disk, where it has a file system of its own.
    ///
    /// # Errors
    /// If it has none, or another value made it.
    pub fn disk(&self) -> Result<&Mounted> {
        self.disk
            .as_ref()
            .context("the sample has no disk of its own")
    }

    /// The same of `/boot`.
    ///
    /// # Errors
    /// If it has none, or another value made it.
    pub fn boot_disk(&self) -> Result<&Mounted> {
        self.boot_disk
            .as_ref()
            .context("/boot has no disk of its own")
    }

    /// Deploys the versions that the system has from the start.
    fn install(&self, state: &mut State, base: &Base, key: &Key) -> Result<()> {
        let whole = state.options.whole;
        let url = match whole {
            true => image::REMOTE_URL.to_owned(),
            false => server::url(state.port),
        };
        let branch = &state.branch;
        let mut sysroot = Sysroot::create(&self.sysroot(), base, &url, branch, &key.public())?;
        if whole {
            sysroot.becomes_a_disk(&image::ARGUMENTS)?;
        }
        sysroot.add_stateroot(STATEROOT, base)?;
        let options = &state.options;
        for published in &state.versions[options.older..options.older + options.deployed] {
            if state.registry.is_some() {
                let (commit, origin) = self.import_image(state, published)?;
                sysroot.deploy_with_origin(STATEROOT, &commit, &origin)?;
            } else {
                sysroot.deploy(STATEROOT, &self.repo(), branch, &published.checksum, false)?;
            }
            state.deployed.push(published.checksum.clone());
        }
        if options.other_stateroot {
            let running = state.deployed.last().context("nothing was deployed")?;
            sysroot.add_stateroot(OTHER_STATEROOT, base)?;
            sysroot.deploy(OTHER_STATEROOT, &self.repo(), branch, running, true)?;
        }
        Ok(())
    }

    /// Starts the remote's server, on the port that the sysroot knows, and the registry
    /// of a system that follows an image. It ends
    /// when it is dropped; what was set on it does not outlive it.
    ///
    /// # Errors
    /// If this sample is being served already, by whichever process.
    pub fn serve(&self) -> Result<Server> {
        let state = self.state()?;
        let mut server = Server::start(&self.repo(), state.port, &self.dir.join("serving"))?;
        if let Some(port) = state.registry {
            server.add(Registry::start(&self.registry_storage(), port)?);
        }
        Ok(server)
    }

    /// The sample's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The remote's repository, which [`Self::serve`] serves.
    #[must_use]
    pub fn repo(&self) -> PathBuf {
        self.dir.join("repo")
    }

    /// The machine's disk.
    #[must_use]
    pub fn sysroot(&self) -> PathBuf {
        self.dir.join("sysroot")
    }

    /// Where each start of the machine keeps what lives as long as it.
    #[must_use]
    pub fn boots(&self) -> PathBuf {
        self.dir.join("boots")
    }

    /// The remote's address.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn url(&self) -> Result<String> {
        Ok(server::url(self.state()?.port))
    }

    /// The branch that is published and followed.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn branch(&self) -> Result<String> {
        Ok(self.state()?.branch)
    }

    /// What decides by chance, to make the same system again.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn seed(&self) -> Result<u64> {
        Ok(self.state()?.seed)
    }

    /// Every version published so far, in that order, those that are not signed
    /// well included.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn versions(&self) -> Result<Vec<Published>> {
        Ok(self.state()?.versions)
    }

    /// The versions that were on the disk when the sample was made, oldest first:
    /// the last is the one that ran first.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn deployed(&self) -> Result<Vec<Published>> {
        let state = self.state()?;
        Ok(state
            .versions
            .into_iter()
            .filter(|version| state.deployed.contains(&version.checksum))
            .collect())
    }

    pub(crate) fn additions(&self) -> PathBuf {
        self.dir.join("additions")
    }

    pub(crate) fn key(&self) -> Result<Key> {
        Key::open_or_create(&self.dir.join("gpg"), "Waymark Sample")
    }

    pub(crate) fn strangers_key(&self) -> Result<Key> {
        Key::open_or_create(&self.dir.join("stranger"), "Stranger")
    }

    pub(crate) fn lock(&self) -> Result<fs::File> {
        lock::exclusive(&self.dir.join("publishing"))
    }

    pub(crate) fn state(&self) -> Result<State> {
        let path = self.state_file();
        let text = fs::read(&path)
            .with_context(|| format!("there is no sample system in {}", self.dir.display()))?;
        serde_json::from_slice(&text).with_context(|| path.display().to_string())
    }

    /// Replaces the state whole, so that other processes read the old or the new.
    pub(crate) fn save(&self, state: &State) -> Result<()> {
        let path = self.state_file();
        let new = path.with_extension("new");
        fs::write(&new, serde_json::to_vec_pretty(state)?)?;
        fs::rename(&new, &path)?;
        Ok(())
    }

    fn state_file(&self) -> PathBuf {
        self.dir.join("sample.json")
    }
}
