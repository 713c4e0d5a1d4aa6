//! What the system is made of, read from disk.

use std::{collections::HashMap, fmt, fs, os::unix::fs::MetadataExt, time::UNIX_EPOCH};

use ostree::gio::prelude::*;
use waymark_model::{Deployment, Error, ErrorKind, Result, Signature, StreamState, Update};

use crate::{
    commit::Commit,
    compare, database, kernel,
    kernel_arguments::arguments_in,
    origin, refs,
    room::{self, Room},
    signatures, sizes, space,
    standing::{self, Standing},
};

/// The system at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Whether the machine runs one of the deployments.
    pub booted: bool,
    /// Name of the operating system, for people.
    pub name: Option<String>,
    /// The ref that the system follows.
    pub stream: Option<String>,
    /// The remote that the ref is at.
    pub remote: Option<String>,
    /// What the publisher says of the end of the stream.
    pub end_of_life: Option<String>,
    /// In boot order, a staged one first.
    pub deployments: Vec<Deployment>,
    /// By id: what tells a deployment from an earlier one of the same id.
    pub incarnations: HashMap<String, u64>,
    /// A newer version of the stream that an earlier check found and that is not next yet.
    pub update: Option<Update>,
    /// A version before that one, which an earlier check found to fit a choice.
    pub older: Option<Update>,
    /// How the newest version that was found of the stream stands to what runs.
    pub stream_state: StreamState,
}

/// The deployment that an update starts from, and what it follows.
pub(crate) struct Base {
    pub(crate) deployment: ostree::Deployment,
    /// Remote and ref; `None` where it follows nothing.
    pub(crate) follows: Option<Follows>,
}

/// A ref at a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Follows {
    pub(crate) remote: String,
    pub(crate) branch: String,
}

impl fmt::Display for Follows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.remote, self.branch)
    }
}

/// Reads everything that is cheap to read.
pub(crate) fn snapshot(sysroot: &ostree::Sysroot) -> Result<Snapshot> {
    let repo = sysroot.repo();
    let Some(base) = base(sysroot) else {
        return Ok(Snapshot::default());
    };
    let deployments = sysroot
        .deployments()
        .iter()
        .map(|deployment| describe(sysroot, &repo, deployment))
        .collect::<Result<_>>()?;
    let found = newest(&repo, &base)?;
    let (stream_state, offer) = match found {
        None => (StreamState::Unknown, None),
        Some(found) => match standing::of(sysroot, &repo, &base, &found)? {
            Standing::Offered => (StreamState::Current, Some(found)),
            Standing::Held => (StreamState::Current, None),
            Standing::Older => (StreamState::Older, None),
        },
    };
    let update = offer
        .as_ref()
        .map(|commit| update(sysroot, &repo, &base, commit))
        .transpose()?;
    let older = match &offer {
        Some(newest) => older(sysroot, &repo, &base, newest)?,
        None => None,
    };
    let newest = match offer {
        Some(newest) => Some(newest),
        None => Commit::find(&repo, &base.deployment.csum())?,
    };
    Ok(Snapshot {
        booted: sysroot.booted_deployment().is_some(),
        name: os_name(sysroot, &base.deployment),
        stream: base.follows.as_ref().map(|follows| follows.branch.clone()),
        remote: base.follows.as_ref().map(|follows| follows.remote.clone()),
        end_of_life: newest.as_ref().and_then(Commit::end_of_life),
        incarnations: incarnations(sysroot),
        deployments,
        update,
        older,
        stream_state,
    })
}

/// The version that was chosen before the newest.
fn older(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    base: &Base,
    newest: &Commit,
) -> Result<Option<Update>> {
    let Some(Follows { remote, branch }) = &base.follows else {
        return Ok(None);
    };
    let Some(chosen) = refs::resolve(repo, &refs::chosen(remote, branch))? else {
        return Ok(None);
    };
    match Commit::find(repo, &chosen)? {
        Some(chosen)
            if chosen.checksum != newest.checksum
                && standing::is_offered(sysroot, repo, base, &chosen)? =>
        {
            update(sysroot, repo, base, &chosen).map(Some)
        }
        _ => Ok(None),
    }
}

/// One deployment with what takes longer to read, and where to look for the room that
/// deleting it makes.
pub(crate) fn deployment(
    sysroot: &ostree::Sysroot,
    id: &str,
) -> Result<(Deployment, Option<Room>)> {
    let repo = sysroot.repo();
    let found = find(&sysroot.deployments(), id)?;
    let (kernel, packages) = match Commit::find(&repo, &found.csum())? {
        Some(commit) => (
            kernel::version(&repo, &commit)?,
            known(database::of(&repo, &commit)),
        ),
        None => (None, None),
    };
    let described = describe(sysroot, &repo, &found)?;
    let deletable = !(described.booted || described.next || described.pinned);
    let room = deletable.then(|| room::of(sysroot, &repo, &found));
    let deployment = Deployment {
        kernel,
        kernel_arguments: Some(kernel_arguments(&found)),
        signatures: Some(signatures(&repo, &found)),
        packages: packages.and_then(|database| u32::try_from(database.packages.len()).ok()),
        ..described
    };
    Ok((deployment, room.flatten()))
}

/// The running deployment, or the first where none runs.
pub(crate) fn base(sysroot: &ostree::Sysroot) -> Option<Base> {
    let deployment = sysroot
        .booted_deployment()
        .or_else(|| sysroot.deployments().into_iter().next())?;
    let follows = origin::refspec(&deployment)
        .and_then(|refspec| ostree::parse_refspec(&refspec).ok())
        .and_then(|(remote, branch)| {
            Some(Follows {
                remote: remote?.into(),
                branch: branch.into(),
            })
        });
    Some(Base {
        deployment,
        follows,
    })
}

/// What the stream last pointed at, as far as this disk knows.
fn newest(repo: &ostree::Repo, base: &Base) -> Result<Option<Commit>> {
    let Some(Follows { remote, branch }) = &base.follows else {
        return Ok(None);
    };
    let seen = refs::resolve(repo, &refs::newest(remote, branch))?;
    let followed = refs::resolve(repo, &format!("{remote}:{branch}"))?;
    let followed_then = refs::resolve(repo, &refs::followed(remote, branch))?;
    // If the followed ref moved since our last look, another tool looked later.
    let checksum = if followed == followed_then {
        seen.or(followed)
    } else {
        followed.or(seen)
    };
    match checksum {
        Some(checksum) => Commit::find(repo, &checksum),
        None => Ok(None),
    }
}

fn update(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    base: &Base,
    commit: &Commit,
) -> Result<Update> {
    let changed = match Commit::find(repo, &base.deployment.csum())? {
        Some(running) => known(compare::packages(repo, &running, commit)),
        None => None,
    };
    let missing = sizes::missing(repo, commit)?;
    let lacks = space::lacking(sysroot, commit, missing);
    let (lacks_room, lacks_room_on) = lacks.unzip();
    Ok(Update {
        checksum: commit.checksum.clone(),
        version: commit.version(),
        timestamp: Some(commit.timestamp()),
        stream: base.follows.as_ref().map(|follows| follows.branch.clone()),
        download_size: missing.map(|missing| missing.download),
        packages_changed: changed.and_then(|changes| u32::try_from(changes.len()).ok()),
        drops: drops(sysroot, base),
        lacks_room,
        lacks_room_on,
        advisories: None,
        downloaded: Some(commit.complete),
    })
}

/// What a damaged package database says is not known. The rest can be shown all the same,
/// and who asks for the packages hears why not.
fn known<T>(packages: Result<Option<T>>) -> Option<T> {
    packages.unwrap_or_else(|error| {
        tracing::warn!(%error, raw = error.raw, "the packages of a version are not known");
        None
    })
}

/// What finalizing a newly staged deployment removes: libostree keeps the
/// running one, the pinned ones and those of other stateroots, and nothing else.
/// An already staged one is replaced at once and not listed.
fn drops(sysroot: &ostree::Sysroot, base: &Base) -> Vec<String> {
    let stateroot = base.deployment.osname();
    sysroot
        .deployments()
        .iter()
        .filter(|deployment| {
            deployment.osname() == stateroot
                && !deployment.equal(&base.deployment)
                && !deployment.is_staged()
                && !deployment.is_pinned()
        })
        .map(id)
        .collect()
}

fn describe(
    sysroot: &ostree::Sysroot,
    repo: &ostree::Repo,
    deployment: &ostree::Deployment,
) -> Result<Deployment> {
    let booted = sysroot.booted_deployment();
    let first = sysroot.deployments().into_iter().next();
    let is = |other: &Option<ostree::Deployment>| {
        other.as_ref().is_some_and(|other| other.equal(deployment))
    };
    // A deployment whose commit was lost can still be shown, booted and deleted.
    let commit = Commit::find(repo, &deployment.csum())?;
    Ok(Deployment {
        id: id(deployment),
        checksum: deployment.csum().into(),
        version: commit.as_ref().and_then(Commit::version),
        timestamp: commit.as_ref().map(Commit::timestamp),
        stateroot: Some(deployment.osname().into()),
        origin: origin::image(deployment).or_else(|| origin::refspec(deployment)),
        held: origin::held(deployment),
        end_of_life: commit.as_ref().and_then(Commit::end_of_life),
        booted: is(&booted),
        next: is(&first),
        staged: deployment.is_staged(),
        pinned: deployment.is_pinned(),
        unlocked: unlocked(deployment),
        ..Deployment::default()
    })
}

/// A serial is used again once its deployment is gone; the new one's folder is
/// another inode or at least a younger one.
pub(crate) fn incarnations(sysroot: &ostree::Sysroot) -> HashMap<String, u64> {
    let of_folder = |deployment: &ostree::Deployment| {
        let folder = sysroot.deployment_directory(deployment).path()?;
        let metadata = fs::metadata(folder).ok()?;
        let born = metadata.created().ok();
        let born = born.and_then(|born| born.duration_since(UNIX_EPOCH).ok());
        let born = born.map_or(0, |born| {
            born.as_secs() << 30 | u64::from(born.subsec_nanos())
        });
        Some(metadata.ino().rotate_left(32) ^ born)
    };
    sysroot
        .deployments()
        .iter()
        .filter_map(|deployment| Some((id(deployment), of_folder(deployment)?)))
        .collect()
}

/// A deployment's stable id.
pub(crate) fn id(deployment: &ostree::Deployment) -> String {
    format!(
        "{}-{}.{}",
        deployment.osname(),
        deployment.csum(),
        deployment.deployserial()
    )
}

/// The deployment with an id.
pub(crate) fn find(deployments: &[ostree::Deployment], wanted: &str) -> Result<ostree::Deployment> {
    deployments
        .iter()
        .find(|deployment| id(deployment) == wanted)
        .cloned()
        .ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                format!("there is no deployment {wanted}"),
            )
            .with(|fields| fields.reference = Some(format!("deployment:{wanted}")))
        })
}

fn unlocked(deployment: &ostree::Deployment) -> Option<String> {
    use ostree::DeploymentUnlockedState as State;
    match deployment.unlocked() {
        State::Development => Some("development".into()),
        State::Hotfix => Some("hotfix".into()),
        State::Transient => Some("transient".into()),
        _ => None,
    }
}

/// The kernel arguments of its boot entry, without the one that says which
/// deployment it is: libostree writes that one itself.
pub(crate) fn kernel_arguments(deployment: &ostree::Deployment) -> Vec<String> {
    arguments_in(&options(deployment))
        .into_iter()
        .filter(|argument| !argument.starts_with("ostree="))
        .collect()
}

/// The kernel's line in its boot entry, as it stands there.
pub(crate) fn options(deployment: &ostree::Deployment) -> String {
    let entry = deployment.bootconfig();
    let options = entry.and_then(|entry| entry.get("options"));
    options.map(String::from).unwrap_or_default()
}

/// The signatures on it, looked at with the keyring of the remote that it came from.
fn signatures(repo: &ostree::Repo, deployment: &ostree::Deployment) -> Vec<Signature> {
    let remote = origin::refspec(deployment)
        .and_then(|refspec| ostree::parse_refspec(&refspec).ok())
        .and_then(|(remote, _)| remote);
    remote.map_or_else(Vec::new, |remote| {
        signatures::of(repo, &deployment.csum(), &remote)
    })
}

/// `PRETTY_NAME` or `NAME` of a deployment's os-release.
pub(crate) fn os_name(
    sysroot: &ostree::Sysroot,
    deployment: &ostree::Deployment,
) -> Option<String> {
    let folder = sysroot.deployment_directory(deployment).path()?;
    name_in(&fs::read_to_string(folder.join("usr/lib/os-release")).ok()?)
}

/// `NAME` or `PRETTY_NAME` of an os-release.
pub(crate) fn name_in(text: &str) -> Option<String> {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.strip_prefix('=')?.trim_matches(['"', '\'']).to_owned())
    };
    value("NAME").or_else(|| value("PRETTY_NAME"))
}
