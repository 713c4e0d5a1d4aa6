//! Small rounded labels that say what a version is: a shape and a word.

use gtk::prelude::*;

use crate::view_state::versions::Badge;

/// A badge.
fn badge(badge: Badge) -> gtk::Box {
    let icon = gtk::Image::from_icon_name(badge.icon());
    icon.set_accessible_role(gtk::AccessibleRole::Presentation);
    let root = gtk::Box::builder()
        .spacing(4)
        .valign(gtk::Align::Center)
        .css_classes(["badge", badge.class()])
        .build();
    root.append(&icon);
    root.append(&gtk::Label::new(Some(&badge.label())));
    root
}

/// Shows these badges and no others.
pub(crate) fn fill(root: &adw::WrapBox, badges: &[Badge]) {
    while let Some(child) = root.first_child() {
        root.remove(&child);
    }
    for each in badges {
        root.append(&badge(*each));
    }
    root.set_visible(!badges.is_empty());
}
