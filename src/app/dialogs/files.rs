//! Choosing package files. The desktop's own dialog hands them over, so that a
//! sandboxed window sees only what was chosen.

use std::{fs::File, os::fd::OwnedFd, path::PathBuf};

use adw::prelude::*;
use gtk::{gio, glib};
use waymark_model::{Error, ErrorKind, PackageFile};

use crate::{
    tr,
    view_state::{text, wishes::ChosenFile},
};

/// Asks for package files and opens them; `then` gets them, or why one cannot be read.
pub(crate) fn choose(
    parent: &impl IsA<gtk::Widget>,
    replaces: bool,
    then: impl FnOnce(Result<Vec<ChosenFile>, Error>) + 'static,
) {
    let packages = gtk::FileFilter::new();
    packages.set_name(Some(&tr!("files-filter")));
    packages.add_suffix("rpm");
    let filters = gio::ListStore::new::<gtk::FileFilter>();
    filters.append(&packages);
    let dialog = gtk::FileDialog::builder()
        .title(tr!("files-title"))
        .accept_label(tr!("files-accept"))
        .filters(&filters)
        .modal(true)
        .build();
    let window = parent.root().and_downcast::<gtk::Window>();
    dialog.open_multiple(window.as_ref(), gio::Cancellable::NONE, move |answer| {
        // Without an answer the dialog was closed.
        let Ok(files) = answer else { return };
        let paths: Vec<PathBuf> = files
            .iter::<gio::File>()
            .flatten()
            .filter_map(|file| file.path())
            .collect();
        glib::spawn_future_local(async move {
            // A file on a network may take its time.
            let opened = gio::spawn_blocking(move || open(&paths, replaces)).await;
            then(opened.unwrap_or_else(|_| Err(unreadable("", ""))));
        });
    });
}

fn open(paths: &[PathBuf], replaces: bool) -> Result<Vec<ChosenFile>, Error> {
    paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let file = File::open(path).map_err(|error| unreadable(&name, &error.to_string()))?;
            Ok(ChosenFile {
                size: file.metadata().ok().map(|one| one.len()),
                name: name.into_owned(),
                file: PackageFile::new(OwnedFd::from(file)),
                replaces,
            })
        })
        .collect()
}

fn unreadable(name: &str, why: &str) -> Error {
    let name = text::plain(name);
    Error::new(
        ErrorKind::Failed,
        format!("the file “{name}” cannot be read"),
    )
    .raw(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_named() {
        let error = open(&[PathBuf::from("/nowhere/tool-1.0.rpm")], false).unwrap_err();
        assert!(error.message.contains("tool-1.0.rpm"));
        assert!(!error.raw.is_empty());
    }

    #[test]
    fn each_file_is_opened_under_its_own_name() {
        let chosen = open(&[PathBuf::from("/dev/null")], true).unwrap();
        assert_eq!((chosen[0].name.as_str(), chosen[0].size), ("null", Some(0)));
        assert!(chosen[0].replaces);
    }
}
