//! What a dry run says would change: lines for people, and nothing else.
//!
//! “Installing 2 packages:” and “Removing 1 packages:”, each with a line a package:
//! “  htop-3.4.1-2.fc44.x86_64 (lab)”. What is replaced may stand in both lists, or in the
//! first alone.

use waymark_model::{Change, ChangeKind, ChangeType};

use super::names::split;

/// One package of a plan, and whence it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    /// Name.
    pub(crate) name: String,
    /// Version and release, with an epoch.
    pub(crate) evr: String,
    /// Architecture.
    pub(crate) arch: String,
    /// Id of the repository.
    pub(crate) repository: String,
}

/// A plan, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Packages that come.
    pub(crate) installed: Vec<Planned>,
    /// Packages that go.
    pub(crate) removed: Vec<Planned>,
    /// Requests that the base meets already.
    pub(crate) inactive: Vec<String>,
}

impl Plan {
    /// Reads a dry run's messages.
    pub(crate) fn read(messages: &[String]) -> Self {
        let mut plan = Self::default();
        let mut list = List::None;
        for line in messages {
            let Some(item) = line.strip_prefix("  ") else {
                list = List::headed(line);
                continue;
            };
            match list {
                List::Installed => plan.installed.extend(planned(item)),
                List::Removed => plan.removed.extend(planned(item)),
                List::Inactive => {
                    let request = item.split(" (already provided by ").next();
                    plan.inactive.extend(request.map(str::to_owned));
                }
                List::None => {}
            }
        }
        plan
    }

    /// The same as differences, by name. Of a package that is replaced both versions
    /// are told; which is the higher one the plan does not say.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let replaced = |new: &Planned| {
            let same = |old: &&Planned| old.name == new.name && old.arch == new.arch;
            self.removed.iter().find(same)
        };
        let mut all: Vec<Change> = self
            .installed
            .iter()
            .map(|new| change(replaced(new), Some(new)))
            .collect();
        let kept = |old: &&Planned| {
            let same = |new: &Planned| new.name == old.name && new.arch == old.arch;
            !self.installed.iter().any(same)
        };
        all.extend(
            self.removed
                .iter()
                .filter(kept)
                .map(|old| change(Some(old), None)),
        );
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }
}

#[derive(Clone, Copy)]
enum List {
    None,
    Installed,
    Removed,
    Inactive,
}

impl List {
    fn headed(line: &str) -> Self {
        if line.starts_with("Installing ") && line.ends_with(" packages:") {
            Self::Installed
        } else if line.starts_with("Removing ") && line.ends_with(" packages:") {
            Self::Removed
        } else if line == "Inactive requests:" {
            Self::Inactive
        } else {
            Self::None
        }
    }
}

fn planned(item: &str) -> Option<Planned> {
    let (nevra, repository) = item.strip_suffix(')')?.split_once(" (")?;
    let (name, evr, arch) = split(nevra)?;
    Some(Planned {
        name: name.to_owned(),
        evr: evr.to_owned(),
        arch: arch.to_owned(),
        repository: repository.to_owned(),
    })
}

fn change(old: Option<&Planned>, new: Option<&Planned>) -> Change {
    let either = new.or(old);
    Change {
        kind: ChangeKind::Package,
        change: match (old, new) {
            (None, _) => ChangeType::Added,
            (_, None) => ChangeType::Removed,
            _ => ChangeType::Changed,
        },
        name: either.map(|one| one.name.clone()).unwrap_or_default(),
        architecture: either.map(|one| one.arch.clone()),
        old: old.map(|one| one.evr.clone()),
        new: new.map(|one| one.evr.clone()),
        ..Change::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_from_its_lines() {
        let lines = [
            "Enabled rpm-md repositories: lab",
            "Inactive requests:",
            "  nano (already provided by nano-8.5-2.fc44.x86_64)",
            "Installing 2 packages:",
            "  vim-minimal-2:9.2-1.fc44.x86_64 (lab)",
            "  htop-3.4.1-2.fc44.x86_64 (lab)",
            "Removing 2 packages:",
            "  vim-minimal-2:9.1-1.fc44.x86_64 (@System)",
            "  podman-5:5.6.1-1.fc44.x86_64 (@System)",
            "Something else",
            "  indented-1-1.noarch (x)",
        ]
        .map(str::to_owned);
        let plan = Plan::read(&lines);
        assert_eq!(plan.inactive, ["nano"]);
        assert_eq!(plan.installed[1].repository, "lab");
        let told: Vec<_> = plan
            .changes()
            .into_iter()
            .map(|one| (one.change, one.name, one.old, one.new))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        let name = str::to_owned;
        let expected = [
            (ChangeType::Added, name("htop"), None, some("3.4.1-2.fc44")),
            (
                ChangeType::Removed,
                name("podman"),
                some("5:5.6.1-1.fc44"),
                None,
            ),
            (
                ChangeType::Changed,
                name("vim-minimal"),
                some("2:9.1-1.fc44"),
                some("2:9.2-1.fc44"),
            ),
        ];
        assert_eq!(told, expected);
        assert_eq!(
            Plan::read(&["Empty transaction".to_owned()]),
            Plan::default()
        );
    }
}
