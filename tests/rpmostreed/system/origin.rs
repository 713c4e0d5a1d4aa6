//! A deployment's origin file: what it follows and what was asked on top.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use ostree::Deployment;
use ostree::glib::{KeyFile, KeyFileFlags};

const ORIGIN: &str = "origin";
const PACKAGES: &str = "packages";
const OVERRIDES: &str = "overrides";
const RPMOSTREE: &str = "rpmostree";

/// Where an origin leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A ref of a remote.
    Ref {
        /// The remote's name.
        remote: String,
        /// The branch.
        branch: String,
    },
    /// A container image, as written.
    Image(String),
}

impl Source {
    /// Reads what a user gives; a ref without a remote belongs to that of `before`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn parse(text: &str, before: Option<&Self>) -> Result<Self> {
        const IMAGES: [&str; 5] = [
            "ostree-unverified-registry:",
            "ostree-image-signed:",
            "ostree-unverified-image:",
            "ostree-remote-registry:",
            "ostree-remote-image:",
        ];
        if IMAGES.iter().any(|prefix| text.starts_with(prefix)) {
            return Ok(Self::Image(text.to_owned()));
        }
        if text.is_empty() {
            bail!("Could not determine default ref to pull.");
        }
        let (remote, branch) = match (text.split_once(':'), before) {
            (Some((remote, branch)), _) => (remote, branch),
            (None, Some(Self::Ref { remote, .. })) => (remote.as_str(), text),
            (None, _) => bail!("Invalid refspec {text}"),
        };
        let legal = |part: &str| {
            !part.is_empty()
                && part.split('/').all(|piece| {
                    !piece.is_empty()
                        && piece
                            .chars()
                            .all(|letter| letter.is_ascii_alphanumeric() || "-_.+".contains(letter))
                })
        };
        if !legal(remote) || !legal(branch) {
            bail!("Invalid refspec {text}");
        }
        Ok(Self::Ref {
            remote: remote.to_owned(),
            branch: branch.to_owned(),
        })
    }

    /// As it is written in an origin.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Ref { remote, branch } => format!("{remote}:{branch}"),
            Self::Image(reference) => reference.clone(),
        }
    }
}

/// An origin file in memory.
pub struct Origin(KeyFile);

impl Origin {
    /// A copy of a deployment's, without what holds for that deployment alone.
    ///
    /// # Errors
    /// If it has none.
    pub fn of(deployment: &Deployment) -> Result<Self> {
        let own = deployment
            .origin()
            .context("No origin known for deployment")?;
        let copy = KeyFile::new();
        copy.load_from_data(&own.to_data(), KeyFileFlags::NONE)?;
        Deployment::origin_remove_transient_state(&copy);
        Ok(Self(copy))
    }

    /// What it follows.
    ///
    /// # Errors
    /// If that cannot be read.
    pub fn source(&self) -> Result<Source> {
        if let Some(image) = self.get(ORIGIN, "container-image-reference") {
            return Ok(Source::Image(image));
        }
        let refspec = self
            .get(ORIGIN, "refspec")
            .or_else(|| self.get(ORIGIN, "baserefspec"))
            .context("No origin/refspec, or origin/baserefspec in current deployment origin")?;
        Source::parse(&refspec, None)
    }

    /// Follows something else.
    pub fn set_source(&self, source: &Source) {
        for key in [
            "refspec",
            "baserefspec",
            "container-image-reference",
            "custom-url",
            "custom-description",
        ] {
            self.set(ORIGIN, key, None);
        }
        let key = match source {
            Source::Ref { .. } => "refspec",
            Source::Image(_) => "container-image-reference",
        };
        self.set(ORIGIN, key, Some(&source.text()));
    }

    /// A commit or digest that it is held at.
    #[must_use]
    pub fn held(&self) -> Option<String> {
        self.get(ORIGIN, "override-commit")
    }

    /// Holds it, or not.
    pub fn hold(&self, revision: Option<&str>) {
        self.set(ORIGIN, "override-commit", revision);
    }

    /// Address and description of where the image was chosen.
    #[must_use]
    pub fn custom(&self) -> Option<(String, String)> {
        Some((
            self.get(ORIGIN, "custom-url")?,
            self.get(ORIGIN, "custom-description")?,
        ))
    }

    /// Sets them.
    pub fn set_custom(&self, url: &str, description: &str) {
        self.set(ORIGIN, "custom-url", Some(url));
        self.set(ORIGIN, "custom-description", Some(description));
    }

    /// A list of requests.
    #[must_use]
    pub fn list(&self, list: List) -> BTreeSet<String> {
        let (group, key) = list.place();
        let found = self.0.string_list(group, key);
        found
            .map(|all| all.iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    }

    /// Replaces a list of requests.
    pub fn set_list(&self, list: List, items: &BTreeSet<String>) {
        let (group, key) = list.place();
        if items.is_empty() {
            self.set(group, key, None);
        } else {
            let items: String = items.iter().map(|item| format!("{item};")).collect();
            self.set(group, key, Some(&items));
        }
    }

    /// Ids of repositories, and names of base packages that theirs replace.
    #[must_use]
    pub fn replaced_from(&self) -> Vec<(String, BTreeSet<String>)> {
        let items = self.list(List::ReplacedFrom).into_iter();
        let read = items.filter_map(|item| {
            let mut parts = item.split(',').map(str::to_owned);
            let repository = parts.next()?.strip_prefix("repo=")?.to_owned();
            Some((repository, parts.collect()))
        });
        read.collect()
    }

    /// Sets them; those without a package are left out.
    pub fn set_replaced_from(&self, all: &[(String, BTreeSet<String>)]) {
        let items = all.iter().filter(|(_, names)| !names.is_empty());
        let items = items.map(|(repository, names)| {
            let names: String = names.iter().map(|name| format!(",{name}")).collect();
            format!("repo={repository}{names}")
        });
        self.set_list(List::ReplacedFrom, &items.collect());
    }

    /// Whether the initramfs is made anew on this machine.
    #[must_use]
    pub fn regenerates_initramfs(&self) -> bool {
        self.0
            .boolean(RPMOSTREE, "regenerate-initramfs")
            .unwrap_or(false)
    }

    /// Sets that.
    pub fn set_regenerates_initramfs(&self, regenerate: bool) {
        let word = regenerate.then_some("true");
        self.set(RPMOSTREE, "regenerate-initramfs", word);
    }

    /// Whether anything must be assembled on top of the base. (An initramfs of its own,
    /// which the real one assembles too, is only noted by the double.)
    #[must_use]
    pub fn is_layered(&self) -> bool {
        let lists = [
            List::Requested,
            List::Local,
            List::FileOverride,
            List::Removed,
            List::Replaced,
            List::ReplacedFrom,
        ];
        lists.iter().any(|list| !self.list(*list).is_empty())
    }

    /// The file, with the ref under the key that says whether it is layered.
    #[must_use]
    pub fn file(&self) -> &KeyFile {
        let refspec = self
            .get(ORIGIN, "refspec")
            .or_else(|| self.get(ORIGIN, "baserefspec"));
        if let Some(refspec) = refspec {
            let (key, other) = match self.is_layered() {
                true => ("baserefspec", "refspec"),
                false => ("refspec", "baserefspec"),
            };
            self.set(ORIGIN, other, None);
            self.set(ORIGIN, key, Some(&refspec));
        }
        &self.0
    }

    fn get(&self, group: &str, key: &str) -> Option<String> {
        Some(self.0.string(group, key).ok()?.to_string())
    }

    fn set(&self, group: &str, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.0.set_string(group, key, value),
            // It fails only if there was none.
            None => drop(self.0.remove_key(group, key)),
        }
    }
}

/// The lists of an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Packages to layer, as asked.
    Requested,
    /// Local packages to layer, `sha256:nevra`.
    Local,
    /// The same that may overwrite files.
    FileOverride,
    /// Names of base packages to leave out.
    Removed,
    /// Local packages in place of base packages, `sha256:nevra`.
    Replaced,
    /// Packages of repositories in place of base packages, `repo=id,name,name`.
    ReplacedFrom,
    /// Files of `/etc` to put into the initramfs.
    InitramfsEtc,
    /// Arguments with which the initramfs is made.
    InitramfsArguments,
}

impl List {
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Requested => (PACKAGES, "requested"),
            Self::Local => (PACKAGES, "requested-local"),
            Self::FileOverride => (PACKAGES, "requested-local-fileoverride"),
            Self::Removed => (OVERRIDES, "remove"),
            Self::Replaced => (OVERRIDES, "replace-local"),
            Self::ReplacedFrom => (OVERRIDES, "replace"),
            Self::InitramfsEtc => (RPMOSTREE, "initramfs-etc"),
            Self::InitramfsArguments => (RPMOSTREE, "initramfs-args"),
        }
    }
}
