//! A file that differs, as the virtualised list makes and reuses its row.

use gtk::{glib, pango, prelude::*};
use relm4::typed_view::list::RelmListItem;

use crate::{view_state::etc::FileRow, widgets::rows::tell_when_cut};

/// A file that differs.
#[derive(Debug)]
pub(super) struct FileItem(pub(super) FileRow);

/// The widgets of a row.
#[derive(Debug)]
pub(super) struct FileWidgets {
    item: glib::WeakRef<gtk::ListItem>,
    icon: gtk::Image,
    name: gtk::Label,
    folder: gtk::Label,
    word: gtk::Label,
}

impl RelmListItem for FileItem {
    type Root = gtk::Box;
    type Widgets = FileWidgets;

    fn setup(item: &gtk::ListItem) -> (Self::Root, Self::Widgets) {
        let image = |name: Option<&str>| {
            let image = gtk::Image::builder()
                .accessible_role(gtk::AccessibleRole::Presentation)
                .css_classes(["dim-label"])
                .build();
            image.set_icon_name(name);
            image
        };
        let label = |classes: &[&str]| {
            gtk::Label::builder()
                .xalign(0.0)
                .ellipsize(pango::EllipsizeMode::Middle)
                .css_classes(
                    classes
                        .iter()
                        .copied()
                        .map(String::from)
                        .collect::<Vec<_>>(),
                )
                .build()
        };
        let (icon, open) = (image(None), image(Some("go-next-symbolic")));
        let (name, folder) = (label(&[]), label(&["dim-label", "caption"]));
        for label in [&name, &folder] {
            tell_when_cut(label);
        }
        let word = gtk::Label::builder()
            .css_classes(["dim-label", "caption"])
            .build();
        let lines = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(2)
            .hexpand(true)
            .build();
        lines.append(&name);
        lines.append(&folder);
        let root = gtk::Box::builder()
            .spacing(12)
            .margin_start(12)
            .margin_end(12)
            .margin_top(8)
            .margin_bottom(8)
            .build();
        root.append(&icon);
        root.append(&lines);
        root.append(&word);
        root.append(&open);
        let widgets = FileWidgets {
            item: item.downgrade(),
            icon,
            name,
            folder,
            word,
        };
        (root, widgets)
    }

    fn bind(&mut self, widgets: &mut Self::Widgets, _root: &mut Self::Root) {
        let row = &self.0;
        if let Some(item) = widgets.item.upgrade() {
            item.set_accessible_label(&row.spoken);
        }
        widgets.icon.set_icon_name(Some(row.icon));
        widgets.name.set_label(&row.name);
        widgets.folder.set_label(&row.folder);
        widgets.word.set_label(&row.word);
    }
}
