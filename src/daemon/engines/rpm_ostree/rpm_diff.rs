//! How the packages of two versions differ, as rpm-ostreed tells it.

use waymark_model::{Change, ChangeKind, ChangeType, Dict};
use zbus::Variant;

use super::values::{Read, Reader, entry, fields};

/// What a method returns for each package: its name, how it differs, and the
/// packages before and after.
pub(crate) type Row = (String, u32, Dict);

/// A package in a comparison: name, version, architecture.
struct Package {
    evr: String,
    arch: String,
}

impl Read for Package {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let all = fields(value, 3)?;
        Some(Self {
            evr: String::read(&all[1])?,
            arch: String::read(&all[2])?,
        })
    }
}

/// Reads the `a(sua{sv})` of the methods that compare. Rows of kinds that this
/// version does not know are kept as changed.
pub(crate) fn changes(rows: Vec<Row>) -> Vec<Change> {
    rows.into_iter().map(change).collect()
}

fn change((name, kind, packages): Row) -> Change {
    let from = Reader::new("package difference", &packages);
    let (old, new): (Option<Package>, Option<Package>) =
        (from.get("PreviousPackage"), from.get("NewPackage"));
    let arch = new
        .as_ref()
        .or(old.as_ref())
        .map(|package| package.arch.clone());
    Change {
        kind: ChangeKind::Package,
        change: match kind {
            0 => ChangeType::Added,
            1 => ChangeType::Removed,
            2 => ChangeType::Upgraded,
            3 => ChangeType::Downgraded,
            _ => ChangeType::Changed,
        },
        name,
        architecture: arch,
        old: old.map(|package| package.evr),
        new: new.map(|package| package.evr),
        ..Change::default()
    }
}

/// Reads the `rpm-diff` of a cached update: `upgraded`, `downgraded`, `removed` and
/// `added`; by name, as the methods sort them.
pub(crate) fn cached(diff: &Variant<'_>) -> Vec<Change> {
    let kinds = [
        ("upgraded", ChangeType::Upgraded),
        ("downgraded", ChangeType::Downgraded),
        ("removed", ChangeType::Removed),
        ("added", ChangeType::Added),
    ];
    let mut all: Vec<Change> = kinds
        .into_iter()
        .filter_map(|(key, kind)| match entry(diff, key)? {
            Variant::Array(rows) => Some((rows, kind)),
            _ => None,
        })
        .flat_map(|(rows, kind)| rows.iter().filter_map(move |row| cached_row(row, kind)))
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn cached_row(row: &Variant<'_>, kind: ChangeType) -> Option<Change> {
    let all = fields(row, 4)?;
    let (old, new, arch) = match kind {
        // (us(ss)(ss)): before and after, each with version and architecture.
        ChangeType::Upgraded | ChangeType::Downgraded => {
            let (old, _) = <(String, String)>::read(&all[2])?;
            let (new, arch) = <(String, String)>::read(&all[3])?;
            (Some(old), Some(new), arch)
        }
        // (usss): version and architecture.
        ChangeType::Removed => (Some(String::read(&all[2])?), None, String::read(&all[3])?),
        _ => (None, Some(String::read(&all[2])?), String::read(&all[3])?),
    };
    Some(Change {
        kind: ChangeKind::Package,
        change: kind,
        name: String::read(&all[1])?,
        architecture: Some(arch),
        old,
        new,
        layered: Some(u32::read(&all[0])? == 1),
    })
}
