//! Decides what is layered on a base, or why it cannot be, in the words of the real one.

use std::collections::BTreeSet;

use super::package::Package;
use super::universe::{self, Offer, REPO};

/// What is asked on top of a base.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Packages asked by name.
    pub requested: BTreeSet<String>,
    /// Local packages.
    pub local: Vec<Package>,
    /// Names of base packages to leave out.
    pub removed: BTreeSet<String>,
    /// Local packages in place of base packages.
    pub replaced: Vec<Package>,
    /// Names of base packages that a repository's replace, by its id.
    pub replaced_from: Vec<(String, BTreeSet<String>)>,
}

/// What is to be done with the base.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What is installed of the repository, with what that needs, sorted by name.
    pub install: Vec<Offer>,
    /// Requests that this answers; the others are in the base already.
    pub active: Vec<String>,
    /// Local packages that are installed.
    pub local: Vec<Package>,
    /// Base packages that are left out.
    pub removed: Vec<Package>,
    /// New and old.
    pub replaced: Vec<(Package, Package)>,
    /// The same of what comes from the repository.
    pub replaced_from: Vec<(Offer, Package)>,
}

impl Plan {
    /// Whether the base stays as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.overlays() == 0 && self.overrides() == 0
    }

    /// How many packages are layered.
    #[must_use]
    pub fn overlays(&self) -> usize {
        self.install.len() + self.local.len()
    }

    /// How many base packages are removed or replaced.
    #[must_use]
    pub fn overrides(&self) -> usize {
        self.removed.len() + self.replaced.len() + self.replaced_from.len()
    }

    /// Everything that replaces a base package: new and old.
    pub fn replacements(&self) -> impl Iterator<Item = (&Package, &Package)> {
        let remote = self.replaced_from.iter();
        let remote = remote.map(|(offer, old)| (&offer.package, old));
        self.replaced
            .iter()
            .map(|(new, old)| (new, old))
            .chain(remote)
    }

    /// The packages of the base with this done to it.
    #[must_use]
    pub fn packages(&self, base: &[Package]) -> Vec<Package> {
        let mut all: Vec<_> = base
            .iter()
            .filter(|it| !self.removed.contains(it))
            .filter(|it| !self.replacements().any(|(_, old)| old == *it))
            .cloned()
            .collect();
        all.extend(self.install.iter().map(|offer| offer.package.clone()));
        all.extend(self.local.iter().cloned());
        all.extend(self.replacements().map(|(new, _)| new.clone()));
        all.sort();
        all
    }
}

/// Solves the wishes on a base.
///
/// # Errors
/// The text with which the transaction fails.
pub fn resolve(base: &[Package], wishes: &Wishes) -> Result<Plan, String> {
    let in_base = |name: &str| base.iter().find(|it| it.matches(name));
    let mut plan = Plan::default();
    for name in &wishes.removed {
        plan.removed.extend(in_base(name).cloned());
    }
    for new in &wishes.replaced {
        if let Some(old) = base.iter().find(|it| it.name == new.name) {
            plan.replaced.push((new.clone(), old.clone()));
        }
    }
    for (repository, names) in &wishes.replaced_from {
        for name in names {
            let there = (repository == REPO).then(|| universe::find(name)).flatten();
            let Some(offer) = there else {
                return Err(format!("No matches for '{name}' in repo '{repository}'"));
            };
            if let Some(old) = base.iter().find(|it| it.name == *name) {
                plan.replaced_from.push((offer, old.clone()));
            }
        }
    }
    plan.local = wishes
        .local
        .iter()
        .filter(|it| !base.contains(it))
        .cloned()
        .collect();
    let asked: Vec<_> = wishes
        .requested
        .iter()
        .filter(|it| in_base(it).is_none())
        .collect();
    let unknown: Vec<_> = asked
        .iter()
        .filter(|name| universe::find(name).is_none())
        .map(|name| name.as_str())
        .collect();
    if !unknown.is_empty() {
        return Err(format!("Packages not found: {}", unknown.join(", ")));
    }
    plan.active = asked.iter().map(ToString::to_string).collect();

    let mut wanted: Vec<Offer> = asked.iter().filter_map(|it| universe::find(it)).collect();
    let mut problems = Vec::new();
    let mut next = 0;
    while let Some(offer) = wanted.get(next).cloned() {
        next += 1;
        for needed in offer.requires {
            if in_base(needed).is_some() || wanted.iter().any(|it| it.package.name == *needed) {
                continue;
            }
            match universe::find(needed) {
                Some(found) => wanted.push(found),
                None => problems.push(format!(
                    "conflicting requests\n  - nothing provides {needed} needed by {} from {REPO}",
                    offer.package.nevra()
                )),
            }
        }
    }
    wanted.sort_by(|left, right| left.package.cmp(&right.package));
    problems.extend(conflicts(base, &plan, &wanted));
    if !problems.is_empty() {
        return Err(told(&problems));
    }
    plan.install = wanted;
    Ok(plan)
}

/// Pairs that cannot be there together, each told once.
fn conflicts(base: &[Package], plan: &Plan, wanted: &[Offer]) -> Vec<String> {
    let mut found = Vec::new();
    for (index, offer) in wanted.iter().enumerate() {
        for foe in offer.conflicts {
            let beside = wanted[index + 1..]
                .iter()
                .find(|it| it.package.name == *foe);
            let below = base
                .iter()
                .find(|it| it.name == *foe && !plan.removed.contains(it));
            let (foe_is, from) = match (beside, below) {
                (Some(other), _) => (other.package.nevra(), REPO),
                (None, Some(package)) => (package.nevra(), "@System"),
                (None, None) => continue,
            };
            found.push(format!(
                "package {} from {REPO} conflicts with {foe} provided by {foe_is} from {from}\n  - conflicting requests",
                offer.package.nevra()
            ));
        }
    }
    found
}

fn told(problems: &[String]) -> String {
    let count = problems.len();
    let mut text = format!(
        "Could not depsolve transaction; {count} problem{} detected:",
        if count == 1 { "" } else { "s" }
    );
    for (index, problem) in problems.iter().enumerate() {
        text.push_str("\n Problem");
        if count > 1 {
            text.push_str(&format!(" {}", index + 1));
        }
        text.push_str(": ");
        text.push_str(problem);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Recording;

    fn asked(names: &[&str]) -> Result<Plan, String> {
        let base = [Package::new("bash", "5.2.37-2", "x86_64")];
        let requested = names.iter().map(ToString::to_string).collect();
        resolve(
            &base,
            &Wishes {
                requested,
                ..Wishes::default()
            },
        )
    }

    fn recorded(name: &str) -> String {
        let recording = Recording::load(name).expect("a recording");
        let outcome = recording.signals().find_map(crate::signal::Signal::outcome);
        outcome.expect("an end").1
    }

    #[test]
    fn failures_are_told_as_recorded() {
        let failed = |names: &[&str]| asked(names).expect_err("it cannot be solved");
        assert_eq!(
            failed(&["broken-deps"]),
            recorded("traces/36-install-broken-deps.txt")
        );
        assert_eq!(
            failed(&["no-such-package"]),
            recorded("traces/35-install-missing.txt")
        );
        let two = failed(&["broken-deps", "htop", "broken-too"]);
        assert!(
            two.starts_with("Could not depsolve transaction; 2 problems detected:\n Problem 1: ")
        );
        assert!(
            two.contains("\n Problem 2: conflicting requests\n  - nothing provides libgone.so.2")
        );
        assert!(failed(&["chat-lab", "mail-lab"]).contains(
            "1 problem detected:\n Problem: package chat-lab-3.2-1.fc44.x86_64 from lab conflicts \
             with mail-lab provided by mail-lab-1.4-2.fc44.x86_64 from lab"
        ));
        assert!(failed(&["other-shell"]).contains("bash-5.2.37-2.x86_64 from @System"));
    }

    #[test]
    fn what_is_needed_comes_along() {
        let plan = asked(&["ncdu", "bash"]).expect("it can be solved");
        let names: Vec<_> = plan
            .install
            .iter()
            .map(|it| it.package.name.as_str())
            .collect();
        assert_eq!(names, ["libncdu", "ncdu"]);
        assert_eq!(plan.active, ["ncdu"], "what the base has is inactive");
    }
}
