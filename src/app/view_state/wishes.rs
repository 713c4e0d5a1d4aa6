//! Changes of packages that were chosen and are not applied yet.
//!
//! What contradicts an earlier wish takes that one back instead of adding to it.

use std::collections::BTreeMap;

use waymark_model::{Action, Layer, LayerKind, PackageChanges, PackageFile};

use super::text;
use crate::tr;

/// What is wanted of a layer.
#[derive(Clone, Debug, PartialEq)]
enum OfLayer {
    /// Layer it; the version where it is known.
    Add(Option<String>),
    /// Take it away.
    Remove,
}

/// What is wanted of a package of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfBase {
    /// Take it out.
    TakeOut,
    /// Let it be as published again.
    Reset,
}

/// A package file that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ChosenFile {
    /// Its name in its folder.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) file: PackageFile,
    /// How large it is, in bytes.
    pub(crate) size: Option<u64>,
    /// It replaces a package of the base.
    pub(crate) replaces: bool,
}

/// Everything that was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wishes {
    layers: BTreeMap<String, OfLayer>,
    base: BTreeMap<String, OfBase>,
    files: Vec<ChosenFile>,
}

/// What a wish is about, for taking it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// A layer.
    Layer(String),
    /// A package of the base.
    Base(String),
    /// A package file, by its place among the files.
    File(usize),
}

/// A wish in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WishRow {
    /// What it is about.
    pub(crate) about: About,
    /// The package or file.
    pub(crate) name: String,
    /// What is to be done.
    pub(crate) what: String,
    /// The same with version or size, where they are known.
    pub(crate) subtitle: String,
}

impl WishRow {
    fn new(about: About, name: &str, known: Option<String>, what: String) -> Self {
        Self {
            about,
            name: text::plain(name),
            subtitle: text::facts([known.unwrap_or_default(), what.clone()]),
            what,
        }
    }
}

impl Wishes {
    /// Whether nothing is wished for.
    pub(crate) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.layers.len() + self.base.len() + self.files.len()
    }

    /// A package is to be layered.
    pub(crate) fn add(&mut self, name: &str, version: Option<&str>) {
        match self.layers.get(name) {
            Some(OfLayer::Remove) => {
                self.layers.remove(name);
            }
            _ => {
                let wish = OfLayer::Add(version.map(ToOwned::to_owned));
                self.layers.insert(name.to_owned(), wish);
            }
        }
    }

    /// A layer is to go.
    pub(crate) fn remove(&mut self, name: &str) {
        match self.layers.get(name) {
            Some(OfLayer::Add(_)) => {
                self.layers.remove(name);
            }
            _ => {
                self.layers.insert(name.to_owned(), OfLayer::Remove);
            }
        }
    }

    /// A package of the base is to be changed or reset.
    pub(crate) fn change_base(&mut self, name: &str, wish: OfBase) {
        match (self.base.get(name), wish) {
            (Some(OfBase::TakeOut), OfBase::Reset) => {
                self.base.remove(name);
            }
            _ => {
                self.base.insert(name.to_owned(), wish);
            }
        }
    }

    /// Package files are to be layered, or to replace packages of the base.
    pub(crate) fn add_files(&mut self, files: Vec<ChosenFile>) {
        for file in files {
            // The same name again: what was chosen last counts.
            self.files.retain(|known| known.name != file.name);
            self.files.push(file);
        }
    }

    /// A wish is taken back.
    pub(crate) fn forget(&mut self, about: &About) {
        match about {
            About::Layer(name) => drop(self.layers.remove(name)),
            About::Base(name) => drop(self.base.remove(name)),
            About::File(place) if *place < self.files.len() => drop(self.files.remove(*place)),
            About::File(_) => {}
        }
    }

    /// Whether a package is to be layered.
    pub(crate) fn adds(&self, name: &str) -> bool {
        matches!(self.layers.get(name), Some(OfLayer::Add(_)))
    }

    /// Whether what differs from the published image is to be taken back.
    pub(crate) fn takes_back(&self, layer: &Layer) -> bool {
        if is_layer(layer.kind) {
            self.layers.get(&layer.name) == Some(&OfLayer::Remove)
        } else {
            self.base.get(&layer.name) == Some(&OfBase::Reset)
        }
    }

    /// What is wanted of a package of the base.
    pub(crate) fn of_base(&self, name: &str) -> Option<OfBase> {
        self.base.get(name).copied()
    }

    /// What differs from the published image is to be taken back, or again not.
    pub(crate) fn toggle(&mut self, layer: &Layer) {
        let taken_back = self.takes_back(layer);
        match (is_layer(layer.kind), taken_back) {
            (true, false) => self.remove(&layer.name),
            (true, true) => drop(self.layers.remove(&layer.name)),
            (false, false) => self.change_base(&layer.name, OfBase::Reset),
            (false, true) => drop(self.base.remove(&layer.name)),
        }
    }

    /// Drops what has no sense any more, now that the system differs by these layers.
    pub(crate) fn settle(&mut self, layers: &[Layer]) {
        let layered = |name: &str| layers.iter().any(|l| is_layer(l.kind) && l.name == name);
        let overridden = |name: &str| layers.iter().any(|l| !is_layer(l.kind) && l.name == name);
        self.layers.retain(|name, wish| match wish {
            OfLayer::Add(_) => !layered(name),
            OfLayer::Remove => layered(name),
        });
        self.base.retain(|name, wish| match wish {
            OfBase::TakeOut => !layers
                .iter()
                .any(|l| l.kind == LayerKind::Removed && l.name == *name),
            OfBase::Reset => overridden(name),
        });
    }

    /// What is left without these packages; `None` if that is nothing, or as much as before.
    pub(crate) fn without(&self, packages: &[String]) -> Option<Self> {
        let stays = |name: &String| !packages.contains(name);
        let mut left = self.clone();
        left.layers
            .retain(|name, wish| *wish == OfLayer::Remove || stays(name));
        left.base
            .retain(|name, wish| *wish == OfBase::Reset || stays(name));
        left.files
            .retain(|file| !packages.iter().any(|name| holds(&file.name, name)));
        (left.count() < self.count() && !left.is_empty()).then_some(left)
    }

    /// The action that brings all of it about, or only says what it would bring.
    pub(crate) fn action(&self, dry_run: bool) -> Action {
        let layers = |wanted: fn(&OfLayer) -> bool| {
            let wished = self.layers.iter().filter(|(_, wish)| wanted(wish));
            wished.map(|(name, _)| name.clone()).collect()
        };
        let base = |wanted: OfBase| {
            let wished = self.base.iter().filter(|(_, wish)| **wish == wanted);
            wished.map(|(name, _)| name.clone()).collect()
        };
        let files = |replaces: bool| {
            let chosen = self.files.iter().filter(|file| file.replaces == replaces);
            chosen.map(|file| file.file.clone()).collect()
        };
        Action::ChangePackages {
            changes: PackageChanges {
                add: layers(|wish| matches!(wish, OfLayer::Add(_))),
                remove: layers(|wish| *wish == OfLayer::Remove),
                override_remove: base(OfBase::TakeOut),
                // The window replaces packages by files of them.
                override_replace: Vec::new(),
                override_reset: base(OfBase::Reset),
                reset_all: false,
            },
            local_packages: files(false),
            local_replacements: files(true),
            dry_run,
        }
    }

    /// All of it in words: what comes first, what goes then.
    pub(crate) fn rows(&self) -> Vec<WishRow> {
        let layers = self.layers.iter().map(|(name, wish)| {
            let (version, what) = match wish {
                OfLayer::Add(version) => (version.as_deref().map(text::plain), tr!("wish-add")),
                OfLayer::Remove => (None, tr!("wish-remove")),
            };
            WishRow::new(About::Layer(name.clone()), name, version, what)
        });
        let files = self.files.iter().enumerate().map(|(place, file)| {
            let what = if file.replaces {
                tr!("wish-replace-file")
            } else {
                tr!("wish-add-file")
            };
            let size = file.size.map(text::size);
            WishRow::new(About::File(place), &file.name, size, what)
        });
        let base = self.base.iter().map(|(name, wish)| {
            let what = match wish {
                OfBase::TakeOut => tr!("wish-take-out"),
                OfBase::Reset => tr!("wish-reset"),
            };
            WishRow::new(About::Base(name.clone()), name, None, what)
        });
        let (removed, added): (Vec<_>, Vec<_>) =
            layers.partition(|row| row.what == tr!("wish-remove"));
        added
            .into_iter()
            .chain(files)
            .chain(base)
            .chain(removed)
            .collect()
    }

    /// What is to come and has no row of its own among what is there.
    pub(crate) fn coming(&self) -> Vec<WishRow> {
        let comes = |row: &WishRow| match &row.about {
            About::Layer(name) => self.adds(name),
            About::Base(name) => self.of_base(name) != Some(OfBase::Reset),
            About::File(_) => true,
        };
        self.rows().into_iter().filter(comes).collect()
    }
}

/// Whether it is taken back by removing a layer; the base is reset otherwise.
pub(crate) fn is_layer(kind: LayerKind) -> bool {
    matches!(
        kind,
        LayerKind::Added | LayerKind::Local | LayerKind::FileOverride | LayerKind::Unknown
    )
}

/// Whether a package file is one of this package, by its name: `NAME-VERSION…`.
fn holds(file: &str, package: &str) -> bool {
    file.strip_prefix(package)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
#[path = "wishes_tests.rs"]
mod tests;
