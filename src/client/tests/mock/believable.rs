//! How jobs end on a system that has a few packages and streams.
//!
//! Packages whose names begin with `conflicts-` stand in the way of each other.

use std::{fmt, fs::File, io::Read, os::fd::OwnedFd};

use waymark_client::Snapshot;
use waymark_model::{
    Change, ChangeKind, ChangeSummary, ChangeType, Dict, Dictionary, DifferenceShown, ErrorFields,
    ErrorKind, FileDifference, JobResult, KernelArgumentChanges, Outcome, Package, PackageChanges,
    PackageState, Stream, dict,
};
use zbus::{Fd, Variant};

/// What was asked for.
pub(super) enum Asked {
    Search(String),
    Streams,
    Rebase(String),
    Packages(PackageChanges, Files),
    KernelArguments(KernelArgumentChanges),
}

/// What the files hold that came as descriptors.
#[derive(Default)]
pub(super) struct Files {
    packages: Vec<String>,
    replacements: Vec<String>,
}

impl Files {
    pub(super) fn read(changes: &Dict) -> Self {
        let read = |key: &str| -> Vec<String> {
            let Some(value) = changes.get(key) else {
                return Vec::new();
            };
            let value = Variant::from(value.try_clone().unwrap());
            let files: Vec<Fd<'static>> = value.try_into().unwrap();
            let text = |file: Fd<'static>| {
                let mut text = String::new();
                let file: OwnedFd = file.try_into().unwrap();
                let mut file = File::from(file);
                file.read_to_string(&mut text).unwrap();
                text
            };
            files.into_iter().map(text).collect()
        };
        Self {
            packages: read("local-packages"),
            replacements: read("local-replacements"),
        }
    }
}

impl Asked {
    /// A key may be left out.
    pub(super) fn packages(changes: &Dict, files: Files) -> Self {
        let mut whole = PackageChanges::default().to_dict();
        let known = changes.iter().filter(|(key, _)| !key.starts_with("local-"));
        whole.extend(known.map(|(key, value)| (key.clone(), value.try_clone().unwrap())));
        Self::Packages(PackageChanges::from_dict(&whole).unwrap(), files)
    }

    pub(super) fn action(&self) -> &'static str {
        match self {
            Self::Search(_) => "search",
            Self::Streams => "list-streams",
            Self::Rebase(_) => "rebase",
            Self::Packages(..) => "packages",
            Self::KernelArguments(_) => "kernel-arguments",
        }
    }
}

/// As the calls of other actions are noted.
impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Search(text) | Self::Rebase(text) => write!(f, "{text:?}"),
            Self::Streams => write!(f, "()"),
            Self::Packages(changes, files) => {
                let lists = [
                    ("add", &changes.add),
                    ("remove", &changes.remove),
                    ("override-remove", &changes.override_remove),
                    ("override-replace", &changes.override_replace),
                    ("override-reset", &changes.override_reset),
                    ("local-packages", &files.packages),
                    ("local-replacements", &files.replacements),
                ];
                let lists = lists.iter().filter(|(_, list)| !list.is_empty());
                let mut told = lists
                    .map(|(key, list)| format!("{key}:{}", list.join(",")))
                    .collect::<Vec<_>>();
                told.extend(changes.reset_all.then(|| "reset-all".to_owned()));
                write!(f, "{}", told.join(" "))
            }
            Self::KernelArguments(changes) => {
                let mut replaced: Vec<_> = changes.replace.iter().collect();
                replaced.sort();
                write!(
                    f,
                    "append:{:?} replace:{replaced:?} delete:{:?} seen:{:?}",
                    changes.append, changes.delete, changes.seen
                )
            }
        }
    }
}

/// How the job ends.
pub(super) fn result(asked: &Asked, options: &Dict, snapshot: &Snapshot) -> JobResult {
    let dry_run = options.contains_key("dry-run");
    let good = JobResult {
        outcome: Outcome::Ok,
        dry_run,
        ..JobResult::default()
    };
    match asked {
        Asked::Search(text) => JobResult {
            packages: Some(found(text)),
            ..good
        },
        Asked::Streams => JobResult {
            streams: Some(streams(snapshot)),
            ..good
        },
        Asked::Rebase(name) if !streams(snapshot).iter().any(|s| s.name == *name) => failed(
            ErrorKind::NotFound,
            "the remote has no such stream",
            ErrorFields::default(),
        ),
        Asked::Rebase(_) => JobResult {
            changes: dry_run.then(|| vec![change(ChangeType::Upgraded, "sample-base")]),
            ..good
        },
        Asked::Packages(changes, files) => packages(changes, files, good),
        Asked::KernelArguments(_) => good,
    }
}

fn packages(changes: &PackageChanges, files: &Files, good: JobResult) -> JobResult {
    let asked = changes.add.iter().chain(&changes.override_replace);
    let bad: Vec<String> = asked
        .filter(|name| name.starts_with("conflicts-"))
        .cloned()
        .collect();
    if !bad.is_empty() {
        let fields = ErrorFields {
            problems: Some(
                bad.iter()
                    .map(|name| format!("{name} fits nothing"))
                    .collect(),
            ),
            packages: Some(bad),
            ..ErrorFields::default()
        };
        return failed(
            ErrorKind::Conflict,
            "the packages cannot be put together as asked",
            fields,
        );
    }
    let added = changes.add.iter().chain(&files.packages);
    let removed = changes.remove.iter().chain(&changes.override_remove);
    let rows = added
        .map(|name| change(ChangeType::Added, name))
        .chain(removed.map(|name| change(ChangeType::Removed, name)))
        .collect();
    JobResult {
        changes: good.dry_run.then_some(rows),
        ..good
    }
}

fn found(text: &str) -> Vec<Package> {
    let all = [
        ("htop", "3.4.1", PackageState::Available),
        ("bash", "5.3", PackageState::InBase),
        ("conflicts-a", "1", PackageState::Available),
    ];
    let found = all.iter().filter(|(name, ..)| name.contains(text));
    found
        .map(|(name, version, state)| Package {
            name: (*name).into(),
            version: (*version).into(),
            repository: Some("sample".into()),
            summary: Some(format!("The program {name}")),
            state: Some(*state),
            ..Package::default()
        })
        .collect()
}

fn streams(snapshot: &Snapshot) -> Vec<Stream> {
    let followed = snapshot.system.stream.clone().unwrap_or_default();
    let stream = |name: &str, newer| Stream {
        followed: name == followed,
        name: name.into(),
        newer,
        ..Stream::default()
    };
    vec![
        stream("sample/44/stable", false),
        stream("sample/45/stable", true),
    ]
}

fn change(change: ChangeType, name: &str) -> Change {
    Change {
        kind: ChangeKind::Package,
        change,
        name: name.into(),
        ..Change::default()
    }
}

/// More files than come at once.
const LOCAL_CHANGES: usize = 1200;

/// What differs in /etc: a page of it.
pub(super) fn local_changes(
    offset: u32,
    limit: u32,
    options: &Dict,
) -> (ChangeSummary, Vec<Change>) {
    let search: Option<String> = dict::get(options, "options", "search").unwrap();
    let search = search.unwrap_or_default();
    let file = |name: String| Change {
        kind: ChangeKind::File,
        change: ChangeType::Changed,
        name,
        ..Change::default()
    };
    let names = (1..LOCAL_CHANGES).map(|number| format!("/etc/changed/{number:04}"));
    let all: Vec<_> = names.chain(["/etc/hosts".to_owned()]).map(file).collect();
    let summary = ChangeSummary {
        files_known: true,
        files_changed: u32::try_from(all.len()).unwrap(),
        ..ChangeSummary::default()
    };
    let found = all.into_iter().filter(|one| one.name.contains(&search));
    let found: Vec<_> = found.collect();
    let total = u32::try_from(found.len()).unwrap();
    let page = found.into_iter().skip(offset as usize);
    let page = page.take(limit.min(1000) as usize).collect();
    (ChangeSummary { total, ..summary }, page)
}

/// How a file of /etc differs. Not everyone may read /etc/shadow.
pub(super) fn file_difference(path: &str, options: &Dict) -> FileDifference {
    let secret = path == "/etc/shadow" && !options.contains_key("secret");
    FileDifference {
        path: path.to_owned(),
        change: ChangeType::Changed,
        shown: if secret {
            DifferenceShown::Secret
        } else {
            DifferenceShown::Text
        },
        difference: (!secret)
            .then(|| format!("--- {path}\n+++ {path}\n@@ -1 +1 @@\n-as\tpublished\n+as\there\n")),
        published_mode: Some(0o100_644),
        published_owner: Some("0:0".into()),
        mode: Some(0o100_600),
        owner: Some("0:0".into()),
    }
}

fn failed(kind: ErrorKind, message: &str, fields: ErrorFields) -> JobResult {
    JobResult {
        outcome: Outcome::Failed,
        error: Some(kind),
        message: Some(message.into()),
        fields: Some(fields),
        ..JobResult::default()
    }
}
