//! Publishing versions of a sample system, and asking what differs between them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{Duration, SubsecRound as _, Utc};

use crate::dice::Dice;
use crate::emulator;
use crate::images;
use crate::key::Key;
use crate::packages::{self, Additions, DATABASE, PAYLOAD, PackageChange, write_file};
use crate::repo::{Archive, Label, Layer, RpmLabel};
use crate::sample::{Sample, State, System, temporary_folder};
use crate::tree;
use crate::version::{FileChanges, Published, Signature, VersionSpec};

/// Where a version's loose files lie, below `/usr`.
const LOOSE: &str = "share/waymark-sample";

impl Sample {
    /// Decides a next version by chance: packages upgraded, added and removed,
    /// loose files too, and the payload replaced. Dated now.
    ///
    /// # Errors
    /// If the sample's state cannot be read.
    pub fn random_version(&self) -> Result<VersionSpec> {
        Ok(random(&self.state()?))
    }

    /// Publishes a version: the branch moves to it.
    ///
    /// # Errors
    /// If dpkg or libostree refuses it.
    pub fn publish(&self, spec: &VersionSpec) -> Result<Published> {
        self.publish_as(spec, Signature::Trusted, Some(&self.key()?))
    }

    /// The same without a signature. Later versions do not descend from it.
    ///
    /// # Errors
    /// If dpkg or libostree refuses it.
    pub fn publish_unsigned(&self, spec: &VersionSpec) -> Result<Published> {
        self.publish_as(spec, Signature::Missing, None)
    }

    /// The same signed with a key that the system does not know. Later versions
    /// do not descend from it.
    ///
    /// # Errors
    /// If dpkg or libostree refuses it.
    pub fn publish_signed_by_stranger(&self, spec: &VersionSpec) -> Result<Published> {
        self.publish_as(spec, Signature::Stranger, Some(&self.strangers_key()?))
    }

    /// Moves the branch to a commit of the remote, be it an earlier one.
    ///
    /// # Errors
    /// If the repository cannot be written.
    pub fn point_at(&self, checksum: &str) -> Result<()> {
        let _lock = self.lock()?;
        Archive::open(&self.repo())?.set_branch(&self.state()?.branch, checksum)
    }

    /// Publishes so many versions that change nothing, each after the one before.
    ///
    /// # Errors
    /// If libostree refuses one.
    pub fn publish_descriptions(&self, count: usize) -> Result<()> {
        let _lock = self.lock()?;
        let state = self.state()?;
        let archive = Archive::open(&self.repo())?;
        let mut parent = state.trusted().context("there is no version")?.clone();
        let key = self.key()?;
        for number in 0..count {
            let version = format!("{}.{number}", parent.version);
            let date = parent.date + Duration::seconds(i64::try_from(number)? + 1);
            let checksum = archive.commit_again(&parent.checksum, &version, date)?;
            archive.sign(&checksum, &key)?;
            parent.checksum = checksum;
        }
        archive.set_branch(&state.branch, &parent.checksum)
    }

    /// Takes a commit away from the remote, while the branch or other commits
    /// may still name it.
    ///
    /// # Errors
    /// If the repository has no such commit.
    pub fn remove_commit(&self, checksum: &str) -> Result<()> {
        let _lock = self.lock()?;
        Archive::open(&self.repo())?.remove_commit(checksum)
    }

    /// The packages of a version, asked of `dpkg-query` on the database in its
    /// commit.
    ///
    /// # Errors
    /// If the repository lacks the commit, or dpkg cannot read it.
    pub fn packages(&self, checksum: &str) -> Result<BTreeMap<String, String>> {
        let folder = temporary_folder()?;
        let database = folder.path().join("database");
        Archive::open(&self.repo())?.checkout(checksum, &format!("/{DATABASE}"), &database)?;
        packages::installed(&database)
    }

    /// How the packages of two versions differ, asked in the same way.
    ///
    /// # Errors
    /// As for [`Self::packages`].
    pub fn package_changes(&self, from: &str, to: &str) -> Result<Vec<PackageChange>> {
        Ok(packages::changes(
            &self.packages(from)?,
            &self.packages(to)?,
        ))
    }

    /// How the files of two versions differ, asked of `ostree diff`.
    ///
    /// # Errors
    /// If the repository lacks one of the commits.
    pub fn file_changes(&self, from: &str, to: &str) -> Result<FileChanges> {
        let mut changes = FileChanges::default();
        for (kind, path) in Archive::open(&self.repo())?.differences(from, to)? {
            match kind {
                'A' => changes.added.push(path),
                'M' => changes.changed.push(path),
                'D' => changes.removed.push(path),
                _ => anyhow::bail!("ostree diff says {kind} of {}", path.display()),
            }
        }
        Ok(changes)
    }

    fn publish_as(
        &self,
        spec: &VersionSpec,
        signature: Signature,
        key: Option<&Key>,
    ) -> Result<Published> {
        let _lock = self.lock()?;
        let mut state = self.state()?;
        let additions = Additions::load(&self.additions())?;
        let published = self.write(&mut state, &additions, spec, signature, key)?;
        additions.save(&self.additions())?;
        self.save(&state)?;
        Ok(published)
    }

    /// Commits a version and notes it in `state`, which is not saved yet.
    pub(crate) fn write(
        &self,
        state: &mut State,
        additions: &Additions,
        spec: &VersionSpec,
        signature: Signature,
        key: Option<&Key>,
    ) -> Result<Published> {
        let parent = state.trusted().cloned();
        let latest = state.versions.last();
        additions.change(&spec.install, &spec.remove)?;

        let usr = additions.usr();
        let mut files = latest
            .map(|latest| latest.files.clone())
            .unwrap_or_default();
        for path in &spec.remove_files {
            fs::remove_file(usr.join(path)).with_context(|| path.display().to_string())?;
        }
        for (path, content) in &spec.files {
            write_file(&usr.join(path), content)?;
        }
        files.retain(|path| !spec.remove_files.contains(path));
        files.extend(spec.files.iter().map(|(path, _)| path.clone()));
        files.sort();
        files.dedup();
        let kernel = match &spec.kernel {
            _ if state.options.whole => start_files(&usr, &spec.version)?,
            Some((release, content)) => {
                write_kernel(&usr, release, content)?;
                release.clone()
            }
            None => latest
                .context("the first version needs a kernel")?
                .kernel
                .clone(),
        };
        write_file(
            &usr.join("lib/os-release"),
            tree::os_release(&spec.version).as_bytes(),
        )?;

        images::insecure(state, &usr)?;
        let own_packages = own_packages(latest, spec);
        let date = spec.date.trunc_subsecs(0);
        let parent_checksum = parent.as_ref().map(|parent| parent.checksum.as_str());
        let archive = Archive::open(&self.repo())?;
        let label = Label {
            version: &spec.version,
            kernel: &kernel,
            date,
            parent: parent_checksum,
            rpm: match state.options.system {
                System::Ostree => None,
                _ => Some(RpmLabel {
                    branch: &state.branch,
                    packages: packages::installed_with_architecture(
                        &additions.usr().join("share/dpkg/database"),
                    )?,
                    end_of_life: spec.end_of_life.as_deref(),
                }),
            },
        };
        let layer = Layer {
            folder: &usr,
            at: "usr",
        };
        let checksum = archive.commit(Some(&state.base), &[layer], Some(&label))?;
        if let Some(key) = key {
            archive.sign(&checksum, key)?;
        }
        archive.set_branch(&state.branch, &checksum)?;

        let before = parent.as_ref().map(|parent| parent.own_packages.clone());
        let mut published = Published {
            version: spec.version.clone(),
            checksum,
            parent: parent_checksum.map(str::to_owned),
            date,
            packages: packages::changes(&before.unwrap_or_default(), &own_packages),
            own_packages,
            files,
            kernel,
            signature,
            image: None,
        };
        if state.registry.is_some() {
            published.image = Some(self.publish_image(&published)?);
        }
        state.versions.push(published.clone());
        Ok(published)
    }
}

impl State {
    /// The newest version with a signature that the system trusts.
    fn trusted(&self) -> Option<&Published> {
        self.versions
            .iter()
            .rfind(|version| version.signature == Signature::Trusted)
    }
}

/// Decides a version after those of `state`.
pub(crate) fn random(state: &State) -> VersionSpec {
    let number = state.versions.len();
    let mut dice = Dice::new(state.seed, number as u64);
    let options = &state.options;
    let Some(latest) = state.versions.last() else {
        return first(&mut dice, state);
    };
    let own = &latest.own_packages;
    let small: Vec<_> = own
        .keys()
        .filter(|name| *name != PAYLOAD)
        .cloned()
        .collect();
    let touched = dice.choose(&small, 5);
    let (remove, upgrade) = touched.split_at(1.min(touched.len()));
    let mut install: Vec<_> = upgrade
        .iter()
        .map(|name| dice.upgraded(name, &own[name]))
        .collect();
    for _ in 0..1 + dice.below(2) {
        install.push(dice.new_package(own));
    }
    let payload = own.get(PAYLOAD).map(String::as_str);
    install.push(dice.payload(payload, options.payload_files, options.payload_file_size));

    let loose = dice.choose(&latest.files, 2);
    let (remove_files, change_files) = loose.split_at(1.min(loose.len()));
    let mut files: Vec<_> = change_files
        .iter()
        .map(|path| (path.clone(), dice.bytes(300)))
        .collect();
    for part in 0..2 {
        files.push((
            Path::new(LOOSE).join(format!("note-{number}-{part}")),
            dice.bytes(300),
        ));
    }
    VersionSpec {
        version: dice.next_version(&latest.version),
        date: Utc::now().max(latest.date + Duration::seconds(1)),
        install,
        remove: remove.to_vec(),
        files,
        remove_files: remove_files.to_vec(),
        // Every other version, as libostree orders its boot list differently
        // for deployments that share a kernel.
        kernel: number.is_multiple_of(2).then(|| kernel(&mut dice, number)),
        end_of_life: None,
    }
}

fn first(dice: &mut Dice, state: &State) -> VersionSpec {
    let options = &state.options;
    let mut own = BTreeMap::new();
    let mut install = vec![dice.payload(None, options.payload_files, options.payload_file_size)];
    for _ in 0..10 {
        let package = dice.new_package(&own);
        own.insert(package.name.clone(), package.version.clone());
        install.push(package);
    }
    VersionSpec {
        version: dice.first_version(),
        date: Utc::now(),
        install,
        remove: Vec::new(),
        files: (0..6)
            .map(|part| {
                let path = Path::new(LOOSE).join(format!("note-0-{part}"));
                (path, dice.bytes(300))
            })
            .collect(),
        remove_files: Vec::new(),
        kernel: Some(kernel(dice, 0)),
        end_of_life: None,
    }
}

/// A stand-in for a kernel: the sample system is entered, never booted.
fn kernel(dice: &mut Dice, number: usize) -> (String, Vec<u8>) {
    (format!("6.12.{}-waymark", 20 + number), dice.bytes(50_000))
}

/// What a machine boots this version with: the base's kernel, and an initramfs that knows
/// the version.
fn start_files(usr: &Path, version: &str) -> Result<String> {
    let debian = emulator::tree::debian()?;
    let kernel = emulator::tree::kernel(&debian)?;
    let folder = usr.join("lib/modules").join(&kernel);
    fs::create_dir_all(&folder)?;
    emulator::initramfs::write(&debian, &kernel, version, &folder.join("initramfs.img"))?;
    Ok(kernel)
}

fn write_kernel(usr: &Path, release: &str, content: &[u8]) -> Result<()> {
    let modules = usr.join("lib/modules");
    if modules.exists() {
        fs::remove_dir_all(&modules)?;
    }
    write_file(&modules.join(release).join("vmlinuz"), content)?;
    write_file(&modules.join(release).join("initramfs.img"), content)
}

fn own_packages(latest: Option<&Published>, spec: &VersionSpec) -> BTreeMap<String, String> {
    let mut own = latest
        .map(|latest| latest.own_packages.clone())
        .unwrap_or_default();
    own.retain(|name, _| !spec.remove.contains(name));
    for package in &spec.install {
        own.insert(package.name.clone(), package.version.clone());
    }
    own
}
