//! Tests of the collected changes.

use std::{fs::File, os::fd::OwnedFd};

use super::*;

fn layer(kind: LayerKind, name: &str) -> Layer {
    Layer {
        kind,
        name: name.into(),
        ..Layer::default()
    }
}

fn changes(wishes: &Wishes) -> PackageChanges {
    match wishes.action(true) {
        Action::ChangePackages {
            changes,
            dry_run: true,
            ..
        } => changes,
        other => panic!("not a dry run: {other:?}"),
    }
}

fn file(name: &str, replaces: bool) -> ChosenFile {
    let opened = File::open("/dev/null").unwrap();
    ChosenFile {
        name: name.into(),
        file: PackageFile::new(OwnedFd::from(opened)),
        size: None,
        replaces,
    }
}

#[test]
fn contradictions_cancel_each_other_out() {
    let mut wishes = Wishes::default();
    wishes.add("htop", None);
    wishes.remove("htop");
    assert!(wishes.is_empty());
    wishes.remove("htop");
    wishes.add("htop", None);
    assert!(wishes.is_empty());
    wishes.change_base("mesa", OfBase::TakeOut);
    assert_eq!(changes(&wishes).override_remove, ["mesa"]);
    wishes.change_base("mesa", OfBase::Reset);
    assert!(wishes.is_empty());
}

#[test]
fn a_row_toggles_there_and_back() {
    let mut wishes = Wishes::default();
    for (kind, name) in [
        (LayerKind::Added, "htop"),
        (LayerKind::Local, "tool"),
        (LayerKind::FileOverride, "patch"),
        (LayerKind::Replaced, "mesa"),
        (LayerKind::LocalReplacement, "bash"),
        (LayerKind::Removed, "firefox"),
    ] {
        wishes.toggle(&layer(kind, name));
        assert!(wishes.takes_back(&layer(kind, name)));
    }
    let asked = changes(&wishes);
    assert_eq!(asked.remove, ["htop", "patch", "tool"]);
    assert_eq!(asked.override_reset, ["bash", "firefox", "mesa"]);
    wishes.toggle(&layer(LayerKind::Added, "htop"));
    wishes.toggle(&layer(LayerKind::Removed, "firefox"));
    assert_eq!(wishes.count(), 4);
}

#[test]
fn a_layer_and_a_package_of_the_base_may_have_one_name() {
    let mut wishes = Wishes::default();
    wishes.remove("vim");
    wishes.change_base("vim", OfBase::TakeOut);
    assert_eq!(wishes.count(), 2);
    assert!(!wishes.takes_back(&layer(LayerKind::Removed, "vim")));
}

#[test]
fn what_came_about_is_not_wished_for_any_more() {
    let mut wishes = Wishes::default();
    wishes.add("htop", None);
    wishes.add("steam", None);
    wishes.remove("gone");
    wishes.change_base("firefox", OfBase::TakeOut);
    wishes.change_base("mesa", OfBase::Reset);
    wishes.settle(&[
        layer(LayerKind::Added, "htop"),
        layer(LayerKind::Removed, "firefox"),
    ]);
    assert_eq!(changes(&wishes).add, ["steam"]);
    assert_eq!(wishes.count(), 1);
}

#[test]
fn without_what_is_in_the_way_the_rest_stays() {
    let mut wishes = Wishes::default();
    wishes.add("htop", None);
    wishes.add("broken", None);
    wishes.remove("old");
    wishes.add_files(vec![file("local-tool-1.0-1.x86_64.rpm", false)]);
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let left = wishes.without(&names(&["broken", "local-tool"])).unwrap();
    assert_eq!(changes(&left).add, ["htop"]);
    assert_eq!(changes(&left).remove, ["old"]);
    assert_eq!(left.count(), 2);
    assert_eq!(wishes.without(&names(&["local"])), None, "another package");
    let mut one = Wishes::default();
    one.add("broken", None);
    assert_eq!(one.without(&names(&["broken"])), None, "nothing is left");
}

#[test]
fn files_go_where_they_belong_and_the_last_of_a_name_counts() {
    let mut wishes = Wishes::default();
    let first = file("a-1.rpm", false);
    wishes.add_files(vec![first.clone(), file("b-1.rpm", true)]);
    let again = file("a-1.rpm", false);
    wishes.add_files(vec![again.clone()]);
    let Action::ChangePackages {
        local_packages,
        local_replacements,
        ..
    } = wishes.action(false)
    else {
        panic!("another action");
    };
    assert_eq!(local_packages, [again.file]);
    assert_ne!(local_packages, [first.file]);
    assert_eq!(local_replacements.len(), 1);
}

#[test]
fn rows_tell_what_comes_before_what_goes() {
    let mut wishes = Wishes::default();
    wishes.remove("a");
    wishes.add("b", Some("1.0"));
    wishes.change_base("c", OfBase::TakeOut);
    let rows = wishes.rows();
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.what.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("b", "Will be added"),
            ("c", "Will be removed from the image"),
            ("a", "Will be removed")
        ]
    );
    let coming = wishes.coming();
    assert_eq!(coming.len(), 2);
    wishes.forget(&coming[0].about);
    assert!(!wishes.adds("b"));
}
