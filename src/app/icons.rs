//! Whether every icon that the sources name is there, whatever theme is in use: in our
//! own resources, or in those of the toolkit. In GNOME's theme too, where it is not ours.

use std::{collections::BTreeSet, fs, path::Path};

use gtk::gio;

use crate::RESOURCES;

/// Every name of a symbolic icon in the sources below a folder.
fn named(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, found);
        } else if path.extension().is_some_and(|is| is == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let strings = text.split('"').skip(1).step_by(2);
            found.extend(strings.filter(|s| is_icon(s)).map(ToOwned::to_owned));
        }
    }
}

fn is_icon(text: &str) -> bool {
    text.ends_with("-symbolic")
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
}

/// The names of the icons in a folder of resources, without their endings.
fn bundled(folder: &str, found: &mut BTreeSet<String>) {
    let children = gio::resources_enumerate_children(folder, gio::ResourceLookupFlags::NONE);
    for child in children.unwrap_or_default() {
        if child.ends_with('/') {
            bundled(&format!("{folder}{child}"), found);
        } else {
            let name = child.trim_end_matches(".svg").trim_end_matches(".png");
            found.insert(name.trim_end_matches(".symbolic").to_owned());
        }
    }
}

/// The names of the icons in a theme on this disk.
fn themed(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            themed(&path, found);
        } else if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            found.insert(name.to_owned());
        }
    }
}

#[test]
fn no_icon_is_missing_in_any_theme() {
    gio::resources_register_include!("waymark.gresource").unwrap();
    // Its resources are there even where it finds no display.
    let _ = adw::init();
    let mut used = BTreeSet::new();
    named(env!("CARGO_MANIFEST_DIR").as_ref(), &mut used);
    assert!(used.len() > 20, "{used:?}");
    let mut own = BTreeSet::new();
    bundled(&format!("{RESOURCES}/icons/"), &mut own);
    let mut toolkit = BTreeSet::new();
    bundled("/org/gtk/libgtk/icons/", &mut toolkit);
    bundled("/org/gnome/Adwaita/icons/", &mut toolkit);
    assert!(toolkit.len() > 100, "the toolkit's icons were not found");
    let mut theme = BTreeSet::new();
    themed("/usr/share/icons/Adwaita".as_ref(), &mut theme);

    let missing: Vec<_> = used
        .iter()
        .filter(|name| !own.contains(*name) && !toolkit.contains(*name))
        .collect();
    assert!(missing.is_empty(), "bundled nowhere: {missing:?}");
    let unknown: Vec<_> = used
        .iter()
        .filter(|name| !name.starts_with("waymark-") && !name.starts_with("adw-"))
        .filter(|name| !theme.contains(*name))
        .collect();
    assert!(unknown.is_empty(), "in GNOME's theme are no {unknown:?}");

    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/resources/icons");
    let mut drawn = BTreeSet::new();
    themed(files.as_ref(), &mut drawn);
    let forgotten: Vec<_> = drawn.difference(&own).collect();
    assert!(forgotten.is_empty(), "drawn but not bundled: {forgotten:?}");
    let idle: Vec<_> = drawn.difference(&used).collect();
    assert!(idle.is_empty(), "drawn but used nowhere: {idle:?}");
}
