//! What a search of the repositories found, and what was chosen of several searches.

use std::collections::BTreeMap;

use waymark_model::{Package, PackageState};

use super::text;
use crate::tr;

/// How many packages of one search are shown at most.
pub(crate) const LIMIT: usize = 100;

/// A package that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundRow {
    /// Its name, as it is asked for.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// The name for reading.
    pub(crate) title: String,
    /// What it is, its version and where it comes from.
    pub(crate) subtitle: String,
    /// Why it cannot be chosen; it can be if absent.
    pub(crate) state: Option<String>,
    /// It is chosen.
    pub(crate) chosen: bool,
}

/// The rows of a search; those whose name is what was searched for come first.
pub(crate) fn rows(found: &[Package], text: &str, chosen: &Chosen) -> Vec<FoundRow> {
    let text = text.trim().to_lowercase();
    let mut packages: Vec<&Package> = found.iter().collect();
    packages.sort_by_cached_key(|package| {
        let name = package.name.to_lowercase();
        let distance = match name.find(&text) {
            Some(0) if name == text => 0,
            Some(0) => 1,
            Some(_) => 2,
            None => 3,
        };
        (distance, name)
    });
    packages
        .into_iter()
        .take(LIMIT)
        .map(|package| {
            let repository = package.repository.as_deref().map(text::plain);
            let from = repository.map(|id| tr!("layers-from", repository = id));
            let about = text::facts([text::plain(&package.version), from.unwrap_or_default()]);
            let summary = package.summary.as_deref().map(text::plain);
            FoundRow {
                name: package.name.clone(),
                version: package.version.clone(),
                title: text::plain(&package.name),
                subtitle: [summary.unwrap_or_default(), about]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n"),
                state: state(package.state),
                chosen: chosen.has(&package.name),
            }
        })
        .collect()
}

/// Why a package cannot be chosen.
fn state(state: Option<PackageState>) -> Option<String> {
    match state {
        Some(PackageState::InBase) => Some(tr!("found-in-base")),
        Some(PackageState::Layered) => Some(tr!("found-layered")),
        Some(PackageState::Inactive) => Some(tr!("found-inactive")),
        Some(PackageState::Available | PackageState::Unknown) | None => None,
    }
}

/// Packages that were chosen, of one search or several: versions by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen(BTreeMap<String, String>);

impl Chosen {
    /// Chooses a package, or not.
    pub(crate) fn set(&mut self, name: &str, version: &str, chosen: bool) {
        if chosen {
            self.0.insert(name.to_owned(), version.to_owned());
        } else {
            self.0.remove(name);
        }
    }

    /// Whether a package is chosen.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Their names, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Names and versions, in order.
    pub(crate) fn packages(&self) -> Vec<(String, String)> {
        self.0.clone().into_iter().collect()
    }

    /// The word on the button that adds them.
    pub(crate) fn button(&self) -> String {
        match self.0.len() {
            0 => tr!("add-none"),
            count => tr!("add-button", count = count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    fn package(name: &str, state: PackageState) -> Package {
        Package {
            name: name.into(),
            version: "1.0".into(),
            summary: Some("A tool".into()),
            repository: Some("fedora".into()),
            state: Some(state),
            ..Package::default()
        }
    }

    #[test]
    fn what_was_searched_for_comes_first() {
        let found = [
            package("pcp-pmda-htop", PackageState::Available),
            package("btop", PackageState::Available),
            package("htop-doc", PackageState::Available),
            package("htop", PackageState::Available),
        ];
        let rows = rows(&found, " HTop", &Chosen::default());
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["htop", "htop-doc", "pcp-pmda-htop", "btop"]);
        assert_eq!(bare(&rows[0].subtitle), "A tool\n1.0 · from fedora");
    }

    #[test]
    fn what_is_here_already_says_so_and_cannot_be_chosen() {
        let found = [
            package("a", PackageState::Available),
            package("b", PackageState::InBase),
            package("c", PackageState::Layered),
            package("d", PackageState::Inactive),
        ];
        let states: Vec<_> = rows(&found, "", &Chosen::default())
            .into_iter()
            .map(|row| row.state.unwrap_or_default())
            .collect();
        assert_eq!(
            states,
            [
                "",
                "In the image",
                "Layered already",
                "Asked for, already in the image"
            ]
        );
    }

    #[test]
    fn the_choice_outlives_the_search() {
        let mut chosen = Chosen::default();
        chosen.set("htop", "3.4", true);
        chosen.set("vim", "9.1", true);
        chosen.set("vim", "9.1", false);
        let found = [package("htop", PackageState::Available)];
        assert!(rows(&found, "htop", &chosen)[0].chosen);
        assert_eq!(chosen.packages(), [("htop".into(), "3.4".into())]);
        assert_eq!(bare(&chosen.button()), "Add 1 Package");
    }

    #[test]
    fn only_the_first_are_shown() {
        let found: Vec<_> = (0..LIMIT + 5)
            .map(|n| package(&format!("p{n}"), PackageState::Available))
            .collect();
        assert_eq!(rows(&found, "p", &Chosen::default()).len(), LIMIT);
    }
}
