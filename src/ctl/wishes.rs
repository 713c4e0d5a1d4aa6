//! What is wished of packages, before it is an action.

use std::fs::{self, File};

use waymark_model::{Action, Error, ErrorKind, PackageChanges, PackageFile};

use crate::failure::Failure;

/// Changes by name, and the paths of package files.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) changes: PackageChanges,
    local_packages: Vec<String>,
    local_replacements: Vec<String>,
}

impl Wishes {
    /// Packages and package files to add.
    pub(crate) fn add(&mut self, named: Vec<String>) {
        (self.local_packages, self.changes.add) = named.into_iter().partition(|n| is_file(n));
    }

    /// Packages and package files that replace some of the base.
    pub(crate) fn replace(&mut self, named: Vec<String>) {
        (self.local_replacements, self.changes.override_replace) =
            named.into_iter().partition(|name| is_file(name));
    }

    /// Whether nothing is left of them.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.local_packages.is_empty()
            && self.local_replacements.is_empty()
    }

    /// Drops what is named, as far as it was asked for; tells which that was.
    pub(crate) fn leave_out(&mut self, named: &[String]) -> Vec<String> {
        let mut out = Vec::new();
        for list in [&mut self.changes.add, &mut self.changes.override_replace] {
            out.extend(list.extract_if(.., |name| named.contains(name)));
        }
        out
    }

    /// The action. Files are opened anew, since whoever read them before moved their end.
    ///
    /// # Errors
    /// A file is missing, is no file or may not be read.
    pub(crate) fn action(&self, dry_run: bool) -> Result<Action, Failure> {
        Ok(Action::ChangePackages {
            changes: self.changes.clone(),
            local_packages: opened(&self.local_packages)?,
            local_replacements: opened(&self.local_replacements)?,
            dry_run,
        })
    }

    /// All of them in one sentence for each kind.
    pub(crate) fn sentence(&self) -> String {
        if self.changes.reset_all {
            return "Every change of packages is taken back.".to_owned();
        }
        let lists = [
            ("Add", &self.changes.add, &self.local_packages),
            (
                "Replace",
                &self.changes.override_replace,
                &self.local_replacements,
            ),
            ("Take away", &self.changes.remove, &Vec::new()),
            (
                "Take out of the image",
                &self.changes.override_remove,
                &Vec::new(),
            ),
            (
                "Go back to the image's own",
                &self.changes.override_reset,
                &Vec::new(),
            ),
        ];
        let told = lists.iter().filter_map(|(verb, names, files)| {
            let all: Vec<&str> = names.iter().chain(*files).map(String::as_str).collect();
            (!all.is_empty()).then(|| format!("{verb}: {}.", all.join(", ")))
        });
        told.collect::<Vec<_>>().join(" ")
    }
}

/// Whether a file is meant. Nothing else that a package can be asked for by ends so.
fn is_file(text: &str) -> bool {
    text.ends_with(".rpm")
}

fn opened(paths: &[String]) -> Result<Vec<PackageFile>, Failure> {
    paths.iter().map(|path| open(path)).collect()
}

fn open(path: &str) -> Result<PackageFile, Failure> {
    let failed = |message: String, kind| Error::new(kind, message).into();
    // Opening a pipe would wait for its other end.
    let read = |error: std::io::Error| -> Failure {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::InvalidArgument,
        };
        failed(format!("the file “{path}” cannot be read: {error}"), kind)
    };
    if !fs::metadata(path).map_err(read)?.is_file() {
        let message = format!("“{path}” is no file; name a package file");
        return Err(failed(message, ErrorKind::InvalidArgument));
    }
    Ok(PackageFile::new(File::open(path).map_err(read)?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn files_are_told_apart_by_their_ending() {
        let mut wishes = Wishes::default();
        wishes.add(names(&["htop", "./a.rpm", "/usr/bin/vim"]));
        assert_eq!(wishes.changes.add, ["htop", "/usr/bin/vim"]);
        assert_eq!(wishes.sentence(), "Add: htop, /usr/bin/vim, ./a.rpm.");
        wishes.replace(names(&["b.rpm", "bash"]));
        assert_eq!(wishes.changes.override_replace, ["bash"]);
    }

    #[test]
    fn only_what_was_asked_for_is_left_out() {
        let mut wishes = Wishes::default();
        wishes.add(names(&["htop", "bad"]));
        let out = wishes.leave_out(&names(&["bad", "glibc"]));
        assert_eq!((out, wishes.is_empty()), (names(&["bad"]), false));
        assert_eq!(wishes.leave_out(&names(&["glibc"])), names(&[]));
        wishes.leave_out(&names(&["htop"]));
        assert!(wishes.is_empty());
    }

    #[test]
    fn a_file_that_is_none_is_named() {
        let kind = |path: &str| {
            let mut wishes = Wishes::default();
            wishes.add(names(&[path]));
            let error = wishes.action(true).unwrap_err().error();
            assert!(error.message.contains(path), "{}", error.message);
            error.kind
        };
        assert_eq!(kind("/nowhere/a.rpm"), ErrorKind::NotFound);
        let folder = tempfile::TempDir::with_suffix(".rpm").unwrap();
        let folder = folder.path().display().to_string();
        assert_eq!(kind(&folder), ErrorKind::InvalidArgument);
    }
}
