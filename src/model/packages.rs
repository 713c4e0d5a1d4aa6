//! What a user changes on top of the published image, and what can be added.

use std::{
    collections::HashMap,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::Arc,
};

use crate::{dictionary, words};

words! {
    /// Where a package of a search stands on this system.
    pub enum PackageState {
        /// Nothing is known of it.
        Unknown = "unknown",
        /// A repository has it; it is not on this system.
        Available = "available",
        /// The published image has it.
        InBase = "in-base",
        /// It is layered on the image.
        Layered = "layered",
        /// It was asked for, but the image has it already.
        Inactive = "inactive",
    }
}

dictionary! {
    /// A package.
    pub struct Package: "Package" {
        /// Name.
        "name" name: String,
        /// Version.
        "version" version: String,
        /// Architecture.
        "architecture" architecture: Option<String>,
        /// One line that says what it is.
        "summary" summary: Option<String>,
        /// The repository that it comes from.
        "repository" repository: Option<String>,
        /// Where it stands on this system. Absent where all are of the base.
        "state" state: Option<PackageState>,
        /// The key that signed a package file: its id, or `unsigned`. Only of package files.
        "signature" signature: Option<String>,
    }
}

words! {
    /// How a deployment differs from the published image in one point.
    pub enum LayerKind {
        /// A way that this version does not know.
        Unknown = "unknown",
        /// A package of a repository is added.
        Added = "added",
        /// A package is added from a file.
        Local = "local",
        /// A package of the base is replaced, from a repository.
        Replaced = "replaced",
        /// A package of the base is replaced, from a file.
        LocalReplacement = "local-replacement",
        /// A package of the base is taken out.
        Removed = "removed",
        /// Files of a package file are laid over the base.
        FileOverride = "file-override",
    }
}

words! {
    /// Whether what was asked for has an effect.
    pub enum LayerState {
        /// It has.
        Active = "active",
        /// It has none: the image has, or lacks, the package already.
        Inactive = "inactive",
    }
}

dictionary! {
    /// One thing that a user changed on top of the published image.
    pub struct Layer: "Layer" {
        /// How it differs.
        "kind" kind: LayerKind,
        /// As it was asked for, by which it is taken back: a package or what one provides.
        "name" name: String,
        /// Whether it has an effect.
        "state" state: LayerState,
        /// The version that the deployment has.
        "version" version: Option<String>,
        /// The version that the published image has.
        "base-version" base_version: Option<String>,
        /// The repository that it comes from, where known.
        "repository" repository: Option<String>,
    }
}

dictionary! {
    /// A package repository.
    pub struct Repository: "Repository" {
        /// Its id.
        "id" id: String,
        /// Its name for people.
        "name" name: Option<String>,
        /// Whether packages are taken from it.
        "enabled" enabled: bool,
    }
}

dictionary! {
    /// Changes of packages, applied together. Package files travel beside it, as
    /// descriptors: the keys `local-packages` and `local-replacements`, each `ah`.
    pub struct PackageChanges: "PackageChanges" {
        /// Packages to layer, by name or by what they provide.
        "add" add: Vec<String>,
        /// Layers to take away, as they were asked for.
        "remove" remove: Vec<String>,
        /// Packages of the base to take out.
        "override-remove" override_remove: Vec<String>,
        /// Packages of the base to replace from the repositories.
        "override-replace" override_replace: Vec<String>,
        /// Packages whose removal or replacement is taken back.
        "override-reset" override_reset: Vec<String>,
        /// Take back everything: the published image, as it is. Stands alone.
        "reset-all" reset_all: bool,
    }
}

impl PackageChanges {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether packages of the base are touched.
    #[must_use]
    pub fn has_overrides(&self) -> bool {
        self.reset_all
            || !(self.override_remove.is_empty()
                && self.override_replace.is_empty()
                && self.override_reset.is_empty())
    }
}

/// A package file that was handed over as a descriptor. Equal only to itself.
#[derive(Clone, Debug)]
pub struct PackageFile(Arc<OwnedFd>);

impl PackageFile {
    /// The file behind a descriptor that is open for reading.
    #[must_use]
    pub fn new(descriptor: OwnedFd) -> Self {
        Self(Arc::new(descriptor))
    }
}

impl AsFd for PackageFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl PartialEq for PackageFile {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

dictionary! {
    /// Changes of the kernel arguments, applied together. An argument is a key or
    /// `key=value`; quotes around a value with blanks belong to it.
    pub struct KernelArgumentChanges: "KernelArgumentChanges" {
        /// Arguments to append.
        "append" append: Vec<String>,
        /// Arguments to replace: each as it stands, and what is to stand in its place.
        "replace" replace: HashMap<String, String>,
        /// Arguments to delete, each as it stands.
        "delete" delete: Vec<String>,
        /// The whole line that the caller saw; `Conflict` if it is another by now.
        "seen" seen: Option<Vec<String>>,
    }
}
